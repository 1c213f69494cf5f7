"""`lms-peer outbox`: sending what a centre records on to another Learning Record Store."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any
from uuid import UUID

import click

from lms_peer import outbox as box
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.outbox import Choices, Destination, Forwarder, Stands
from lms_peer.people import centres, clients
from lms_peer.xapi.versions import Version

_CENTRE = click.option("--centre", "slug", required=True, help="The short name of the centre.")
_VERSION = click.Choice([version.value for version in Version])


def _ways(added: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that say how a destination is spoken to and what goes there."""
    false = False if added else None
    options = (
        click.option("--key", required=added, help="Our username there."),
        click.option(
            "--secret",
            prompt=added,
            hide_input=True,
            help="Our password there." + (" Left out: it is asked for." if added else ""),
        ),
        click.option(
            "--version",
            type=_VERSION,
            default="1.0.3" if added else None,
            show_default=added,
            help="The xAPI version that it speaks.",
        ),
        click.option("--own/--all", "own_only", default=false, help="Only what this service said, or all."),
        click.option(
            "--files/--no-files", "with_files", default=false, help="Send the files and words too, or not."
        ),
        click.option("--inside/--outside", default=false, help="Allow an address in our own network, or not."),
        click.option(
            "--not-from", "client", help="The key of the client that this system is here: avoids a loop."
        ),
    )

    def add_to(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return add_to


@click.group()
def outbox() -> None:
    """The outbox: what is sent on to other Learning Record Stores."""


@outbox.command("list")
@_CENTRE
def list_destinations(slug: str) -> None:
    """List the systems that a centre sends to, and how each of them does."""
    with create_app().app_context():
        centre = centres.centre_named(slug).id
        refused = box.refused(centre)
        for one in box.destinations(centre):
            left = f"{box.waiting(one)} to send, {refused[one.id]} refused"
            click.echo(f"{one.name}  {one.endpoint}  {_told(one)}  {left}")


@outbox.command("add")
@_CENTRE
@click.argument("name")
@click.argument("endpoint")
@_ways(added=True)
@click.option("--from-now", is_flag=True, help="Only what is recorded from now on. Left out: everything.")
def add_destination(slug: str, name: str, endpoint: str, from_now: bool, **choices: Any) -> None:
    """Send to the system called NAME at ENDPOINT, such as https://lrs.example.org/xapi/"""
    with create_app().app_context():
        here = centres.centre_named(slug)
        added = box.add(here.id, Choices(name=name, endpoint=endpoint, **_chosen(here.id, choices)), from_now)
        db.session.commit()
        click.echo(f"{here.name} sends to {added.name} now. {box.waiting(added)} statements wait.")


@outbox.command("change")
@_CENTRE
@click.argument("name")
@click.option("--endpoint", help="The address that it has now.")
@_ways(added=False)
def change_destination(slug: str, name: str, **choices: Any) -> None:
    """Change how the system called NAME is spoken to. What is left out stays."""
    with create_app().app_context():
        here = centres.centre_named(slug)
        found = box.destination_named(here.id, name)
        box.change(found, replace(box.choices_of(found), **_chosen(here.id, choices)), by_operator=True)
        db.session.commit()
        click.echo(f"{found.name} is changed.")


@outbox.command("pause")
@_CENTRE
@click.argument("name")
def pause_destination(slug: str, name: str) -> None:
    """Send nothing more to NAME until it is resumed."""
    _with(slug, name, box.pause, "Nothing is sent to {name} until you resume.")


@outbox.command("resume")
@_CENTRE
@click.argument("name")
def resume_destination(slug: str, name: str) -> None:
    """Go on sending to NAME, at once."""
    _with(slug, name, box.resume, "Sending to {name} goes on.")


@outbox.command("remove")
@_CENTRE
@click.argument("name")
@click.confirmation_option(prompt="We forget its address, our secret and what it refused. Go on?")
def remove_destination(slug: str, name: str) -> None:
    """Send nothing to NAME any more, and forget it. No record here is lost."""
    with create_app().app_context():
        box.remove(box.destination_named(centres.centre_named(slug).id, name))
        db.session.commit()
        click.echo(f"Nothing is sent to {name} any more.")


@outbox.command("retry")
@_CENTRE
@click.argument("name")
@click.argument("positions", nargs=-1, type=click.IntRange(1))
def retry_refused(slug: str, name: str, positions: tuple[int, ...]) -> None:
    """Send what NAME refused once more: all of it, or the statements at these POSITIONS of the ledger."""
    with create_app().app_context():
        found = box.destination_named(centres.centre_named(slug).id, name)
        asked = box.retry(found, positions or None)
        db.session.commit()
        click.echo(f"{asked} statements will be sent to {found.name} once more.")


@outbox.command("refused")
@_CENTRE
@click.argument("name")
def list_refused(slug: str, name: str) -> None:
    """List what NAME refused: position in the ledger, statement, reason."""
    with create_app().app_context():
        refused, total = box.quarantined(box.destination_named(centres.centre_named(slug).id, name))
        for one in refused:
            click.echo(f"{one.position}  {one.statement_id}  {one.reason}")
        if total > len(refused):
            click.echo(f"… and {total - len(refused)} more.")


@outbox.command("run")
@click.option("--once", is_flag=True, help="Send what can be sent now, and end.")
def run(once: bool) -> None:
    """Send what waits. `lms-peer worker` and `lms-peer serve` do this too; more than one does no harm."""
    app = create_app()
    with app.app_context():
        forwarder = Forwarder(app, workplace().vault)
    if once:
        click.echo(f"{forwarder.once()} systems were sent to.")
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        forwarder.stop()
        signal.signal(number, signal.SIG_DFL)  # once more ends it at once

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    forwarder.run()


def _chosen(centre: UUID, choices: dict[str, Any]) -> dict[str, Any]:
    """What was given on the command line, as the outbox takes it."""
    given = {name: value for name, value in choices.items() if value is not None}
    if client := given.pop("client", None):
        given["not_from"] = clients.authority_of(clients.client_with_key(centre, client))
    if "version" in given:
        given["version"] = Version(given["version"])
    return given


def _with(slug: str, name: str, do: Callable[[Destination], None], words: str) -> None:
    with create_app().app_context():
        found = box.destination_named(centres.centre_named(slug).id, name)
        do(found)
        db.session.commit()
        click.echo(words.format(name=found.name))


def _told(found: Destination) -> str:
    if box.stands(found) is Stands.PAUSED:
        return f"paused ({found.last_error})" if found.last_error else "paused"
    if box.stands(found) is Stands.WAITING:
        return f"waits until {found.next_attempt:%Y-%m-%d %H:%M:%S} UTC ({found.last_error})"
    return "works"
