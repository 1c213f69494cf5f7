"""`lms-peer lti`: learning platforms of a centre, an address to connect one, and the keys that platforms know us by."""

from __future__ import annotations

import click

from lms_peer import keyring
from lms_peer.actions.enter_by_launch import switch_off
from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.keyring import Purpose
from lms_peer.lti import platforms
from lms_peer.lti.platforms import Said
from lms_peer.lti.tables import PlatformState
from lms_peer.people import centres
from lms_peer.people.names import COMMAND_LINE
from lms_peer.web.lti.blueprint import ours

_CENTRE = click.option("--centre", "slug", required=True, help="The short name of the centre.")
_NAMES = click.option("--with-names", is_flag=True, help="Ask for people's names, and keep them.")


@click.group()
def lti() -> None:
    """Learning platforms: connect one, and change our keys."""


@lti.command()
@_CENTRE
@_NAMES
def invite(slug: str, with_names: bool) -> None:
    """Show an address to paste into a learning platform. It works once, for a week."""
    app = create_app()
    with app.app_context():
        here = centres.centre_named(slug)
        token = platforms.invite(here.id, COMMAND_LINE, with_names=with_names)
        db.session.commit()
        with app.test_request_context():
            click.echo(
                f"Paste this into the learning platform of {here.name}:\n{ours('lti.register', token=token)}"
            )


@lti.command("add")
@_CENTRE
@_NAMES
@click.option("--name", required=True, help="What people call the platform.")
@click.option("--issuer", required=True, help="The platform's own address, as it names itself.")
@click.option("--client-id", required=True, help="What the platform calls us.")
@click.option("--auth-login-url", required=True, help="Where it signs people in (OIDC authentication request).")
@click.option("--token-url", required=True, help="Where it hands out access tokens.")
@click.option("--jwks-url", required=True, help="Where its public keys are.")
@click.option("--audience", default="", help="Of token requests, when it is not the token address.")
@click.option("--deployment", "deployments", multiple=True, help="May be given more than once.")
def add_platform(slug: str, with_names: bool, deployments: tuple[str, ...], **said: str) -> None:
    """Connect a platform by hand."""
    with create_app().app_context():
        here = centres.centre_named(slug)
        added = platforms.add_platform(
            here.id,
            Said(**said, deployments=deployments),
            COMMAND_LINE,
            state=PlatformState.PENDING,
            with_names=with_names,
        )
        db.session.commit()
        click.echo(f"Connected {added.name} to {here.name}: {added.id}")


@lti.command("list")
@_CENTRE
def list_platforms(slug: str) -> None:
    """List the platforms of a centre: id, state, name, issuer, client id, last launch."""
    with create_app().app_context():
        for one in platforms.platforms(centres.centre_named(slug).id):
            used = f"last launch {one.last_launch:%Y-%m-%d %H:%M} UTC" if one.last_launch else "no launch yet"
            click.echo(f"{one.id}  {one.state.value}  {one.name}  {one.issuer}  {one.client_id}  {used}")


@lti.command()
@_CENTRE
@click.argument("platform", type=click.UUID)
@click.argument("state", type=click.Choice([PlatformState.ACTIVE.value, PlatformState.OFF.value]))
def switch(slug: str, platform: str, state: str) -> None:
    """Switch PLATFORM (its id) to active or off."""
    with create_app().app_context():
        found = platforms.platform(centres.centre_named(slug).id, platform)  # type: ignore[arg-type]
        if state == PlatformState.OFF.value:
            switch_off(found)
        else:
            platforms.switch_on(found)
        db.session.commit()
        click.echo(f"{found.name} is {found.state.value}.")


@lti.group()
def keys() -> None:
    """Our own keys: platforms check with them what we say."""


@keys.command("list")
def list_keys() -> None:
    """List every key: its name, since when, until when."""
    with create_app().app_context():
        for one in keyring.ever(Purpose.LTI, None):
            state = f"retired {one.retired:%Y-%m-%d %H:%M} UTC" if one.retired else "in use"
            click.echo(f"{one.id}  made {one.made:%Y-%m-%d %H:%M} UTC  {state}")


@keys.command()
def rotate() -> None:
    """Use a new key from now on. The one before stays published for 90 days."""
    with create_app().app_context():
        key = keyring.rotate(Purpose.LTI, None)
        db.session.commit()
        click.echo(f"The key in use is now {key.id}.")
