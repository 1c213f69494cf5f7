"""What each sample learner goes through, told step by step as the people who do it.

A story is a generator: it acts, then yields how long until its next step. `build` runs all stories side by side, so
that the ledger is in the order in which things happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from uuid import uuid4

from lms_peer import progress
from lms_peer.actions.change_registration import complete_registration, pause_registration
from lms_peer.actions.judge_evidence import sign_off_unit
from lms_peer.actions.log_hours import countersign_hours, refuse_hours
from lms_peer.actions.record_observation import (
    Observed,
    cancel_observation,
    confirm_observation,
    rebook_observation,
    record_observation,
)
from lms_peer.actions.sample_unit import close_action, sample_unit
from lms_peer.database import now
from lms_peer.demo import voices
from lms_peer.demo.acts import Telling, judge, log_shadowing, plan_first_meeting, put_on_record, submit
from lms_peer.demo.cast import Stage
from lms_peer.domain.evidence import LEARNERS_METHODS
from lms_peer.domain.facts import CancelReason, Verdict
from lms_peer.domain.qualification import CriterionRef, HoursRequirement, Method, Qualification, Unit
from lms_peer.domain.sampling import decided

Story = Iterator[timedelta]

# The first of these that a criterion allows is how the sample learner shows it.
_PREFERRED = (
    Method.REFLECTIVE_ACCOUNT,
    Method.WORK_PRODUCT,
    Method.OBSERVATION,
    Method.PROFESSIONAL_DISCUSSION,
    Method.WITNESS_TESTIMONY,
    Method.QUESTIONING,
    Method.SIMULATION,
)
_WHOLE_UNITS = {Stage.JUST_STARTED: 0, Stage.REFERRED_BACK: 1, Stage.WAITING: 1, Stage.STUCK: 1, Stage.PAUSED: 2}


def whole_units(stage: Stage, units: int) -> int:
    """How many of the units a learner at this stage has finished."""
    return _WHOLE_UNITS.get(stage, units - 1 if stage in (Stage.NEARLY, Stage.HOURS_WAITING) else units)


def coursework(telling: Telling) -> Story:
    """Units one after another, as far as the learner's stage goes."""
    stage = telling.part.stage
    if stage is Stage.NOT_STARTED:
        return
    units = telling.units
    whole = whole_units(stage, len(units))
    for unit in units[:whole]:
        yield from _achieve(telling, unit)
        if unit is units[0]:
            yield from _sampled(telling, unit)
    if whole < len(units):
        yield from _leave_off(telling, units[whole])


def shadowing(telling: Telling, needed: HoursRequirement) -> Story:
    """Sessions of three hours until the requirement is met, each signed a day later; one is refused on the way."""
    stage = telling.part.stage
    shares = {Stage.NOT_STARTED: 0, Stage.JUST_STARTED: 0, Stage.STUCK: 0.3, Stage.WAITING: 0.4}
    wanted = int(needed.minutes.value * shares.get(stage, 1))
    for session in count():
        signed = progress.standing(telling.staff.centre, telling.registration).countersigned_minutes(needed.kind)
        if signed >= wanted:
            return
        hours = log_shadowing(telling, needed.kind, session, min(180, max(wanted - signed, 30)))
        yield timedelta(days=1)
        if session == 1:
            reason = "I was not in that day. Please check the date and send it again."
            refuse_hours(telling.staff, telling.registration, uuid4(), hours=hours, reason=reason)
        elif stage is Stage.HOURS_WAITING and session >= 3:
            return
        else:
            countersign_hours(telling.staff, telling.registration, uuid4(), hours=hours)
        yield telling.pace * 2


def finishing(telling: Telling) -> None:
    """The trainer closes a record on which everything is achieved."""
    complete_registration(telling.trainer, telling.registration, uuid4())


def _achieve(telling: Telling, unit: Unit) -> Story:
    """Everything that one unit asks for, and its sign-off."""
    for method, refs in _routes(telling.qualification, unit).items():
        if method is Method.OBSERVATION:
            yield from _observed(telling, refs)
            continue
        evidence = put_on_record(telling, method, refs)
        yield telling.pace
        if next(telling.turn) % 7 == 3 and method in LEARNERS_METHODS:
            judge(telling, evidence, refs, Verdict.NOT_YET)
            yield telling.pace
            evidence = submit(telling, method, refs, replaces=evidence)
            yield telling.pace
        judge(telling, evidence, refs)
    yield telling.pace
    sign_off_unit(telling.assessor, telling.registration, uuid4(), unit=unit.reference)


