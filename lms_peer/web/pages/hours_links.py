"""Links by which staff without an account answer hours: made and stopped by a trainer, opened by the member of staff.

The address is signed with the service's own secret and stands for one person, one entry of hours and one answer.
A learner never gets to see it. Decides nothing.
"""

from __future__ import annotations

from uuid import UUID

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from markupsafe import Markup

from lms_peer import progress
from lms_peer.actions.mail_hours_link import mail_hours_link
from lms_peer.actions.record import qualification_of
from lms_peer.actions.sign_by_link import Opened, answer_by_link, make_link, open_link, take_link_back
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.domain import hours as rules
from lms_peer.domain.qualification import HoursRequirement
from lms_peer.domain.refusals import LinkShut, OwnHours, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.signing_links import LinkState
from lms_peer.domain.standing import HoursStanding, HoursStatus
from lms_peer.domain.waiting import Wait
from lms_peer.people import signing_links, staff
from lms_peer.people.models import NAME_LENGTH, Centre, SigningLink
from lms_peer.people.names import actor_of, names_of
from lms_peer.web.access import allow, person_if_any, public, signed_in_person
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.staff import AnswerForm
from lms_peer.web.records import acting, names_for, qualification_for
from lms_peer.web.turning import read_page
from lms_peer.web.words import Line

pages = Blueprint("hours_links", __name__)


class StaffForm(PageForm):
    """A member of staff who can not sign in."""

    name = Line(
        lazy_gettext("What is their name?"), [Needed(lazy_gettext("Write their name."))], limit=NAME_LENGTH
    )


class MailForm(PageForm):
    """Where to send a link."""

    email = Line(
        lazy_gettext("Their email address"), [Needed(lazy_gettext("Write their email address."))], limit=254
    )


# --- the trainer's side --------------------------------------------------------------------------------------------


@pages.get("/train/hours")
@allow(Role.TRAINER)
def waiting() -> ResponseReturnValue:
    """Every entry of hours that waits to be signed, the oldest first, with what became of its link."""
    centre = signed_in_person().centre.id
    listed = read_page(lambda start, most: progress.queue(centre, Wait.COUNTERSIGN_HOURS, start=start, most=most))
    queued = listed.lines
    wanted = {one.registration for one in queued}
    standings = {one.registration: one for one in progress.standings(centre, registrations=wanted)}
    entries = [(one, standings[one.registration].hours[one.subject]) for one in queued]
    people = {entry.logged.staff for _, entry in entries} | {one.learner for one in standings.values()}
    links = signing_links.links_for(centre, [one.subject for one in queued])
    moment = now()
    return render_template(
        "hours_links/waiting.html",
        listed=listed,
        entries=entries,
        learners={one.registration: one.learner for one in standings.values()},
        states={hours: signing_links.became_of(link, moment) for hours, link in links.items()},
        no_sign_in={str(one.id) for one in staff.without_sign_in(centre)},
        names=names_for(people),
    )


@pages.route("/train/staff", methods=["GET", "POST"])
@allow(Role.TRAINER)
def listed() -> ResponseReturnValue:
    """Staff who can not sign in, and room for one more."""
    centre, form = signed_in_person().centre.id, StaffForm()
    if form.validate_on_submit():
        try:
            added = staff.list_staff(centre, form.name.data, form.submission_id)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("%(name)s is on the list. Learners can choose them now.", name=added.name), "success")
            return redirect(url_for(".listed"))
    return form_page("hours_links/staff.html", form, people=staff.without_sign_in(centre))


@pages.route("/train/<uuid:registration>/hours/<uuid:hours>/link", methods=["GET", "POST"])
@allow(Role.TRAINER)
def link(registration: UUID, hours: UUID) -> ResponseReturnValue:
    """The link for one entry of hours: make it, show it, print it."""
    centre = signed_in_person().centre.id
    form = PageForm()
    if form.validate_on_submit():
        make_link(acting(), registration, form.submission_id, hours=hours)
        return redirect(url_for(".link", registration=registration, hours=hours))
    return _link_page(centre, registration, hours, MailForm())


@pages.post("/train/<uuid:registration>/hours/<uuid:hours>/link/stop")
@allow(Role.TRAINER)
def stop(registration: UUID, hours: UUID) -> ResponseReturnValue:
    """Let the link work no longer."""
    take_link_back(acting(), registration, hours=hours)
    flash(gettext("The link is stopped."), "success")
    return redirect(url_for(".link", registration=registration, hours=hours))


