"""A learner's record as a printed evidence portfolio: record -> context -> HTML -> sections -> one PDF; and two
smaller documents.

`gather` reads the record at a position of the ledger, `context` turns it into plain frozen values, `html` fills the
template, `press` draws each section in a process of its own, `binding` makes them one. Fetches nothing but the bytes
it was handed. Writes nothing but sections that can be drawn again. May not import the web or the actions.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lms_peer.portfolio.achievement import Achievement, draw_achievement
    from lms_peer.portfolio.observation_form import ObservationForm, draw_observation_form
    from lms_peer.portfolio.press import PressFailed
    from lms_peer.portfolio.printing import Progress, draw, draw_ahead
    from lms_peer.portfolio.theme import Certificate, certificate
    from lms_peer.portfolio.values import Issue

__all__ = [
    "Achievement",
    "Certificate",
    "Issue",
    "ObservationForm",
    "PressFailed",
    "Progress",
    "certificate",
    "draw",
    "draw_achievement",
    "draw_ahead",
    "draw_observation_form",
]

_HOMES = {
    "Achievement": "achievement",
    "draw_achievement": "achievement",
    "ObservationForm": "observation_form",
    "draw_observation_form": "observation_form",
    "PressFailed": "press",
    "Progress": "printing",
    "draw": "printing",
    "draw_ahead": "printing",
    "Certificate": "theme",
    "certificate": "theme",
    "Issue": "values",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for, and no more: the processes that draw have no use for a database."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
