"""Between a statement's opaque actor and the person it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import BindParameter, bindparam, select, union_all

from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.people.models import Account, Membership, Witness, XapiClient

NO_LONGER_HERE = "Someone no longer here"
ADMINISTRATOR = "Whoever looks after this service"
# What follows the service's address where it vouches for a connected system.
CLIENTS = "/clients"
# The account that a command acts as when it is not told who runs it.
COMMAND_LINE = UUID(int=0)


def actor_of(issuer: str, account: UUID) -> Actor:
    """The actor that statements use for an account, or for a line of a witness list, known by its id."""
    return Actor(issuer, str(account))


def account_id_of(actor: Actor) -> UUID | None:
    """The account id inside an actor of this service, or None when another service vouches for the actor."""
    if actor.issuer != current_app.config["LMS_PEER_ISSUER"]:
        return None
    try:
        return UUID(actor.name)
    except ValueError:
        return None


# Asked by nearly each page, so put together once.
_AT_CENTRE = select(Membership.account_id).where(Membership.centre_id == bindparam("centre"))
_WANTED: BindParameter[Any] = bindparam("wanted", expanding=True)
_NAMES = union_all(
    select(Account.id, Account.name).where(Account.id.in_(_WANTED), Account.id.in_(_AT_CENTRE)),
    select(Witness.id, Witness.name).where(Witness.id.in_(_WANTED), Witness.centre_id == bindparam("centre")),
)


def names_of(centre: UUID, actors: Iterable[Actor]) -> dict[Actor, str]:
    """What to call each actor at this centre; NO_LONGER_HERE for the unknown and the erased.

    Knows the command line, accounts that hold or held a role at the centre, the witnesses on its lists, and its
    connected systems. One query, and another when there are systems among them.
    """
    ids = {actor: account_id_of(actor) for actor in actors}
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
