"""Asking for jobs by itself, now and then, from a thread beside a worker. What is asked for is the caller's affair."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from lms_peer.database import db

log = structlog.get_logger(__name__)


@contextmanager
def asking_beside(app: Flask, ask: Callable[[], object], every: float) -> Iterator[None]:
    """Call `ask` every so many seconds, in a transaction of its own, until the block ends."""
    ending = threading.Event()
    thread = threading.Thread(target=_keep_asking, args=(app, ask, every, ending), daemon=True, name="asking")
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join(timeout=1)


def _keep_asking(app: Flask, ask: Callable[[], object], every: float, ending: threading.Event) -> None:
    while not ending.is_set():
        try:
            with app.app_context():
                ask()
                db.session.commit()
        except SQLAlchemyError as error:  # the database is away for a moment, or another worker asked meanwhile
            log.warning("nothing was asked for", by=getattr(ask, "__name__", ""), reason=type(error).__name__)
        except Exception:  # else nobody would ask any more until the worker is started anew
            log.exception("asking went wrong", by=getattr(ask, "__name__", ""))
        ending.wait(every)
