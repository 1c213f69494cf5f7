"""The trainer's pages: cohorts, taking learners on, what a trainer does with a record, and other systems.

Each module is one kind of work. They parse, call one action and render; they decide nothing.
"""

from lms_peer.web.pages.trainer import (
    caring,
    changing,
    clients,
    cohorts,
    forwarding,
    portfolio,
    registering,
    training,
)
from lms_peer.web.pages.trainer.blueprint import pages

__all__ = [
    "caring",
    "changing",
    "clients",
    "cohorts",
    "forwarding",
    "pages",
    "portfolio",
    "registering",
    "training",
]
