"""Somebody stops acting at a centre: from that moment they see nothing of it. What they signed stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import structlog

from lms_peer.actions.record import Acting
from lms_peer.domain.leaving import WORKING, require_may_leave
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.people import allocations, calendars, centres
from lms_peer.people.accounts import end_sessions
from lms_peer.people.models import Account

log = structlog.get_logger(__name__)


def say_left(acting: Acting, account: UUID) -> None:
    """A trainer says that somebody does not work at the centre any more. Who learns here too stays a learner.

    Saying it twice changes nothing. Raises NotFound for who never worked here, LastTrainer for the only trainer.
    """
    who, roles = worker(acting.centre, account)
    if not roles:
        return
    require_may_leave(account, [one.id for one in centres.members(acting.centre, Role.TRAINER)])
    leave_centre(acting.centre, who, sorted(roles))
    log.info("left the centre", account=str(account), by=acting.actor.name)


def worker(centre: UUID, account: UUID) -> tuple[Account, frozenset[Role]]:
    """Somebody who works at the centre, or did, and as what they do now. Raises NotFound."""
    found = centres.anybody(centre, account, WORKING)
    if found is None:
        raise NotFound("person")
    return found, centres.roles_at(centre, account) & WORKING


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
