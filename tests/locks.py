"""Whether somebody holds SQLite's one write lock."""

from __future__ import annotations

from contextlib import closing

import pysqlite3.dbapi2 as sqlite

from lms_peer.database import db


def require_nobody_waits() -> None:
    """Fails while anybody holds the lock."""
    with closing(sqlite.connect(db.engine.url.database, timeout=0, isolation_level=None)) as somebody_else:
        somebody_else.execute("BEGIN IMMEDIATE")
