"""A trainer says which assessors look after a learner's record."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from lms_peer import progress
from lms_peer.actions.assessing import assessor_on
from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.domain.judgement import require_assessor
from lms_peer.domain.roles import Role
from lms_peer.people import allocations
from lms_peer.people.names import actor_of


def allocate_assessors(acting: Acting, registration: UUID, assessors: Collection[UUID]) -> None:
    """Let these accounts, and no others, look after the record. Saying it twice changes nothing.

    Raises NotFound for another centre's record, NotAtCentre for somebody who is no assessor here, OwnWork for the
    learner, DeclaredInterest for an assessor who knows the learner in another way.
    """
    standing = progress.standing(acting.centre, registration)
    before = {one.id for one in allocations.allocated(acting.centre, registration, Role.ASSESSOR)}
    for account in assessors:
        chosen = actor_of(workplace().config.issuer, account)
        require_assessor(standing, assessor_on(acting.centre, chosen, standing.qualification.slug), units=())
        allocations.allocate(acting.centre, registration, account, Role.ASSESSOR)
    for account in before.difference(assessors):
        allocations.release(acting.centre, registration, account, Role.ASSESSOR)
