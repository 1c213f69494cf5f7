"""The trainer's pages: cohorts, taking learners on, and what a trainer does with a record.

Each module is one kind of work. They parse, call one action and render; they decide nothing.
"""

from lms_peer.web.pages.trainer import caring, changing, cohorts, portfolio, registering, training
from lms_peer.web.pages.trainer.blueprint import pages

__all__ = ["caring", "changing", "cohorts", "pages", "portfolio", "registering", "training"]
