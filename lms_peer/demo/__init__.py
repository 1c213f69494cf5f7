"""The sample centre: invented people at every stage, made through the same actions as real work.

Knows actions, people and the catalogue. Nothing knows it but the command line.
"""

from lms_peer.demo.build import build_sample_centre
from lms_peer.demo.cast import PASSWORD, demo_accounts
from lms_peer.demo.own import SAMPLE_SLUG, NotTheSampleDatabase, is_built, require_own_database

__all__ = [
    "PASSWORD",
    "SAMPLE_SLUG",
    "NotTheSampleDatabase",
    "build_sample_centre",
    "demo_accounts",
    "is_built",
    "require_own_database",
]
