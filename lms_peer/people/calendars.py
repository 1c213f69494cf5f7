"""Whether an assessor reads their observations in a calendar, and which of the addresses given out still work."""

from __future__ import annotations

from uuid import UUID

from lms_peer.database import db
from lms_peer.people.models import CalendarAddress


def calendar_number(centre: UUID, account: UUID) -> int | None:
    """The number of the one address that works, or None when none was ever asked for or it was switched off."""
    row = db.session.get(CalendarAddress, (account, centre))
    return row.number if row and row.number > 0 else None


def new_calendar_address(centre: UUID, account: UUID) -> int:
    """Let a new address work, and none that was given before; answers its number."""
    row = db.session.get(CalendarAddress, (account, centre))
    if row is None:
        row = CalendarAddress(account_id=account, centre_id=centre, number=0)
        db.session.add(row)
    row.number = abs(row.number) + 1
    db.session.flush()
    return row.number


def stop_calendar(centre: UUID, account: UUID) -> None:
    """Let no address work. A later one has a higher number than any before."""
    row = db.session.get(CalendarAddress, (account, centre))
    if row is not None:
        row.number = -abs(row.number)
        db.session.flush()
