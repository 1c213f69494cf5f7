"""What the sample people write to each other: a question with its answer, one that waits, and a reply to feedback."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from lms_peer import progress
from lms_peer.actions.write_message import answer_learner, ask_trainer, reply_to_feedback
from lms_peer.database import pretend
from lms_peer.demo.acts import Telling, at_hour
from lms_peer.domain.roles import Role

_ANSWERED = (
    "The bus on Fridays",
    "My bus gets in at ten past nine on Fridays. Is it all right if I start a bit later?",
    "Yes. Start at half past nine on Fridays. I have told Sam. Thank you for asking first.",
)
_WAITING = ("Which form for my hours?", "I did two hours on the phone desk. Do they count, or only visits?")
_REPLY = "Thank you. I am not sure what a real time means. Can it be the talk I had with B last week?"


def write_to_each_other(tellings: Iterable[Telling]) -> None:
    """Let the sample people write. Who is not there says nothing."""
    by_name = {one.part.username: one for one in tellings}
    if nat := by_name.get("nat"):
        _ask(nat, *_ANSWERED, at_hour(10, 2))
    if max_ := by_name.get("max"):
        _ask(max_, *_WAITING, "", at_hour(15, 1))
    if ash := by_name.get("ash"):
        _reply(ash, at_hour(13))


def _ask(telling: Telling, subject: str, question: str, answer: str, at: datetime) -> None:
    with pretend(at):
        thread = ask_trainer(telling.learner, telling.registration, uuid4(), subject=subject, text=question)
    if answer:
        with pretend(at + timedelta(hours=5)):
            answer_learner(telling.trainer, uuid4(), thread=thread.id, roles={Role.TRAINER}, text=answer)


def _reply(telling: Telling, at: datetime) -> None:
    """About the last piece of evidence that was sent back."""
    standing = progress.standing(telling.learner.centre, telling.registration)
    back = [piece for piece in standing.evidence.values() if piece.referred_back and not piece.replaced_by]
    if back:
        with pretend(at):
            reply_to_feedback(
                telling.learner,
                telling.registration,
                uuid4(),
                evidence=back[-1].id,
                title="My first meeting with a client",
                text=_REPLY,
            )
