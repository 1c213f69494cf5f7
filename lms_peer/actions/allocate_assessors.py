"""A trainer says which assessors and which internal quality assurers look after learners' records."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from lms_peer import progress
from lms_peer.actions.assessing import assessor_on
from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.domain.facts import Actor
from lms_peer.domain.judgement import require_assessor
from lms_peer.domain.refusals import AssessesIt, NotAtCentre, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.domain.verifying import require_verifier
from lms_peer.people import allocations
from lms_peer.people.centres import holds
from lms_peer.people.names import actor_of


def allocate_assessors(acting: Acting, registration: UUID, assessors: Collection[UUID]) -> None:
    """Let these accounts, and no others, assess the record. Saying it twice changes nothing.

    Raises NotFound for another centre's record, NotAtCentre for somebody who is no assessor here, OwnWork for the
    learner, DeclaredInterest for an assessor who knows the learner in another way, AssessesIt for its quality assurer.
    """
    _replace(acting, registration, assessors, Role.ASSESSOR)


def allocate_verifiers(acting: Acting, registration: UUID, verifiers: Collection[UUID]) -> None:
    """Let these accounts, and no others, quality assure the record. Saying it twice changes nothing.

    Raises as `allocate_assessors` does; AssessesIt for somebody who assesses the record, or has assessed on it.
    """
    _replace(acting, registration, verifiers, Role.IQA)


def allocate_to_many(
    acting: Acting, registrations: Collection[UUID], account: UUID, role: Role
) -> dict[UUID, Refusal]:
    """Put one person in charge of several records as `role` (ASSESSOR or IQA), beside those who are there.

    All or nothing: answers why not, for each record on which the person is not fit; empty when it is done. Raises
    NotFound for another centre's record.
    """
    refused: dict[UUID, Refusal] = {}
    for registration in sorted(registrations):  # in one order, so that nobody waits in a circle
        try:
            _require_fit(acting, _held(acting, registration), account, role)
        except Refusal as refusal:
            refused[registration] = refusal
    if not refused:
        for registration in registrations:
            allocations.allocate(acting.centre, registration, account, role)
    return refused


def _replace(acting: Acting, registration: UUID, wanted: Collection[UUID], role: Role) -> None:
    standing = _held(acting, registration)
    before = _looking_after(acting, standing, role)
    for account in wanted:
        _require_fit(acting, standing, account, role)
        allocations.allocate(acting.centre, registration, account, role)
    for account in before.difference(wanted):
        allocations.release(acting.centre, registration, account, role)


def _held(acting: Acting, registration: UUID) -> Standing:
    """The record as it stands, held until the transaction ends: nobody becomes its assessor and its IQA at once."""
    return progress.standing(acting.centre, registration, lock=True)


def _require_fit(acting: Acting, standing: Standing, account: UUID, role: Role) -> None:
    if not holds(acting.centre, account, role):
        raise NotAtCentre(role)
    chosen = _actor(account)
    if role is Role.ASSESSOR:
        require_assessor(standing, assessor_on(acting.centre, chosen, standing.qualification.slug), units=())
        if account in _looking_after(acting, standing, Role.IQA):
            raise AssessesIt
    else:
        require_verifier(
            standing,
            chosen,
            interests=[_actor(learner) for learner in allocations.interests(acting.centre, account)],
            assessors=[_actor(one) for one in _looking_after(acting, standing, Role.ASSESSOR)],
        )


def _looking_after(acting: Acting, standing: Standing, role: Role) -> set[UUID]:
    return {one.id for one in allocations.allocated(acting.centre, standing.registration, role)}


def _actor(account: UUID) -> Actor:
    return actor_of(workplace().config.issuer, account)
