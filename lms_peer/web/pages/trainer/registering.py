"""Taking a learner on: somebody new, with a first password, or somebody who has an account here.

A first password is shown once, and nothing but its hash is kept anywhere.
"""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import verify_password
from wtforms import BooleanField, SelectField
from wtforms.validators import ValidationError

from lms_peer import progress
from lms_peer.actions.enrol_learner import NewLearner, enrol_learner
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.register_many import check_one
from lms_peer.actions.workplace import workplace
from lms_peer.domain.facts import LearnerRegistered
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Status
from lms_peer.people import centres, enrolments
from lms_peer.people.accounts import account_of
from lms_peer.people.models import NAME_LENGTH, Cohort
from lms_peer.people.names import actor_of
from lms_peer.people.passwords import first_password
from lms_peer.web import shown_once
from lms_peer.web.access import allow, current_centre
from lms_peer.web.errors import answer
from lms_peer.web.forms import Needed, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.pages.trainer.caring import refuse_assessor
from lms_peer.web.pages.trainer.choosing_units import UnitsForm, explained
from lms_peer.web.records import acting
from lms_peer.web.words import Line


class CourseForm(UnitsForm):
    """What every registration needs: the units chosen, and who assesses."""

    assessor = SelectField(
        lazy_gettext("Who will be their assessor?"),
        description=lazy_gettext("You can change this later."),
        validate_choice=False,
    )

    def offer(self, qualification: Qualification) -> None:
        """Offer the units of the course that can be chosen, and the assessors of the centre."""
        self.offer_units(qualification)
        assessors = centres.members(current_centre().id, Role.ASSESSOR)
        self.assessor.choices = [("", gettext("Choose later")), *((str(one.id), one.name) for one in assessors)]

    def validate_assessor(self, field: SelectField) -> None:
        """Only somebody from the list."""
        if field.data and field.data not in dict(field.choices):
            raise ValidationError(gettext("Choose an assessor from the list."))

    @property
    def chosen_assessor(self) -> UUID | None:
        """The assessor's account, if one was chosen."""
        return UUID(self.assessor.data) if self.assessor.data else None


class NewLearnerForm(CourseForm):
    """Somebody who has no account."""

    name = Line(
        lazy_gettext("What are they called?"),
        [Needed(lazy_gettext("Write their name."))],
        limit=NAME_LENGTH,
        description=lazy_gettext("The name that they and others will see here."),
    )
    legal_name = Line(
        lazy_gettext("Full legal name"),
        limit=NAME_LENGTH,
        description=lazy_gettext("For the awarding body. Leave it empty if it is the same."),
    )
    username = Line(
        lazy_gettext("Username"),
        [Needed(lazy_gettext("Write a username."))],
        limit=32,
        description=lazy_gettext("They sign in with it. Small letters and digits, like casey.rowan."),
    )
    email = Line(lazy_gettext("Email address, if they have one"), limit=254)
    uln = Line(
        lazy_gettext("Unique Learner Number (ULN), if they have one"),
        limit=20,
        description=lazy_gettext("10 digits. You can leave this empty."),
    )
    awarding_body_number = Line(lazy_gettext("Number from the awarding body, if they have one"), limit=64)

    def person(self, password: str) -> NewLearner:
        """Who was written down."""
        return NewLearner(
            name=self.name.data,
            legal_name=self.legal_name.data,
            username=self.username.data,
            email=self.email.data,
            uln=self.uln.data,
            awarding_body_number=self.awarding_body_number.data,
            password=password,
        )


class KnownLearnerForm(CourseForm):
    """Somebody who has an account here. `again` is asked only of who has finished the course already."""

    learner = SelectField(lazy_gettext("Who is it?"), validators=[Needed(lazy_gettext("Choose a learner."))])
    again = BooleanField(lazy_gettext("Yes, they do the whole course again"))
    ask_again = False

    def offer(self, qualification: Qualification) -> None:
        """Offer the learners of the centre too."""
        super().offer(qualification)
        learners = centres.members(current_centre().id, Role.LEARNER)
        self.learner.choices = [
            ("", gettext("Choose a learner")),
            *((str(one.id), f"{one.name} ({one.username or one.email})") for one in learners),
        ]


