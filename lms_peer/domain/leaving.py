"""Who may be said to have left a centre."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role

WORKING = frozenset(Role) - {Role.LEARNER}


@dataclass
class LastTrainer(Refusal):
    """Without this person the centre would have no trainer, and nobody who could say who works there."""


def require_may_leave(account: UUID, trainers: Collection[UUID]) -> None:
    """Raises LastTrainer when nobody else of the centre's `trainers` stays."""
    if set(trainers) == {account}:
        raise LastTrainer