@pages.post("/train/<uuid:registration>/hours/<uuid:hours>/link/mail")
@allow(Role.TRAINER)
def send(registration: UUID, hours: UUID) -> ResponseReturnValue:
    """Send the link by e-mail. The address is used once and not kept."""
    centre, form = signed_in_person().centre.id, MailForm()
    found = _open_link(centre, hours)
    if found and form.validate_on_submit():
        try:
            mail_hours_link(form.email.data, _address(found), found.expires)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("The email is on its way."), "success")
            return redirect(url_for(".link", registration=registration, hours=hours))
    return _link_page(centre, registration, hours, form)


def _link_page(centre: UUID, registration: UUID, hours: UUID, form: MailForm) -> ResponseReturnValue:
    standing = progress.standing(centre, registration)
    entry = rules.find(standing, hours)
    found = signing_links.links_for(centre, [hours]).get(hours)
    state = signing_links.became_of(found, now()) if found else None
    address = (
        _address(found) if found and state is LinkState.OPEN and entry.status is HoursStatus.WAITING else None
    )
    people = {standing.learner, entry.logged.staff}
    maker = actor_of(workplace().config.issuer, found.issued_by) if found else None
    return form_page(
        "hours_links/link.html",
        form,
        button=PageForm(formdata=None),
        standing=standing,
        entry=entry,
        title=_title(qualification_for(standing).hours, entry),
        names=names_for(people | ({maker} if maker else set())),
        link=found,
        maker=maker,
        state=state,
        address=address,
        picture=_picture(address) if address else None,
        may_mail=current_app.config["MAIL_BACKEND"] != "console",  # the console reaches nobody
    )


def _open_link(centre: UUID, hours: UUID) -> SigningLink | None:
    found = signing_links.links_for(centre, [hours]).get(hours)
    return found if found and signing_links.became_of(found, now()) is LinkState.OPEN else None


def _picture(address: str) -> Markup:
    """The address as a QR code, drawn in the page itself."""
    code = segno.make(address, error="m", micro=False)
    return Markup(code.svg_inline(scale=5, border=4, title=gettext("The link as a picture for a phone camera")))  # noqa: S704


def _title(requirements: tuple[HoursRequirement, ...], entry: HoursStanding) -> str:
    titles = {needed.kind: needed.title for needed in requirements}
    return titles.get(entry.logged.kind, entry.logged.kind)


# --- the member of staff's side --------------------------------------------------------------------------------------


@pages.route("/sign/<token>", methods=["GET", "POST"])
@public
def sign(token: str) -> ResponseReturnValue:
    """The hours that the link is for, and the answer. Whoever is signed in as the learner is turned away."""
    link_id = _link_id(token)
    opened = open_link(link_id)
    person = person_if_any()
    if person and person.actor == opened.standing.learner:
        raise OwnHours
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            answer_by_link(link_id, form.submission_id, right=form.answer.data == "yes", reason=form.reason.data)
        except LinkShut:
            raise
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect(url_for(".signed"))
    return _sign_page(token, opened, form)


@pages.get("/signed")
@public
def signed() -> ResponseReturnValue:
    """Thanks."""
    return render_template("hours_links/signed.html")


def _sign_page(token: str, opened: Opened, form: AnswerForm) -> ResponseReturnValue:
    centre, standing, entry = opened.link.centre_id, opened.standing, opened.entry
    names = names_of(centre, {standing.learner, entry.logged.staff})
    return form_page(
        "hours_links/sign.html",
        form,
        token=token,
        centre=db.session.get_one(Centre, centre).name,
        learner=names[standing.learner],
        staff=names[entry.logged.staff],
        entry=entry,
        title=_title(qualification_of(centre, standing).hours, entry),
        words=_words(centre, entry),
        expires=opened.link.expires,
    )


def _words(centre: UUID, entry: HoursStanding) -> dict[str, str]:
    document = entry.logged.words
    return workplace().vault.read_words(centre, document) if document else {}


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="hours link")


def _address(link: SigningLink) -> str:
    return workplace().config.address + url_for(".sign", token=_signer().dumps(link.id.hex))


def _link_id(token: str) -> UUID:
    try:
        return UUID(_signer().loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        raise LinkShut("bad") from None
