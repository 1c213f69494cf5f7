"""`lms-peer centre` and `lms-peer user`: who is here. Pages can only be used once these were."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID

import click

from lms_peer.actions.give_role import give_roles as let_act
from lms_peer.actions.leave_centre import leave_centre
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.domain.visits import VISITORS
from lms_peer.people import accounts, allocations, centres, training
from lms_peer.people.centres import Member
from lms_peer.people.holding import last_days
from lms_peer.people.models import Account

_ROLE = click.Choice([role.value for role in Role])
_UNTIL = click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The last day of these roles, like 2026-12-24. eqa needs one, at most a year ahead; others have no end "
    "without it.",
)


@click.group()
def centre() -> None:
    """Centres: the places that teach and assess."""


@centre.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--number", help="The awarding body's number for the centre.")
def add_centre(slug: str, name: str, number: str | None) -> None:
    """Add a centre. SLUG is its short name, such as north-bridge; NAME is how people know it."""
    with create_app().app_context():
        added = centres.add_centre(slug, name, number)
        db.session.commit()
        click.echo(f"Added {added.name} ({added.slug}).")


@centre.command("list")
def list_centres() -> None:
    """List the centres."""
    with create_app().app_context():
        for one in centres.centres():
            click.echo(f"{one.slug}  {one.name}")


@click.group()
def user() -> None:
    """Accounts: the people who sign in."""


@user.command("add")
@click.option("--centre", "slug", required=True, help="The short name of the centre.")
@click.option("--role", "roles", required=True, multiple=True, type=_ROLE, help="May be given more than once.")
@click.option("--name", required=True, help="The person's name, as others see it.")
@click.option("--username", help="What the person types to sign in.")
@click.option("--email", help="Another way to sign in.")
@click.option("--password", help="At least 12 characters. Left out: one is made and shown once.")
@_UNTIL
def add_user(
    slug: str,
    roles: tuple[str, ...],
    name: str,
    username: str | None,
    email: str | None,
    password: str | None,
    until: datetime | None,
) -> None:
    """Add a person who can sign in, with one role or more at one centre."""
    made = password is None
    password = password or secrets.token_urlsafe(12)
    with create_app().app_context():
        here = centres.centre_named(slug)
        account = accounts.add_account(name=name, password=password, username=username, email=email)
        roles = tuple(dict.fromkeys(roles))
        _let_act(here.id, account, roles, until)
        db.session.commit()
        click.echo(f"Added {account.name} at {here.name} as {', '.join(roles)}.")
    if made:
        click.echo(f"Password (shown this once): {password}")


@user.command("list")
@click.option("--centre", "slug", required=True, help="The short name of the centre.")
@click.option("--role", type=_ROLE, help="Only those who hold it.")
def list_users(slug: str, role: str | None) -> None:
    """List who may sign in at a centre: with what, the name, and the roles."""
    with create_app().app_context():
        here = centres.centre_named(slug)
        days = last_days(here.id)
        for who, roles in centres.everybody(here.id):
            if role is None or role in roles:
                click.echo(f"{_identity(who)}  {who.name}  {_roles(roles, _days_of(who.id, days))}")


@user.command("role")
@click.option("--centre", "slug", required=True, help="The short name of the centre.")
@click.argument("username")
@click.argument("roles", nargs=-1, required=True, type=_ROLE)
@_UNTIL
def give_roles(slug: str, username: str, roles: tuple[str, ...], until: datetime | None) -> None:
    """Let USERNAME act in these ROLES too, from now on, or until the end of a day.

    Given again with another --until, a role ends on that day instead.
    """
    with create_app().app_context():
        here, account = centres.centre_named(slug), signing_in(username)
        _let_act(here.id, account, roles, until)
        db.session.commit()
        days = _days_of(account.id, last_days(here.id))
        click.echo(f"{account.name} is {_roles(centres.roles_at(here.id, account.id), days)} at {here.name}.")


@user.command("leave")
@click.option("--centre", "slug", required=True, help="The short name of the centre.")
@click.argument("username")
@click.argument("roles", nargs=-1, type=_ROLE)
def leave(slug: str, username: str, roles: tuple[str, ...]) -> None:
    """Let USERNAME not act in these ROLES any more, or in none when no role is named, and sign them out everywhere.

    What they decided and signed stays as it is, with their name.
    """
    with create_app().app_context():
        here, account = centres.centre_named(slug), signing_in(username)
        ended = leave_centre(here.id, account, [Role(role) for role in roles])
        db.session.commit()
        left = centres.roles_at(here.id, account.id)
        click.echo(f"{account.name} is {_roles(left)} at {here.name}, and was signed out.")
        for role, records in ended.items():
            if records:
                click.echo(
                    f"{records} records had them as {role.value}. Choose somebody else for each: see Cohorts."
                )


@user.command("change")
@click.argument("username")
@click.option("--name", help="The person's name, as others see it.")
@click.option("--username", "new_username", help="What the person types to sign in; empty for nothing.")
@click.option("--email", help="Another way to sign in; empty for none.")
def change_user(username: str, name: str | None, new_username: str | None, email: str | None) -> None:
    """Change what USERNAME is called, or signs in with. Another e-mail address signs them out everywhere."""
    with create_app().app_context():
        account = signing_in(username)
        accounts.change_account(
            account,
            name=account.name if name is None else name,
            username=account.username if new_username is None else new_username,
            email=account.email if email is None else email,
        )
        db.session.commit()
        click.echo(f"{account.name} signs in with {_identity(account)}.")


@user.command("password")
@click.argument("username")
def new_password(username: str) -> None:
    """Give USERNAME a new password, shown once, and sign them out everywhere."""
    password = secrets.token_urlsafe(12)
    with create_app().app_context():
        account = signing_in(username)
        accounts.set_password(account, password)
        db.session.commit()
        click.echo(f"{account.name} has a new password (shown this once): {password}")


@user.command("second-step-off")
@click.argument("username")
def second_step_off(username: str) -> None:
    """Take USERNAME's passkeys, codes and recovery codes away, for somebody who lost their phone; sign them out."""
    with create_app().app_context():
        account = signing_in(username)
        accounts.forget_second_step(account)
        db.session.commit()
        click.echo(f"{account.name} signs in with a password only, until they set up a new second step.")


