"""Whether an assessor reads their observations in a calendar, and which of the addresses given out still work."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from lms_peer.database import db
from lms_peer.people.models import Account, CalendarAddress

_NUMBER = (
    select(CalendarAddress.number)
    .join(Account, Account.id == CalendarAddress.account_id)
    .where(
        CalendarAddress.centre_id == bindparam("centre"),
        CalendarAddress.account_id == bindparam("account"),
        CalendarAddress.number > 0,
        Account.active.is_(True),
    )
)


def calendar_number(centre: UUID, account: UUID) -> int | None:
    """The number of the one address that works; None when none was asked for, or it or the account was shut."""
    return db.session.scalar(_NUMBER, {"centre": centre, "account": account})


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
