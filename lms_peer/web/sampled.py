"""What quality assurers found in a record, for the pages of those who work on it. The learner's own do not show it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from lms_peer.domain.facts import ActionClosed, Actor, UnitSampled
from lms_peer.domain.standing import Standing
from lms_peer.web.records import words_of
from lms_peer.web.showing import title_of


class SampleLine(NamedTuple):
    """One sample in words: on which evidence (id and title), what the assessor was told, how it was put right."""

    sampled: UnitSampled
    evidence: tuple[tuple[UUID, str], ...]
    feedback: str
    closed: ActionClosed | None
    comment: str

    @property
    def open(self) -> bool:
        """True while something has to be done."""
        return not self.sampled.agreed and self.closed is None


def samples_of(standing: Standing, unit: str | None = None) -> list[SampleLine]:
    """What was found in a unit, or in the whole record; the oldest first."""
    return [
        SampleLine(
            fact,
            tuple((one, title_of(standing.evidence[one])) for one in fact.sampled),
            words_of(fact).get("feedback", ""),
            sample.closed,
            words_of(sample.closed).get("comment", "") if sample.closed else "",
        )
        for sample in standing.samples.values()
        for fact in [sample.sampled]
        if unit in (None, fact.unit)
    ]


def people_in_samples(samples: Iterable[SampleLine]) -> set[Actor]:
    """Everyone whom the lines name."""
    return {fact.by for one in samples for fact in (one.sampled, one.closed) if fact}
