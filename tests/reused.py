"""An application that many tests use one after another, because to make one takes longer than most of them.

Each test finds it as it was made: no row in its database, nothing in its vault, every setting as it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pysqlite3.dbapi2 as sqlite
from flask import Flask

from lms_peer import mail
from lms_peer.database import db
from tests.plant import app_on

Emptying = Callable[[], None]


class Reused:
    """An application, and how its database is emptied. What is changed before the first test stays."""

    def __init__(self, app: Flask, folder: Path, empty: Emptying) -> None:
        self._app, self._vault, self._empty = app, folder / "vault", empty
        self._config, self._extensions = dict(app.config), dict(app.extensions)

    @classmethod
    def on_sqlite(cls, folder: Path, furnish: Callable[[Flask], None] | None = None) -> Reused:
        """One on a new file in `folder`."""
        file = folder / "reused.sqlite"
        app = app_on(f"sqlite:///{file}", folder)
        if furnish:
            furnish(app)
        return cls(app, folder, emptying(file))

    def as_new(self) -> Flask:
        """The application as it was made."""
        self._empty()
        shutil.rmtree(self._vault, ignore_errors=True)
        for now, then in ((self._app.config, self._config), (self._app.extensions, self._extensions)):
            now.clear()
            now.update(then)
        mail.sent(self._app).clear()
        return self._app

    @contextmanager
    def entered(self) -> Iterator[Flask]:
        """The application as it was made, with a context entered."""
        app = self.as_new()
        with app.app_context():
            yield app
            db.session.remove()

    def close(self) -> None:
        """Let go of the database."""
        with self._app.app_context():
            db.engine.dispose()


def emptying(file: Path) -> Emptying:
    """What makes the SQLite file again what it is now; fails when somebody is still writing to it."""
    kept = sqlite.connect(":memory:", check_same_thread=False)
    with closing(sqlite.connect(file)) as made:
        made.backup(kept)

    def empty() -> None:
        with closing(sqlite.connect(file, timeout=1)) as used:
            used.execute("PRAGMA synchronous=OFF")
            kept.backup(used)

    return empty
