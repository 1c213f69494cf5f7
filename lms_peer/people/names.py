"""Between a statement's opaque actor and the person it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import BindParameter, bindparam, exists, select, tuple_, union_all

from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.people.models import Account, ActorName, Membership, Witness, XapiClient

NO_LONGER_HERE = "Someone no longer here"
ADMINISTRATOR = "Whoever looks after this service"
# What follows the service's address where it vouches for a connected system.
CLIENTS = "/clients"
# The account that a command acts as when it is not told who runs it.
COMMAND_LINE = UUID(int=0)
_BROUGHT = 8


def actor_of(issuer: str, account: UUID) -> Actor:
    """The actor that statements use for an account, or for a line of a witness list, known by its id.

    It is the account's own id, which this service vouches for, or the name that a learning platform gave to somebody
    whom a launch brought. It never changes.
    """
    return actors_of(issuer, [account])[account]


def actors_of(issuer: str, accounts: Iterable[UUID]) -> dict[UUID, Actor]:
    """The actor of each account, as `actor_of` answers it. At most one query, and none for people of our own."""
    actors = {account: Actor(issuer, str(account)) for account in accounts}
    if brought := [account for account in actors if brought_by_a_launch(account)]:
        query = select(ActorName.account_id, ActorName.issuer, ActorName.name)
        for account, *names in db.session.execute(query.where(ActorName.account_id.in_(brought), ActorName.own)):
            actors[account] = Actor(*names)
    return actors


def account_id_of(centre: UUID, actor: Actor) -> UUID | None:
    """The account behind an actor of this service, or of a learning platform of the centre; None for any other.

    The account of an actor of this service is not looked up: there may be none, or none at this centre.
    """
    return account_ids_of(centre, [actor])[actor]


def account_ids_of(centre: UUID, actors: Iterable[Actor]) -> dict[Actor, UUID | None]:
    """The account behind each actor, as `account_id_of` answers it. One query when others vouch for some of them."""
    here = current_app.config["LMS_PEER_ISSUER"]
    found = {actor: _account_in(actor) if actor.issuer == here else None for actor in actors}
    if others := [actor for actor in found if actor.issuer != here and not actor.issuer.endswith(CLIENTS)]:
        query = select(ActorName.issuer, ActorName.name, ActorName.account_id).where(
            ActorName.centre_id == centre, tuple_(ActorName.issuer, ActorName.name).in_(others)
        )
        found |= {Actor(issuer, name): account for issuer, name, account in db.session.execute(query)}
    return found


def known_as(centre: UUID, actor: Actor) -> Actor:
    """The actor under which our own statements know the person whom somebody else calls `actor`; itself if nobody."""
    here = current_app.config["LMS_PEER_ISSUER"]
    account = None if actor.issuer == here else account_id_of(centre, actor)
    return actor_of(here, account) if account else actor


def brought_by_a_launch(account: UUID) -> bool:
    """True for the id of somebody whom a learning platform brought. Their ids are of version 8 (RFC 9562, 5.8).

    So everybody else's actor is known without asking the database.
    """
    return account.version == _BROUGHT


def new_id_for_a_launch() -> UUID:
    """A random id for an account that a learning platform brings."""
    return UUID(int=uuid4().int & ~(0xF << 76) | _BROUGHT << 76)


# Asked by nearly each page, so put together once; by columns of the tables, which no class need be asked about.
_account = Account.__table__.c
_membership = Membership.__table__.c
_witness = Witness.__table__.c
_AT_CENTRE = exists().where(_membership.account_id == _account.id, _membership.centre_id == bindparam("centre"))
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_NAMES = union_all(
    select(_account.id, _account.name).where(_account.id.in_(_WANTED), _AT_CENTRE),
    select(_witness.id, _witness.name).where(_witness.id.in_(_WANTED), _witness.centre_id == bindparam("centre")),
)


def names_of(centre: UUID, actors: Iterable[Actor]) -> dict[Actor, str]:
    """What to call each actor at this centre; NO_LONGER_HERE for the unknown and the erased.

    Knows the command line, accounts that hold or held a role at the centre, the witnesses on its lists, and its
    connected systems. One query, and another for each of: systems, people whom a learning platform names.
    """
    ids = account_ids_of(centre, actors)
    systems = _systems(centre, [actor for actor, account in ids.items() if account is None])
    wanted = [account for account in ids.values() if account]
    if not wanted:
        return dict.fromkeys(ids, NO_LONGER_HERE) | systems
    known: dict[UUID | None, str] = {COMMAND_LINE: ADMINISTRATOR}
    known.update(db.session.execute(_NAMES, {"centre": centre, "wanted": wanted}).all())
    return {actor: known.get(account, NO_LONGER_HERE) for actor, account in ids.items()} | systems


def _systems(centre: UUID, actors: Iterable[Actor]) -> dict[Actor, str]:
    """Those of the actors that are connected systems of this centre, in use or not any more, with their names."""
    keys = {actor.name: actor for actor in actors if actor.issuer.endswith(CLIENTS)}
    if not keys:
        return {}
    query = select(XapiClient.key, XapiClient.name).where(XapiClient.centre_id == centre, XapiClient.key.in_(keys))
    return {keys[key]: name for key, name in db.session.execute(query)}


def _account_in(actor: Actor) -> UUID | None:
    try:
        return UUID(actor.name)
    except ValueError:
        return None
