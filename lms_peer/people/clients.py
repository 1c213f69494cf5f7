"""Clients: the systems that may speak to a centre's Learning Record Store, with a key and a secret.

A secret is known to its system only: what is kept here is its hash. Nothing about a client is remembered from one
request to the next, so that one who is revoked is shut out at once, in every process.

When a client was last used is written down after its request has been answered, in a transaction of its own, once a
minute at most. So reading never waits for the write lock, and never fails because of it; what may be lost when the
service is killed is the last minute of it.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import lru_cache, partial
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, Engine, bindparam, insert, or_, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.types import NullType

from lms_peer.database import db, now
from lms_peer.domain.refusals import AlreadySaid, BadKey, KeyTaken, Missing, NotFound, WeakSecret
from lms_peer.domain.scopes import Scope, allowed_by
from lms_peer.people.models import KEY_LENGTH, NAME_LENGTH, Centre, XapiClient
from lms_peer.people.words import required
from lms_peer.prepared import PreparedQuery

SECRET_SHORTEST = 16
SECRET_LONGEST = 128
A_MINUTE = timedelta(minutes=1)

_KEY = re.compile(rf"(?!.*:)[!-~]{{3,{KEY_LENGTH}}}")
_SECRET = re.compile(rf"[!-~]{{{SECRET_SHORTEST},{SECRET_LONGEST}}}")
_FOUND = (
    XapiClient.secret_hash,
    XapiClient.revoked,
    XapiClient.id,
    XapiClient.centre_id,
    XapiClient.scopes,
    XapiClient.authority,
)
_FIND = PreparedQuery(
    lambda _dialect: select(*_FOUND).where(XapiClient.key == bindparam("key")),
    {"key": XapiClient.key.type},
    [NullType()] * len(_FOUND),  # as the database holds them: what they mean is found out once (`_client`)
)
# Compared with when there is no such key: it takes as long, and is no hash of anything known.
_NOBODY: tuple[Any, ...] = ("0" * 64, None, None, None, "", "")

_uses_noted: dict[UUID, datetime] = {}
log = structlog.get_logger(__name__)


class Client(NamedTuple):
    """Who makes a request. `scopes` are all that it may use, `authority` the agent that vouches, as JSON."""

    id: UUID
    centre_id: UUID
    key: str
    scopes: frozenset[Scope]
    authority: str


def add_client(
    centre: UUID,
    name: str,
    scopes: Iterable[Scope],
    created_by: UUID,
    *,
    key: str | None = None,
    secret: str | None = None,
    client_id: UUID | None = None,
) -> tuple[XapiClient, str]:
    """A new client of the centre, and its secret: both random unless they are given. `created_by` is an account.

    Raises Missing, TooLong, BadKey, WeakSecret, NotFound for no such centre, KeyTaken, AlreadySaid when there is a
    client with this id.
    """
    key = f"lmsp_{secrets.token_urlsafe(16)}" if key is None else key
    secret = secrets.token_urlsafe(32) if secret is None else secret
    if not _KEY.fullmatch(key):
        raise BadKey(key)
    if not _SECRET.fullmatch(secret):
        raise WeakSecret(SECRET_SHORTEST, SECRET_LONGEST)
    client_id = client_id or uuid4()
    row = insert(XapiClient).values(
        id=client_id,
        centre_id=centre,
        name=required("name", name, NAME_LENGTH),
        key=key,
        secret_hash=_hash(secret),
        scopes=" ".join(_given(scopes)),
        authority=_authority(centre, key),
        created_by=created_by,
    )
    try:
        with db.session.begin_nested():
            db.session.execute(row)
    except IntegrityError as error:
        if db.session.get(XapiClient, client_id):
            raise AlreadySaid(client_id) from error
        raise KeyTaken(key) from error
    return client(centre, client_id), secret


def find_client(key: str, secret: str) -> Client | None:
    """The client with this key and secret, unless it is revoked. Takes as long when there is no such key.

    One SELECT by an index, in no transaction: this is on the way of every request from outside, and a transaction that
    writes would take the write lock for it.
    """
    if not (key.isascii() and key.isprintable()):
        return None  # no key is like this, and a database may refuse to be asked for it
    rows = _FIND.ask(db.engine, key=key)
    kept, revoked, client_id, centre, scopes, authority = rows[0] if rows else _NOBODY
    same = hmac.compare_digest(_hash(secret), kept)
    if client_id is None or not same or revoked:
        return None
    return _client(client_id, centre, key, scopes, authority)


def use_to_note(client: UUID) -> Callable[[], None] | None:
    """What to call when the client's request has been answered, or None if its use was noted this minute."""
    moment = now()
    noted = _uses_noted.get(client)
    if noted is not None and noted <= moment < noted + A_MINUTE:
        return None
    _uses_noted[client] = moment
    return partial(_note_use, db.engine, client, moment)


