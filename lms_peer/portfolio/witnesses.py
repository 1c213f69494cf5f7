"""A witness as a portfolio knows them: their line of the witness status list, and what they count as."""

from __future__ import annotations

from collections.abc import Iterable

from lms_peer.domain.facts import Actor
from lms_peer.people.models import Witness
from lms_peer.portfolio.speech import say


def listed_witness(listed: Iterable[Witness], actor: Actor) -> Witness | None:
    """The line of the witness status list that this actor is on."""
    return next((one for one in listed if actor.name in {str(one.id), str(one.account_id)}), None)


def witness_status(expert: bool) -> str:
    """What a witness counts as."""
    return say("Expert witness") if expert else say("Non-expert witness")
