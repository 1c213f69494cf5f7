"""Learning platforms: connecting one with an address to paste or by hand, what it may do, and switching it off."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from lms_peer.actions import enter_by_launch
from lms_peer.actions.enter_by_launch import switch_off, trust_teachers
from lms_peer.actions.install_platform import add_by_hand, invite_platform
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.lti import platforms as kept
from lms_peer.lti.platforms import Said
from lms_peer.lti.tables import ADDRESS_LENGTH, CLIENT_ID_LENGTH, NAME_LENGTH, Platform
from lms_peer.web import shown_once
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import Needed, PageForm, address_of_its_own, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.lti.blueprint import addresses, ours
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.words import Line, LongText

_DEPLOYMENTS = 5000  # characters of all of them


class InviteForm(PageForm):
    """What a platform that registers itself is asked for."""

    with_names = BooleanField(
        lazy_gettext("Ask it for people’s names"),
        description=lazy_gettext(
            "Leave this empty if you can. Without names, each person is shown like this: Learner 4F2A."
        ),
    )


class PlatformForm(PageForm):
    """What a platform's own pages say about it."""

    name = Line(
        lazy_gettext("What is the platform called?"),
        [Needed(lazy_gettext("Write a name for the platform."))],
        limit=NAME_LENGTH,
        description=lazy_gettext("For example: College Moodle. You will see this name in the list."),
    )
    issuer = Line(
        lazy_gettext("Issuer or platform ID"),
        [Needed(lazy_gettext("Write the issuer."))],
        limit=ADDRESS_LENGTH,
        description=lazy_gettext("A web address. For example: https://moodle.example.org"),
    )
    client_id = Line(
        lazy_gettext("Client ID"), [Needed(lazy_gettext("Write the client ID."))], limit=CLIENT_ID_LENGTH
    )
    auth_login_url = Line(
        lazy_gettext("Sign-in address"),
        [Needed(lazy_gettext("Write the sign-in address."))],
        limit=ADDRESS_LENGTH,
        description=lazy_gettext("It may be called authentication request URL or OIDC endpoint."),
    )
    token_url = Line(
        lazy_gettext("Token address"),
        [Needed(lazy_gettext("Write the token address."))],
        limit=ADDRESS_LENGTH,
        description=lazy_gettext("It may be called access token URL."),
    )
    jwks_url = Line(
        lazy_gettext("Address of its keys"),
        [Needed(lazy_gettext("Write the address of the keys."))],
        limit=ADDRESS_LENGTH,
        description=lazy_gettext("It may be called keyset URL, public keyset or JWKS."),
    )
    deployments = LongText(
        lazy_gettext("Deployment IDs"),
        limit=_DEPLOYMENTS,
        description=lazy_gettext("One on each line. If you have none yet, we learn the first one by ourselves."),
    )
    audience = Line(
        lazy_gettext("Audience (you can skip this)"),
        limit=ADDRESS_LENGTH,
        description=lazy_gettext("Only if the platform shows you one, as Brightspace does."),
    )

    @property
    def said(self) -> Said:
        """What was typed."""
        names = ("name", "issuer", "client_id", "auth_login_url", "token_url", "jwks_url", "audience")
        ids = tuple(dict.fromkeys(line.strip() for line in self.deployments.data.splitlines() if line.strip()))
        return Said(**{name: getattr(self, name).data for name in names}, deployments=ids)


class NewPlatformForm(PlatformForm, InviteForm):
    """A platform to add by hand."""


class SettingsForm(InviteForm):
    """What a platform may do here."""

    staff_roles = BooleanField(
        lazy_gettext("Let people who teach there in as trainers"),
        description=lazy_gettext(
            "Be careful. Everyone who teaches in any of its courses can then see every learner of your centre."
        ),
    )


@pages.get("/platforms")
@allow(Role.TRAINER)
def platforms() -> ResponseReturnValue:
    """Every learning platform of the centre."""
    return render_template("trainer/platforms.html", platforms=kept.platforms(current_centre().id))


@pages.route("/platforms/invite", methods=["GET", "POST"])
@allow(Role.TRAINER)
def invite_platform_page() -> ResponseReturnValue:
    """The one address to paste into a platform. The answer to the form is the one page that shows it."""
    if elsewhere := address_of_its_own():
        return elsewhere
    shown_once.prepare()
    form = InviteForm()
    if form.validate_on_submit():
        token = urlsafe_b64encode(shown_once.secret_for("platform", form.submission_id)).decode().rstrip("=")
        invite_platform(acting(), with_names=form.with_names.data, token=token)
        return render_template("trainer/platform_address.html", address=ours("lti.register", token=token))
    return form_page("trainer/platform_invite.html", form)


@pages.route("/platforms/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_platform() -> ResponseReturnValue:
    """Connect a platform by hand: our addresses to copy there, and its to type here."""
    if elsewhere := address_of_its_own():
        return elsewhere
    form = NewPlatformForm()
    if form.validate_on_submit():
        try:
            added = add_by_hand(acting(), form.submission_id, form.said, with_names=form.with_names.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Saved. Open lms_peer from there once, to see that it works."), "success")
            return redirect(url_for(".platform", platform=added.id))
    return form_page("trainer/platform_form.html", form, shown=None, ours=addresses())


@pages.get("/platforms/<uuid:platform>")
@allow(Role.TRAINER)
def platform(platform: UUID) -> ResponseReturnValue:
    """One platform: whether it works, its addresses and ours."""
    found = _found(platform)
    return render_template(
        "trainer/platform.html",
        shown=found,
        deployments=[one.deployment_id for one in kept.deployments(found)],
        ours=addresses(),
        button=PageForm(formdata=None),
    )


@pages.route("/platforms/<uuid:platform>/change", methods=["GET", "POST"])
@allow(Role.TRAINER)
def change_platform(platform: UUID) -> ResponseReturnValue:
    """Change its addresses or deployments."""
    found = _found(platform)
    form = PlatformForm(
        obj=found, data={"deployments": "\n".join(one.deployment_id for one in kept.deployments(found))}
    )
    if form.validate_on_submit():
        try:
            enter_by_launch.change_platform(found, form.said)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _done(found, gettext("Saved."))
    return form_page("trainer/platform_form.html", form, shown=found, ours=addresses())


@pages.route("/platforms/<uuid:platform>/settings", methods=["GET", "POST"])
@allow(Role.TRAINER)
def settle_platform(platform: UUID) -> ResponseReturnValue:
    """Change what it may do here."""
    found = _found(platform)
    form = SettingsForm(obj=found)
    if form.validate_on_submit():
        trust_teachers(found, yes=form.staff_roles.data, with_names=form.with_names.data)
        return _done(found, gettext("Saved."))
    return form_page("trainer/platform_settings.html", form, shown=found)


@pages.post("/platforms/<uuid:platform>/on")
@allow(Role.TRAINER)
def switch_platform_on(platform: UUID) -> ResponseReturnValue:
    """Let its people in."""
    found = _found(platform)
    kept.switch_on(found)
    return _done(found, gettext("It is on. Its people can come in."))


@pages.post("/platforms/<uuid:platform>/off")
@allow(Role.TRAINER)
def switch_platform_off(platform: UUID) -> ResponseReturnValue:
    """Let nobody in from it, and send it nothing."""
    found = _found(platform)
    switch_off(found)
    return _done(found, gettext("It is off. Nobody can come in from it, and we send it nothing. Nothing is lost."))


def _found(platform: UUID) -> Platform:
    return kept.platform(current_centre().id, platform)


def _done(found: Platform, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for(".platform", platform=found.id))
