"""The tables of learning platforms: who they are, who comes from them, what they show, and what is sent to them.

Columns and their meaning only; questions and changes are in the modules beside. Every row says whose centre it is.
Nothing here is a secret, but a platform's `sub` stands for a person: it goes when the account goes.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import Enum, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, UtcDateTime, now

NAME_LENGTH = 200
TITLE_LENGTH = 500
ID_LENGTH = 255  # LTI 1.3 core, 5.3: ids have at most 255 ASCII characters
CLIENT_ID_LENGTH = 255
REFERENCE_LENGTH = 64  # of a course or a unit
ADDRESS_LENGTH = 2000


class PlatformState(StrEnum):
    """PENDING until the platform has shown that it works; OFF lets nobody in and sends nothing."""

    PENDING = "pending"
    ACTIVE = "active"
    OFF = "off"


class Shows(StrEnum):
    """What an activity in a course opens. HOME is the person's own first page."""

    HOME = "home"
    QUALIFICATION = "qualification"
    UNIT = "unit"
    HOURS = "hours"
    PORTFOLIO = "portfolio"


class GradeState(StrEnum):
    """WAITING is still to be sent or sent again; FAILED was given up, and a trainer can see why."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


def _words(kind: type[StrEnum]) -> Enum:
    return Enum(kind, native_enum=False, length=16, values_callable=lambda words: [word.value for word in words])


class Platform(Model):
    """One registration with a learning platform: an issuer and a client id, which belong to one centre.

    `auth_login_url`, `token_url` and `jwks_url` are the platform's; `audience` is what a token request names when it is
    not the token address (Canvas, Brightspace). `family` is the product's own code (`moodle`, `canvas`), or empty.
    `with_names` is whether the centre wants names and addresses from it; `staff_roles` whether an instructor of the
    platform is a trainer here. `made_by` has no foreign key: the platform stays when the person is erased.
    """

    __tablename__ = "lti_platform"
    __table_args__ = (UniqueConstraint("issuer", "client_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    issuer: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str] = mapped_column(String(CLIENT_ID_LENGTH))
    auth_login_url: Mapped[str] = mapped_column(Text)
    token_url: Mapped[str] = mapped_column(Text)
    jwks_url: Mapped[str] = mapped_column(Text)
    audience: Mapped[str | None] = mapped_column(Text)
    family: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[PlatformState] = mapped_column(_words(PlatformState), default=PlatformState.PENDING)
    with_names: Mapped[bool] = mapped_column(default=False)
    staff_roles: Mapped[bool] = mapped_column(default=False)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by: Mapped[UUID] = mapped_column(Uuid)
    last_launch: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Deployment(Model):
    """One place in a platform where the tool was put. A launch from any other is refused."""

    __tablename__ = "lti_deployment"
    __table_args__ = (UniqueConstraint("platform_id", "deployment_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    deployment_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class LtiUser(Model):
    """One person of a platform, by the platform's own opaque `sub`, and the account that they are here."""

    __tablename__ = "lti_user"
    __table_args__ = (UniqueConstraint("platform_id", "sub"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"))
    sub: Mapped[str] = mapped_column(String(ID_LENGTH))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_launch: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Context(Model):
    """One course of a platform. `cohort_id` is the cohort that its roster fills, when a trainer has said so.

    `memberships_url` and `line_items_url` are the services that the latest launch from it named.
    """

    __tablename__ = "lti_context"
    __table_args__ = (UniqueConstraint("deployment_id", "context_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"), index=True)
    deployment_id: Mapped[UUID] = mapped_column(ForeignKey("lti_deployment.id", ondelete="CASCADE"))
    context_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH), default="")
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort.id", ondelete="SET NULL"))
    memberships_url: Mapped[str | None] = mapped_column(Text)
    line_items_url: Mapped[str | None] = mapped_column(Text)
    synced: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sync_error: Mapped[str | None] = mapped_column(Text)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Member(Model):
    """One person on the roster of a course. `left` is when the roster said first that they are not there any more."""

    __tablename__ = "lti_member"

    context_id: Mapped[UUID] = mapped_column(ForeignKey("lti_context.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("lti_user.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    roles: Mapped[str] = mapped_column(String(200), default="")
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    left: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Placement(Model):
    """One activity in a course (a resource link), what it opens here, and where its mark is kept there.

    `qualification_slug` and `unit` name what a QUALIFICATION or UNIT shows. `line_item_url` is empty until the platform
    named one or it was found or made.
    """

    __tablename__ = "lti_placement"
    __table_args__ = (UniqueConstraint("context_id", "resource_link_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    platform_id: Mapped[UUID] = mapped_column(ForeignKey("lti_platform.id", ondelete="CASCADE"), index=True)
    context_id: Mapped[UUID] = mapped_column(ForeignKey("lti_context.id", ondelete="CASCADE"))
    resource_link_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    title: Mapped[str] = mapped_column(String(TITLE_LENGTH), default="")
    shows: Mapped[Shows] = mapped_column(_words(Shows), default=Shows.HOME)
    qualification_slug: Mapped[str | None] = mapped_column(String(REFERENCE_LENGTH))
    unit: Mapped[str | None] = mapped_column(String(REFERENCE_LENGTH))
    line_item_url: Mapped[str | None] = mapped_column(Text)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Grade(Model):
    """One mark on its way to a platform. `cause` is the fact that it tells of: told once for each activity and person.

    `score` is of `most`; `activity` and `grading` are AGS 2.0's activityProgress and gradingProgress. `at` is when what
    it speaks of happened: a platform keeps the latest. `attempts` counts failures.
    """

    __tablename__ = "lti_grade"
    __table_args__ = (
        UniqueConstraint("placement_id", "user_id", "cause"),
        Index("ix_lti_grade_due", "state", "next_attempt"),
    )

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), index=True)
    placement_id: Mapped[UUID] = mapped_column(ForeignKey("lti_placement.id", ondelete="CASCADE"))
    user_id: Mapped[UUID] = mapped_column(ForeignKey("lti_user.id", ondelete="CASCADE"), index=True)
    cause: Mapped[UUID] = mapped_column(Uuid)
    score: Mapped[float | None]
    most: Mapped[float] = mapped_column(default=100.0)
    activity: Mapped[str] = mapped_column(String(16))
    grading: Mapped[str] = mapped_column(String(16))
    comment: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[GradeState] = mapped_column(_words(GradeState), default=GradeState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_error: Mapped[str | None] = mapped_column(Text)
    sent: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Invitation(Model):
    """One address with which a platform may register itself, once. `token_hash` is a SHA-256; the token is not kept."""

    __tablename__ = "lti_invitation"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    with_names: Mapped[bool] = mapped_column(default=False)
    made: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    made_by: Mapped[UUID] = mapped_column(Uuid)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    used: Mapped[datetime | None] = mapped_column(UtcDateTime)
    platform_id: Mapped[UUID | None] = mapped_column(ForeignKey("lti_platform.id", ondelete="SET NULL"))


class Spent(Model):
    """Something that works once and was used: a launch's state with its nonce, or a ticket. Kept until it expires."""

    __tablename__ = "lti_spent"

    hashed: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
