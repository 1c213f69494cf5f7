"""The tables of people. Columns and their meaning only; questions and changes are in the modules beside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from flask_security import UserMixin
from sqlalchemy import JSON, BigInteger, Enum, ForeignKey, Index, String, Text, UniqueConstraint, Uuid
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms_peer.database import Model, UtcDateTime, now
from lms_peer.domain.roles import Role
from lms_peer.people.signing import Passkey

NAME_LENGTH = 200
SLUG_LENGTH = 64
KEY_LENGTH = 64
ROLE = Enum(Role, native_enum=False, length=16, values_callable=lambda roles: [role.value for role in roles])


class Centre(Model):
    """A place approved to teach and assess. `number` is the awarding body's centre number, as they write it.

    `issuer` is the address that vouches for its people in statements: what the service was called when it began.
    """

    __tablename__ = "centre"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    number: Mapped[str | None] = mapped_column(String(64))
    issuer: Mapped[str] = mapped_column(Text, default=lambda: current_app.config["LMS_PEER_ISSUER"])
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Account(Model, UserMixin):
    """One person who signs in. The account's id, as a string, is the opaque name that statements use.

    `username` and `email` are kept in lower case. `fs_uniquifier` is what a session holds: a new one signs the
    person out everywhere. `tf_…` and `mf_…` are a second step of signing in, as Flask-Security names them: secrets are
    encrypted with the service's own. `reminders` is whether they want e-mail when something waits for them.
    `language` is what they want their pages in, as BCP 47 names it; None for what their browser asks for.
    """

    __tablename__ = "account"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    username: Mapped[str | None] = mapped_column(String(64), unique=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    password: Mapped[str | None] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid4().hex)
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    tf_primary_method: Mapped[str | None] = mapped_column(String(16))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    tf_last_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(JSON(none_as_null=True)))
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)
    reminders: Mapped[bool] = mapped_column(default=True)
    reminded: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str | None] = mapped_column(String(8))

    webauthn: Mapped[list[Passkey]] = relationship(cascade="all, delete-orphan", passive_deletes=True)

    @property
    def roles(self) -> list[Any]:
        """None that hold everywhere: a role is held at one centre, see Membership."""
        return []

    @property
    def has_second_step(self) -> bool:
        """True when a password alone does not sign the person in: there is an app with codes, or a passkey."""
        return bool(self.tf_primary_method and self.tf_totp_secret) or bool(self.webauthn)

    def calc_username(self) -> str:
        """What an authenticator app and a passkey call the account."""
        return self.username or self.email or self.name


class Membership(Model):
    """One role that an account holds at one centre. `ended` keeps the names of people who have left.

    `until` is the last day on which it lets them in, None for no end: see `people.holding`.
    """

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_centre_role", "centre_id", "role"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(ROLE, primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended: Mapped[datetime | None] = mapped_column(UtcDateTime)
    until: Mapped[date | None]


class Learner(Model):
    """What an awarding body asks about a learner: the legal name, the Unique Learner Number, their own number."""

    __tablename__ = "learner"
    __table_args__ = (UniqueConstraint("centre_id", "uln"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    legal_name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    uln: Mapped[str | None] = mapped_column(String(10))
    awarding_body_number: Mapped[str | None] = mapped_column(String(64))


class Cohort(Model):
    """Learners who take one qualification together."""

    __tablename__ = "cohort"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), index=True)
    title: Mapped[str] = mapped_column(String(NAME_LENGTH))
    qualification_slug: Mapped[str] = mapped_column(String(SLUG_LENGTH))
    starts: Mapped[date]
    ends: Mapped[date | None]


class Enrolment(Model):
    """Whose record a registration is.

    No foreign key to the account: the registration and its opaque actor outlive the erased person.
    """

    __tablename__ = "enrolment"
    __table_args__ = (Index("ix_enrolment_centre_account", "centre_id", "account_id"),)

    registration: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    account_id: Mapped[UUID] = mapped_column(Uuid)
    cohort_id: Mapped[UUID | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    qualification_slug: Mapped[str] = mapped_column(String(SLUG_LENGTH))
    qualification_version: Mapped[str] = mapped_column(String(32))
    specification: Mapped[str] = mapped_column(String(64))


class Allocation(Model):
    """Who looks after a learner's record: their assessor, trainer or internal quality assurer."""

    __tablename__ = "allocation"

    registration: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.registration", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[Role] = mapped_column(ROLE, primary_key=True)


