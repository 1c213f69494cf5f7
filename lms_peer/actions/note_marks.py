"""After a fact, or when somebody comes from a platform: let the platforms that show the work be told how far it is.

Only writes down what is to be told, in the transaction of the fact. Telling is the work of `send_grades`.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid5

from lms_peer import progress
from lms_peer.actions.workplace import workplace
from lms_peer.domain.facts import Fact
from lms_peer.domain.marks import Mark, mark_of_qualification, mark_of_unit
from lms_peer.domain.standing import Standing
from lms_peer.lti import grades
from lms_peer.lti.grades import Place
from lms_peer.people.names import account_id_of, actor_of


def note_marks(centre: UUID, fact: Fact) -> None:
    """Let the platforms know what this fact changes for the learner. One query for who comes from none."""
    account = account_id_of(centre, fact.learner)
    found = grades.places(centre, [account], fact.qualification.slug) if account else []
    if found:
        standing = progress.standing(centre, fact.registration)
        grades.tell(centre, _marks(centre, standing, found), fact.id)


def catch_up(centre: UUID, account: UUID) -> int:
    """Let the platforms know where this person stands, as far as they do not; answers how much there is to tell."""
    told = 0
    for standing in progress.standings(centre, learner=actor_of(workplace().config.issuer, account)):
        found = grades.places(centre, [account], standing.qualification.slug)
        # Told again only when more happened since.
        cause = uuid5(standing.registration, f"as it stood at {standing.last_at}")
        told += grades.tell(centre, _marks(centre, standing, found), cause) if found else 0
    return told


def _marks(centre: UUID, standing: Standing, found: Iterable[Place]) -> list[tuple[Place, Mark]]:
    qualification = workplace().qualification(centre, standing.registered.specification)
    marks = (
        (place, mark_of_unit(standing, qualification, place.unit))
        if place.unit
        else (place, mark_of_qualification(standing, qualification))
        for place in found
    )
    return [(place, mark) for place, mark in marks if mark is not None]
