"""The person's own account: who they are here, which centre they are in, reminders, and signing out everywhere."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_security import logout_user

from lms_peer.domain.roles import Role
from lms_peer.people import accounts, cards
from lms_peer.people.names import actor_of, brought_by_a_launch, names_of
from lms_peer.web.access import Person, centres_to_choose, choose, person_if_any, public, signed_in, visits_over
from lms_peer.web.errors import ROLE_NAMES
from lms_peer.web.forms import PageForm
from lms_peer.web.language import gettext
from lms_peer.web.layout import first_pages
from lms_peer.web.lti.launch import PLACE
from lms_peer.web.pages.account.blueprint import pages
from lms_peer.web.pages.account.forms import OUR_ADDRESS
from lms_peer.web.wording import listing


@pages.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """The person's first page."""
    if person_if_any() is None and centres_to_choose():
        return redirect(url_for(".choose_centre"))
    shown = first_pages()
    return redirect(shown[0].href) if shown else render_template("account/nothing_here.html", over=visits_over())


@pages.get("/account")
@signed_in
def own() -> ResponseReturnValue:
    """Who you are here, and how you sign in."""
    person = person_if_any()
    roles = listing(gettext(ROLE_NAMES[role]) for role in Role if person and role in person.roles)
    return render_template(
        "account/own.html",
        account=current_user,
        roles=roles,
        several=len(centres_to_choose()) > 1,
        second_step=bool(person and person.roles - {Role.LEARNER}),
        card=_latest_card(person) if person else None,
        button=PageForm(),
        may_join=PLACE in session and brought_by_a_launch(current_user.id),
    )


@pages.route("/account/centre", methods=["GET", "POST"])
@signed_in
def choose_centre() -> ResponseReturnValue:
    """Choose the centre to work in."""
    if request.method == "POST":
        try:
            chosen = choose(UUID(request.form.get("centre", "")))
        except ValueError:
            chosen = False
        if not chosen:
            abort(404)
        onward = request.form.get("next", "")
        return redirect(onward if OUR_ADDRESS.fullmatch(onward) else url_for(".home"))
    return render_template(
        "account/choose_centre.html",
        centres=centres_to_choose(),
        onward=request.args.get("next", ""),
        over=visits_over(),
    )


@pages.post("/account/reminders")
@signed_in
def change_reminders() -> ResponseReturnValue:
    """Switch e-mail reminders on or off."""
    wanted = request.form.get("reminders") == "on"
    accounts.set_reminders(current_user, wanted)
    flash(
        gettext("We will remind you by email.") if wanted else gettext("You get no more reminders by email."),
        "success",
    )
    return redirect(url_for(".own"))


@pages.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the account, this one too."""
    accounts.end_sessions(current_user)
    logout_user()
    flash(gettext("You are signed out on every computer and phone."), "success")
    return redirect(url_for(".signed_out"))


@pages.post("/account/stay")
@signed_in
def stay() -> ResponseReturnValue:
    """Stay signed in: every request makes the session last two hours more, and this one does nothing else."""
    return "", 204


@pages.get("/signed-out")
@public
def signed_out() -> ResponseReturnValue:
    """Goodbye."""
    return render_template("account/signed_out.html")


def _latest_card(person: Person) -> dict[str, object] | None:
    """The latest sign-in card that was made for the person, and by whom: they should know."""
    found = cards.cards_of(person.account_id)
    if not found:
        return None
    maker = actor_of(person.actor.issuer, found[0].made_by)
    return {
        "made": found[0].made,
        "used": found[0].used,
        "by": names_of(found[0].centre_id, [maker])[maker],
        "state": cards.state_of(found[0]),
    }
