"""`lms-peer xapi`: the Learning Record Store, and the systems that may speak to it."""

from __future__ import annotations

import click

from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.domain.scopes import Scope
from lms_peer.people import centres, clients
from lms_peer.people.names import COMMAND_LINE

_CENTRE = click.option("--centre", "slug", required=True, help="The short name of the centre.")
_SCOPE = click.Choice([scope.value for scope in Scope])


@click.group()
def xapi() -> None:
    """The Learning Record Store, and the systems that may speak to it."""


@xapi.group()
def client() -> None:
    """Clients: other systems, such as a learning platform, that send or read statements."""


@client.command("add")
@_CENTRE
@click.option("--name", required=True, help="What the system is, such as: Moodle.")
@click.option("--scope", "scopes", required=True, multiple=True, type=_SCOPE, help="May be given more than once.")
@click.option("--key", help="Its username. Left out: one is made.")
@click.option("--secret", help="Its password, at least 16 characters. Left out: one is made and shown once.")
def add_client(slug: str, name: str, scopes: tuple[str, ...], key: str | None, secret: str | None) -> None:
    """Connect a system, and show its key and secret. The secret is shown this once."""
    with create_app().app_context():
        here = centres.centre_named(slug)
        added, its_secret = clients.add_client(
            here.id, name, map(Scope, scopes), COMMAND_LINE, key=key, secret=secret
        )
        db.session.commit()
        click.echo(f"Connected {added.name} to {here.name}.")
        click.echo(f"Key: {added.key}")
    click.echo(f"Secret (shown this once): {its_secret}")


@client.command("list")
@_CENTRE
def list_clients(slug: str) -> None:
    """List the systems of a centre: key, name, scopes, last use."""
    with create_app().app_context():
        for one in clients.clients(centres.centre_named(slug).id):
            used = f"last used {one.last_used:%Y-%m-%d %H:%M} UTC" if one.last_used else "never used"
            state = f"disconnected {one.revoked:%Y-%m-%d %H:%M} UTC" if one.revoked else used
            click.echo(f"{one.key}  {one.name}  {one.scopes}  {state}")


@client.command("revoke")
@_CENTRE
@click.argument("key")
def revoke_client(slug: str, key: str) -> None:
    """Disconnect the system that has KEY, at once and for good."""
    with create_app().app_context():
        found = clients.client_with_key(centres.centre_named(slug).id, key)
        clients.revoke(found)
        db.session.commit()
        click.echo(f"{found.name} is disconnected.")
