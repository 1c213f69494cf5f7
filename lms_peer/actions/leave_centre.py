"""Somebody stops acting at a centre: from that moment they see nothing of it. What they signed stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from lms_peer.domain.roles import Role
from lms_peer.people import allocations, calendars, centres
from lms_peer.people.accounts import end_sessions
from lms_peer.people.models import Account


def leave_centre(centre: UUID, account: Account, roles: Sequence[Role] = ()) -> dict[Role, int]:
    """End these roles of the account at the centre, or all that it holds there; answers how many records had them.

    Their sessions end, and without the role of an assessor the address of their calendar. Records name them until
    somebody else is chosen. Raises NotAtCentre for a role that they do not hold; then nothing may be kept.
    """
    ended = {}
    for role in roles or sorted(centres.roles_at(centre, account.id)):
        ended[role] = len(allocations.records_of(centre, account.id, role))
        centres.end_role(centre, account.id, role)
    if Role.ASSESSOR in ended:
        calendars.stop_calendar(centre, account.id)
    end_sessions(account)
    return ended
