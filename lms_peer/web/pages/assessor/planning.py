"""Planning an observation, calling it off with a reason, and agreeing another time."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.record_observation import cancel_observation, plan_observation, rebook_observation
from lms_peer.domain import observation as rules
from lms_peer.domain.facts import CancelReason, ObservationPlanned
from lms_peer.domain.qualification import Method
from lms_peer.domain.refusals import ObservationClosed
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import ObservationStanding, ObservationStatus
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.forms import Needed, PageForm, address_of_its_own, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.calendar import Visit, visits_of
from lms_peer.web.pages.assessor.case import Case, accepted, case_of, pages
from lms_peer.web.pages.assessor.forms import (
    CriteriaField,
    Due,
    setting_field,
)
from lms_peer.web.records import acting, names_for
from lms_peer.web.wording import CANCEL_REASONS, moment
from lms_peer.web.words import LongText, OneOf

PLAN_LENGTH = 4_000
REASON_LENGTH = 1_000


class PlanForm(Due):
    """What is planned, when, and for which criteria."""

    criteria = CriteriaField(
        lazy_gettext("What do you hope to see?"),
        validators=[Needed(lazy_gettext("Tick what you hope to see, one or more."))],
    )
    setting = setting_field(lazy_gettext("Where will it be?"), lazy_gettext("Choose where it will be."))
    text = LongText(
        lazy_gettext("What is planned?"),
        [Needed(lazy_gettext("Write what is planned."))],
        limit=PLAN_LENGTH,
        description=lazy_gettext("What the learner will do. Leave out the names of other people."),
    )


class RebookForm(Due):
    """Another time, and why."""

    reason = LongText(
        lazy_gettext("Why does it move?"),
        limit=REASON_LENGTH,
        description=lazy_gettext("You can leave this empty."),
    )


class CancelForm(PageForm):
    """Why it does not happen."""

    reason = OneOf(
        lazy_gettext("Why will it not happen?"),
        [(reason.value, CANCEL_REASONS[reason]) for reason in CancelReason],
        lazy_gettext("Choose why it will not happen."),
    )
    text = LongText(
        lazy_gettext("Is there more to say?"),
        limit=REASON_LENGTH,
        description=lazy_gettext("You can leave this empty. The learner will read it."),
    )


@pages.route("/assess/<uuid:registration>/observations/new", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def plan(registration: UUID) -> ResponseReturnValue:
    """Agree a new observation."""
    case = case_of(registration)
    if elsewhere := address_of_its_own():
        return elsewhere
    form = PlanForm()
    groups = case.groups(Method.OBSERVATION)
    form.criteria.offer(groups)
    sent = form.validate_on_submit()
    taken = _taken(form, form.submission_id) if sent else ()
    if sent and not form.errors:
        planned = accepted(form, lambda: _plan(case, form))
        if planned:
            flash(gettext("The observation is planned for %(due)s.", due=moment(planned.due)), "success")
            return redirect(url_for(".observe", registration=registration, observation=planned.id))
    return form_page(
        "assessor/plan.html", form, case=case, groups=groups, barred=case.closed or case.barred(), taken=taken
    )


def _taken(form: Due, observation: UUID) -> list[Visit]:
    """What else the assessor does at the time that the form says; the form asks, unless they mean both."""
    person = signed_in_person()
    taken = [
        visit
        for visit in visits_of(person.centre.id, person.actor)
        if visit.observation != observation and rules.at_once(form.moment, visit.due)
    ]
    if taken and not form.both.data:
        form.both.errors = [gettext("You are busy then. Choose another time, or tick that you mean to do both.")]
    return taken


def _plan(case: Case, form: PlanForm) -> ObservationPlanned:
    return plan_observation(
        acting(),
        case.registration,
        form.submission_id,
        due=form.moment,
        criteria=form.criteria.refs,
        text=form.text.data,
        setting=form.setting.data,
    )


@pages.route("/assess/<uuid:registration>/observations/<uuid:observation>/cancel", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def cancel(registration: UUID, observation: UUID) -> ResponseReturnValue:
    """Call a planned observation off."""
    case = case_of(registration)
    found = rules.find(case.standing, observation)
    form = CancelForm()
    if not form.is_submitted() and found.status is not ObservationStatus.PLANNED:
        raise ObservationClosed(found.status.value)
    if form.validate_on_submit() and accepted(
        form,
        lambda: cancel_observation(
            acting(),
            registration,
            form.submission_id,
            observation=observation,
            reason=CancelReason(form.reason.data),
            text=form.text.data,
        ),
    ):
        flash(gettext("The observation is cancelled. %(learner)s can see why.", learner=case.learner), "success")
        return redirect(url_for(".observe", registration=registration, observation=observation))
    return form_page(
        "assessor/cancel.html",
        form,
        case=case,
        observation=found,
        assessor=names_for([found.assessor])[found.assessor],
        mine=found.assessor == case.assessor.actor,
        barred=case.finished,
    )


@pages.route("/assess/<uuid:registration>/observations/<uuid:observation>/rebook", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def rebook(registration: UUID, observation: UUID) -> ResponseReturnValue:
    """Agree another time for an observation."""
    case = case_of(registration)
    found = rules.find(case.standing, observation)
    form = RebookForm()
    if not form.is_submitted() and found.recorded:
        raise ObservationClosed(found.status.value)
    sent = form.validate_on_submit()
    taken = _taken(form, observation) if sent else ()
    if sent and not form.errors:
        rebooked = accepted(
            form,
            lambda: rebook_observation(
                acting(),
                registration,
                form.submission_id,
                observation=observation,
                due=form.moment,
                reason=form.reason.data,
            ),
        )
        if rebooked:
            flash(gettext("The observation is now planned for %(due)s.", due=moment(rebooked.due)), "success")
            return redirect(url_for(".observe", registration=registration, observation=observation))
    return form_page(
        "assessor/rebook.html",
        form,
        case=case,
        observation=found,
        barred=case.closed or _barred(case, found),
        taken=taken,
    )


def _barred(case: Case, found: ObservationStanding) -> str | None:
    return case.barred({ref.unit for ref in found.planned.criteria})
