"""Which pages may use the microphone and camera of the person's own device: none, unless its view says so."""

from __future__ import annotations

from flask import g


def let_record() -> None:
    """Let the page that this request answers record sound and pictures, and play them before they are sent."""
    g.may_record = True


def may_record() -> bool:
    """True when the view said so."""
    return bool(g.get("may_record"))
