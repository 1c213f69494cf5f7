"""A trainer makes a link by which a member of staff answers one entry of hours, and that person answers by it, once.

The link stands for the member of staff named on the hours and for nobody else. Who made it is in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms_peer import progress
from lms_peer.actions.log_hours import countersign_hours, refuse_hours
from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain import hours as rules
from lms_peer.domain.facts import HoursCountersigned, HoursRefused
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.signing_links import require_open
from lms_peer.domain.standing import HoursStanding, Standing
from lms_peer.people import signing_links
from lms_peer.people.models import SigningLink
from lms_peer.people.names import account_ids_of, actor_of


@dataclass(frozen=True)
class Opened:
    """A link that works, with the record and the hours it is for."""

    link: SigningLink
    standing: Standing
    entry: HoursStanding


def make_link(acting: Acting, registration: UUID, link_id: UUID, *, hours: UUID) -> SigningLink:
    """A link for whoever is named on the hours; those made before stop working.

    Raises what `hours.require_answerable` refuses, and NotFound for staff who are no longer here.
    """
    standing = progress.standing(acting.centre, registration, lock=True)  # the same form waits here for its twin
    staff = rules.find(standing, hours).logged.staff
    rules.require_answerable(standing, staff, hours, link_from=acting.actor)
    found = account_ids_of(acting.centre, [staff, acting.actor])
    account, issued_by = found[staff], found[acting.actor]
    if account is None or issued_by is None:
        raise NotFound("member of staff")
    return signing_links.add_link(
        acting.centre,
        link_id,
        registration=registration,
        hours=hours,
        staff=account,
        issued_by=issued_by,
        at=now(),
    )


def take_link_back(acting: Acting, registration: UUID, *, hours: UUID) -> None:
    """Stop the links for these hours. Raises NotFound."""
    rules.find(progress.standing(acting.centre, registration), hours)
    signing_links.take_back(acting.centre, hours, now())


def open_link(link_id: UUID, *, lock: bool = False) -> Opened:
    """What the link is for, if it works now. Raises LinkShut."""
    link = signing_links.link_named(link_id, lock=lock)
    standing = progress.standing(link.centre_id, link.registration)
    entry = rules.find(standing, link.hours)
    require_open(signing_links.became_of(link, now()), entry)
    return Opened(link, standing, entry)


def answer_by_link(
    link_id: UUID, submission: UUID, *, right: bool, reason: str
) -> HoursCountersigned | HoursRefused:
    """Say as the member of staff whether the hours are right, and use the link up.

    Raises LinkShut, and what `hours.countersign` and `hours.refuse` refuse.
    """
    link = open_link(link_id, lock=True).link
    issuer = workplace().config.issuer
    acting = Acting(link.centre_id, actor_of(issuer, link.staff_id))
    maker = actor_of(issuer, link.issued_by)
    link.used = now()
    if right:
        return countersign_hours(acting, link.registration, submission, hours=link.hours, link_from=maker)
    return refuse_hours(acting, link.registration, submission, hours=link.hours, reason=reason, link_from=maker)
