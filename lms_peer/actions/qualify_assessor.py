"""A trainer says which assessors are in training, and when one is qualified."""

from __future__ import annotations

from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.domain.refusals import OwnTraining
from lms_peer.people import training
from lms_peer.people.names import account_id_of


def say_in_training(acting: Acting, account: UUID, *, yes: bool) -> None:
    """Say that the assessor is in training, or qualified. What they decided before stays as it was.

    Raises OwnTraining (no one says it of themselves), NotFound for somebody who is no assessor here.
    """
    if account == account_id_of(acting.centre, acting.actor):
        raise OwnTraining
    training.set_in_training(acting.centre, account, yes)
