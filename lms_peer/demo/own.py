"""Keeping the sample centre and real centres apart: its passwords are printed on the sign-in page."""

from __future__ import annotations

from sqlalchemy import inspect

from lms_peer.database import db
from lms_peer.people.centres import centres
from lms_peer.people.models import Centre

SAMPLE_SLUG = "sample-centre"


class NotTheSampleDatabase(Exception):
    """The database holds a real centre, so the sample centre is not put beside it."""


def is_built() -> bool:
    """True when the database holds the sample centre."""
    return any(centre.slug == SAMPLE_SLUG for centre in _centres())


def require_own_database() -> None:
    """Raises NotTheSampleDatabase unless the database is empty or holds the sample centre alone."""
    others = [centre.name for centre in _centres() if centre.slug != SAMPLE_SLUG]
    if others:
        raise NotTheSampleDatabase(", ".join(others))


def _centres() -> list[Centre]:
    """Every centre; none while the database has no tables yet."""
    return centres() if inspect(db.session.connection()).has_table("centre") else []
