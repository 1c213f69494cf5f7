"""Forwarding: which other Learning Record Stores get the centre's records, how each does, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, PasswordField, SelectField

from lms_peer import outbox
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.outbox import Choices, Destination, Stands
from lms_peer.outbox.tables import CREDENTIAL_LENGTH, ENDPOINT_LENGTH, NAME_LENGTH
from lms_peer.people import clients
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import Needed, PageForm, address_of_its_own, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.words import Line, OneOf
from lms_peer.xapi.versions import Version

SHOWN = 50


@dataclass(frozen=True)
class DestinationLine:
    """How one system does. `waiting` is how many records were not looked at yet."""

    id: UUID
    name: str
    endpoint: str
    stands: Stands
    why: str | None
    next_attempt: datetime
    failing_since: datetime | None
    last_sent: datetime | None
    waiting: int
    refused: int
    own_only: bool
    with_files: bool

    @classmethod
    def of(cls, found: Destination, refused: int) -> DestinationLine:
        """The line for one destination."""
        return cls(
            id=found.id,
            name=found.name,
            endpoint=found.endpoint,
            stands=outbox.stands(found),
            why=found.last_error,
            next_attempt=found.next_attempt,
            failing_since=found.failing_since,
            last_sent=found.last_sent,
            waiting=outbox.waiting(found),
            refused=refused,
            own_only=found.own_only,
            with_files=found.with_files,
        )


class DestinationForm(PageForm):
    """How a system is spoken to, and what goes there."""

    name = Line(
        lazy_gettext("What is the system called?"),
        [Needed(lazy_gettext("Write a name for the system."))],
        limit=NAME_LENGTH,
        description=lazy_gettext("For example: County records. You will see this name in the list."),
    )
    endpoint = Line(
        lazy_gettext("What is its web address?"),
        [Needed(lazy_gettext("Write the web address of the system."))],
        limit=ENDPOINT_LENGTH,
        description=lazy_gettext(
            "The people who run the system tell you. For example: https://lrs.example.org/xapi/"
        ),
    )
    key = Line(
        lazy_gettext("What is our key there?"), [Needed(lazy_gettext("Write the key."))], limit=CREDENTIAL_LENGTH
    )
    secret = PasswordField(lazy_gettext("What is our secret there?"))
    version = OneOf(
        lazy_gettext("Which version does it speak?"),
        [(Version.V1_0_3.value, lazy_gettext("1.0.3 (most systems)")), (Version.V2_0_0.value, "2.0.0")],
        lazy_gettext("Choose a version."),
        default=Version.V1_0_3.value,
    )
    which = OneOf(
        lazy_gettext("Which records do we send?"),
        [
            ("all", lazy_gettext("All records of this centre")),
            ("own", lazy_gettext("Only records that were made here, none from connected systems")),
        ],
        lazy_gettext("Choose which records we send."),
        default="all",
    )
    with_files = BooleanField(
        lazy_gettext("Send the words and files too"),
        description=lazy_gettext(
            "Leave this empty unless you are sure. Words and files can tell a lot about a person. "
            "Without them, we send what was done and when."
        ),
    )
    client = SelectField(
        lazy_gettext("Does this system send records to us, too?"),
        description=lazy_gettext("Choose it here, so that it does not get its own records back."),
    )

    def offer(self, centre: UUID) -> None:
        """Offer the systems that are connected."""
        known = [(one.authority, one.name) for one in clients.clients(centre)]
        self.client.choices = [("", gettext("No")), *known]

    def chosen(self, inside: bool = False) -> Choices:
        """What was chosen, as the outbox takes it. `inside` is not the trainer's to choose."""
        return Choices(
            name=self.name.data,
            endpoint=self.endpoint.data,
            key=self.key.data,
            secret=self.secret.data or "",
            version=Version(self.version.data),
            own_only=self.which.data == "own",
            with_files=self.with_files.data,
            inside=inside,
            not_from=self.client.data or None,
        )


class NewDestinationForm(DestinationForm):
    """A system to add: also from when on."""

    secret = PasswordField(
        lazy_gettext("What is our secret there?"), validators=[Needed(lazy_gettext("Write the secret."))]
    )
    start = OneOf(
        lazy_gettext("Where do we start?"),
        [
            ("first", lazy_gettext("At the first record of this centre")),
            ("now", lazy_gettext("With what happens from now on")),
        ],
        lazy_gettext("Choose where we start."),
        default="first",
    )


@pages.get("/forwarding")
@allow(Role.TRAINER)
def forwarding() -> ResponseReturnValue:
    """Every system that the centre sends its records to."""
    centre = current_centre().id
    refused = outbox.refused(centre)
    lines = [DestinationLine.of(one, refused[one.id]) for one in outbox.destinations(centre)]
    return render_template("trainer/forwarding.html", destinations=lines)


