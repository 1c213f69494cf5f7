"""The pages of staff whom learners shadow: hours that wait for their signature, and their answer.

Shows a learner's name and the hours with this member of staff, and nothing else of the record. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import ValidationError

from lms_peer import ledger, progress
from lms_peer.actions.log_hours import countersign_hours, refuse_hours
from lms_peer.domain import hours as rules
from lms_peer.domain.facts import HoursCountersigned, HoursRefused
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import HoursStanding, HoursStatus, Standing, Status
from lms_peer.domain.waiting import Wait
from lms_peer.progress.keep import agent_key
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.records import acting, names_for, qualification_for, words_of
from lms_peer.web.turning import read_page
from lms_peer.web.words import LongText, OneOf
from lms_peer.xapi import read, verbs

pages = Blueprint("staff", __name__)

LATELY = 20
REASON_LENGTH = 1000

# Whoever a course may name as the one who countersigns.
may_countersign = allow(Role.STAFF, Role.ASSESSOR, Role.TRAINER)


@dataclass(frozen=True)
class HoursCard:
    """One entry of hours as the member of staff sees it."""

    entry: HoursStanding
    learner: str
    title: str

    @property
    def open(self) -> bool:
        """True while it waits for an answer."""
        return self.entry.status is HoursStatus.WAITING


class AnswerForm(PageForm):
    """Yes, or no with a reason."""

    answer = OneOf(
        lazy_gettext("Are these hours right?"),
        [("yes", lazy_gettext("Yes, these hours are right")), ("no", lazy_gettext("No"))],
        lazy_gettext("Choose yes or no."),
    )
    reason = LongText(
        lazy_gettext("If not, what is not right?"),
        limit=REASON_LENGTH,
        description=lazy_gettext("Only when you choose no. The learner will read this."),
    )

    def validate_reason(self, field: LongText) -> None:
        """A no needs its reason, and a yes has none."""
        if self.answer.data == "no" and not field.data:
            raise ValidationError(gettext("Say what is not right, so that the learner can put it right."))
        if self.answer.data == "yes" and field.data:
            raise ValidationError(
                gettext("Choose no if this is not right. If all is right, take these words out.")
            )


@pages.get("/hours")
@may_countersign
def hours_to_sign() -> ResponseReturnValue:
    """What waits for this person's signature, the oldest first, and what they answered lately."""
    person = signed_in_person()
    listed = read_page(
        lambda start, most: progress.queue(
            person.centre.id, Wait.COUNTERSIGN_HOURS, on=person.actor, start=start, most=most
        )
    )
    answered = _answered_lately() if listed.page == 1 else []
    cards = _cards([*((one.registration, one.subject) for one in listed.lines), *answered])
    return render_template(
        "staff/hours_to_sign.html",
        listed=listed,
        waiting=[cards[one.subject] for one in listed.lines],
        answered=[cards[hours] for _, hours in answered if hours in cards],
    )


@pages.route("/hours/<uuid:registration>/<uuid:hours>", methods=["GET", "POST"])
@may_countersign
def answer_hours(registration: UUID, hours: UUID) -> ResponseReturnValue:
    """One entry: who, when, how long, what they did, and the answer."""
    standing = progress.standing(signed_in_person().centre.id, registration)
    entry = rules.find(standing, hours)
    if entry.logged.staff != signed_in_person().actor:
        raise NotFound("hours entry")
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            _answer(form, registration, hours)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            name = names_for([standing.learner])[standing.learner]
            flash(gettext("Your answer is saved. %(name)s can see it now.", name=name), "success")
            return redirect(url_for(".hours_to_sign"))
    return form_page(
        "staff/answer_hours.html",
        form,
        card=_card(entry, names_for([standing.learner])[standing.learner], _titles(standing)),
        words=words_of(entry.logged),
        said=words_of(entry.answer),
        closed=standing.status is Status.COMPLETED,
    )


def _answer(form: AnswerForm, registration: UUID, hours: UUID) -> None:
    if form.answer.data == "yes":
        countersign_hours(acting(), registration, form.submission_id, hours=hours)
    else:
        refuse_hours(acting(), registration, form.submission_id, hours=hours, reason=form.reason.data)


def _answered_lately() -> list[tuple[UUID, UUID]]:
    """The registration and the id of the hours that this person answered lately, the newest first."""
    person = signed_in_person()
    said = (
        read(entry.body, entry.stored)
        for entry in ledger.latest_by(
            person.centre.id, agent_key(person.actor), (verbs.COUNTERSIGNED, verbs.REJECTED), LATELY
        )
    )
    return [
        (fact.registration, fact.hours) for fact in said if isinstance(fact, HoursCountersigned | HoursRefused)
    ]


def _cards(wanted: list[tuple[UUID, UUID]]) -> dict[UUID, HoursCard]:
    """Each entry of hours by its id: one query for the records and one for the names."""
    registrations = {registration for registration, _ in wanted}
    standings = {
        standing.registration: standing
        for standing in progress.standings(signed_in_person().centre.id, registrations=registrations)
    }
    names = names_for({standing.learner for standing in standings.values()})
    titles = {registration: _titles(standing) for registration, standing in standings.items()}
    return {
        hours: _card(standing.hours[hours], names[standing.learner], titles[registration])
        for registration, hours in wanted
        for standing in [standings[registration]]
    }


def _card(entry: HoursStanding, learner: str, titles: Mapping[str, str]) -> HoursCard:
    return HoursCard(entry, learner, titles.get(entry.logged.kind, entry.logged.kind))


def _titles(standing: Standing) -> dict[str, str]:
    """What the course calls each kind of hours."""
    return {needed.kind: needed.title for needed in qualification_for(standing).hours}
