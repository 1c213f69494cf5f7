"""A trainer opens a cohort."""

from __future__ import annotations

from datetime import date

from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.domain.refusals import NotFound
from lms_peer.people import enrolments
from lms_peer.people.models import Cohort


def open_cohort(acting: Acting, *, title: str, slug: str, starts: date) -> Cohort:
    """A cohort of learners who begin the course `slug` together; the one of before when all three are the same.

    Raises NotFound for a course that is not taught here, Missing, TooLong.
    """
    if workplace().catalogue.get(slug) is None:
        raise NotFound("course")
    wanted = (title.strip().casefold(), slug, starts)
    for cohort in enrolments.cohorts(acting.centre):
        if (cohort.title.casefold(), cohort.qualification_slug, cohort.starts) == wanted:
            return cohort
    return enrolments.add_cohort(acting.centre, title, slug, starts)
