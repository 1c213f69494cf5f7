"""Connected systems: which learning platforms and other programs may use the centre's Learning Record Store.

A secret is shown once, in the answer to the form that makes it. Nothing but its hash is kept.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from lms_peer.actions.connect_system import connect_system, disconnect_system
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.scopes import Scope
from lms_peer.people import clients as kept
from lms_peer.people.models import NAME_LENGTH, XapiClient
from lms_peer.web import shown_once
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import Needed, PageForm, address_of_its_own, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.words import Line

# What each scope lets a system do, and what that means. The standard's own word comes last: manuals use it.
SCOPES = {
    Scope.STATEMENTS_WRITE: (
        lazy_gettext("Send records"),
        lazy_gettext("It can add records of what learners did. It can not award anything."),
    ),
    Scope.STATEMENTS_READ_MINE: (
        lazy_gettext("Read the records that it sent"),
        lazy_gettext("It sees none of the others."),
    ),
    Scope.STATEMENTS_READ: (
        lazy_gettext("Read all records of this centre"),
        lazy_gettext("It sees what every learner did here."),
    ),
    Scope.STATE: (
        lazy_gettext("Keep a learner’s place"),
        lazy_gettext("A learner can stop an online course, and go on later."),
    ),
    Scope.PROFILE: (
        lazy_gettext("Keep settings"),
        lazy_gettext("It can store settings for an online course or a learner, such as large text."),
    ),
    Scope.DEFINE: (
        lazy_gettext("Describe courses"),
        lazy_gettext("It can say what an online course and its parts are called."),
    ),
    Scope.ALL: (
        lazy_gettext("Everything"),
        lazy_gettext("All of the above. Choose this only if the makers of the system ask for it."),
    ),
}
# What a system gets that does not say what it needs: xAPI 1.0.3, part 3, section 4.2.
USUAL = (Scope.STATEMENTS_WRITE.value, Scope.STATEMENTS_READ_MINE.value)


@dataclass(frozen=True)
class ClientLine:
    """One system in the list. `revoked` is None while it is connected."""

    id: UUID
    name: str
    key: str
    may: list[str]
    created: datetime
    last_used: datetime | None
    revoked: datetime | None

    @classmethod
    def of(cls, client: XapiClient) -> ClientLine:
        """The line for one client."""
        may = [SCOPES[scope][0] for scope in kept.scopes_of(client)]
        return cls(client.id, client.name, client.key, may, client.created, client.last_used, client.revoked)


class ClientForm(PageForm):
    """A system to connect."""

    name = Line(
        lazy_gettext("What is the system called?"),
        [Needed(lazy_gettext("Write a name for the system."))],
        limit=NAME_LENGTH,
        description=lazy_gettext("For example: Moodle. You will see this name in the list."),
    )
    scopes = SelectMultipleField(
        lazy_gettext("What may it do?"),
        choices=[(scope.value, label) for scope, (label, _) in SCOPES.items()],
        default=USUAL,
        validators=[Needed(lazy_gettext("Choose what the system may do."))],
        description=lazy_gettext("Most systems need the first two. Give a system only what it needs."),
    )


@pages.get("/connected-systems")
@allow(Role.TRAINER)
def clients() -> ResponseReturnValue:
    """Every system that is connected to the centre, and those that were."""
    lines = [ClientLine.of(one) for one in kept.clients(current_centre().id)]
    return render_template(
        "trainer/clients.html",
        connected=[one for one in lines if not one.revoked],
        disconnected=[one for one in lines if one.revoked],
    )


@pages.route("/connected-systems/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_client() -> ResponseReturnValue:
    """Connect a system. The answer to the form is the one page that shows the secret."""
    if elsewhere := address_of_its_own():
        return elsewhere
    shown_once.prepare()
    form = ClientForm()
    if form.validate_on_submit():
        secret = urlsafe_b64encode(shown_once.secret_for("client", form.submission_id)).decode().rstrip("=")
        try:
            client = connect_system(
                acting(),
                form.submission_id,
                name=form.name.data,
                scopes=map(Scope, form.scopes.data),
                secret=secret,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _secret_page(client, secret)
    hints = {
        scope.value: gettext("%(meaning)s Its manual may say “%(scope)s”.", meaning=meaning, scope=scope.value)
        for scope, (_, meaning) in SCOPES.items()
    }
    return form_page("trainer/clients_add.html", form, hints=hints)


@pages.route("/connected-systems/<uuid:client>/disconnect", methods=["GET", "POST"])
@allow(Role.TRAINER)
def revoke_client(client: UUID) -> ResponseReturnValue:
    """Disconnect a system, after asking."""
    shown = kept.client(current_centre().id, client)
    form = PageForm()
    if form.validate_on_submit():
        disconnect_system(acting(), client)
        flash(gettext("%(name)s is disconnected.", name=shown.name), "success")
        return redirect(url_for(".clients"))
    if shown.revoked:
        return redirect(url_for(".clients"))
    return form_page("trainer/clients_revoke.html", form, client=shown)


def _secret_page(client: XapiClient, secret: str) -> ResponseReturnValue:
    """The secret, unless the form is an old one: sent from another session, or the system is disconnected by now."""
    known = kept.has_secret(client, secret) and not client.revoked
    return render_template(
        "trainer/clients_secret.html",
        client=client,
        address=f"{current_app.config['LMS_PEER_ADDRESS']}/xapi",
        secret=secret if known else None,
    )
