"""Tables to take away as CSV: a cohort's progress, one learner's criteria with their evidence, one learner's hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from flask.typing import ResponseReturnValue

from lms_peer.domain.roles import Role
from lms_peer.domain.stages import criterion_stage, evidence_for, units_taken
from lms_peer.domain.standing import Standing
from lms_peer.domain.uk import uk_day
from lms_peer.people import enrolments
from lms_peer.portfolio.tables import Row
from lms_peer.web import showing
from lms_peer.web.access import allow, current_centre
from lms_peer.web.following import Learner, hours_of, learners_of, tag_of
from lms_peer.web.language import gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import names_for, qualification_for, standing_for_reading
from lms_peer.web.table_file import as_csv
from lms_peer.web.wording import method, stage


@pages.get("/cohorts/<uuid:cohort>/progress.csv")
@allow(Role.TRAINER)
def export_cohort(cohort: UUID) -> ResponseReturnValue:
    """How far everybody in the cohort is."""
    centre = current_centre().id
    shown = enrolments.cohort(centre, cohort)
    roll = enrolments.cohort_roll(centre, cohort)
    details = enrolments.learners(centre, [account.id for _, account in roll])
    learners = learners_of(roll)
    known = [
        (account.username or account.email or "", details[account.id].uln if account.id in details else "")
        for _, account in roll
    ]
    return as_csv(f"{shown.title} progress", _cohort_rows(learners, known))


def _cohort_rows(learners: tuple[Learner, ...], known: list[tuple[str, str | None]]) -> Iterator[Row]:
    kinds = list(dict.fromkeys(needed.title for one in learners for needed in one.qualification.hours))
    yield [
        *(gettext("Learner"), gettext("Username"), "ULN", gettext("How it goes"), gettext("Why")),
        *(gettext("Units done"), gettext("Units expected by now"), gettext("Units in all")),
        *(f"{title}: {what}" for title in kinds for what in ("minutes signed", "minutes needed")),
        *(gettext("Registered"), gettext("Last heard from"), gettext("Assessors"), gettext("Portfolios")),
    ]
    for one, (username, uln) in zip(learners, known, strict=True):
        tag = tag_of(one.pace, one.glance)
        hours = {total.title: total for total in hours_of(one.glance, one.qualification)}
        yield [
            *(one.name, username, uln, tag.text, tag.reason),
            *(one.pace.done, one.pace.expected, one.pace.units),
            *(
                number
                for title in kinds
                for number in ((hours[title].signed, hours[title].needed) if title in hours else ("", ""))
            ),
            *(uk_day(one.glance.registered), uk_day(one.glance.heard)),
            *("; ".join(person.name for person in one.assessors), one.glance.portfolios),
        ]


@pages.get("/train/<uuid:registration>/criteria.csv")
@allow(Role.TRAINER)
def export_matrix(registration: UUID) -> ResponseReturnValue:
    """Every criterion of a learner, how far it is, and the evidence for it."""
    standing = standing_for_reading(registration)
    return as_csv(f"{names_for([standing.learner])[standing.learner]} criteria", _matrix_rows(standing))


def _matrix_rows(standing: Standing) -> Iterator[Row]:
    qualification = qualification_for(standing)
    titles = {piece.id: showing.title_of(piece) for piece in standing.evidence.values()}
    yield [
        *(
            gettext("Unit"),
            gettext("Unit title"),
            gettext("Criterion"),
            gettext("What it asks"),
            gettext("How far"),
        ),
        *(gettext("Evidence"), gettext("Kind"), gettext("Day"), gettext("Decision"), gettext("Evidence id")),
    ]
    for unit in units_taken(standing, qualification):
        for ref in unit.refs():
            about = [unit.reference, unit.title, ref.number, qualification.criteria_by_ref[ref].text]
            how_far = stage(criterion_stage(standing, qualification, ref))[0]
            pieces = evidence_for(standing, ref)
            for piece in pieces:
                told = showing.evidence_line(piece, ref)
                day = showing.happened_on(piece.submitted)
                day = uk_day(day) if isinstance(day, datetime) else day
                yield [
                    *about,
                    how_far,
                    titles[piece.id],
                    method(piece.method),
                    day,
                    stage(told.stage)[0],
                    piece.id,
                ]
            if not pieces:
                yield [*about, how_far, *[""] * 5]


@pages.get("/train/<uuid:registration>/hours.csv")
@allow(Role.TRAINER)
def export_hours(registration: UUID) -> ResponseReturnValue:
    """All hours of a learner, signed or not."""
    standing = standing_for_reading(registration)
    return as_csv(f"{names_for([standing.learner])[standing.learner]} hours", _hours_rows(standing))


def _hours_rows(standing: Standing) -> Iterator[Row]:
    yield [
        gettext("Day"),
        gettext("Kind"),
        gettext("Minutes"),
        gettext("Member of staff"),
        gettext("How far"),
        gettext("What happened"),
        gettext("What was said about it"),
    ]
    for entry in showing.hours_lines(showing.hours_log(standing), qualification_for(standing)):
        yield [
            *(uk_day(entry.began), entry.title, entry.minutes, entry.staff, stage(entry.status)[0]),
            *(entry.text, entry.answer),
        ]
