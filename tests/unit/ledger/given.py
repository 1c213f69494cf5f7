"""What the ledger's tests start from: a ledger in a real database, and statements of an invented learner."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID, uuid4

from flask import Flask

from lms_peer.database import db, engine_options, prepare
from lms_peer.ledger import append, tables

CENTRE = UUID("00000000-0000-4000-8000-00000000c0de")
LEARNER = {"objectType": "Agent", "account": {"homePage": "https://peer.example", "name": "learner-1"}}
AUTHORITY = json.dumps({"objectType": "Agent", "account": {"homePage": "https://peer.example", "name": "service"}})
NOON = datetime(2026, 3, 2, 12, 0, 0, 123000, tzinfo=UTC)


def ledger_app(url: str) -> Flask:
    """An application with nothing but the database of `url`."""
    app = Flask("ledger")
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    return app


@contextmanager
def ledger_at(url: str) -> Iterator[Flask]:
    """A new, empty ledger, inside its application's context."""
    app = ledger_app(url)
    with app.app_context():
        db.Model.metadata.create_all(db.engine, tables.EVERY)
        yield app
        db.session.remove()
        db.engine.dispose()


def a_statement(number: int = 1, /, **parts: object) -> dict[str, object]:
    """A statement that differs with its number; `parts` replace or add to it."""
    return {
        "id": str(UUID(int=number, version=4)),
        "actor": LEARNER,
        "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
        "object": {"objectType": "Activity", "id": f"https://peer.example/activity/{number}"},
        "timestamp": "2026-03-01T10:00:00.000Z",
    } | parts


def a_reference(number: int, *, to: int, **parts: object) -> dict[str, object]:
    """A statement about another one; with the verb VOIDED it takes that back."""
    target = {"objectType": "StatementRef", "id": str(UUID(int=to, version=4))}
    return a_statement(number, object=target, **parts)


def said(statement: dict[str, object]) -> bytes:
    """The statement as bytes."""
    return json.dumps(statement).encode()


def with_document(sha256: str, **parts: object) -> dict[str, object]:
    """An attachment as a statement names it."""
    return {
        "usageType": "https://peer.example/evidence",
        "display": {"en": "Evidence"},
        "contentType": "image/png",
        "length": 9,
        "sha2": sha256,
    } | parts


def a_chain(length: int, centre: UUID = CENTRE) -> None:
    """Statements 1 to `length` written down and committed."""
    for number in range(1, length + 1):
        append(centre, said(a_statement(number)), AUTHORITY, NOON)
    db.session.commit()


def anyone() -> UUID:
    """An id that nobody has."""
    return uuid4()
