"""Between a statement's opaque actor and the person it stands for."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from flask import current_app
from sqlalchemy import select, union_all

from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.people.models import Account, Membership, Witness

NO_LONGER_HERE = "Someone no longer here"
ADMINISTRATOR = "Whoever looks after this service"
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


def names_of(centre: UUID, actors: Iterable[Actor]) -> dict[Actor, str]:
    """What to call each actor at this centre, in one query; NO_LONGER_HERE for the unknown and the erased.

    Knows the command line, accounts that hold or held a role at the centre, and the witnesses on its lists.
    """
    ids = {actor: account_id_of(actor) for actor in actors}
    wanted = [account for account in ids.values() if account]
    if not wanted:
        return dict.fromkeys(ids, NO_LONGER_HERE)
    at_centre = select(Membership.account_id).where(Membership.centre_id == centre)
    query = union_all(
        select(Account.id, Account.name).where(Account.id.in_(wanted), Account.id.in_(at_centre)),
        select(Witness.id, Witness.name).where(Witness.id.in_(wanted), Witness.centre_id == centre),
    )
    known: dict[UUID | None, str] = {COMMAND_LINE: ADMINISTRATOR}
    known.update(db.session.execute(query).all())
    return {actor: known.get(account, NO_LONGER_HERE) for actor, account in ids.items()}