@pages.route("/forwarding/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_destination() -> ResponseReturnValue:
    """Send records to one more system."""
    if elsewhere := address_of_its_own():
        return elsewhere
    centre, form = current_centre().id, NewDestinationForm()
    form.offer(centre)
    if form.validate_on_submit():
        try:
            added = outbox.add(centre, form.chosen(), form.start.data == "now", form.submission_id)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("We send records to %(name)s now.", name=added.name), "success")
            _warn_of(added)
            return redirect(url_for(".forwarded", destination=added.id))
    return form_page("trainer/forwarding_form.html", form, shown=None)


def _warn_of(found: Destination) -> None:
    if found.endpoint.lower().startswith("http:"):
        flash(
            gettext("Its address begins with http, so records and the key can be read on the way. Ask for https.")
        )


@pages.get("/forwarding/<uuid:destination>")
@allow(Role.TRAINER)
def forwarded(destination: UUID) -> ResponseReturnValue:
    """How one system does, and what it refused."""
    found = outbox.destination(current_centre().id, destination)
    refused, total = outbox.quarantined(found, SHOWN)
    return render_template(
        "trainer/forwarding_one.html",
        shown=DestinationLine.of(found, total),
        refused=refused,
        waiting_again=sum(one.again for one in refused),
        button=PageForm(formdata=None),
    )


@pages.route("/forwarding/<uuid:destination>/change", methods=["GET", "POST"])
@allow(Role.TRAINER)
def change_destination(destination: UUID) -> ResponseReturnValue:
    """Change how a system is spoken to."""
    centre = current_centre().id
    found = outbox.destination(centre, destination)
    form = DestinationForm(
        name=found.name,
        endpoint=found.endpoint,
        key=found.key,
        version=found.version,
        which="own" if found.own_only else "all",
        with_files=found.with_files,
        client=found.not_from or "",
    )
    form.offer(centre)
    form.secret.description = gettext(
        "Leave this empty to keep the one we have. For a new web address, write it again."
    )
    if form.validate_on_submit():
        try:
            outbox.change(found, form.chosen(found.inside))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Saved. We try again at once."), "success")
            _warn_of(found)
            return redirect(url_for(".forwarded", destination=destination))
    return form_page("trainer/forwarding_form.html", form, shown=found)


@pages.post("/forwarding/<uuid:destination>/pause")
@allow(Role.TRAINER)
def pause_destination(destination: UUID) -> ResponseReturnValue:
    """Send nothing more for now."""
    found = outbox.destination(current_centre().id, destination)
    outbox.pause(found)
    said = gettext("Nothing more is sent to %(name)s, until you start again. Nothing is lost.", name=found.name)
    return _done(found, said)


@pages.post("/forwarding/<uuid:destination>/resume")
@allow(Role.TRAINER)
def resume_destination(destination: UUID) -> ResponseReturnValue:
    """Go on, or try again now."""
    found = outbox.destination(current_centre().id, destination)
    outbox.resume(found)
    return _done(found, gettext("We try now. Open this page again in a moment to see how it went."))


@pages.route("/forwarding/<uuid:destination>/remove", methods=["GET", "POST"])
@allow(Role.TRAINER)
def remove_destination(destination: UUID) -> ResponseReturnValue:
    """Send nothing there any more, for good."""
    found, form = outbox.destination(current_centre().id, destination), PageForm()
    if form.validate_on_submit():
        name = found.name
        outbox.remove(found)
        flash(gettext("Nothing is sent to %(name)s any more.", name=name), "success")
        return redirect(url_for(".forwarding"))
    _, refused = outbox.quarantined(found, 0)
    return form_page("trainer/forwarding_remove.html", form, shown=DestinationLine.of(found, refused))


@pages.post("/forwarding/<uuid:destination>/again")
@allow(Role.TRAINER)
def send_again(destination: UUID) -> ResponseReturnValue:
    """Send everything that was refused once more."""
    found = outbox.destination(current_centre().id, destination)
    outbox.retry(found)
    return _done(found, gettext("We send the refused records once more. Open this page again in a moment."))


@pages.post("/forwarding/<uuid:destination>/again/<int:position>")
@allow(Role.TRAINER)
def send_one_again(destination: UUID, position: int) -> ResponseReturnValue:
    """Send one refused record once more."""
    found = outbox.destination(current_centre().id, destination)
    outbox.retry(found, [position])
    return _done(found, gettext("We send this record once more. Open this page again in a moment."))


def _done(found: Destination, sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for(".forwarded", destination=found.id))
