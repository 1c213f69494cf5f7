"""How the sample centre's quality assurer plans: the first unit of everybody early, and later what else, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

from lms_peer.actions.plan_samples import plan_samples
from lms_peer.database import now
from lms_peer.demo import voices
from lms_peer.demo.acts import Telling
from lms_peer.demo.cast import Stage
from lms_peer.domain.qualification import Unit
from lms_peer.domain.uk import uk_day

LOOKS_AGAIN = 24  # days ago
_EARLY = 60  # days, to sample a first unit
# Which unit of a learner is planned for next, and within how many days: one of them has gone by. None: no sample.
_NEXT: dict[Stage, tuple[int, int | None]] = {
    Stage.NEARLY: (2, 14),
    Stage.PAUSED: (1, 60),
    Stage.HOURS_WAITING: (1, None),
    Stage.COMPLETE: (1, None),
}


def first_plan(telling: Telling) -> Iterator[timedelta]:
    """Soon after a learner began."""
    _plan(telling, telling.units[0], _EARLY, voices.PLANNED_EARLY)
    yield from ()


def later_plan(telling: Telling) -> Iterator[timedelta]:
    """Some weeks ago, for those who were far enough."""
    place, days = _NEXT.get(telling.part.stage, (len(telling.units), None))
    for unit in telling.units[place : place + 1]:
        _plan(telling, unit, days, voices.LEFT_OUT if days is None else voices.PLANNED_NEXT)
    yield from ()


def _plan(telling: Telling, unit: Unit, days: int | None, reason: str) -> None:
    by_day = None if days is None else uk_day(now()) + timedelta(days=days)
    plan_samples(telling.verifier, uuid4(), {telling.registration: [unit.reference]}, by_day=by_day, reason=reason)
