"""Announcements of trainers to a cohort."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from lms_peer.database import db, keep_once, now
from lms_peer.domain.refusals import NotFound
from lms_peer.messages.board_tables import TITLE_LENGTH, Announcement
from lms_peer.people.enrolments import cohort as cohort_of
from lms_peer.people.words import required

TEXT_LENGTH = 2000
MOST_SHOWN = 5

# Asked by the first page of every learner, so put together once.
_SHOWN = (
    select(Announcement)
    .where(
        Announcement.centre_id == bindparam("centre"),
        Announcement.cohort_id == bindparam("cohort"),
        Announcement.until >= bindparam("today"),
        Announcement.taken_down.is_(None),
    )
    .order_by(Announcement.made.desc(), Announcement.id)
    .limit(MOST_SHOWN)
)


def announce(
    centre: UUID, cohort: UUID, announcement: UUID, *, title: str, text: str, until: date, by: UUID
) -> Announcement:
    """A new announcement; the one of before when the same form comes again.

    Raises NotFound for another centre's cohort, Missing, TooLong, AlreadySaid.
    """
    cohort_of(centre, cohort)
    return keep_once(
        Announcement(
            id=announcement,
            centre_id=centre,
            cohort_id=cohort,
            title=required("title", title, TITLE_LENGTH),
            text=required("text", text, TEXT_LENGTH),
            until=until,
            by=by,
        )
    )


def find(centre: UUID, announcement: UUID) -> Announcement:
    """One announcement of this centre. Raises NotFound."""
    found = db.session.get(Announcement, announcement)
    if found is None or found.centre_id != centre:
        raise NotFound("announcement")
    return found


def take_down(announcement: Announcement) -> None:
    """Nobody but trainers sees it any more. Doing it twice changes nothing."""
    if announcement.taken_down is None:
        announcement.taken_down = now()
        db.session.flush()


def of_cohort(centre: UUID, cohort: UUID) -> Sequence[Announcement]:
    """Everything that was announced to a cohort, the latest first."""
    query = (
        select(Announcement)
        .where(Announcement.centre_id == centre, Announcement.cohort_id == cohort)
        .order_by(Announcement.made.desc(), Announcement.id)
    )
    return db.session.scalars(query).all()


def shown(centre: UUID, cohort: UUID, today: date) -> Sequence[Announcement]:
    """What a learner of the cohort sees today, the latest first; the oldest of many are left out."""
    return db.session.scalars(_SHOWN, {"centre": centre, "cohort": cohort, "today": today}).all()
