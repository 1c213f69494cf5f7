"""Erasing what is kept about one person. When their account goes, all of it goes by itself; this is for one centre."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete

from lms_peer.database import db
from lms_peer.pastoral.tables import HabitEntry, Match, NoteReading, TransitionNote


def forget(centre: UUID, account: UUID) -> None:
    """Erase everything of this package that is about the person at the centre. The ledger does not change."""
    for table in (HabitEntry, TransitionNote, NoteReading, Match):
        db.session.execute(delete(table).where(table.centre_id == centre, table.learner_id == account))
    db.session.expire_all()
