"""How fast statements are written down, against the bare driver that inserts the same bodies in the same run.

    python benchmarks/ledger_append.py [SECONDS] [--postgresql URL]

Prints statements a second for batches of 1 and of 50 in a transaction, and the ratio of the two. The bare driver
writes position and body into a table with a primary key: no chain, no index, no check. Both commit to the disk.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import click
import psycopg
import pysqlite3.dbapi2
from flask import Flask
from sqlalchemy.engine import make_url

from lms_peer.database import db, engine_options, now, prepare
from lms_peer.ledger import append_all, first_finding, head, tables

CENTRE = UUID(int=1)
AUTHORITY = json.dumps({"account": {"homePage": "https://peer.example", "name": "service"}})
BATCHES = (1, 50)

Write = Callable[[list[bytes]], None]


def bodies() -> Iterator[bytes]:
    """Statements of about 900 bytes of a hundred learners, each with a registration and now and then a document."""
    number = 0
    while True:
        number += 1
        statement = {
            "id": str(uuid4()),
            "actor": {"account": {"homePage": "https://peer.example", "name": f"learner-{number % 100}"}},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced", "display": {"en": "experienced"}},
            "object": {
                "id": f"https://peer.example/activity/{number % 40}",
                "definition": {"name": {"en": "x" * 80}},
            },
            "context": {
                "registration": str(UUID(int=number % 100)),
                "contextActivities": {"grouping": [{"id": "https://peer.example/qualification/" + "y" * 80}]},
            },
            "timestamp": "2026-03-01T10:00:00.000Z",
        }
        if number % 5 == 0:
            statement["attachments"] = [
                {"usageType": "https://peer.example/evidence", "display": {"en": "Photo"},
                 "contentType": "image/png", "length": 9, "sha2": f"{number:064x}"}
            ]  # fmt: skip
        yield json.dumps(statement).encode()


def measured(write: Write, batch: int, seconds: float) -> float:
    """Statements a second. Making the bodies is not counted."""
    source, spent, written = bodies(), 0.0, 0
    while spent < seconds:
        some = [next(source) for _ in range(batch)]
        began = time.perf_counter()
        write(some)
        spent += time.perf_counter() - began
        written += batch
    return written / spent


def through_the_ledger(some: list[bytes]) -> None:
    """As the service does it."""
    append_all(CENTRE, some, AUTHORITY, now())
    db.session.commit()


def bare_sqlite(path: Path) -> Write:
    """The driver alone, as safe against a power cut as the service."""
    connection = pysqlite3.dbapi2.connect(str(path), isolation_level=None)
    for line in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL"):
        connection.execute(line)
    connection.execute("CREATE TABLE bare (position INTEGER PRIMARY KEY, body BLOB NOT NULL)")

    def write(some: list[bytes]) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO bare (body) VALUES (?)", [(body,) for body in some])
        connection.execute("COMMIT")

    return write


def bare_postgresql(url: str) -> Write:
    """The driver alone."""
    connection = psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    connection.execute("DROP TABLE IF EXISTS bare_ledger")
    connection.execute("CREATE TABLE bare_ledger (position bigserial PRIMARY KEY, body bytea NOT NULL)")
    connection.commit()

    def write(some: list[bytes]) -> None:
        with closing(connection.cursor()) as cursor:
            cursor.executemany("INSERT INTO bare_ledger (body) VALUES (%s)", [(body,) for body in some])
        connection.commit()

    return write


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seconds", nargs="?", type=float, default=2.0, help="for each of the measurements")
    parser.add_argument("--postgresql", metavar="URL", help="an empty database: postgresql+psycopg://…")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.postgresql or f"sqlite:///{folder}/ledger.sqlite"
        bare = bare_postgresql(url) if asked.postgresql else bare_sqlite(Path(folder) / "bare.sqlite")
        app = Flask("benchmark")
        app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=engine_options(url))
        db.init_app(app)
        with app.app_context():
            prepare(db.engine)
            db.Model.metadata.create_all(db.engine, tables.EVERY)
            compare(bare, asked.seconds)
            began = time.perf_counter()
            finding = first_finding(CENTRE)
            click.echo(
                f"verified {head(CENTRE).position:,} statements in {time.perf_counter() - began:.1f} s: {finding}"
            )
            db.session.remove()
            db.engine.dispose()


def compare(bare: Write, seconds: float) -> None:
    """One line for each size of batch; the two take turns, so that a noisy machine is noisy for both."""
    click.echo("batch   driver/s   ledger/s   ratio")
    for batch in BATCHES:
        turns = [
            (measured(bare, batch, seconds / 4), measured(through_the_ledger, batch, seconds / 4))
            for _ in range(4)
        ]
        driver, ledger = (sum(each) / len(turns) for each in zip(*turns, strict=True))
        click.echo(f"{batch:5}   {driver:8,.0f}   {ledger:8,.0f}   {ledger / driver:5.2f}")


if __name__ == "__main__":
    main()
