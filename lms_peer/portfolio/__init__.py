"""A learner's record as a printed evidence portfolio: record -> context -> HTML -> PDF; and two smaller documents.

`gather` reads the record at a position of the ledger, `context` turns it into plain frozen values, `html` fills the
template, `pdf` draws it and fetches nothing but the bytes it was handed. Writes nothing. May not import the web or
the actions; WeasyPrint is loaded only when something is drawn.
"""

from lms_peer.portfolio.achievement import Achievement, draw_achievement
from lms_peer.portfolio.observation_form import ObservationForm, draw_observation_form
from lms_peer.portfolio.printing import Progress, draw
from lms_peer.portfolio.theme import Certificate, certificate
from lms_peer.portfolio.values import Issue

__all__ = [
    "Achievement",
    "Certificate",
    "Issue",
    "ObservationForm",
    "Progress",
    "certificate",
    "draw",
    "draw_achievement",
    "draw_observation_form",
]