def clients(centre: UUID) -> list[XapiClient]:
    """Every client of the centre, the revoked ones too, in the order they were added."""
    query = select(XapiClient).where(XapiClient.centre_id == centre).order_by(XapiClient.created, XapiClient.id)
    return list(db.session.scalars(query))


def client(centre: UUID, client_id: UUID) -> XapiClient:
    """One client of the centre. Raises NotFound."""
    return _one(centre, XapiClient.id == client_id)


def client_with_key(centre: UUID, key: str) -> XapiClient:
    """The client of the centre that has this key. Raises NotFound."""
    return _one(centre, XapiClient.key == key)


def revoke(found: XapiClient) -> None:
    """Shut the client out from the moment this is committed. Revoking it twice changes nothing."""
    found.revoked = found.revoked or now()
    db.session.flush()


def has_secret(client: XapiClient, secret: str) -> bool:
    """True when this is the client's secret."""
    return hmac.compare_digest(_hash(secret), client.secret_hash)


def authority_of(client: Client | XapiClient) -> str:
    """The agent that vouches for what the client says, as JSON: `<issuer>/clients` and its key."""
    return client.authority


def scopes_of(client: XapiClient) -> list[Scope]:
    """The scopes that were given to the client, in the order of the standard."""
    return _given(map(Scope, client.scopes.split()))


def _given(scopes: Iterable[Scope]) -> list[Scope]:
    given = set(scopes)
    if not given:
        raise Missing("scopes")
    return [scope for scope in Scope if scope in given]


def _authority(centre: UUID, key: str) -> str:
    issuer = db.session.scalar(select(Centre.issuer).where(Centre.id == centre))
    if issuer is None:
        raise NotFound("centre")
    agent = {"objectType": "Agent", "account": {"homePage": f"{issuer}/clients", "name": key}}
    return json.dumps(agent, sort_keys=True)


def _one(centre: UUID, condition: ColumnElement[bool]) -> XapiClient:
    found = db.session.scalar(select(XapiClient).where(condition, XapiClient.centre_id == centre))
    if found is None:
        raise NotFound("connected system")
    return found


def _note_use(engine: Engine, client: UUID, moment: datetime) -> None:
    """Several processes do this; the condition makes it once a minute for all of them together."""
    stale = or_(XapiClient.last_used.is_(None), XapiClient.last_used <= moment - A_MINUTE)
    try:
        with engine.begin() as connection:
            connection.execute(update(XapiClient).where(XapiClient.id == client, stale).values(last_used=moment))
    except SQLAlchemyError as error:
        log.warning("the last use of a client was not noted", client=str(client), reason=str(error))


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=256)
def _client(client_id: str | UUID, centre: str | UUID, key: str, scopes: str, authority: str) -> Client:
    """What a row says, as it was just read."""
    allowed = allowed_by({Scope(scope) for scope in scopes.split()})
    return Client(UUID(str(client_id)), UUID(str(centre)), key, allowed, authority)
