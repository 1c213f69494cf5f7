"""The assessor's pages: what waits, judging, observing, asking, witnesses and signing units off.

Each module is one kind of work. They parse, call one action and render; they decide nothing.
"""

from lms_peer.web.pages.assessor import asking, desk, judging, observing, planning, signing_off, testimony
from lms_peer.web.pages.assessor.case import pages

__all__ = ["asking", "desk", "judging", "observing", "pages", "planning", "signing_off", "testimony"]
