"""Sign-in cards for learners without phone or e-mail: one, or one for each of a cohort, to print and hand out.

A code is shown once, in the answer to the form that makes it. Nothing but its hash is kept.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from lms_peer.actions.make_sign_in_cards import (
    cancel_sign_in_cards,
    make_sign_in_cards,
    may_have_card,
    require_card_allowed,
    sign_in_names,
)
from lms_peer.domain.roles import Role
from lms_peer.people import cards as kept
from lms_peer.people import enrolments
from lms_peer.people.accounts import account_of
from lms_peer.people.centres import Member
from lms_peer.people.models import Account
from lms_peer.people.names import actor_of
from lms_peer.people.passwords import first_password
from lms_peer.people.signing import SignInCard
from lms_peer.web import shown_once
from lms_peer.web.access import allow, current_centre, signed_in_person
from lms_peer.web.forms import PageForm, address_of_its_own, form_page
from lms_peer.web.language import gettext
from lms_peer.web.letters import address_of
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.passkeys import qr_code
from lms_peer.web.records import acting, names_for


class PrintedCard(NamedTuple):
    """What is printed on one card."""

    name: str
    username: str
    code: str
    picture: Markup
    expires: datetime


@pages.route("/train/<uuid:registration>/card", methods=["GET", "POST"])
@allow(Role.TRAINER)
def card(registration: UUID) -> ResponseReturnValue:
    """Make a card for one learner, and see who made cards for them before."""
    learner = _learner(registration)
    require_card_allowed(current_centre().id, learner.id)
    if elsewhere := address_of_its_own():
        return elsewhere
    shown_once.prepare()
    form = PageForm()
    if form.validate_on_submit():
        return _printed(form, [learner], url_for(".train", registration=registration))
    cards = kept.cards_of(learner.id)
    makers = {one.id: actor_of(signed_in_person().actor.issuer, one.made_by) for one in cards}
    names = names_for(set(makers.values()))
    return form_page(
        "trainer/card.html",
        form,
        registration=registration,
        learner=learner,
        cards=[(one, kept.state_of(one), names[makers[one.id]]) for one in cards],
    )


@pages.post("/train/<uuid:registration>/card/cancel")
@allow(Role.TRAINER)
def cancel_card(registration: UUID) -> ResponseReturnValue:
    """Make a lost card good for nothing."""
    learner = _learner(registration)
    cancelled = cancel_sign_in_cards(acting(), learner.id)
    flash(
        gettext("The card is cancelled. It does not let anyone in now.")
        if cancelled
        else gettext("There was no card to cancel.")
    )
    return redirect(url_for(".card", registration=registration))


@pages.route("/cohorts/<uuid:cohort>/cards", methods=["GET", "POST"])
@allow(Role.TRAINER)
def cohort_cards(cohort: UUID) -> ResponseReturnValue:
    """Make a card for each learner of a cohort, on one page to print."""
    shown = enrolments.cohort(current_centre().id, cohort)
    learners = list({one.id: one for _, one in enrolments.cohort_roll(current_centre().id, cohort)}.values())
    allowed = may_have_card(current_centre().id, [one.id for one in learners])
    if elsewhere := address_of_its_own():
        return elsewhere
    shown_once.prepare()
    form = PageForm()
    with_card = [one for one in learners if one.id in allowed]
    if with_card and form.validate_on_submit():
        return _printed(form, with_card, url_for(".cohort", cohort=cohort))
    others = [one for one in learners if one.id not in allowed]
    return form_page("trainer/cohort_cards.html", form, cohort=shown, learners=with_card, others=others)


def _learner(registration: UUID) -> Account:
    enrolled = enrolments.enrolment(current_centre().id, registration)
    return account_of(current_centre().id, actor_of(signed_in_person().actor.issuer, enrolled.account_id))


def _printed(form: PageForm, learners: Iterable[Member | Account], onward: str) -> ResponseReturnValue:
    """The cards. A form sent twice shows the same; one whose cards are good no longer shows none."""
    secret = shown_once.secret_for("sign-in card", form.submission_id)
    codes = {one.id: first_password(hmac.digest(secret, one.id.bytes, "sha256")) for one in learners}
    made = make_sign_in_cards(acting(), codes)
    names = sign_in_names(codes)
    return render_template(
        "trainer/cards_printed.html",
        cards=[
            _card(one.name, names[one.id], made[one.id], codes[one.id])
            for one in learners
            if kept.state_of(made[one.id]) == "ready"
        ],
        address=address_of("account.card"),
        onward=onward,
    )


def _card(name: str, username: str, made: SignInCard, code: str) -> PrintedCard:
    address = f"{address_of('account.card')}?{urlencode({'u': username, 'c': code})}"
    picture = qr_code(address, gettext("Picture for a phone: it opens the page to sign in"))
    return PrintedCard(name, username, code, picture, made.expires)
