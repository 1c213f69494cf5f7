"""The sampling plan: a cohort's units and what samples looked at, to read; and planning, for several at once."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectMultipleField
from wtforms.validators import StopValidation, ValidationError

from lms_peer.actions import plan_samples as action
from lms_peer.actions.sample_unit import verifiers_on
from lms_peer.database import now
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.sampling import require_sampler
from lms_peer.domain.sampling_plan import require_day
from lms_peer.domain.uk import uk_day
from lms_peer.people import enrolments
from lms_peer.progress.tally import tallies
from lms_peer.web.access import allow, current_centre, signed_in_person
from lms_peer.web.errors import answer
from lms_peer.web.forms import DateParts, Needed, PageForm, address_of_its_own, form_page, obey, refuse
from lms_peer.web.language import gettext, lazy_gettext, ngettext
from lms_peer.web.planned import Group, counts_of, courses_of, group_of, hints_of, table_of, units_in
from lms_peer.web.records import acting
from lms_peer.web.table_file import as_csv
from lms_peer.web.turning import turned
from lms_peer.web.wording import listing
from lms_peer.web.words import LongText, OneOf

WORDS_LENGTH = 2_000
SAMPLE = "sample"

pages = Blueprint("sampling_plan", __name__)
may_read = allow(Role.IQA, Role.EQA, Role.TRAINER)


class PlanForm(PageForm):
    """Which units of which learners, by when or not at all, and why."""

    units = SelectMultipleField(
        lazy_gettext("Which units?"),
        validators=[Needed(lazy_gettext("Tick at least one unit."))],
        validate_choice=False,
    )
    learners = SelectMultipleField(
        lazy_gettext("Of which learners?"),
        validators=[Needed(lazy_gettext("Tick at least one learner."))],
        validate_choice=False,
    )
    what = OneOf(
        lazy_gettext("What do you plan?"),
        [(SAMPLE, lazy_gettext("Sample them by a day")), ("none", lazy_gettext("No sample needed"))],
        lazy_gettext("Say whether to sample them."),
    )
    by_day = DateParts(lazy_gettext("By which day?"), description=lazy_gettext("Like 27 3 2026."))
    reason = LongText(
        lazy_gettext("Why?"),
        [Needed(lazy_gettext("Write why."))],
        limit=WORDS_LENGTH,
        description=lazy_gettext(
            "For example: the assessor is new, the unit is new, or the same assessor was sampled in this unit last "
            "month. Why a unit is not sampled stands in the portfolio, where the learner can read it."
        ),
    )

    def validate_units(self, field: Field) -> None:
        """Only units from the list."""
        if not set(field.data or ()) <= set(dict(field.choices)):
            raise ValidationError(gettext("Choose units from the list."))

    def validate_learners(self, field: Field) -> None:
        """Only learners from the list."""
        if not set(field.data or ()) <= set(dict(field.choices)):
            raise ValidationError(gettext("Choose learners from the list."))

    def validate_by_day(self, field: DateParts) -> None:
        """A day to come, or today; none is asked for where there is no sample."""
        if self.what.data != SAMPLE:
            field.errors[:] = []
            raise StopValidation
        if by_day := field.data:
            obey(lambda: require_day(by_day, uk_day(now())))
        elif not field.process_errors:
            raise ValidationError(gettext("Write the day."))


@pages.get("/quality/plans")
@may_read
def choose() -> ResponseReturnValue:
    """The cohorts, to open the plan of one; the plan itself when there is but one."""
    centre = current_centre().id
    counted = {one: tally.total() for one, tally in tallies(centre).items()}
    cohorts = enrolments.cohorts(centre)
    found: list[UUID | None] = [one.id for one in cohorts]
    if None in counted:
        found.append(None)
    if len(found) == 1:
        return redirect(url_for(".plan", cohort=found[0]))
    return render_template("quality/plans.html", cohorts=cohorts, counted=counted, back=_back())


@pages.get("/quality/plans/none", defaults={"cohort": None})
@pages.get("/quality/plans/<uuid:cohort>")
@may_read
def plan(cohort: UUID | None) -> ResponseReturnValue:
    """What no sample looked at, and each unit of each learner."""
    group = group_of(cohort)
    listed = turned(group.learners)
    return render_template(
        "quality/plan.html",
        group=group,
        counts=counts_of(group),
        courses=courses_of(listed.lines, uk_day(now())),
        listed=listed,
        may_plan=Role.IQA in signed_in_person().roles,
        back=_back(),
    )


@pages.get("/quality/plans/none.csv", defaults={"cohort": None})
@pages.get("/quality/plans/<uuid:cohort>.csv")
@may_read
def table(cohort: UUID | None) -> ResponseReturnValue:
    """The plan of the cohort as a table."""
    group = group_of(cohort)
    return as_csv(f"{group.title} sampling plan", table_of(group, uk_day(now())))


@pages.route("/quality/plans/none/samples", methods=["GET", "POST"], defaults={"cohort": None})
@pages.route("/quality/plans/<uuid:cohort>/samples", methods=["GET", "POST"])
@allow(Role.IQA)
def plan_samples(cohort: UUID | None) -> ResponseReturnValue:
    """Plan the same for several units of several learners, all or none of them."""
    group, form = group_of(cohort), PlanForm()
    if onward := address_of_its_own():
        return onward
    barred = _barred(group)
    _offer(form, group, barred)
    if ticks := request.form.get("tick"):  # the page is shown again, and nothing is saved
        form.learners.data = [one for one, _ in form.learners.choices] if ticks == "all" else []
    elif form.validate_on_submit() and (wanted := _wanted(group, form)):
        by_day = form.by_day.data if form.what.data == SAMPLE else None
        try:
            said = action.plan_samples(
                acting(), form.submission_id, wanted, by_day=by_day, reason=form.reason.data
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(ngettext("Planned for %(num)d unit.", "Planned for %(num)d units.", len(said)), "success")
            return redirect(url_for(".plan", cohort=cohort))
    names = {one.registration: one.name for one in group.learners}
    return form_page(
        "quality/plan_samples.html",
        form,
        group=group,
        hints={str(registration): hint for registration, hint in hints_of(group).items()},
        barred=[(names[registration], why) for registration, why in barred.items()],
        all_ticked=len(form.learners.data or ()) == len(form.learners.choices),
    )


def _back() -> str:
    return url_for("trainer.cohorts" if Role.TRAINER in signed_in_person().roles else "quality.records")


def _barred(group: Group) -> dict[UUID, str]:
    """The learners whose work this person may not sample, and why."""
    found = {}
    verifiers = verifiers_on(acting(), [one.registration for one in group.learners])
    for one in group.learners:
        try:
            require_sampler(one.standing, verifiers[one.registration])
        except Refusal as refusal:
            found[one.registration] = answer(refusal).sentence
    return found


def _offer(form: PlanForm, group: Group, barred: Mapping[UUID, str]) -> None:
    """The choices; ticked are those that the address names."""
    free = [one for one in group.learners if one.registration not in barred]
    form.units.choices = [(unit.reference, f"{unit.reference} {unit.title}") for unit in units_in(free)]
    form.learners.choices = [(str(one.registration), one.name) for one in free]
    if request.method == "GET":
        form.units.data, form.learners.data = request.args.getlist("unit"), request.args.getlist("learner")


def _wanted(group: Group, form: PlanForm) -> dict[UUID, list[str]]:
    """The ticked units of each ticked learner, as far as they take them.

    Nothing when somebody takes none of them: the form says who.
    """
    chosen = [one for one in group.learners if str(one.registration) in form.learners.data]
    wanted = {
        one.registration: [unit.reference for unit in one.units if unit.reference in form.units.data]
        for one in chosen
    }
    if without := [one.name for one in chosen if not wanted[one.registration]]:
        told = gettext("%(names)s: none of these units is theirs. Take the tick away.", names=listing(without))
        form.learners.errors = [told]
        return {}
    return wanted
