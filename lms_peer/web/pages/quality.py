"""The quality assurers' way into the records of a centre: a list, and what they asked for. Changes nothing."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer import progress
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.combination import units_of
from lms_peer.domain.glance import Glance
from lms_peer.domain.roles import Role
from lms_peer.domain.sampling_plan import to_sample
from lms_peer.domain.uk import uk_day
from lms_peer.domain.waiting import Wait
from lms_peer.people import enrolments
from lms_peer.people.readings import readings
from lms_peer.web.access import allow, current_centre, signed_in_person
from lms_peer.web.language import gettext
from lms_peer.web.readings import what_was_opened
from lms_peer.web.records import names_for
from lms_peer.web.turning import read_page

NEXT_SAMPLES = 10  # of those planned, as many are named

pages = Blueprint("quality", __name__)


@pages.get("/quality/records")
@allow(Role.IQA, Role.EQA)
def records() -> ResponseReturnValue:
    """Every record of the centre, by the learner's name, with a way to find one."""
    centre, wanted = current_centre().id, request.args.get("name", "").strip()[:100]
    listed = read_page(lambda start, most: enrolments.find_records(centre, wanted, start, most))
    glances = progress.glances(centre, [one.registration for one in listed.lines])
    return render_template(
        "quality/records.html",
        lines=[_line(one.registration, one.name, glances[one.registration]) for one in listed.lines],
        wanted=wanted,
        to_do=_to_do(centre) if listed.page == 1 else {},
        next_samples=NEXT_SAMPLES,
        may_sample=Role.IQA in signed_in_person().roles,
        listed=listed,
    )


@pages.get("/quality/opened")
@allow(Role.TRAINER, Role.IQA)
def opened() -> ResponseReturnValue:
    """What external quality assurers opened, the latest first."""
    centre = current_centre().id
    listed = read_page(lambda start, most: readings(centre, start, most))
    return render_template(
        "quality/opened.html",
        lines=[(one, what_was_opened(one.what, one.part)) for one in listed.lines],
        listed=listed,
        back=url_for("trainer.assurers" if Role.TRAINER in signed_in_person().roles else ".records"),
    )


def _to_do(centre: UUID) -> dict[str, list[dict[str, object]]]:
    """What quality assurers asked for and nobody saw done yet, the oldest first; and the samples planned next."""
    actions = progress.queue(centre, Wait.ACT_ON_SAMPLE)
    planned = progress.queue(centre, Wait.SAMPLE_UNIT, most=NEXT_SAMPLES + 1)
    wanted = {one.registration for one in (*actions, *planned)}
    standings = {one.registration: one for one in progress.standings(centre, registrations=wanted)}
    names, today = names_for({one.learner for one in standings.values()}), uk_day(now())
    return {
        "actions": [
            {
                "registration": one.registration,
                "name": names[standings[one.registration].learner],
                "unit": standings[one.registration].samples[one.subject].sampled.unit,
                "since": one.since,
            }
            for one in actions
        ],
        "planned": [
            {
                "registration": one.registration,
                "name": names[standings[one.registration].learner],
                "unit": fact.unit,
                "by_day": fact.by_day,
                "late": uk_day(one.since) < today,
            }
            for one in planned
            for fact in to_sample(standings[one.registration])
            if fact.id == one.subject
        ],
    }


def _line(registration: UUID, name: str, glance: Glance) -> dict[str, object]:
    """What the list shows of one record."""
    qualification = workplace().qualification(current_centre().id, glance.specification)
    return {
        "registration": registration,
        "name": name,
        "course": gettext(
            "%(course)s, version %(version)s", course=qualification.title, version=qualification.version
        ),
        "started": glance.registered,
        "status": glance.status,
        "signed_off": len(glance.signed_off),
        "units": len(units_of(qualification, glance.optional_units)),
        "portfolios": glance.portfolios,
    }
