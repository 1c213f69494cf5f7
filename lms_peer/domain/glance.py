"""What a list shows of a registration, small enough to read for a whole cohort at once.

Pure: made from a standing, and from nothing else. Decides nothing: how it goes is for `pace`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from lms_peer.domain.facts import (
    Actor,
    CancelReason,
    Document,
    ObservationCancelled,
    ObservationRebooked,
    RegistrationResumed,
)
from lms_peer.domain.following import last_heard
from lms_peer.domain.standing import HoursStatus, ObservationStanding, ObservationStatus, Standing, Status
from lms_peer.domain.waiting import Wait, Waiting, waiting


@dataclass(frozen=True)
class Stop:
    """A time that does not count: from `began` until `ended`, or until now. `regime`: the place did not allow it."""

    began: datetime
    ended: datetime | None
    regime: bool = False


@dataclass(frozen=True)
class Counted:
    """How much of one kind waits for one person, and since when the oldest of it does."""

    wait: Wait
    on: Actor | None
    since: datetime
    number: int


@dataclass(frozen=True)
class Glance:
    """How far one registration is.

    `heard` is when the learner was last heard from, `signed_off` maps each unit to the time of its sign-off,
    `minutes` each kind of hours to what was countersigned and `unsigned` to what waits to be; `sent_back` counts the
    pieces of evidence that the learner has to send again; `waits` is everything that waits, the oldest first, without
    the samples that are planned: they hold nobody up.
    """

    registered: datetime
    specification: Document
    optional_units: tuple[str, ...]
    status: Status
    changed: datetime
    heard: datetime
    stops: tuple[Stop, ...]
    signed_off: dict[str, datetime]
    minutes: dict[str, int]
    unsigned: dict[str, int]
    sent_back: int
    waits: tuple[Counted, ...]
    portfolios: int

    @property
    def held_up(self) -> bool:
        """True while an observation that the place did not allow is waiting for another day."""
        return any(stop.regime and stop.ended is None for stop in self.stops)

    @property
    def silent_since(self) -> datetime | None:
        """From when on it counts that nothing is heard: anew when a stop ends, and not while one lasts (None)."""
        moments = [self.heard]
        for stop in self.stops:
            if stop.ended is None:
                return None
            moments.append(stop.ended)
        return max(moments)


def glance(standing: Standing) -> Glance:
    """The registration at a glance."""
    waits = [one for one in waiting(standing) if one.wait is not Wait.SAMPLE_UNIT]
    return Glance(
        registered=standing.registered.at,
        specification=standing.registered.specification,
        optional_units=standing.optional_units,
        status=standing.status,
        changed=standing.changes[-1].at if standing.changes else standing.registered.at,
        heard=last_heard(standing),
        stops=(*_pauses(standing), *_prevented(standing)),
        signed_off={unit: fact.at for unit, fact in standing.sign_offs.items()},
        minutes=_minutes(standing, HoursStatus.COUNTERSIGNED),
        unsigned=_minutes(standing, HoursStatus.WAITING),
        sent_back=sum(one.wait is Wait.SEND_AGAIN for one in waits),
        waits=tuple(_counted(waits)),
        portfolios=len(standing.portfolios),
    )


def _counted(waits: Iterable[Waiting]) -> Iterator[Counted]:
    alike: dict[tuple[Wait, Actor | None], list[Waiting]] = {}
    for one in waits:
        alike.setdefault((one.wait, one.on), []).append(one)
    for (wait, on), some in alike.items():
        yield Counted(wait, on, some[0].since, len(some))


def _minutes(standing: Standing, status: HoursStatus) -> dict[str, int]:
    counted: dict[str, int] = {}
    for entry in standing.hours.values():
        if entry.status is status:
            counted[entry.logged.kind] = counted.get(entry.logged.kind, 0) + entry.logged.minutes
    return counted


def _pauses(standing: Standing) -> Iterator[Stop]:
    began: datetime | None = None
    for change in standing.changes:
        if not isinstance(change, RegistrationResumed):
            began = began or change.at
        elif began is not None:
            yield Stop(began, change.at)
            began = None
    if began is not None and standing.status is not Status.COMPLETED:
        yield Stop(began, None)


def _prevented(standing: Standing) -> Iterator[Stop]:
    for observation in standing.observations.values():
        yield from _stops_of(standing, observation)


def _stops_of(standing: Standing, observation: ObservationStanding) -> Iterator[Stop]:
    """Each time that the place did not allow the observation, until the day that was agreed instead."""
    due = observation.planned.due
    began: datetime | None = None
    for change in observation.changes:
        if isinstance(change, ObservationRebooked):
            due = change.due
            if began is not None:
                yield Stop(began, max(began, due), regime=True)
                began = None
        elif isinstance(change, ObservationCancelled) and change.reason is CancelReason.REGIME:
            began = began or min(due, change.at)
    if began is not None:
        yield Stop(began, _not_needed_since(standing, observation), regime=True)


def _not_needed_since(standing: Standing, observation: ObservationStanding) -> datetime | None:
    """When nothing was left that a cancelled observation was for; None while something is."""
    if observation.status is not ObservationStatus.CANCELLED:
        return None
    units = {ref.unit for ref in observation.planned.criteria} - standing.dropped_units
    if not units <= standing.sign_offs.keys():
        return None
    return max((standing.sign_offs[unit].at for unit in units), default=standing.last_at)
