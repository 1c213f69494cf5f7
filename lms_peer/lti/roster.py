"""Who is in a platform's course (LTI Names and Role Provisioning Services 2.0), and what of it is written down here.

Asking writes nothing, and is done outside a transaction. What a platform says of people is kept as little as may be:
their opaque name, their roles in the course, and what they are called only when the centre wants names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import UUID

from sqlalchemy import select, update

from lms_peer.database import db, now
from lms_peer.domain.refusals import NotFound
from lms_peer.lti.connector import Connector, NotTaken
from lms_peer.lti.launch import line_of
from lms_peer.lti.tables import ID_LENGTH, Context, LtiUser, Member, Platform, PlatformState

SCOPES = ("https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",)
_ACCEPT = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
PAGE = 100
MOST_PEOPLE = 5000


@dataclass(frozen=True)
class Person:
    """One line of a roster. `name` is None when the platform keeps it back."""

    sub: str
    roles: frozenset[str]
    name: str | None = field(repr=False)


def people(connector: Connector, address: str) -> list[Person]:
    """Everybody who is active in a course. Raises NotTaken, PlatformUnreachable.

    A roster with nobody in it is refused: it would mark everybody as gone, and whoever asks is in the course.
    """
    found: dict[str, Person] = {}
    for page in connector.pages(_by_pages(address), SCOPES, _ACCEPT):
        found |= {one.sub: one for one in _persons(page)}
        if len(found) > MOST_PEOPLE:
            raise NotTaken(508, f"There are more than {MOST_PEOPLE:,} people in this course.")
    if not found:
        raise NotTaken(502, "The list of people is empty.")
    return list(found.values())


def _persons(page: Any) -> Iterator[Person]:
    """The people of one page. Raises NotTaken when it is no such page."""
    members = page.get("members") if isinstance(page, Mapping) else None
    if not isinstance(members, list):
        raise NotTaken(502, "The answer is not a list of people.")
    for one in members:
        sub = one.get("user_id") if isinstance(one, Mapping) else None
        sub = str(sub) if type(sub) is int else sub  # some write their number as one
        if not isinstance(sub, str) or not 0 < len(sub) <= ID_LENGTH or not sub.isprintable():
            continue
        if one.get("status", "Active") != "Active":
            continue
        roles = one.get("roles") if isinstance(one.get("roles"), list) else []
        yield Person(sub, frozenset(role for role in roles if isinstance(role, str)), _name(one))


def _name(said: Mapping[str, Any]) -> str | None:
    parts = [said.get(part) for part in ("given_name", "family_name")]
    return line_of(said.get("name") or " ".join(part for part in parts if isinstance(part, str))) or None


def _by_pages(address: str) -> str:
    """The address that answers page by page (2.4.2)."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if "limit" not in dict(query):
        query.append(("limit", str(PAGE)))
    return urlunsplit(parts._replace(query=urlencode(query)))


# --- what is written down ---------------------------------------------------------------------------------------


def course(centre: UUID, course_id: UUID) -> Context:
    """One course of a platform of this centre. Raises NotFound."""
    found = db.session.scalar(select(Context).where(Context.id == course_id, Context.centre_id == centre))
    if found is None:
        raise NotFound("course on a learning platform")
    return found


class CourseLine(NamedTuple):
    """One course in the list of a centre's."""

    course: Context
    platform: str


def courses(centre: UUID) -> list[CourseLine]:
    """Every course that somebody came from, by platform and title. One query."""
    query = (
        select(Context, Platform.name)
        .join(Platform, Platform.id == Context.platform_id)
        .where(Context.centre_id == centre)
        .order_by(Platform.name, Context.title, Context.id)
    )
    return [CourseLine(*row) for row in db.session.execute(query)]


def with_cohort() -> list[tuple[UUID, UUID]]:
    """Each course whose roster fills a cohort, with its centre; none of a platform that is off."""
    query = (
        select(Context.id, Context.centre_id)
        .join(Platform, Platform.id == Context.platform_id)
        .where(
            Context.cohort_id.is_not(None),
            Context.memberships_url.is_not(None),
            Platform.state != PlatformState.OFF,
        )
    )
    return [(course_id, centre) for course_id, centre in db.session.execute(query)]


class Listed(NamedTuple):
    """One person of a course: who they are here, their roles there, and when they left it."""

    account: UUID
    roles: str
    since: datetime
    left: datetime | None


def members(course_id: UUID) -> list[Listed]:
    """Everybody who is or was in the course, those who are first. One query."""
    query = (
        select(LtiUser.account_id, Member.roles, Member.since, Member.left)
        .join(LtiUser, LtiUser.id == Member.user_id)
        .where(Member.context_id == course_id)
        .order_by(Member.left.is_not(None), Member.since, Member.user_id)
    )
    return [Listed(*row) for row in db.session.execute(query)]


def mark_leavers(course_id: UUID, there: Collection[str]) -> int:
    """Mark everybody whose opaque name is not among those `there` as gone; answers how many were not yet."""
    query = (
        select(Member.user_id, LtiUser.sub)
        .join(LtiUser, LtiUser.id == Member.user_id)
        .where(Member.context_id == course_id, Member.left.is_(None))
    )
    gone = [user for user, sub in db.session.execute(query) if sub not in there]
    left = update(Member).where(Member.context_id == course_id, Member.user_id.in_(gone))
    if gone:
        db.session.execute(left.values(left=now()))
    return len(gone)
