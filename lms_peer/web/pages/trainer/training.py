"""One learner's record as a trainer looks after it: how it goes, who helps, and the way to everything else."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer.database import now
from lms_peer.domain.glance import glance
from lms_peer.domain.pace import pace
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.registration import blocks_on_completion, blocks_on_portfolio, next_version
from lms_peer.domain.roles import Role
from lms_peer.domain.stages import units_taken
from lms_peer.domain.standing import Standing
from lms_peer.domain.waiting import waiting
from lms_peer.people import allocations, enrolments, witnesses
from lms_peer.people.models import Cohort, Enrolment, Learner
from lms_peer.web.access import allow, current_centre
from lms_peer.web.errors import answer
from lms_peer.web.following import heard_from, sitting_of, tag_of, tasks_of
from lms_peer.web.forms import PageForm
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.pages.trainer.narrowing import list_before
from lms_peer.web.records import names_for, qualification_for, standing_for_reading, words_of
from lms_peer.web.showing import hours_totals


@pages.get("/train/<uuid:registration>")
@allow(Role.TRAINER)
def train(registration: UUID) -> ResponseReturnValue:
    """One learner's record, and everything that a trainer can do with it."""
    centre = current_centre().id
    standing = standing_for_reading(registration)
    qualification = qualification_for(standing)
    enrolled = enrolments.enrolment(centre, registration)
    waits = waiting(standing)
    names = names_for({standing.learner, *(one.on for one in waits if one.on)})
    change = standing.changes[-1] if standing.changes else None
    cohort = _cohort(enrolled)
    looked_after = allocations.by_role(centre, registration)
    seen, units = glance(standing), len(units_taken(standing, qualification))
    return render_template(
        "trainer/train.html",
        standing=standing,
        registration=registration,
        qualification=qualification,
        learner=names[standing.learner],
        account=enrolments.accounts(centre, [registration]).get(registration),
        details=_details(enrolled),
        cohort=cohort,
        back=list_before(url_for(".cohort", cohort=cohort.id) if cohort else url_for(".without_cohort")),
        tag=tag_of(pace(seen, units, sitting_of(cohort), now()), seen),
        heard=heard_from(seen, now()),
        units=units,
        optional=[
            unit for unit in units_taken(standing, qualification) if unit.reference in standing.optional_units
        ],
        totals=hours_totals(standing, qualification),
        waits=tasks_of(waits, names),
        blocks=blocks_on_completion(standing, qualification),
        open=blocks_on_portfolio(standing, qualification),
        change=change,
        why=words_of(change).get("reason", ""),
        assessors=looked_after.get(Role.ASSESSOR, ()),
        verifiers=looked_after.get(Role.IQA, ()),
        witnesses=witnesses.witnesses(centre, registration),
        nothing_to_print=_nothing_to_print(standing),
        button=PageForm(),
    )


def _details(enrolled: Enrolment) -> Learner | None:
    try:
        return enrolments.learner(enrolled.centre_id, enrolled.account_id)
    except NotFound:
        return None


def _cohort(enrolled: Enrolment) -> Cohort | None:
    return enrolments.cohort(enrolled.centre_id, enrolled.cohort_id) if enrolled.cohort_id else None


def _nothing_to_print(standing: Standing) -> str | None:
    """Why no portfolio can be made yet, in plain words."""
    try:
        next_version(standing)
    except Refusal as refusal:
        return answer(refusal).sentence
    return None
