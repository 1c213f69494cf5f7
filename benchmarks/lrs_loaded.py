"""Databases that hold many statements, written by the service's own ledger, kept between runs.

They are made anew when the ledger's tables, or the statements that fill them, have changed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click
import lrs_statements
from lrs_postgres import Postgres
from lrs_servers import CENTRE, KEY, Ours

import lms_peer
from lms_peer import ledger
from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.people import centres, clients

SEED = 7
IN_A_TRANSACTION = 2_000
STAMP = "loaded"  # the file that says for which tables an installation was filled
_PACKAGE = Path(lms_peer.__file__).parent
_SHAPED_BY = (
    "ledger/tables.py",
    "ledger/triggers.py",
    "ledger/keys.py",
    "xapi/indexed.py",
    "migrations/versions/*.py",
)


def on_sqlite(folder: Path, sizes: list[int]) -> dict[int, Ours]:
    """For each size an installation with so many statements."""

    def begun(size: int, smaller: int | None) -> Ours:
        home = folder / f"sqlite-{size}"
        shutil.rmtree(home, ignore_errors=True)
        if smaller:
            _copy(folder / f"sqlite-{smaller}", home)
        return _sqlite(home)

    return _each(sizes, "SQLite", lambda size: _sqlite(folder / f"sqlite-{size}"), begun)


def on_postgres(folder: Path, sizes: list[int], postgres: Postgres) -> dict[int, Ours]:
    """The same on PostgreSQL."""

    def known(size: int) -> Ours:
        return Ours(folder / f"postgresql-{size}", postgres.url(f"loaded_{size}"))

    def begun(size: int, smaller: int | None) -> Ours:
        home, name = known(size).home, f"loaded_{size}"
        shutil.rmtree(home, ignore_errors=True)
        if smaller:
            _copy(known(smaller).home, home)
            return Ours(home, postgres.copy(name, f"loaded_{smaller}"))
        return Ours(home, postgres.fresh(name))

    loaded = _each(sizes, "PostgreSQL", known, begun)
    for size in sizes:
        postgres.tidy(f"loaded_{size}")
    return loaded


def fill(ours: Ours, upto: int) -> None:
    """Let an installation hold so many statements, through the service's own ledger in large transactions."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        apart.submit(_fill, ours, upto).result()


def _sqlite(home: Path) -> Ours:
    return Ours(home, f"sqlite:///{home / 'lms_peer.sqlite'}")


def _each(
    sizes: list[int], name: str, known: Callable[[int], Ours], begun: Callable[[int, int | None], Ours]
) -> dict[int, Ours]:
    """Those that are there, and the others made: the larger one goes on from the smaller one."""
    loaded: dict[int, Ours] = {}
    smaller = None
    for size in sorted(sizes):
        ours = known(size)
        stamp = ours.home / STAMP
        if not stamp.exists() or stamp.read_text() != _shape():
            click.echo(f"Loading {size:,} statements on {name}. They are kept for the next run.")
            ours = begun(size, smaller)
            if not smaller:
                ours.set_up()
            fill(ours, size)
            stamp.write_text(_shape())
        loaded[size] = ours
        smaller = size
    return loaded


def _copy(home: Path, to: Path) -> None:
    """All but the stamp: what is only half filled must not look whole."""
    shutil.copytree(home, to, ignore=shutil.ignore_patterns(STAMP))


def _shape() -> str:
    """A hash of all that says how a loaded database looks."""
    sources = [path for pattern in _SHAPED_BY for path in sorted(_PACKAGE.glob(pattern))]
    sources.append(Path(lrs_statements.__file__))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()


def _fill(ours: Ours, upto: int) -> None:
    os.environ |= ours.environment
    there = ours.stored()
    source = islice(lrs_statements.bodies(SEED), there, upto)
    with create_app().app_context(), click.progressbar(length=upto - there, width=30) as bar:
        centre = centres.centre_named(CENTRE).id
        authority = clients.client_with_key(centre, KEY).authority
        while some := list(islice(source, IN_A_TRANSACTION)):
            there += len(some)
            ledger.append_all(centre, some, authority, lrs_statements.FIRST + there * lrs_statements.APART)
            db.session.commit()
            bar.update(len(some))
