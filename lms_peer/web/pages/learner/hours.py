"""The learner's hours: what counts so far, logging time, taking an entry back."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, RadioField, SelectField, TextAreaField
from wtforms.validators import ValidationError

from lms_peer.actions import log_hours as action
from lms_peer.domain import hours as rules
from lms_peer.domain.qualification import HoursRequirement, Qualification
from lms_peer.domain.refusals import BadMinutes, HoursClosed, NotAllowed, NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import HoursStanding, HoursStatus, Standing
from lms_peer.domain.uk import LONDON
from lms_peer.people.centres import members
from lms_peer.web import showing
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.errors import answer
from lms_peer.web.forms import (
    DateParts,
    Needed,
    PageForm,
    TimeOfDay,
    address_of_its_own,
    form_page,
    moment_of,
    refuse,
)
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.pages.learner.fields import AtMost, Count
from lms_peer.web.records import acting, own_standing, qualification_for
from lms_peer.web.turning import turned


class HoursForm(PageForm):
    """Time spent with a member of staff."""

    kind = RadioField(
        lazy_gettext("What kind of hours?"),
        validators=[Needed(lazy_gettext("Choose what kind of hours they are."))],
    )
    day = DateParts(
        lazy_gettext("What day was it?"),
        description=lazy_gettext("Like 27 3 2026."),
        validators=[Needed(lazy_gettext("Write the day."))],
    )
    began = TimeOfDay(
        lazy_gettext("What time did you start?"),
        description=lazy_gettext("Like 2:15pm or 14:15."),
        validators=[Needed(lazy_gettext("Write the time you started."))],
    )
    whole_hours = Count(
        lazy_gettext("Hours"),
        wrong=lazy_gettext("Write whole hours here, like 1. Put the minutes in the next box, like 30."),
    )
    minutes = Count(lazy_gettext("Minutes"))
    staff = SelectField(
        lazy_gettext("Who were you with?"),
        description=lazy_gettext("They will be asked to sign your hours."),
        validators=[Needed(lazy_gettext("Choose who you were with."))],
    )
    text = TextAreaField(
        lazy_gettext("What did you do?"),
        description=lazy_gettext("A sentence or two is enough. Do not use clients’ names."),
        validators=[Needed(lazy_gettext("Write what you did.")), AtMost(5000)],
    )

    def offer(self, qualification: Qualification) -> None:
        """Offer the kinds of this qualification, and the people here who may sign them."""
        self.kind.choices = [(needed.kind, needed.title) for needed in qualification.hours]
        if len(qualification.hours) == 1 and not self.kind.data:
            self.kind.data = qualification.hours[0].kind
        people = _signers(qualification.hours)
        self.staff.choices = [("", gettext("Choose a person")), *people.items()]

    def validate_minutes(self, field: Field) -> None:
        """Ask how long it took with all the rest; whether it is too long is for the rules to say."""
        if not (self.all_minutes or self.whole_hours.errors or field.errors):
            raise ValidationError(answer(BadMinutes(0)).sentence)

    @property
    def all_minutes(self) -> int:
        """How long it took, in minutes."""
        return int(self.whole_hours.data or 0) * 60 + int(self.minutes.data or 0)


@pages.get("/learn/<uuid:registration>/hours")
@allow(Role.LEARNER)
def hours(registration: UUID) -> ResponseReturnValue:
    """Every entry, and what still counts."""
    standing = own_standing(registration)
    qualification = qualification_for(standing)
    listed = turned(showing.hours_log(standing))
    return render_template(
        "learner/hours.html",
        registration=registration,
        standing=standing,
        totals=showing.hours_totals(standing, qualification),
        listed=listed,
        entries=showing.hours_lines(listed.lines, qualification),
    )


@pages.route("/learn/<uuid:registration>/hours/new", methods=["GET", "POST"])
@allow(Role.LEARNER)
def log_hours(registration: UUID) -> ResponseReturnValue:
    """Write down time spent; `again` names a refused entry, which is there to be put right."""
    standing = own_standing(registration)
    qualification = qualification_for(standing)
    if not qualification.hours:
        raise NotFound("hours to log")
    if elsewhere := address_of_its_own():
        return elsewhere
    form = HoursForm(data=_as_logged(standing, qualification))
    form.offer(qualification)
    if form.validate_on_submit() and (day := form.day.data) and (began := form.began.data):
        try:
            action.log_hours(
                acting(),
                registration,
                form.submission_id,
                kind=form.kind.data,
                began=moment_of(day, began),
                minutes=form.all_minutes,
                staff=UUID(form.staff.data),
                text=form.text.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
            _say_who_may_sign(form, refusal)
        else:
            flash(gettext("Your hours are saved. They count when they are signed."), "success")
            return redirect(url_for(".hours", registration=registration))
    return form_page("learner/log_hours.html", form, registration=registration)


@pages.route("/learn/<uuid:registration>/hours/<uuid:entry>/take-back", methods=["GET", "POST"])
@allow(Role.LEARNER)
def take_hours_back(registration: UUID, entry: UUID) -> ResponseReturnValue:
    """Ask, then take the entry back."""
    standing = own_standing(registration)
    found = rules.find(standing, entry)
    listed = redirect(url_for(".hours", registration=registration))
    if found.status is HoursStatus.VOIDED:
        return listed
    if found.status is HoursStatus.REFUSED:
        raise HoursClosed(found.status.value)
    form = TakeBackForm()
    if form.validate_on_submit():
        try:
            action.void_hours(
                acting(), registration, form.submission_id, hours=entry, reason=form.reason.data or ""
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("These hours are taken back. You can log them again."), "success")
            return listed
    (shown,) = showing.hours_lines([found], qualification_for(standing))
    return form_page("learner/take_hours_back.html", form, registration=registration, entry=shown)


class TakeBackForm(PageForm):
    """Why, if they want to say."""

    reason = TextAreaField(
        lazy_gettext("Why do you take it back?"),
        description=lazy_gettext("You can leave this empty."),
        validators=[AtMost(1000)],
    )


def _as_logged(standing: Standing, qualification: Qualification) -> dict[str, object]:
    """What was typed for the refused entry that the address names; nothing when it names none."""
    entry = next((one for one in standing.hours.values() if _is_asked_again(one)), None)
    if entry is None:
        return {}
    (shown,) = showing.hours_lines([entry], qualification)
    began = shown.began.astimezone(LONDON)
    whole, rest = divmod(shown.minutes, 60)
    return {
        "kind": entry.logged.kind,
        "day": began.date(),
        "began": began.time(),
        "whole_hours": whole or None,
        "minutes": rest or None,
        "staff": entry.logged.staff.name,
        "text": shown.text,
    }


def _is_asked_again(entry: HoursStanding) -> bool:
    return entry.status is HoursStatus.REFUSED and str(entry.logged.id) == request.args.get("again")


def _signers(kinds: tuple[HoursRequirement, ...]) -> dict[str, str]:
    """Everyone at the centre who may sign hours of one of these kinds: account id to name, by name."""
    person = signed_in_person()
    roles = sorted({role for needed in kinds for role in needed.countersigned_by})
    people = {
        str(one.id): one.name
        for role in roles
        for one in members(person.centre.id, role)
        if one.id != person.account_id
    }
    return dict(sorted(people.items(), key=lambda one: one[1]))


def _say_who_may_sign(form: HoursForm, refusal: Refusal) -> None:
    """The usual words for NotAllowed are about the reader; here it is the person chosen who may not."""
    if isinstance(refusal, NotAllowed):
        form.form_errors.clear()
        form.staff.errors = [gettext("This person can not sign hours of this kind. Choose someone else.")]
