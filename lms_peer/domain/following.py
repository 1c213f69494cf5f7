"""When a learner was last heard from. A pure question to a standing; how it goes is for `pace`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Fact
from lms_peer.domain.standing import Standing

QUIET_AFTER = timedelta(weeks=3)


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
