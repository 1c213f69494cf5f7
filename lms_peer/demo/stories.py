"""What each sample learner goes through, told step by step as the people who do it.

A story is a generator: it acts, then yields how long until its next step. `build` runs all stories side by side, so
that the ledger is in the order in which things happened.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from itertools import count
from uuid import UUID, uuid4

from lms_peer import progress
from lms_peer.actions.change_registration import complete_registration, pause_registration
from lms_peer.actions.judge_evidence import Decision, judge_evidence, sign_off_unit
from lms_peer.actions.log_hours import countersign_hours, log_hours, refuse_hours
from lms_peer.actions.record import Acting
from lms_peer.actions.record_observation import (
    Observed,
    cancel_observation,
    confirm_observation,
    plan_observation,
    rebook_observation,
    record_observation,
)
from lms_peer.actions.record_testimony import record_discussion, record_testimony
from lms_peer.actions.submit_evidence import KeptFile, Work, submit_evidence
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.demo import papers, voices
from lms_peer.demo.cast import LearnerPart, Stage
from lms_peer.domain.combination import units_of
from lms_peer.domain.facts import CancelReason, Verdict
from lms_peer.domain.qualification import CriterionRef, HoursRequirement, Method, Qualification, Unit
from lms_peer.vault.media import take

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
_ASKED = (Method.PROFESSIONAL_DISCUSSION, Method.QUESTIONING)
_WHOLE_UNITS = {Stage.JUST_STARTED: 0, Stage.REFERRED_BACK: 1, Stage.WAITING: 1, Stage.STUCK: 1, Stage.PAUSED: 2}


@dataclass
class Telling:
    """One learner's story while it is told: who is in it, and the pace (time between steps)."""

    part: LearnerPart
    registration: UUID
    qualification: Qualification
    learner: Acting
    assessor: Acting
    trainer: Acting
    staff: Acting
    staff_account: UUID
    witness: UUID
    pace: timedelta
    turn: Iterator[int] = field(default_factory=count)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that this learner takes."""
        chosen = progress.standing(self.trainer.centre, self.registration).registered.optional_units
        return units_of(self.qualification, chosen)


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
        hours = _log(telling, needed.kind, session, min(180, max(wanted - signed, 30)))
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


def _log(telling: Telling, kind: str, session: int, minutes: int) -> UUID:
    return log_hours(
        telling.learner,
        telling.registration,
        uuid4(),
        kind=kind,
        began=now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=5),
        minutes=minutes,
        staff=telling.staff_account,
        text=voices.SHADOWED[session % len(voices.SHADOWED)],
        setting="hostel",
    ).id


def _achieve(telling: Telling, unit: Unit) -> Story:
    """Everything that one unit asks for, and its sign-off."""
    for method, refs in _routes(telling.qualification, unit).items():
        if method is Method.OBSERVATION:
            yield from _observed(telling, refs)
            continue
        evidence = _put_on_record(telling, method, refs)
        yield telling.pace
        if next(telling.turn) % 7 == 3 and method not in _ASKED and method is not Method.WITNESS_TESTIMONY:
            _judge(telling, evidence, refs, Verdict.NOT_YET)
            yield telling.pace
            evidence = _submit(telling, method, refs, replaces=evidence)
            yield telling.pace
        _judge(telling, evidence, refs)
    yield telling.pace
    sign_off_unit(telling.assessor, telling.registration, uuid4(), unit=unit.reference)


def _leave_off(telling: Telling, unit: Unit) -> Story:
    """The unit at which the story stops, and how it stops."""
    routes = _routes(telling.qualification, unit)
    own = {method: refs for method, refs in routes.items() if method in _PREFERRED[:2]}
    method, refs = next(iter(own.items()), next(iter(routes.items())))
    if telling.part.stage is Stage.PAUSED:
        yield from _stopped_by_a_move(telling, routes.get(Method.OBSERVATION, refs))
        return
    evidence = _put_on_record(telling, method, refs)
    yield telling.pace
    if telling.part.stage in (Stage.REFERRED_BACK, Stage.STUCK):
        _judge(telling, evidence, refs, Verdict.NOT_YET)
    elif telling.part.stage is Stage.NEARLY:
        _judge(telling, evidence, refs)


def _stopped_by_a_move(telling: Telling, refs: Sequence[CriterionRef]) -> Story:
    observation = _plan(telling, refs)
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


def _put_on_record(telling: Telling, method: Method, refs: Sequence[CriterionRef]) -> UUID:
    if method in _ASKED:
        return record_discussion(
            telling.assessor,
            telling.registration,
            uuid4(),
            method=method,
            criteria=refs,
            began=now() - timedelta(hours=1),
            minutes=35,
            questions=[{"question": asked, "answer": answer} for asked, answer in voices.DISCUSSED],
            text="We talked in the quiet room after the morning meeting.",
        ).id
    if method is Method.WITNESS_TESTIMONY:
        return record_testimony(
            telling.assessor,
            telling.registration,
            uuid4(),
            witness=telling.witness,
            criteria=refs,
            happened=now().date(),
            text=voices.TESTIMONY,
        ).id
    return _submit(telling, method, refs)


def _submit(telling: Telling, method: Method, refs: Sequence[CriterionRef], replaces: UUID | None = None) -> UUID:
    turn = next(telling.turn)
    work = Work(
        method=method,
        criteria=refs,
        happened=(now() - timedelta(days=1)).date(),
        title=voices.TITLES[turn % len(voices.TITLES)],
        text=voices.ACCOUNTS[turn % len(voices.ACCOUNTS)],
        files=_files(telling, turn),
        declared=True,
        ai_use="I used a program to check my spelling." if turn % 5 == 4 else "",
        replaces=replaces,
    )
    return submit_evidence(telling.learner, telling.registration, uuid4(), work).id


def _files(telling: Telling, turn: int) -> list[KeptFile]:
    """Now and then something that is really there: photos from two kinds of phone, a scan, a recording."""
    notes = voices.NOTES[turn % len(voices.NOTES)]
    match turn % 6:
        case 0:
            return [_keep(telling, "my notes.jpg", papers.photo_of_notes(notes))]
        case 2:
            return [_keep(telling, "places that help.pdf", papers.pdf_of_pages(voices.NOTES))]
        case 3:
            return [
                _keep(telling, "IMG_0412.HEIC", papers.heic_photo_of_notes(notes)),
                _keep(telling, "second page.jpg", papers.photo_of_notes(notes)),
            ]
        case 5:
            return [_keep(telling, "what I learned.wav", papers.voice_note())]
        case _:
            return []


def _keep(telling: Telling, name: str, content: bytes) -> KeptFile:
    stream = BytesIO(content)
    taken = take(name, stream)
    return KeptFile(workplace().vault.keep(telling.learner.centre, stream, taken.media_type), taken.name)


def _judge(telling: Telling, evidence: UUID, refs: Sequence[CriterionRef], verdict: Verdict = Verdict.MET) -> None:
    praise = voices.FEEDBACK_MET[next(telling.turn) % len(voices.FEEDBACK_MET)]
    feedback = praise if verdict is Verdict.MET else voices.FEEDBACK_NOT_YET
    decisions = [Decision(ref, verdict, feedback) for ref in refs]
    judge_evidence(telling.assessor, telling.registration, uuid4(), evidence=evidence, decisions=decisions)


def _plan(telling: Telling, refs: Sequence[CriterionRef]) -> UUID:
    return plan_observation(
        telling.assessor,
        telling.registration,
        uuid4(),
        due=now() + timedelta(days=2),
        criteria=refs,
        text="A first meeting with a new client.",
        setting="office",
    ).id


def _observed(telling: Telling, refs: Sequence[CriterionRef]) -> Story:
    """Plan, sometimes cancel and rebook, record, sign, judge."""
    observation = _plan(telling, refs)
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
    _judge(telling, record.id, refs)
