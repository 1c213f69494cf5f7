"""Signing in and out in every way there is, and the person's own account. It changes no learner's record."""

from lms_peer.web.pages.account import card, language, own, reminders, second_step
from lms_peer.web.pages.account.blueprint import pages
from lms_peer.web.pages.account.forms import WRONG

__all__ = ["WRONG", "card", "language", "own", "pages", "reminders", "second_step"]
