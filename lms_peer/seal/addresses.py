"""The public page of a portfolio: an address that nobody can guess, and its picture for a camera.

The token is 128 bits of an HMAC over the registration and the version, so that drawing a portfolio again gives the
same; it says nothing to whoever does not know the service's secret. Which portfolio it stands for is in a table.
"""

from __future__ import annotations

import base64
import hmac
import re
from io import BytesIO
from typing import NamedTuple
from uuid import UUID

import segno
from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from lms_peer.database import db
from lms_peer.seal.tables import Address

_TOKEN = re.compile("[a-z2-7]{26}")


class Portfolio(NamedTuple):
    """One version of a portfolio, at its centre."""

    centre: UUID
    registration: UUID
    version: int


def verify_url(address: str, centre: UUID, registration: UUID, version: int) -> str:
    """The address of the public page that this version has, or will have once `publish` was called."""
    return f"{address}/verify/{_token(Portfolio(centre, registration, version))}"


def publish(centre: UUID, registration: UUID, version: int) -> None:
    """Let the public page of an issued version be found. In the caller's transaction; twice changes nothing."""
    portfolio = Portfolio(centre, registration, version)
    row = {"token": _token(portfolio), "centre_id": centre, "registration": registration, "version": version}
    insert = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(Address)
    db.session.execute(insert.on_conflict_do_nothing(), row)


def portfolio_at(token: str) -> Portfolio | None:
    """The portfolio that a token stands for, or None. Whoever types it from paper may use capitals."""
    token = token.lower()
    found = db.session.get(Address, token) if _TOKEN.fullmatch(token) else None
    return Portfolio(found.centre_id, found.registration, found.version) if found else None


def qr_code(url: str) -> bytes:
    """The address as a picture (PNG) that a phone's camera reads, black on white with the border that it needs."""
    written = BytesIO()
    segno.make(url, error="m", micro=False).save(written, kind="png", scale=8, border=4)
    return written.getvalue()


def _token(portfolio: Portfolio) -> str:
    """The one that is kept, else a new one: so it stays when the service's secret is changed."""
    of = Address
    kept = db.session.scalar(
        select(of.token).where(
            of.centre_id == portfolio.centre,
            of.registration == portfolio.registration,
            of.version == portfolio.version,
        )
    )
    if kept:
        return kept
    about = f"lms_peer verify {portfolio.centre} {portfolio.registration} {portfolio.version}"
    digest = hmac.new(str(current_app.secret_key).encode(), about.encode(), "sha256").digest()
    return base64.b32encode(digest[:16]).decode().rstrip("=").lower()