class RecordReading(Model):
    """A visitor opened something of a record. `what` is the page or file, `part` which one where there are several.

    `by` has no foreign key: that somebody read stays known when they are erased. No registration: of every record.
    """

    __tablename__ = "record_reading"
    __table_args__ = (Index("ix_record_reading_centre", "centre_id", "at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    registration: Mapped[UUID | None] = mapped_column(
        ForeignKey("enrolment.registration", ondelete="CASCADE"), index=True
    )
    by: Mapped[UUID] = mapped_column(Uuid)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    what: Mapped[str] = mapped_column(String(32))
    part: Mapped[str] = mapped_column(String(64), default="")


class AssessorScope(Model):
    """One unit that an assessor is approved for. No rows for a qualification means all of its units."""

    __tablename__ = "assessor_scope"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    qualification_slug: Mapped[str] = mapped_column(String(SLUG_LENGTH), primary_key=True)
    unit: Mapped[str] = mapped_column(String(64), primary_key=True)


class Interest(Model):
    """An assessor declared a conflict of interest in a learner (Ofqual Condition A4)."""

    __tablename__ = "interest"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    declared: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Witness(Model):
    """One line of a learner's witness status list. The id, as a string, is the witness's opaque name."""

    __tablename__ = "witness"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    registration: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.registration", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    occupation: Mapped[str] = mapped_column(String(NAME_LENGTH))
    expert: Mapped[bool]
    relationship: Mapped[str] = mapped_column(Text)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"))
    added: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class XapiClient(Model):
    """A system that may speak to the centre's Learning Record Store, known to people as a connected system.

    `secret_hash` is the SHA-256 of its secret, in hex; the secret itself is kept nowhere. `authority` is the agent, as
    JSON, that vouches for what it says: written once, so that it stays the same when the service moves. `scopes` are
    separated by spaces. `created_by` has no foreign key: the system stays when the person is erased.
    """

    __tablename__ = "client"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH), unique=True)
    secret_hash: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[str] = mapped_column(String(200))
    authority: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    created_by: Mapped[UUID] = mapped_column(Uuid)
    revoked: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_used: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AssessorInTraining(Model):
    """An assessor who is not qualified yet: what they decide counts once a qualified one has countersigned it."""

    __tablename__ = "assessor_in_training"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Phrase(Model):
    """Feedback that an assessor keeps to use again. It is theirs alone, and no part of any record."""

    __tablename__ = "phrase"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    text: Mapped[str] = mapped_column(Text)
    added: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class SigningLink(Model):
    """A way for one member of staff to answer one entry of hours, once, without signing in.

    `issued_by` has no foreign key: who made it stays known when the person is erased.
    """

    __tablename__ = "signing_link"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"))
    registration: Mapped[UUID] = mapped_column(
        ForeignKey("enrolment.registration", ondelete="CASCADE"), index=True
    )
    hours: Mapped[UUID] = mapped_column(Uuid)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    issued_by: Mapped[UUID] = mapped_column(Uuid)
    issued: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires: Mapped[datetime] = mapped_column(UtcDateTime)
    used: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarAddress(Model):
    """An assessor reads their observations in a calendar. A higher `number` shuts every address given before."""

    __tablename__ = "calendar_address"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    number: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ActorName(Model):
    """A name that a learning platform has for an account, as statements say it: who vouches (`issuer`) and `name`.

    A name stands for one account of a centre. `own` is true for the one that our own statements about the account use,
    which never changes: people whom a launch brought have one. Others are names by which to know them again.
    """

    __tablename__ = "actor_name"

    centre_id: Mapped[UUID] = mapped_column(ForeignKey("centre.id"), primary_key=True)
    issuer: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(String(255), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    own: Mapped[bool]
