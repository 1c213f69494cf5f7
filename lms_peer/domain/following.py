"""How a registration is going, as a trainer follows it: an early warning, which decides nothing.

Pure questions to a standing; time comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Fact
from lms_peer.domain.standing import Standing, Status
from lms_peer.domain.waiting import Wait, waiting

QUIET_AFTER = timedelta(weeks=3)


class Going(StrEnum):
    """How a registration is going."""

    ON_TRACK = "on_track"
    QUIET = "quiet"
    SENT_BACK = "sent_back"
    PAUSED = "paused"
    COMPLETED = "completed"


def going(standing: Standing, now: datetime) -> Going:
    """How the registration is going at `now`. Someone who went quiet comes before what they have to do."""
    if standing.status is Status.COMPLETED:
        return Going.COMPLETED
    if standing.status is Status.PAUSED:
        return Going.PAUSED
    if quiet_for(standing, now) >= QUIET_AFTER:
        return Going.QUIET
    if any(one.wait is Wait.SEND_AGAIN for one in waiting(standing)):
        return Going.SENT_BACK
    return Going.ON_TRACK


def quiet_for(standing: Standing, now: datetime) -> timedelta:
    """How long nothing was heard from the learner. A pause never counts: it begins anew when the clock goes on."""
    resumed = (change.at for change in standing.changes if isinstance(change, f.RegistrationResumed))
    return now - max((last_heard(standing), *resumed))


def last_heard(standing: Standing) -> datetime:
    """When the learner last wrote something down here or was seen at work; else when they were registered."""
    return max((standing.registered.at, *map(_when, _heard(standing))))


def _when(fact: Fact) -> datetime:
    """A meeting or a test took place when it did; what a learner wrote, they wrote when it was stored."""
    seen = isinstance(fact, f.ObservationRecorded | f.DiscussionRecorded | f.OutsideEvidenceReported)
    return fact.at if seen else fact.stored or fact.at


def _heard(standing: Standing) -> Iterator[Fact]:
    for piece in standing.evidence.values():
        if not isinstance(piece.submitted, f.WitnessTestimonyRecorded):
            yield piece.submitted
        if piece.withdrawn and piece.withdrawn.by == standing.learner:
            yield piece.withdrawn
    for entry in standing.hours.values():
        yield entry.logged
        if isinstance(entry.answer, f.HoursVoided):
            yield entry.answer
    for observation in standing.observations.values():
        if observation.confirmed:
            yield observation.confirmed
