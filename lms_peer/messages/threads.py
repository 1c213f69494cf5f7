"""Threads: beginning one, saying something in it, and who waits for whom.

A thread without evidence is a question to the trainers; one that hangs on evidence is for the assessors. Each is for
those of them who look after the record, or for all at the centre when nobody does.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, delete, func, or_, select

from lms_peer.database import db, now
from lms_peer.domain.refusals import AlreadySaid, NotFound
from lms_peer.domain.roles import Role
from lms_peer.messages.tables import Message, Thread
from lms_peer.people.models import NAME_LENGTH, Allocation, Enrolment
from lms_peer.people.words import required

SUBJECT_LENGTH = NAME_LENGTH
TEXT_LENGTH = 5_000
PAGE = 50

# Asked by the first page of every learner, so put together once.
_UNREAD = (
    select(Thread)
    .where(
        Thread.centre_id == bindparam("centre"),
        Thread.registration == bindparam("registration"),
        Thread.learner_waits,
    )
    .order_by(Thread.last_at, Thread.id)
)


class Listed(NamedTuple):
    """One thread in a list, and the account of the learner whose it is."""

    thread: Thread
    learner: UUID


def begin(
    centre: UUID, registration: UUID, thread_id: UUID, *, subject: str, evidence: UUID | None = None
) -> Thread:
    """A new thread without a word in it yet; one that is there already is answered as it is.

    Raises Missing and TooLong (subject), and AlreadySaid when the id belongs to another record's thread.
    """
    there = db.session.get(Thread, thread_id)
    if there is None:
        there = Thread(
            id=thread_id,
            centre_id=centre,
            registration=registration,
            evidence=evidence,
            subject=required("subject", subject, SUBJECT_LENGTH),
        )
        db.session.add(there)
        db.session.flush()
    if (there.centre_id, there.registration) != (centre, registration):
        raise AlreadySaid(thread_id)
    return there


def say(thread: Thread, message_id: UUID, *, by: UUID, role: Role, text: str) -> Message:
    """Add a message. What the learner says waits for the team, and what the team says for the learner.

    The same message sent twice is kept once. Raises Missing and TooLong (text), and AlreadySaid when another message
    has this id.
    """
    said = required("text", text, TEXT_LENGTH)
    earlier = db.session.get(Message, message_id)
    if earlier is not None:
        if (earlier.thread_id, earlier.by, earlier.text) != (thread.id, by, said):
            raise AlreadySaid(message_id)
        return earlier
    message = Message(id=message_id, thread_id=thread.id, by=by, role=role, text=said, sent=now())
    thread.messages.append(message)
    thread.last_at = message.sent
    thread.team_waits = role is Role.LEARNER
    thread.learner_waits = not thread.team_waits
    db.session.flush()
    return message


def settle(thread: Thread, *, by_learner: bool, seen: UUID) -> bool:
    """The learner has read the answer, or the team finds that no answer is needed.

    Answers False, and settles nothing, when more was said since the message `seen`.
    """
    if thread.messages[-1].id != seen:
        return False
    if by_learner:
        thread.learner_waits = False
    else:
        thread.team_waits = False
    db.session.flush()
    return True


def thread(centre: UUID, thread_id: UUID, registration: UUID | None = None) -> Thread:
    """A thread of this centre, and of this registration if one is named. Raises NotFound."""
    found = db.session.get(Thread, thread_id)
    if found is None or found.centre_id != centre or registration not in (None, found.registration):
        raise NotFound("question")
    return found


def about_evidence(centre: UUID, evidence: UUID) -> Thread | None:
    """What was said about a piece of evidence, or None."""
    found = db.session.get(Thread, evidence)
    return found if found is not None and found.centre_id == centre else None


def own(centre: UUID, registration: UUID) -> Sequence[Thread]:
    """Everything that was asked and said on one record: what the learner has not read first, then the latest."""
    query = select(Thread).where(Thread.centre_id == centre, Thread.registration == registration)
    return db.session.scalars(query.order_by(Thread.learner_waits.desc(), Thread.last_at.desc())).all()


def unread(centre: UUID, registration: UUID) -> Sequence[Thread]:
    """The threads of a record that hold an answer which the learner has not read, the oldest first."""
    return db.session.scalars(_UNREAD, {"centre": centre, "registration": registration}).all()


def for_team(
    centre: UUID,
    account: UUID,
    roles: Collection[Role],
    *,
    waiting: bool,
    everyone: bool = False,
    skip: int = 0,
    limit: int = PAGE,
) -> list[Listed]:
    """Threads that someone on the team answers: those that wait, the longest first, or the others, the latest first.

    `everyone`: also those of learners whom others look after.
    """
    order = (Thread.last_at, Thread.id) if waiting else (Thread.last_at.desc(), Thread.id)
    query = _for_team(select(Thread, Enrolment.account_id), centre, account, roles, waiting, everyone)
    rows = db.session.execute(query.order_by(*order).offset(skip).limit(limit)).all()
    return [Listed(thread_, learner) for thread_, learner in rows]


def count_for_team(centre: UUID, account: UUID, roles: Collection[Role]) -> int:
    """How many threads wait for an answer of this person."""
    about = {"centre": centre, "account": account}
    return db.session.scalar(_counting_for_team(frozenset(roles)), about) or 0


@cache
def _counting_for_team(roles: frozenset[Role]) -> Select[int]:
    """Asked by the first page of everybody on the team, so put together once."""
    count = select(func.count()).select_from(Thread)
    return _for_team(count, bindparam("centre"), bindparam("account"), roles, True, False)


def erase(centre: UUID, registration: UUID) -> None:
    """Forget everything that was asked and said on one record."""
    db.session.execute(delete(Thread).where(Thread.centre_id == centre, Thread.registration == registration))
    db.session.expire_all()


def _for_team(
    query: Select[*tuple[Any, ...]],
    centre: UUID | BindParameter[UUID],
    account: UUID | BindParameter[UUID],
    roles: Collection[Role],
    waiting: bool,
    everyone: bool,
) -> Select[*tuple[Any, ...]]:
    kinds = {Role.TRAINER: Thread.evidence.is_(None), Role.ASSESSOR: Thread.evidence.is_not(None)}
    mine = [
        kind & (True if everyone else _looked_after(account, role))
        for role, kind in kinds.items()
        if role in roles
    ]
    return query.join(Enrolment, Enrolment.registration == Thread.registration).where(
        Thread.centre_id == centre, Thread.team_waits.is_(waiting), or_(False, *mine)
    )


def _looked_after(account: UUID | BindParameter[UUID], role: Role) -> ColumnElement[bool]:
    """The record is looked after by this person in this role, or by nobody."""
    anyone = select(Allocation.registration).where(
        Allocation.registration == Thread.registration, Allocation.role == role
    )
    return or_(anyone.where(Allocation.account_id == account).exists(), and_(~anyone.exists()))
