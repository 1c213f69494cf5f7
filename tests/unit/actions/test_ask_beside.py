"""Asking for jobs by itself goes on, whatever goes wrong once."""

from __future__ import annotations

from threading import Event

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from lms_peer.actions.ask_beside import asking_beside


@pytest.mark.parametrize(
    "error", [OperationalError("", None, Exception()), KeyError("a mistake of ours")], ids=repr
)
def test_what_goes_wrong_once_is_asked_for_again(on_sqlite: Flask, error: Exception) -> None:
    wrong, again = Event(), Event()

    def ask() -> None:
        if wrong.is_set():
            again.set()
        wrong.set()
        if not again.is_set():
            raise error

    with asking_beside(on_sqlite, ask, every=0.01):
        assert again.wait(5)
