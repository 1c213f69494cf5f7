"""External quality assurers visit: a trainer lets one in until a day, sees when it ends, and moves it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions import give_role
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.visits import opens, usual_last_day
from lms_peer.people.holding import today, visit, visits
from lms_peer.people.models import NAME_LENGTH
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import DateParts, Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.letters import address_of
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.wording import day
from lms_peer.web.words import Line


class LastDayForm(PageForm):
    """How long a visit lasts."""

    until = DateParts(
        lazy_gettext("What is the last day of their visit?"),
        description=lazy_gettext("They can read everything until the end of this day. At most a year from now."),
        validators=[Needed(lazy_gettext("Write the last day."))],
    )


class InviteForm(LastDayForm):
    """Who comes, and until when."""

    name = Line(
        lazy_gettext("What are they called?"),
        [Needed(lazy_gettext("Write their name."))],
        limit=NAME_LENGTH,
        description=lazy_gettext("If they have an account already, it keeps its own name."),
    )
    email = Line(
        lazy_gettext("Their email address"),
        [Needed(lazy_gettext("Write their email address."))],
        limit=254,
        description=lazy_gettext("They sign in with it."),
    )


@pages.get("/train/quality-assurers")
@allow(Role.TRAINER)
def assurers() -> ResponseReturnValue:
    """Who checks the centre from outside, and until when."""
    return render_template("trainer/assurers.html", visits=visits(current_centre().id, Role.EQA))


@pages.route("/train/quality-assurers/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def invite_assurer() -> ResponseReturnValue:
    """Let somebody in for a visit."""
    form = InviteForm(until=usual_last_day(today()))
    if form.validate_on_submit() and (until := form.until.data):
        try:
            account, new = give_role.invite_assurer(
                acting(), name=form.name.data, email=form.email.data, until=until
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(_let_in(account.name, until), "success")
            if new:
                flash(_how_to_sign_in(account.email or ""), "information")
            return redirect(url_for(".assurers"))
    return form_page("trainer/invite_assurer.html", form)


@pages.route("/train/quality-assurers/<uuid:assurer>/last-day", methods=["GET", "POST"])
@allow(Role.TRAINER)
def move_last_day(assurer: UUID) -> ResponseReturnValue:
    """Another last day for a visit, or one more visit of the same person."""
    shown = visit(current_centre().id, assurer, Role.EQA)
    ends = shown.until if shown.until and opens(shown.until, today()) else usual_last_day(today())
    form = LastDayForm(until=ends)
    if form.validate_on_submit() and (until := form.until.data):
        try:
            give_role.move_last_day(acting(), assurer, until)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(_let_in(shown.name, until), "success")
            return redirect(url_for(".assurers"))
    return form_page("trainer/move_last_day.html", form, visit=shown)


def _let_in(name: str, until: date) -> str:
    return gettext("%(name)s can read every record here until the end of %(day)s.", name=name, day=day(until))


def _how_to_sign_in(email: str) -> str:
    return gettext(
        "They have no password yet. Tell them to open %(address)s and write %(email)s. "
        "They get a letter with a link to choose one.",
        address=address_of("security.forgot_password"),
        email=email,
    )