def _sampled(telling: Telling, unit: Unit) -> Story:
    """The quality assurer looks at a unit; with a learner who finishes, they ask for something, and see it done."""
    yield timedelta(days=2)
    asks = telling.part.stage is Stage.COMPLETE
    standing = progress.standing(telling.verifier.centre, telling.registration)
    sample = sample_unit(
        telling.verifier,
        telling.registration,
        uuid4(),
        unit=unit.reference,
        sampled=[piece.id for piece in decided(standing, unit.reference)[:2]],
        agreed=not asks,
        feedback=voices.ASKED if asks else voices.SOUND,
    )
    if asks:
        yield timedelta(days=3)
        close_action(telling.verifier, telling.registration, uuid4(), sample=sample.id, comment=voices.PUT_RIGHT)


def _leave_off(telling: Telling, unit: Unit) -> Story:
    """The unit at which the story stops, and how it stops."""
    routes = _routes(telling.qualification, unit)
    own = {method: refs for method, refs in routes.items() if method in _PREFERRED[:2]}
    method, refs = next(iter(own.items()), next(iter(routes.items())))
    if telling.part.stage is Stage.PAUSED:
        yield from _stopped_by_a_move(telling, routes.get(Method.OBSERVATION, refs))
        return
    evidence = put_on_record(telling, method, refs)
    yield telling.pace
    if telling.part.stage in (Stage.REFERRED_BACK, Stage.STUCK):
        judge(telling, evidence, refs, Verdict.NOT_YET)
    elif telling.part.stage is Stage.NEARLY:
        judge(telling, evidence, refs)


def _stopped_by_a_move(telling: Telling, refs: Sequence[CriterionRef]) -> Story:
    observation = plan_first_meeting(telling, refs)
    yield timedelta(days=3)
    cancel_observation(
        telling.assessor,
        telling.registration,
        uuid4(),
        observation=observation,
        reason=CancelReason.REGIME,
        text="Nobody could leave their rooms that day.",
    )
    yield timedelta(days=2)
    pause_registration(telling.trainer, telling.registration, uuid4(), reason=voices.PAUSED)


def _routes(qualification: Qualification, unit: Unit) -> dict[Method, list[CriterionRef]]:
    """The unit's criteria by the method this learner shows them by."""
    routes: dict[Method, list[CriterionRef]] = defaultdict(list)
    for ref in unit.refs():
        criterion = qualification.criteria_by_ref[ref]
        method = next(method for method in _PREFERRED if method in criterion.methods)
        routes[Method.OBSERVATION if criterion.must_be_observed else method].append(ref)
    return dict(routes)


def _observed(telling: Telling, refs: Sequence[CriterionRef]) -> Story:
    """Plan, sometimes cancel and rebook, record, sign, judge."""
    observation = plan_first_meeting(telling, refs)
    yield timedelta(days=2)
    if next(telling.turn) % 4 == 1:
        cancel_observation(
            telling.assessor,
            telling.registration,
            uuid4(),
            observation=observation,
            reason=CancelReason.CLIENT_DECLINED,
        )
        yield timedelta(days=1)
        due = now() + timedelta(days=2)
        rebook_observation(telling.assessor, telling.registration, uuid4(), observation=observation, due=due)
        yield timedelta(days=2)
    seen = Observed(
        began=now() - timedelta(hours=1),
        minutes=45,
        text=voices.SEEN,
        setting="office",
        covered={ref: voices.COVERED[at % len(voices.COVERED)] for at, ref in enumerate(refs)},
        questions=[{"question": asked, "answer": answer} for asked, answer in voices.QUESTIONS],
        feedback=voices.SEEN_FEEDBACK,
    )
    record = record_observation(
        telling.assessor, telling.registration, uuid4(), observation=observation, seen=seen
    )
    yield timedelta(days=1)
    confirm_observation(
        telling.learner, telling.registration, uuid4(), observation=observation, comment=voices.SIGNED
    )
    judge(telling, record.id, refs)
