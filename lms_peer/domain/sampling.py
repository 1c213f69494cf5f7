"""Sampling: an internal quality assurer checks how a unit was assessed, asks for what is wrong, and sees it done.

What they ask for is an action. It is closed before the qualification is claimed, so while one is open there is no final
portfolio and no completion. Nothing here changes a decision: an assessor does that. Pure rules.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from lms_peer.domain.facts import ActionClosed, Actor, Document, Stamp, UnitSampled
from lms_peer.domain.refusals import ActionNotOpen, Missing, NotFound
from lms_peer.domain.standing import EvidenceStanding, Sample, Standing
from lms_peer.domain.verifying import require_verifier


@dataclass(frozen=True)
class Verifier:
    """Somebody who quality assures, as the rules see them on one record.

    `interests` are the learners they declared an interest in, `assessors` those who are to assess the record.
    """

    actor: Actor
    interests: frozenset[Actor] = frozenset()
    assessors: frozenset[Actor] = frozenset()


def decided(standing: Standing, unit: str) -> tuple[EvidenceStanding, ...]:
    """The evidence of a unit on which something was decided, the oldest first: what can be sampled."""
    return tuple(
        piece
        for piece in standing.evidence.values()
        if any(judged.criterion.unit == unit for judged in piece.judgements)
    )


def sample(
    standing: Standing,
    stamp: Stamp,
    *,
    verifier: Verifier,
    unit: str,
    sampled: Collection[UUID],
    agreed: bool,
    words: Document | None,
) -> UnitSampled:
    """Put a sample on record: interim, or summative once the unit is signed off.

    Raises what `require_sampler` does, Missing when no evidence was looked at or nothing is said to the assessor, and
    NotFound for evidence on which nothing was decided in this unit.
    """
    require_sampler(standing, verifier)
    if not sampled:
        raise Missing("sampled")
    if words is None:
        raise Missing("feedback")
    there = [piece.id for piece in decided(standing, unit)]
    if not set(sampled) <= set(there):
        raise NotFound("evidence")
    return UnitSampled(
        **standing.said(stamp),
        unit=unit,
        sampled=tuple(one for one in there if one in sampled),
        agreed=agreed,
        summative=unit in standing.sign_offs,
        words=words,
    )


def close(
    standing: Standing, stamp: Stamp, *, verifier: Verifier, sample: UUID, words: Document | None
) -> ActionClosed:
    """Say that what a sample asked for is done, and how. Any quality assurer of the record may.

    Raises what `require_sampler` does, NotFound, ActionNotOpen, Missing (comment).
    """
    require_sampler(standing, verifier)
    if not find(standing, sample).open:
        raise ActionNotOpen(sample)
    if words is None:
        raise Missing("comment")
    return ActionClosed(**standing.said(stamp), sample=sample, words=words)


def find(standing: Standing, sample: UUID) -> Sample:
    """One sample of this record. Raises NotFound."""
    if sample not in standing.samples:
        raise NotFound("sample")
    return standing.samples[sample]


def require_sampler(standing: Standing, verifier: Verifier) -> None:
    """Raises OwnWork, DeclaredInterest, and AssessesIt: nobody verifies what they assessed."""
    require_verifier(standing, verifier.actor, interests=verifier.interests, assessors=verifier.assessors)
