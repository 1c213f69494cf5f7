"""Handing statements over in order: all at once, and in smaller lots where one of them is refused.

Decides what an answer means. Knows neither the database nor when to try again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass

from lms_peer.outbox.parcels import Parcel
from lms_peer.outbox.receiver import Answer, NoAnswer, Receiver, trouble
from lms_peer.xapi.sameness import same

# Answers about the statements themselves. Every other failure is about their system, or about our way to it.
CONFLICT = 409
ABOUT_THE_STATEMENT = frozenset({400, CONFLICT, 413, 422})


@dataclass(frozen=True, slots=True)
class Passed:
    """Everything up to this parcel is dealt with; `reason` says why this one was refused, None when it was taken."""

    parcel: Parcel
    reason: str | None = None


def hand_over(receiver: Receiver, parcels: Sequence[Parcel]) -> Iterator[Passed]:
    """Send parcels, in order, and tell after each lot how far it is. Raises NoAnswer; the rest was not sent then.

    Sending a statement again does no harm: a store keeps one statement under one id, and the same one is no conflict.
    """
    answer = receiver.say(parcels)
    if answer.taken:
        yield Passed(parcels[-1])
    elif answer.status not in ABOUT_THE_STATEMENT:
        raise NoAnswer(trouble(answer), answer.wait)
    elif len(parcels) == 1:
        yield Passed(parcels[0], _refused(receiver, parcels[0], answer))
    else:
        for lot in _smaller(parcels, answer):
            yield from hand_over(receiver, lot)


def _smaller(parcels: Sequence[Parcel], answer: Answer) -> list[Sequence[Parcel]]:
    """One by one when some are there already, else halves, until the refused one stands alone."""
    if answer.status == CONFLICT:
        return [[parcel] for parcel in parcels]
    half = len(parcels) // 2
    return [parcels[:half], parcels[half:]]


def _refused(receiver: Receiver, parcel: Parcel, answer: Answer) -> str | None:
    """Why one statement was refused; None when they hold this very statement already."""
    if answer.status != CONFLICT:
        return f"Their system refused it: {answer.words}"
    held = receiver.held(parcel.statement_id)
    if held is None:
        return f"Their system says it has this id already, and does not show the statement: {answer.words}"
    with suppress(KeyError, TypeError, ValueError, AttributeError):  # what they show may be no statement at all
        if same(held, json.loads(parcel.body)):
            return None
    return "Their system has a different statement under this id."
