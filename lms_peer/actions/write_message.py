"""A learner asks their trainer, or replies to what an assessor said; the team answers. Nothing here goes on record."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from lms_peer import messages, progress
from lms_peer.actions.record import Acting
from lms_peer.domain import evidence as evidence_rules
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.messages import Thread
from lms_peer.people.names import account_id_of


def ask_trainer(acting: Acting, registration: UUID, submission: UUID, *, subject: str, text: str) -> Thread:
    """The learner asks something new. Raises NotFound for someone else's record, Missing, TooLong, AlreadySaid."""
    _own(acting, registration)
    asked = messages.begin(acting.centre, registration, submission, subject=subject)
    messages.say(asked, submission, by=_account(acting), role=Role.LEARNER, text=text)
    return asked


def reply_to_feedback(
    acting: Acting, registration: UUID, submission: UUID, *, evidence: UUID, title: str, text: str
) -> Thread:
    """The learner says something about feedback on their evidence, called `title`.

    Raises NotFound for someone else's evidence and for evidence without feedback, Missing, TooLong, AlreadySaid.
    """
    _own(acting, registration)
    if not evidence_rules.find(progress.standing(acting.centre, registration), evidence).verdicts:
        raise NotFound("feedback")
    there = messages.begin(acting.centre, registration, evidence, subject=title, evidence=evidence)
    messages.say(there, submission, by=_account(acting), role=Role.LEARNER, text=text)
    return there


def say_more(acting: Acting, registration: UUID, submission: UUID, *, thread: UUID, text: str) -> Thread:
    """The learner goes on in a thread of theirs. Raises NotFound, Missing, TooLong, AlreadySaid."""
    _own(acting, registration)
    there = messages.thread(acting.centre, thread, registration)
    messages.say(there, submission, by=_account(acting), role=Role.LEARNER, text=text)
    return there


def have_read(acting: Acting, registration: UUID, *, thread: UUID, seen: UUID) -> bool:
    """The learner has read all up to the message `seen`. False when more was said since. Raises NotFound."""
    _own(acting, registration)
    return messages.settle(messages.thread(acting.centre, thread, registration), by_learner=True, seen=seen)


def thread_for(acting: Acting, thread: UUID, roles: Collection[Role]) -> tuple[Thread, Role]:
    """A thread that holders of these roles may read and answer, and the role they do it in.

    Questions are for trainers only: a learner may want to ask about their assessor. Raises NotFound.
    """
    there = messages.thread(acting.centre, thread)
    role = Role.ASSESSOR if there.evidence else Role.TRAINER
    if role not in roles:
        raise NotFound("question")
    return there, role


def answer_learner(
    acting: Acting, submission: UUID, *, thread: UUID, roles: Collection[Role], text: str
) -> Thread:
    """Someone on the team answers. Raises NotFound, Missing, TooLong, AlreadySaid."""
    there, role = thread_for(acting, thread, roles)
    messages.say(there, submission, by=_account(acting), role=role, text=text)
    return there


def needs_no_answer(acting: Acting, *, thread: UUID, roles: Collection[Role], seen: UUID) -> bool:
    """Someone on the team finds that the message `seen`, the last one, needs no answer.

    False when more was said since. Raises NotFound.
    """
    there, _ = thread_for(acting, thread, roles)
    return messages.settle(there, by_learner=False, seen=seen)


def _own(acting: Acting, registration: UUID) -> None:
    if progress.standing(acting.centre, registration).learner != acting.actor:
        raise NotFound("learner's record")


def _account(acting: Acting) -> UUID:
    account = account_id_of(acting.centre, acting.actor)
    if account is None:
        raise NotFound("account")
    return account
