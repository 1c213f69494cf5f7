"""Reading one learner's record for a page: the standing, its qualification, people's words and names.

Decides only who may look: a learner at their own record, the centre's assessors, trainers and quality assurers at
any. Anything else is not found.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast
from uuid import UUID

from lms_peer import progress
from lms_peer.actions.record import Acting, qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.domain.facts import Actor, Document, Fact
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.domain.words import Words
from lms_peer.people.names import names_of
from lms_peer.web.access import signed_in_person
from lms_peer.web.language import N_, gettext

READERS = frozenset({Role.ASSESSOR, Role.TRAINER, Role.IQA, Role.EQA})


def acting() -> Acting:
    """Whoever is signed in, as actions want it."""
    person = signed_in_person()
    return Acting(person.centre.id, person.actor)


def standing_for_reading(registration: UUID) -> Standing:
    """The record, if the person signed in may read it. Raises NotFound otherwise."""
    person = signed_in_person()
    standing = progress.standing(person.centre.id, registration)
    if not (person.roles & READERS or standing.learner == person.actor):
        raise NotFound("learner's record")
    return standing


def own_standing(registration: UUID) -> Standing:
    """The record, if it is the own record of the learner signed in. Raises NotFound otherwise."""
    standing = standing_for_reading(registration)
    if standing.learner != signed_in_person().actor:
        raise NotFound("learner's record")
    return standing


def qualification_for(standing: Standing) -> Qualification:
    """The specification that the registration started with."""
    return qualification_of(signed_in_person().centre.id, standing)


def words_of(fact: Fact | None) -> Words:
    """What was written beside a fact; empty when nothing was."""
    document: Document | None = getattr(fact, "words", None)
    if document is None:
        return {}
    return cast(Words, workplace().vault.read_words(signed_in_person().centre.id, document))


# What stands where a name would: see people.names.
_NOT_NAMES = {N_("Someone no longer here"), N_("Whoever looks after this service")}


def names_for(actors: Iterable[Actor]) -> dict[Actor, str]:
    """What to call each actor at this centre."""
    names = names_of(signed_in_person().centre.id, actors)
    return {actor: gettext(name) if name in _NOT_NAMES else name for actor, name in names.items()}
