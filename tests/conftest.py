"""What every test may use: a folder of its own from pytest, a real PostgreSQL, and an application as if it were new."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from lms_peer.catalogue import folders
from lms_peer.database import db
from lms_peer.portfolio.press import Press
from lms_peer.web import security_settings
from tests.plant import app_on
from tests.postgres import Emptied, Server
from tests.reused import Reused
from tests.sample import Place, sample_in
from tests.sheets import drawn_once

SLOW = security_settings.ARGON2
QUICK = SLOW | {"argon2__memory_cost": 64}  # KiB


def pytest_configure() -> None:
    """Look for garbage seldom: up to a tenth of the time of tests went into looking through what they had loaded."""
    gc.set_threshold(50_000, 20, 100)


def pytest_collection_finish() -> None:
    """Leave out of it all that lasts as long as the tests do."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all workers of the test run see, and that pytest clears away."""
    root = tmp_path_factory.getbasetemp()
    return root.parent if "PYTEST_XDIST_WORKER" in os.environ else root


@pytest.fixture(scope="session", autouse=True)
def _course_files_are_read_once() -> Iterator[None]:
    """The same bytes are the same qualification, and reading them is most of what it takes to make an application."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folders, "parse", cache(folders.parse))
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_are_hashed_quickly() -> Iterator[None]:
    """As for people it takes a twentieth of a second each time. Who looks at that asks for `hashed_as_for_people`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(security_settings, "ARGON2", QUICK)
        yield


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once(shared_folder: Path, testrun_uid: str) -> Iterator[None]:
    """For all applications of all workers: to compile those of every page takes three seconds."""
    folder = shared_folder / f"templates-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        compiled = FileSystemBytecodeCache(str(folder))
        patch.setattr(Flask, "jinja_options", {**Flask.jinja_options, "bytecode_cache": compiled})
        yield


@pytest.fixture
def hashed_as_for_people() -> Iterator[Callable[[Flask], None]]:
    """Lets this application hash passwords as it does outside the tests, until the test is over."""
    with ExitStack() as after:

        def hash_slowly(app: Flask) -> None:
            hashing = app.extensions["security"].pwd_context
            hashing.update(**SLOW)
            after.callback(hashing.update, **QUICK)

        yield hash_slowly


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Server:
    """One PostgreSQL for the whole test run."""
    # Not in pytest's own folder: under root the server is another user, whom the next pytest run would shut out.
    return Server(Path(tempfile.gettempdir()) / f"lms-peer-postgres-{testrun_uid}")


@pytest.fixture(scope="session")
def emptied_postgres(postgres_server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emptied]:
    """A PostgreSQL database for this worker alone."""

    def make_tables(url: str) -> None:
        with app_on(url, tmp_path_factory.mktemp("template")).app_context():
            db.engine.dispose()

    database = Emptied(postgres_server, postgres_server.with_all_tables(make_tables))
    yield database
    database.drop()


@pytest.fixture
def postgres_url(emptied_postgres: Emptied) -> Iterator[str]:
    """An SQLAlchemy URL of a PostgreSQL database with all tables and no rows, that only this test uses now."""
    emptied_postgres.empty()
    yield emptied_postgres.url
    emptied_postgres.close_connections()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An SQLAlchemy URL of an SQLite file that does not exist yet and that only this test uses."""
    return f"sqlite:///{tmp_path / 'test.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Runs the test twice: on SQLite and on PostgreSQL."""
    url: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing_there(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[str]:
    """Runs the test twice: with the URL of an SQLite and of a PostgreSQL database without any table."""
    if request.param == "sqlite":
        yield sqlite_url
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = f"bare_{uuid4().hex}"
    server.create(name)
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def reused(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Reused]:
    """The application of this worker on `sqlite` or `postgresql`."""

    @cache
    def made(kind: str) -> Reused:
        folder = tmp_path_factory.mktemp(kind)
        if kind == "sqlite":
            return Reused.on_sqlite(folder)
        database: Emptied = request.getfixturevalue("emptied_postgres")
        return Reused(app_on(database.url, folder), folder, database.empty)

    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def on_both(request: pytest.FixtureRequest, reused: Callable[[str], Reused]) -> Iterator[Flask]:
    """Runs the test twice: with an application on SQLite and with one on PostgreSQL, as if new, a context entered."""
    with reused(request.param).entered() as app:
        yield app


@pytest.fixture
def on_sqlite(reused: Callable[[str], Reused]) -> Iterator[Flask]:
    """An application on SQLite, as if new, with a context entered."""
    with reused("sqlite").entered() as app:
        yield app


@pytest.fixture(scope="session")
def sample(shared_folder: Path, testrun_uid: str) -> Place:
    """The sample centre, shared by all workers of the test run: whoever changes it works on a copy."""
    return sample_in(shared_folder / f"sample-{testrun_uid}")


@pytest.fixture(scope="module")
def sections_drawn_once(shared_folder: Path, testrun_uid: str) -> Iterator[None]:
    """Sections of portfolios that any test had drawn are not drawn again. Not for tests of how they are drawn."""
    folder = shared_folder / f"sections-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Press, "draw", drawn_once(folder, Press.draw))
        yield
