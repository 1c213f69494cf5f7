"""Keys in the database: made when first asked for, changed for new ones, opened to sign. Never commits.

Everything happens in the caller's transaction. A key that was made in one that is undone is gone: ask for it where
what comes of it is kept too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db, now
from lms_peer.keyring import made
from lms_peer.keyring.lock import lock, unlock
from lms_peer.keyring.made import PrivateKey
from lms_peer.keyring.tables import KeptKey, Purpose

CALLED = "lms_peer"
RECENT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Key:
    """What may be known of a key. `public` is PEM; `certificate` too, with those of its issuers after it, or None.

    `id` is the name that others know it by (`kid`). `retired` is when another took over, None while it is in use.
    """

    id: str
    centre: UUID | None
    purpose: Purpose
    public: str
    certificate: str | None
    made: datetime
    retired: datetime | None


def current(purpose: Purpose, centre: UUID | None, called: str = CALLED) -> Key:
    """The key in use; makes one when there is none. Of two who ask first, both get the same.

    `called` is the name in the certificate of a key that has to be made.
    """
    return in_use(purpose, centre) or make(purpose, centre, called)


def in_use(purpose: Purpose, centre: UUID | None) -> Key | None:
    """The key in use, or None. Makes nothing."""
    kept = _in_use(purpose, centre)
    return _key(kept) if kept else None


def make(purpose: Purpose, centre: UUID | None, called: str = CALLED) -> Key:
    """A new key, in use from now on. When another made one at the same moment, or there was one, answers that one."""
    private = made.make_private(purpose)
    certificate = made.certify(private, called, now()) if purpose is Purpose.SIGNATURE else None
    try:
        with db.session.begin_nested():
            return keep(private, purpose, centre, certificate)
    except IntegrityError:
        there = in_use(purpose, centre)
        if there is None:
            raise
        return there


def rotate(purpose: Purpose, centre: UUID | None, called: str = CALLED) -> Key:
    """A new key, in use from now on; the one before is retired and stays known."""
    retire(purpose, centre)
    return make(purpose, centre, called)


def published(purpose: Purpose, centre: UUID | None, recent: timedelta = RECENT) -> tuple[Key, ...]:
    """The key in use and those that were retired recently, the newest first: for others to check with."""
    since = now() - recent
    return tuple(one for one in ever(purpose, centre) if one.retired is None or one.retired >= since)


def ever(purpose: Purpose, centre: UUID | None) -> tuple[Key, ...]:
    """Every key there ever was, the one in use first, then the newest first."""
    query = select(KeptKey).where(*_of(purpose, centre))
    kept = db.session.scalars(query.order_by(KeptKey.retired.is_not(None), KeptKey.made.desc(), KeptKey.id))
    return tuple(_key(one) for one in kept)


def private(key: Key) -> PrivateKey:
    """The private part, to sign with and then forget. Raises KeyringLocked."""
    kept = db.session.get_one(KeptKey, key.id)
    return made.from_bytes(unlock(kept.locked, _secret(), _about(kept), kept.id))


def retire(purpose: Purpose, centre: UUID | None) -> None:
    """Take the key in use, if there is one, out of use."""
    kept = _in_use(purpose, centre)
    if kept is not None:
        kept.retired = now()
        db.session.flush()


def keep(private: PrivateKey, purpose: Purpose, centre: UUID | None, certificate: str | None) -> Key:
    """Lock a key and write it down as the one in use. Raises IntegrityError when there is one."""
    public = made.public_text(private)
    kept = KeptKey(
        id=made.key_id(public),
        centre_id=centre,
        purpose=purpose.value,
        public=public,
        certificate=certificate,
        made=now(),
    )
    kept.locked = lock(made.to_bytes(private), _secret(), _about(kept))
    db.session.add(kept)
    db.session.flush()
    return _key(kept)


def _in_use(purpose: Purpose, centre: UUID | None) -> KeptKey | None:
    return db.session.scalar(select(KeptKey).where(*_of(purpose, centre), KeptKey.retired.is_(None)))


def _of(purpose: Purpose, centre: UUID | None) -> tuple[ColumnElement[bool], ...]:
    whose = KeptKey.centre_id.is_(None) if centre is None else KeptKey.centre_id == centre
    return KeptKey.purpose == purpose.value, whose


def _about(kept: KeptKey) -> bytes:
    """What the lock vouches for beside the private part, so that no row can take the place of another."""
    return "\n".join((kept.id, kept.purpose, kept.centre_id.hex if kept.centre_id else "")).encode()


def _key(kept: KeptKey) -> Key:
    return Key(
        kept.id, kept.centre_id, Purpose(kept.purpose), kept.public, kept.certificate, kept.made, kept.retired
    )


def _secret() -> str:
    return str(current_app.secret_key)
