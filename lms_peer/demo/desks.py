"""What lies on the desks of assessors and staff at the sample centre. Invented.

Phrases, a decision to countersign, an observation to come, and hours with someone who has no account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID, uuid4

from lms_peer import progress
from lms_peer.actions.log_hours import log_hours
from lms_peer.actions.record import Acting
from lms_peer.actions.record_observation import plan_observation
from lms_peer.actions.workplace import workplace
from lms_peer.database import pretend
from lms_peer.demo import voices
from lms_peer.demo.acts import Telling, at_hour, judge
from lms_peer.domain.qualification import Method
from lms_peer.people import phrases, staff, training
from lms_peer.people.names import actor_of

TRAINEE, JUDGED, OBSERVED, SHADOWED = "tilda", "vic", "nat", "max"
PHRASES = (
    "You say what you did and why. That is what I look for.",
    "Tell me what you did, not what you know. One real time is enough.",
    "Next time, add how it ended and what you would do another time.",
)


def furnish_desks(centre: UUID, people: Mapping[str, UUID], tellings: Sequence[Telling]) -> None:
    """Put it there, this afternoon."""
    by_name = {telling.part.username: telling for telling in tellings}
    with pretend(at_hour(14)):
        for text in PHRASES:
            phrases.add_phrase(centre, people["amir"], text, uuid4())
        training.set_in_training(centre, people[TRAINEE], yes=True)
        trainee = Acting(centre, actor_of(workplace().config.issuer, people[TRAINEE]))
        _decide_in_training(replace(by_name[JUDGED], assessor=trainee))
        _plan_a_visit(by_name[OBSERVED])
        outreach = staff.list_staff(centre, "Col Brandt", uuid4())
        _shadow(by_name[SHADOWED], outreach.id)


def _decide_in_training(telling: Telling) -> None:
    standing = progress.standing(telling.learner.centre, telling.registration)
    piece = next(piece for piece in standing.evidence.values() if piece.open)
    judge(telling, piece.id, piece.open[:1])


def _plan_a_visit(telling: Telling) -> None:
    standing = progress.standing(telling.learner.centre, telling.registration)
    refs = [
        ref
        for ref, criterion in telling.qualification.criteria_by_ref.items()
        if Method.OBSERVATION in criterion.methods
        and not standing.met(ref)
        and ref.unit not in standing.sign_offs
        and ref.unit in {unit.reference for unit in telling.units}
    ]
    plan_observation(
        telling.assessor,
        telling.registration,
        uuid4(),
        due=at_hour(14, days_ago=-2),
        criteria=refs[:3],
        text="A first meeting with a new client.",
        setting="office",
    )


def _shadow(telling: Telling, account: UUID) -> None:
    log_hours(
        telling.learner,
        telling.registration,
        uuid4(),
        kind=telling.qualification.hours[0].kind,
        began=at_hour(14, days_ago=1),
        minutes=60,
        staff=account,
        text=voices.SHADOWED[0],
        setting="hostel",
    )
