"""The assessor's pages: what waits, judging, countersigning, observing, asking, witnesses and signing units off.

Each module is one kind of work. They parse, call one action and render; they decide nothing.
"""

from lms_peer.web.pages.assessor import (
    asking,
    calendar,
    countersigning,
    desk,
    judging,
    observing,
    phrases,
    planning,
    printing,
    signing_off,
    taking_back,
    testimony,
)
from lms_peer.web.pages.assessor.case import pages

__all__ = [
    "asking",
    "calendar",
    "countersigning",
    "desk",
    "judging",
    "observing",
    "pages",
    "phrases",
    "planning",
    "printing",
    "signing_off",
    "taking_back",
    "testimony",
]
