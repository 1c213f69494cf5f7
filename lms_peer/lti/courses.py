"""What a launch tells of a platform's courses: the course, the activity in it, who is there, and which services it has.

Rows only, in the caller's transaction. Each launch says it anew, so that addresses which moved are known again.

What an activity shows stands in its custom parameters, as deep linking put it there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from lms_peer.database import Base, db
from lms_peer.lti.deep_linking import target_of
from lms_peer.lti.launch import Launch
from lms_peer.lti.platforms import may_be_an_address
from lms_peer.lti.tables import Context, Deployment, LtiUser, Member, Placement

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
_ROLES_LENGTH = 200

Row = TypeVar("Row", bound=Base)


def user_of(platform_id: UUID, sub: str) -> LtiUser | None:
    """Who this person of a platform is here, or None when they never came."""
    return db.session.scalar(select(LtiUser).where(LtiUser.platform_id == platform_id, LtiUser.sub == sub))


def users_of(platform_id: UUID) -> list[LtiUser]:
    """Everybody who came from a platform."""
    return list(db.session.scalars(select(LtiUser).where(LtiUser.platform_id == platform_id)))


def add_user(centre: UUID, platform_id: UUID, sub: str, account: UUID) -> LtiUser:
    """Somebody who comes for the first time."""
    user = LtiUser(centre_id=centre, platform_id=platform_id, sub=sub, account_id=account)
    db.session.add(user)
    db.session.flush()
    return user


def note_course(launch: Launch, deployment: Deployment) -> Context | None:
    """The course that a launch comes from, as it is now; None when it comes from none."""
    if not launch.context_id:
        return None
    own = {"deployment_id": deployment.id, "context_id": launch.context_id}
    course = _one(
        select(Context).filter_by(**own),
        Context(centre_id=deployment.centre_id, platform_id=deployment.platform_id, **own),
    )
    course.title = launch.context_title or course.title or ""
    course.memberships_url = _address(launch.claims, NRPS, "context_memberships_url") or course.memberships_url
    course.line_items_url = _address(launch.claims, AGS, "lineitems") or course.line_items_url
    db.session.flush()
    return course


def note_activity(launch: Launch, course: Context) -> Placement | None:
    """The activity that a launch opens, as it is now; None when it opens none."""
    if not launch.resource_link_id:
        return None
    own = {"context_id": course.id, "resource_link_id": launch.resource_link_id}
    activity = _one(
        select(Placement).filter_by(**own),
        Placement(centre_id=course.centre_id, platform_id=course.platform_id, **own),
    )
    activity.title = launch.resource_link_title or activity.title or ""
    target = target_of(launch.custom)
    activity.shows, activity.qualification_slug, activity.unit = target.shows, target.slug, target.unit
    activity.line_item_url = _address(launch.claims, AGS, "lineitem") or activity.line_item_url
    db.session.flush()
    return activity


def note_member(course: Context, user: LtiUser, roles: Iterable[str]) -> Member:
    """Somebody is in the course: they came from it, or its roster names them. Roles are kept by their last word."""
    own = {"context_id": course.id, "user_id": user.id}
    member = _one(select(Member).filter_by(**own), Member(centre_id=course.centre_id, **own))
    member.roles = short_roles(roles)
    member.left = None
    db.session.flush()
    return member


def short_roles(roles: Iterable[str]) -> str:
    """Roles as a roster keeps them: the last word of each, in order, with spaces between."""
    said = (role for role in roles if role.isprintable() and ("membership" in role or "#" not in role))
    words = sorted({role.rpartition("#")[2] for role in said})
    return " ".join(words)[:_ROLES_LENGTH]


def _one(query: Select[Any], fresh: Row) -> Row:
    """The row that is there, or the new one. Of two who bring it at once, both get the same."""
    found: Row | None = db.session.scalar(query)
    if found is None:
        try:
            with db.session.begin_nested():
                db.session.add(fresh)
        except IntegrityError:
            found = db.session.scalars(query).one()
    return found or fresh


def _address(claims: Mapping[str, Any], claim: str, name: str) -> str | None:
    said = claims.get(claim)
    found = said.get(name) if isinstance(said, dict) else None
    return found if isinstance(found, str) and may_be_an_address(found) else None
