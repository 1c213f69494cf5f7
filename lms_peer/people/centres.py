"""Centres, and the roles that accounts hold at them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db, now
from lms_peer.domain.refusals import BadSlug, NotAtCentre, NotFound, SlugTaken
from lms_peer.domain.roles import Role
from lms_peer.people.holding import HELD, is_held
from lms_peer.people.models import NAME_LENGTH, SLUG_LENGTH, Account, Centre, Membership
from lms_peer.people.words import optional, required

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def add_centre(slug: str, name: str, number: str | None = None) -> Centre:
    """A new centre. `slug` is its short name in addresses. Raises BadSlug, SlugTaken, Missing, TooLong."""
    if not _SLUG.fullmatch(slug) or len(slug) > SLUG_LENGTH:
        raise BadSlug(slug)
    centre = Centre(slug=slug, name=required("name", name, NAME_LENGTH), number=optional("number", number, 64))
    try:
        with db.session.begin_nested():
            db.session.add(centre)
    except IntegrityError as error:
        raise SlugTaken(slug) from error
    return centre


def centres() -> list[Centre]:
    """Every centre, by name."""
    return list(db.session.scalars(select(Centre).order_by(Centre.name)))


def centre_named(slug: str) -> Centre:
    """The centre with this short name. Raises NotFound."""
    centre = db.session.scalar(select(Centre).where(Centre.slug == slug))
    if centre is None:
        raise NotFound("centre")
    return centre


def give_role(centre: UUID, account: UUID, role: Role, until: date | None = None) -> None:
    """Let the account act as `role` at the centre, again if it had ended. Giving it twice changes nothing.

    `until` is its last day, which the rule in `domain.visits` has looked at; None leaves that of a role they hold.
    """
    membership = db.session.get(Membership, (account, centre, role))
    if membership is None:
        db.session.add(Membership(account_id=account, centre_id=centre, role=role, until=until))
    elif until is not None or not is_held(membership):
        membership.ended, membership.until = None, until
    db.session.flush()


def end_role(centre: UUID, account: UUID, role: Role) -> None:
    """End the role from now on; the person's name stays known to the centre. Raises NotAtCentre."""
    membership = db.session.get(Membership, (account, centre, role))
    if membership is None or membership.ended:
        raise NotAtCentre(role)
    membership.ended = now()
    db.session.flush()


class Member(NamedTuple):
    """Somebody at a centre, for a list to choose from."""

    id: UUID
    name: str
    username: str | None
    email: str | None


def members(centre: UUID, role: Role) -> list[Member]:
    """Everyone who holds `role` at the centre now, by name."""
    return list(map(Member._make, db.session.execute(_MEMBERS, {"centre": centre, "role": role}).all()))


class CentreHere(NamedTuple):
    """A centre at which somebody may act."""

    id: UUID
    name: str
    slug: str


# Asked by nearly each page, so put together once; by columns of the tables, which no class need be asked about.
_account = Account.__table__.c
_membership = Membership.__table__.c
_HELD_AS = (_membership.centre_id == bindparam("centre"), _membership.role == bindparam("role"), HELD)
_MEMBERS = (
    select(_account.id, _account.name, _account.username, _account.email)
    .join_from(Account.__table__, Membership.__table__, _membership.account_id == _account.id)
    .where(*_HELD_AS)
    .order_by(_account.name, _account.id)
)
_EVERYBODY = (
    select(_membership.role, _account.id, _account.name, _account.username, _account.email)
    .join_from(Account.__table__, Membership.__table__, _membership.account_id == _account.id)
    .where(_membership.centre_id == bindparam("centre"), HELD)
    .order_by(_account.name, _account.id)
)
_HOLDS = select(_membership.account_id).where(_membership.account_id == bindparam("account"), *_HELD_AS)
_IN_SESSION = (
    select(Account, Centre.id, Centre.name, Centre.slug, Membership.role)
    .outerjoin(Membership, and_(Membership.account_id == Account.id, HELD))
    .outerjoin(Centre, Centre.id == Membership.centre_id)
    .where(Account.fs_uniquifier == bindparam("word"))
    .order_by(Centre.name, Centre.id)
)
_ROLES_BY_CENTRE = (
    select(Centre.id, Centre.name, Centre.slug, Membership.role)
    .join(Membership, Membership.centre_id == Centre.id)
    .where(Membership.account_id == bindparam("account"), HELD)
    .order_by(Centre.name, Centre.id)
)


Held = dict[CentreHere, frozenset[Role]]


def roles_by_centre(account: UUID) -> Held:
    """Where the account may act now, and as what; centres by name."""
    return _held(db.session.execute(_ROLES_BY_CENTRE, {"account": account}))


def account_in_session(word: str) -> tuple[Account, Held] | None:
    """The account whose sessions hold this word, and what `roles_by_centre` answers of it. One query."""
    rows = db.session.execute(_IN_SESSION, {"word": word}).all()
    if not rows:
        return None
    return rows[0][0], _held(row[1:] for row in rows if row[1])


def _held(rows: Iterable[Sequence[Any]]) -> Held:
    held: Held = {}
    for id_, name, slug, role in rows:
        centre = CentreHere(id_, name, slug)
        held[centre] = held.get(centre, frozenset()) | {role}
    return held


def everybody(centre: UUID) -> list[tuple[Member, frozenset[Role]]]:
    """Everyone who holds a role at the centre now, by name, with all that they hold there. One query."""
    found: dict[Member, frozenset[Role]] = {}
    for role, *member in db.session.execute(_EVERYBODY, {"centre": centre}):
        who = Member._make(member)
        found[who] = found.get(who, frozenset()) | {role}
    return list(found.items())


def roles_at(centre: UUID, account: UUID) -> frozenset[Role]:
    """The roles that the account holds at the centre now."""
    query = select(Membership.role).where(Membership.account_id == account, Membership.centre_id == centre, HELD)
    return frozenset(db.session.scalars(query))


def anybody(centre: UUID, account: UUID, roles: Iterable[Role]) -> Account | None:
    """The account, if it holds or held one of these roles at the centre."""
    theirs = select(Membership.account_id).where(Membership.centre_id == centre, Membership.role.in_(set(roles)))
    return db.session.scalar(select(Account).where(Account.id == account, Account.id.in_(theirs)))


def only(role: Role, centre: UUID, accounts: Iterable[UUID]) -> frozenset[UUID]:
    """Those of the accounts that hold `role` at the centre, and no other role at any centre. One query."""
    mine = Membership.account_id.in_(set(accounts))
    query = select(Membership.account_id, Membership.centre_id, Membership.role).where(mine, HELD)
    held: dict[UUID, set[tuple[UUID, Role]]] = {}
    for account, where, what in db.session.execute(query):
        held.setdefault(account, set()).add((where, what))
    return frozenset(
        account
        for account, all_ in held.items()
        if (centre, role) in all_ and {what for _, what in all_} == {role}
    )


def holds(centre: UUID, account: UUID, role: Role) -> bool:
    """True when the account holds `role` at the centre now."""
    about = {"account": account, "centre": centre, "role": role}
    return db.session.scalar(_HOLDS, about) is not None
