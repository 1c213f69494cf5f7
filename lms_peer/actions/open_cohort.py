"""A trainer opens a cohort, and changes what it is called and how long it goes on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.domain.refusals import EndsTooSoon, NotFound
from lms_peer.people import enrolments
from lms_peer.people.models import Cohort


def open_cohort(acting: Acting, *, title: str, slug: str, starts: date, ends: date | None = None) -> Cohort:
    """A cohort of learners who begin the course `slug` together; the one of before when all is the same.

    Raises NotFound for a course that is not taught here, EndsTooSoon, Missing, TooLong.
    """
    if workplace().catalogue.get(slug) is None:
        raise NotFound("course")
    _require_order(starts, ends)
    wanted = (title.strip().casefold(), slug, starts)
    for cohort in enrolments.cohorts(acting.centre):
        if (cohort.title.casefold(), cohort.qualification_slug, cohort.starts) == wanted:
            return cohort
    return enrolments.add_cohort(acting.centre, title, slug, starts, ends)


def change_cohort(acting: Acting, cohort: UUID, *, title: str, starts: date, ends: date | None) -> Cohort:
    """Give the cohort another title or other days. Raises NotFound, EndsTooSoon, Missing, TooLong."""
    changed = enrolments.cohort(acting.centre, cohort)
    _require_order(starts, ends)
    enrolments.change_cohort(changed, title, starts, ends)
    return changed


def _require_order(starts: date, ends: date | None) -> None:
    if ends is not None and ends <= starts:
        raise EndsTooSoon
