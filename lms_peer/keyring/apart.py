"""A transaction of its own, beside whatever the caller is doing. What is made in one stays, even if the caller's is
undone: a checkpoint that was signed was signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Flask, current_app

from lms_peer.database import db, writing
from lms_peer.keyring import store
from lms_peer.keyring.tables import Purpose


def lasting(purpose: Purpose, centre: UUID | None, called: str = store.CALLED) -> store.Key:
    """The key in use; makes one when there is none, and everybody sees it at once.

    `called` is the name in the certificate of a key that has to be made. Raises what `apart` raises.
    """
    there = store.in_use(purpose, centre)
    if there is None:
        with apart():
            there = store.current(purpose, centre, called)
    return there


@contextmanager
def apart() -> Iterator[None]:
    """Inside, `db.session` is another one; it is committed at the end, or undone when something is raised.

    Ends the caller's own transaction first, which must have nothing to keep yet: on SQLite it may hold the write lock,
    and what is inside would wait for it in vain. Raises RuntimeError when something was to be written.
    """
    require_nothing_waiting()
    db.session.rollback()
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with app.app_context(), writing():
        yield
        db.session.commit()


def require_nothing_waiting() -> None:
    """Raises RuntimeError when something was to be written, before a question to the database writes it."""
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("something was to be written before what is made for good")