@pages.route("/cohorts/<uuid:cohort>/register", methods=["GET", "POST"])
@allow(Role.TRAINER)
def register(cohort: UUID) -> ResponseReturnValue:
    """Take somebody new on. The answer to the form is the one page that shows the first password."""
    joined, qualification = joining(cohort)
    shown_once.prepare()
    form = NewLearnerForm()
    form.offer(qualification)
    if _says_all(form):
        password = first_password(shown_once.secret_for("first password", form.submission_id))
        try:
            registered = enrol_learner(
                acting(),
                form.submission_id,
                form.person(password),
                slug=qualification.slug,
                optional_units=form.chosen_units,
                cohort=joined.id,
                assessor=form.chosen_assessor,
            )
        except Refusal as refusal:
            refuse_assessor(form, form.assessor, refusal)
        else:
            return _first_page(registered, joined, password)
    return _register_page("trainer/register.html", form, joined, qualification)


@pages.route("/cohorts/<uuid:cohort>/register/known", methods=["GET", "POST"])
@allow(Role.TRAINER)
def register_known(cohort: UUID) -> ResponseReturnValue:
    """Register somebody who has an account here already."""
    joined, qualification = joining(cohort)
    form = KnownLearnerForm()
    form.offer(qualification)
    sent = form.validate_on_submit()
    asks = bool(form.learner.data and not form.learner.errors) and _asks_first(form, qualification)
    if sent and not asks:
        try:
            registered = register_learner(
                acting(),
                form.submission_id,
                account=UUID(form.learner.data),
                slug=qualification.slug,
                optional_units=form.chosen_units,
                cohort=joined.id,
                assessor=form.chosen_assessor,
            )
        except Refusal as refusal:
            refuse_assessor(form, form.assessor, refusal)
        else:
            name = account_of(current_centre().id, registered.learner).name
            flash(gettext("%(name)s is registered.", name=name), "success")
            return redirect(url_for(".train", registration=registered.registration))
    return _register_page("trainer/register_known.html", form, joined, qualification)


def _says_all(form: NewLearnerForm) -> bool:
    """True for a form that was sent and with which nothing is wrong; else each field says what is."""
    if not form.is_submitted():
        return False
    form.validate()
    for refusal in check_one(acting(), form.submission_id, form.person(password="")):
        field = answer(refusal).field
        if field and not form[field].errors:
            refuse(form, refusal)
    return not form.errors


def _asks_first(form: KnownLearnerForm, qualification: Qualification) -> bool:
    """Whether the trainer has to say first that somebody who has finished this course does it again."""
    centre = current_centre().id
    learner = actor_of(workplace().config.issuer, UUID(form.learner.data))
    form.ask_again = any(
        one.qualification.slug == qualification.slug and one.status is Status.COMPLETED
        for one in progress.standings(centre, learner=learner)
    )
    if form.ask_again and not form.again.data:
        form.again.errors = [gettext("They have finished this course already. Tick this if they do it again.")]
        return True
    return False


def joining(cohort: UUID) -> tuple[Cohort, Qualification]:
    """The cohort, and the newest version of its course. Raises NotFound."""
    joined = enrolments.cohort(current_centre().id, cohort)
    course = workplace().catalogue.get(joined.qualification_slug)
    if course is None:
        raise NotFound("course")
    return joined, course.qualification


def _register_page(
    template: str, form: CourseForm, joined: Cohort, qualification: Qualification
) -> ResponseReturnValue:
    return form_page(template, form, cohort=joined, **explained(qualification))


def _first_page(registered: LearnerRegistered, joined: Cohort, password: str) -> ResponseReturnValue:
    """The first password, unless the form is an old one and the password is another by now."""
    account = account_of(current_centre().id, registered.learner)
    return render_template(
        "trainer/registered.html",
        account=account,
        cohort=joined,
        registration=registered.registration,
        password=password if verify_password(password, account.password or "") else None,
    )