@user.command("interest")
@click.option("--centre", "slug", required=True, help="The short name of the centre.")
@click.argument("assessor")
@click.argument("learner")
def declare_interest(slug: str, assessor: str, learner: str) -> None:
    """Put on record that ASSESSOR knows LEARNER too well to assess them. Both are usernames."""
    with create_app().app_context():
        here = centres.centre_named(slug)
        allocations.declare_interest(here.id, signing_in(assessor).id, signing_in(learner).id)
        db.session.commit()
        click.echo(f"{assessor} can no longer assess {learner}.")


@user.command("scope")
@click.option("--centre", "slug", required=True, help="The short name of the centre.")
@click.option("--course", required=True, help="The short name of the course.")
@click.argument("assessor")
@click.argument("units", nargs=-1)
def set_scope(slug: str, course: str, assessor: str, units: tuple[str, ...]) -> None:
    """Approve ASSESSOR (a username) for these UNITS of a course only; no units means all of them."""
    with create_app().app_context():
        _require_units(course, units)
        here = centres.centre_named(slug)
        allocations.set_scope(here.id, signing_in(assessor).id, course, units)
        db.session.commit()
        click.echo(f"{assessor} is approved for {', '.join(units) or 'all units'} of {course}.")


@user.command("trainee")
@click.option("--centre", "slug", required=True, help="The short name of the centre.")
@click.option("--qualified", is_flag=True, help="They are qualified now.")
@click.argument("assessor")
def set_trainee(slug: str, qualified: bool, assessor: str) -> None:
    """Say that ASSESSOR (a username) is in training: a qualified assessor has to countersign what they decide."""
    with create_app().app_context():
        training.set_in_training(centres.centre_named(slug).id, signing_in(assessor).id, yes=not qualified)
        db.session.commit()
        click.echo(f"{assessor} is {'qualified' if qualified else 'in training'}.")


def _require_units(course: str, units: tuple[str, ...]) -> None:
    """A slip of the pen must not leave an assessor approved for everything."""
    specification = workplace().catalogue.get(course)
    if specification is None:
        raise click.ClickException(f"There is no course {course}. To see them all, run: lms-peer courses list")
    known = specification.qualification.units_by_reference
    if unknown := [unit for unit in units if unit not in known]:
        raise click.ClickException(f"{course} has no unit {', '.join(unknown)}. Its units are {', '.join(known)}.")


def _identity(who: Account | Member) -> str:
    return ", ".join(filter(None, (who.username, who.email))) or "a learning platform"


def _let_act(centre: UUID, account: Account, roles: Iterable[str], until: datetime | None) -> None:
    """Give the roles. Raises ClickException when a visitor's has no last day: it says which option is missing."""
    wanted = [Role(role) for role in roles]
    if until is None and VISITORS.intersection(wanted):
        raise click.ClickException(
            "An external quality assurer (eqa) visits. Say the last day: --until YYYY-MM-DD"
        )
    let_act(centre, account.id, wanted, until.date() if until else None)


def _days_of(account: UUID, days: Mapping[tuple[UUID, Role], date]) -> dict[Role, date]:
    return {role: until for (who, role), until in days.items() if who == account}


def _roles(roles: Iterable[Role], until: Mapping[Role, date] | None = None) -> str:
    """The roles, each with its last day if it has one."""
    days = until or {}
    return ", ".join(f"{one} until {days[one]}" if one in days else one for one in sorted(roles)) or "nothing"


def signing_in(username: str) -> Account:
    """Whoever signs in so. Raises ClickException."""
    account = accounts.account_signing_in(username)
    if account is None:
        raise click.ClickException(f"Nobody signs in as “{username}”. Check it and type it again.")
    return account
