"""A trainer says which assessors look after a learner's record."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.domain.roles import Role
from lms_peer.people import allocations


def allocate_assessors(acting: Acting, registration: UUID, assessors: Collection[UUID]) -> None:
    """Let these accounts, and no others, look after the record. Saying it twice changes nothing.

    Raises NotFound for another centre's record, NotAtCentre for somebody who is no assessor here.
    """
    before = {one.id for one in allocations.allocated(acting.centre, registration, Role.ASSESSOR)}
    for account in assessors:
        allocations.allocate(acting.centre, registration, account, Role.ASSESSOR)
    for account in before.difference(assessors):
        allocations.release(acting.centre, registration, account, Role.ASSESSOR)
