"""The trainer's pages: cohorts, taking learners on, what a trainer does with a record, and other systems.

Each module is one kind of work. They parse, call one action and render; they decide nothing.
"""

from lms_peer.web.pages.trainer import (
    allocating,
    announcements,
    cards,
    caring,
    changing,
    choosing_units,
    clients,
    cohorts,
    exporting,
    forwarding,
    habits,
    importing,
    matches,
    notes,
    pace,
    portfolio,
    portfolios,
    qualifying,
    registering,
    training,
)
from lms_peer.web.pages.trainer.blueprint import pages

__all__ = [
    "allocating",
    "announcements",
    "cards",
    "caring",
    "changing",
    "choosing_units",
    "clients",
    "cohorts",
    "exporting",
    "forwarding",
    "habits",
    "importing",
    "matches",
    "notes",
    "pace",
    "pages",
    "portfolio",
    "portfolios",
    "qualifying",
    "registering",
    "training",
]
