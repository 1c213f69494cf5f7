"""What a witness saw, and the learner's witness list. A testimony decides nothing."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.list_witness import list_witness
from lms_peer.actions.record_testimony import record_testimony
from lms_peer.domain.facts import WitnessTestimonyRecorded
from lms_peer.domain.qualification import Method
from lms_peer.domain.roles import Role
from lms_peer.people import witnesses
from lms_peer.people.models import NAME_LENGTH, Witness
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.forms import DateParts, Needed, PageForm, address_of_its_own, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import Case, accepted, case_of, pages
from lms_peer.web.pages.assessor.forms import CriteriaField, TakesFiles
from lms_peer.web.records import acting
from lms_peer.web.words import Line, LongText, OneOf

NEW = "new"  # chosen for a witness who is not on the list yet


class WitnessForm(PageForm):
    """A new line on the witness list."""

    name = Line(
        lazy_gettext("What is the witness called?"),
        [Needed(lazy_gettext("Write the name of the witness."))],
        limit=NAME_LENGTH,
    )
    occupation = Line(
        lazy_gettext("What is their job?"), [Needed(lazy_gettext("Write what their job is."))], limit=NAME_LENGTH
    )
    expert = OneOf(
        lazy_gettext("Are they an expert witness?"),
        [("yes", lazy_gettext("Yes")), ("no", lazy_gettext("No"))],
        lazy_gettext("Choose yes or no."),
        description=lazy_gettext("An expert witness knows these units and does this kind of work."),
    )
    relationship = LongText(
        lazy_gettext("How do they know the learner?"),
        [Needed(lazy_gettext("Write how they know the learner."))],
        limit=witnesses.RELATIONSHIP_LENGTH,
        description=lazy_gettext("For example: they run the drop-in where the learner helps."),
    )


class TestimonyForm(TakesFiles, WitnessForm):
    """What a witness saw. The fields of a new witness are for who chooses NEW."""

    witness = OneOf(lazy_gettext("Who saw it?"), [], lazy_gettext("Choose who saw it."))
    happened = DateParts(
        lazy_gettext("What day was it?"),
        description=lazy_gettext("Like 27 3 2026."),
        validators=[Needed(lazy_gettext("Write the day it happened."))],
    )
    criteria = CriteriaField(
        lazy_gettext("What did they see?"), validators=[Needed(lazy_gettext("Tick what they saw, one or more."))]
    )
    text = LongText(
        lazy_gettext("What did they see, in their words?"),
        [Needed(lazy_gettext("Write what the witness saw."))],
        description=lazy_gettext("Write it as they told it. Leave out the names of other people."),
    )


@pages.route("/assess/<uuid:registration>/testimony", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def testify(registration: UUID) -> ResponseReturnValue:
    """Put on record what a witness on the list saw."""
    case = case_of(registration)
    listed = witnesses.witnesses(signed_in_person().centre.id, registration)
    if not listed and not case.closed:
        return redirect(url_for(".add_witness", registration=registration))
    if elsewhere := address_of_its_own():
        return elsewhere
    groups = case.groups(Method.WITNESS_TESTIMONY, scoped=False)
    form = _form_for(listed)
    form.criteria.offer(groups)
    happened = form.happened.data
    if (
        form.ready(registration)
        and happened
        and (recorded := accepted(form, lambda: _record(case, form, happened)))
    ):
        flash(gettext("What the witness saw is on record. It is not judged yet."), "success")
        return redirect(url_for(".judge", registration=registration, evidence=recorded.id))
    about = {
        str(one.id): ". ".join(
            (one.occupation, gettext("Expert witness") if one.expert else gettext("Not an expert"))
        )
        for one in listed
    }
    return form_page(
        "assessor/testimony.html",
        form,
        case=case,
        groups=groups,
        about=about,
        barred=case.closed or case.barred(),
    )


def _form_for(listed: list[Witness]) -> TestimonyForm:
    choices = [*((str(one.id), one.name) for one in listed), (NEW, gettext("Someone who is not on the list"))]
    chosen = OneOf(
        gettext("Who saw it?"), choices, gettext("Choose who saw it."), default=request.args.get("witness")
    )
    form: TestimonyForm = type("TestimonyForm", (TestimonyForm,), {"witness": chosen})()
    if form.witness.data != NEW:
        for field in (form.name, form.occupation, form.expert, form.relationship):
            field.validators = ()
    return form


def _record(case: Case, form: TestimonyForm, happened: date) -> WitnessTestimonyRecorded:
    witness = _list(case, form).id if form.witness.data == NEW else UUID(form.witness.data)
    return record_testimony(
        acting(),
        case.registration,
        form.submission_id,
        witness=witness,
        criteria=form.criteria.refs,
        happened=happened,
        text=form.text.data,
        files=form.kept_files,
    )


@pages.route("/assess/<uuid:registration>/witnesses/new", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def add_witness(registration: UUID) -> ResponseReturnValue:
    """Put someone on the learner's witness list."""
    case = case_of(registration)
    form = WitnessForm()
    if form.validate_on_submit() and (witness := accepted(form, lambda: _list(case, form))):
        flash(gettext("%(name)s is on the list of witnesses.", name=witness.name), "success")
        return redirect(url_for(".testify", registration=registration, witness=witness.id))
    return form_page("assessor/add_witness.html", form, case=case, barred=case.closed or case.barred())


def _list(case: Case, form: WitnessForm) -> Witness:
    return list_witness(
        acting(),
        case.registration,
        name=form.name.data,
        occupation=form.occupation.data,
        expert=form.expert.data == "yes",
        relationship=form.relationship.data,
    )
