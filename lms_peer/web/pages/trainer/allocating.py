"""Who assesses and who quality assures: one person for several learners at once, and the verifiers of one record."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, RadioField, SelectMultipleField
from wtforms.validators import ValidationError

from lms_peer.actions.allocate_assessors import allocate_to_many, allocate_verifiers
from lms_peer.domain.refusals import AssessesIt, DeclaredInterest, OwnWork, Refusal
from lms_peer.domain.roles import Role
from lms_peer.people import allocations, centres, enrolments
from lms_peer.web.access import allow, current_centre
from lms_peer.web.errors import answer
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext, ngettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting, names_for, standing_for_reading
from lms_peer.web.transaction import undo
from lms_peer.web.wording import listing

# To the trainer who chooses; the usual words are to the assessor.
_WHY_NOT: dict[type[Refusal], str] = {
    OwnWork: lazy_gettext("This is their own record."),
    DeclaredInterest: lazy_gettext("They know this learner in another way."),
    AssessesIt: lazy_gettext("Nobody can check the work that they assess."),
}


def why_not(refusal: Refusal) -> str:
    """Why somebody can not look after a record, to the trainer."""
    return _WHY_NOT.get(type(refusal)) or answer(refusal).sentence


class ManyForm(PageForm):
    """One person and several learners. Who is chosen reads `ROLE:ACCOUNT`."""

    person = RadioField(
        lazy_gettext("Who will look after them?"),
        validators=[Needed(lazy_gettext("Choose a person."))],
        validate_choice=False,
    )
    learners = SelectMultipleField(
        lazy_gettext("Whom do they look after?"),
        description=lazy_gettext("They are added to those who are there already."),
        validators=[Needed(lazy_gettext("Tick at least one learner."))],
        validate_choice=False,
    )

    def validate_person(self, field: Field) -> None:
        """Only people from the list."""
        if field.data not in dict(field.choices):
            raise ValidationError(gettext("Choose a person from the list."))

    def validate_learners(self, field: Field) -> None:
        """Only learners from the list."""
        if not set(field.data or ()) <= set(dict(field.choices)):
            raise ValidationError(gettext("Choose learners from the list."))


class VerifiersForm(PageForm):
    """The internal quality assurers of one record."""

    verifiers = SelectMultipleField(
        lazy_gettext("Who quality assures this record?"),
        description=lazy_gettext("They check how it was assessed. Nobody checks the work that they assess."),
        validate_choice=False,
    )

    def validate_verifiers(self, field: Field) -> None:
        """Only people from the list."""
        if not set(field.data or ()) <= set(dict(field.choices)):
            raise ValidationError(gettext("Choose people from the list."))


@pages.route("/cohorts/<uuid:cohort>/allocate", methods=["GET", "POST"])
@allow(Role.TRAINER)
def allocate(cohort: UUID) -> ResponseReturnValue:
    """Put one assessor or quality assurer in charge of several learners of a cohort."""
    centre = current_centre().id
    shown, roll = enrolments.cohort(centre, cohort), enrolments.cohort_roll(centre, cohort)
    names = {enrolled.registration: account.name for enrolled, account in roll}
    form = ManyForm()
    form.person.choices = _people(centre)
    form.learners.choices = [(str(registration), name) for registration, name in names.items()]
    not_fit: list[tuple[str, str]] = []
    if ticks := request.form.get("tick"):  # the page is shown again, and nothing is saved
        form.learners.data = [one for one, _ in form.learners.choices] if ticks == "all" else []
    elif form.validate_on_submit():
        role, _, account = form.person.data.partition(":")
        chosen = [UUID(one) for one in form.learners.data]
        refused = allocate_to_many(acting(), chosen, UUID(account), Role(role))
        if not refused:
            said = ngettext("Saved for %(num)d learner.", "Saved for %(num)d learners.", len(chosen))
            flash(said, "success")
            return redirect(url_for(".cohort", cohort=cohort))
        undo()
        not_fit = [(names[registration], why_not(refusal)) for registration, refusal in refused.items()]
        form.learners.errors = [
            gettext("Nothing was saved. This person can not look after everyone whom you ticked.")
        ]
    return form_page(
        "trainer/allocate.html",
        form,
        cohort=shown,
        not_fit=not_fit,
        who_now=_who_now(centre, list(names)),
        all_ticked=len(form.learners.data or ()) == len(names),
    )


@pages.route("/train/<uuid:registration>/verifiers", methods=["GET", "POST"])
@allow(Role.TRAINER)
def verifiers(registration: UUID) -> ResponseReturnValue:
    """Say who quality assures the record."""
    centre, standing = current_centre().id, standing_for_reading(registration)
    now_there = [str(one.id) for one in allocations.allocated(centre, registration, Role.IQA)]
    form = VerifiersForm(verifiers=now_there)
    form.verifiers.choices = [(str(one.id), one.name) for one in centres.members(centre, Role.IQA)]
    if form.validate_on_submit():
        try:
            allocate_verifiers(acting(), registration, [UUID(one) for one in form.verifiers.data])
        except (OwnWork, DeclaredInterest, AssessesIt) as refusal:
            undo()
            form.verifiers.errors = [gettext("%(why)s Choose someone else.", why=why_not(refusal))]
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Saved."), "success")
            return redirect(url_for(".train", registration=registration))
    return form_page(
        "trainer/verifiers.html",
        form,
        registration=registration,
        learner=names_for([standing.learner])[standing.learner],
    )


def _people(centre: UUID) -> list[tuple[str, str]]:
    """The assessors and the internal quality assurers, each as `ROLE:ACCOUNT` with their name."""
    titles = {Role.ASSESSOR: "assessor", Role.IQA: "internal quality assurer"}
    return [
        (f"{role.value}:{one.id}", f"{one.name}, {title}")
        for role, title in titles.items()
        for one in centres.members(centre, role)
    ]


def _who_now(centre: UUID, registrations: list[UUID]) -> dict[str, str]:
    """Who looks after each learner now, as the hint beside their box."""
    found = {role: allocations.allocations(centre, registrations, role) for role in (Role.ASSESSOR, Role.IQA)}
    words = {}
    for registration in registrations:
        people = [one.name for role in found for one in found[role].get(registration, ())]
        words[str(registration)] = f"Now: {listing(people)}" if people else gettext("Nobody yet")
    return words
