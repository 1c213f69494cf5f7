"""The learner's pages: what to do next, adding evidence, logging hours, signing observations.

A learner sees and changes their own record only; another learner's is not found.
"""

from lms_peer.web.pages.learner import (
    download,
    draft,
    draft_files,
    evidence,
    habits,
    home,
    hours,
    observation,
    timeline,
)
from lms_peer.web.pages.learner.blueprint import pages

__all__ = [
    "download",
    "draft",
    "draft_files",
    "evidence",
    "habits",
    "home",
    "hours",
    "observation",
    "pages",
    "timeline",
]
