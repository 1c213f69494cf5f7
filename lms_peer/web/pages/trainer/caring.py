"""Who is there for a learner: the assessors who look after the record, and the witnesses on its list."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectMultipleField
from wtforms.validators import ValidationError

from lms_peer.actions.allocate_assessors import allocate_assessors
from lms_peer.actions.list_witness import list_witness
from lms_peer.domain.refusals import DeclaredInterest, OwnWork, Refusal
from lms_peer.domain.roles import Role
from lms_peer.people import allocations, centres
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.testimony import WitnessForm
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting, names_for, standing_for_reading
from lms_peer.web.transaction import undo

# To the trainer who chooses; the usual words are to the assessor.
_NO_ASSESSOR: dict[type[Refusal], str] = {
    OwnWork: lazy_gettext("Nobody can assess their own work. Choose someone else."),
    DeclaredInterest: lazy_gettext(
        "This assessor knows the learner in another way, so they can not assess them. Choose someone else."
    ),
}


def refuse_assessor(form: PageForm, field: Field, refusal: Refusal) -> None:
    """Say what `refusal` means; beside `field` when it is about the assessor who was chosen there."""
    if said := _NO_ASSESSOR.get(type(refusal)):
        undo()
        field.errors = [said]
    else:
        refuse(form, refusal)


class AssessorsForm(PageForm):
    """The assessors who look after a record."""

    assessors = SelectMultipleField(
        lazy_gettext("Who looks after this record?"),
        description=lazy_gettext("Tick one or more. The learner’s work shows first in their list."),
        validate_choice=False,
    )

    def validate_assessors(self, field: SelectMultipleField) -> None:
        """Only people from the list."""
        if not set(field.data or ()) <= {value for value, _ in field.choices}:
            raise ValidationError(gettext("Choose assessors from the list."))


@pages.route("/train/<uuid:registration>/assessors", methods=["GET", "POST"])
@allow(Role.TRAINER)
def assessors(registration: UUID) -> ResponseReturnValue:
    """Say who assesses the learner."""
    centre, standing = current_centre().id, standing_for_reading(registration)
    now_there = [str(one.id) for one in allocations.allocated(centre, registration, Role.ASSESSOR)]
    form = AssessorsForm(assessors=now_there)
    form.assessors.choices = [(str(one.id), one.name) for one in centres.members(centre, Role.ASSESSOR)]
    if form.validate_on_submit():
        try:
            allocate_assessors(acting(), registration, [UUID(one) for one in form.assessors.data])
        except Refusal as refusal:
            refuse_assessor(form, form.assessors, refusal)
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".train", registration=registration))
    return form_page(
        "trainer/assessors.html",
        form,
        registration=registration,
        learner=names_for([standing.learner])[standing.learner],
    )


@pages.route("/train/<uuid:registration>/witnesses/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_witness(registration: UUID) -> ResponseReturnValue:
    """Put somebody on the learner's witness list."""
    standing, form = standing_for_reading(registration), WitnessForm()
    if form.validate_on_submit():
        try:
            witness = list_witness(
                acting(),
                registration,
                name=form.name.data,
                occupation=form.occupation.data,
                expert=form.expert.data == "yes",
                relationship=form.relationship.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("%(name)s is on the list of witnesses.", name=witness.name), "success")
            return redirect(url_for(".train", registration=registration))
    return form_page(
        "trainer/add_witness.html",
        form,
        registration=registration,
        learner=names_for([standing.learner])[standing.learner],
    )
