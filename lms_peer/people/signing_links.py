"""Links by which a member of staff answers one entry of hours without signing in: who made each, and what became of it.

Nothing here can be used to make an address: the address is signed with the service's own secret, by the web.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update

from lms_peer.database import db
from lms_peer.domain.refusals import LinkShut
from lms_peer.domain.signing_links import LASTS, LinkState, state_of
from lms_peer.people.models import SigningLink


def add_link(
    centre: UUID, link_id: UUID, *, registration: UUID, hours: UUID, staff: UUID, issued_by: UUID, at: datetime
) -> SigningLink:
    """A new link; those made before for the same hours stop working. The same `link_id` twice is one link."""
    earlier = db.session.get(SigningLink, link_id)
    if earlier is not None and (earlier.centre_id, earlier.hours) == (centre, hours):
        return earlier
    take_back(centre, hours, at)
    link = SigningLink(
        id=link_id,
        centre_id=centre,
        registration=registration,
        hours=hours,
        staff_id=staff,
        issued_by=issued_by,
        issued=at,
        expires=at + LASTS,
    )
    db.session.add(link)
    db.session.flush()
    return link


def link_named(link_id: UUID, *, lock: bool = False) -> SigningLink:
    """The link of this id, at whichever centre. `lock` holds it until the transaction ends. Raises LinkShut."""
    query = select(SigningLink).where(SigningLink.id == link_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise LinkShut("bad")
    return found


def links_for(centre: UUID, hours: Iterable[UUID]) -> dict[UUID, SigningLink]:
    """The latest link for each of these entries of hours that has one. One query."""
    query = (
        select(SigningLink)
        .where(SigningLink.centre_id == centre, SigningLink.hours.in_(list(hours)))
        .order_by(SigningLink.issued, SigningLink.id)
    )
    return {link.hours: link for link in db.session.scalars(query)}


def take_back(centre: UUID, hours: UUID, at: datetime) -> None:
    """Stop every link for these hours that was not used."""
    db.session.execute(
        update(SigningLink)
        .where(
            SigningLink.centre_id == centre,
            SigningLink.hours == hours,
            SigningLink.used.is_(None),
            SigningLink.taken_back.is_(None),
        )
        .values(taken_back=at)
    )


def became_of(link: SigningLink, at: datetime) -> LinkState:
    """What has become of a link at the time `at`."""
    return state_of(expires=link.expires, used=link.used, taken_back=link.taken_back, at=at)
