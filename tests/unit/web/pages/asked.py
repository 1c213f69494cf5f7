"""How many questions a page asks the database."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import event

from lms_peer.database import db
from tests.unit.web.pages.scene import Browser


def asked(app: Flask, browser: Browser, path: str) -> int:
    """The number of queries for one page, once what a process keeps between requests is there."""
    browser.get(path)
    heard: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        heard.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        browser.get(path)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(heard)
