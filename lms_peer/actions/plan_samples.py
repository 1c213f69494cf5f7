"""An internal quality assurer plans which units to sample, by when, and says of others why they need not be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.actions.sample_unit import verifier_on
from lms_peer.domain import sampling_plan as rules
from lms_peer.domain.facts import Document, SamplePlanned, derived_id


def plan_samples(
    acting: Acting,
    submission: UUID,
    units: Mapping[UUID, Collection[str]],
    *,
    by_day: date | None,
    reason: str,
) -> list[SamplePlanned]:
    """Plan the same for these units of each registration: a sample by that day, or with None that there need be none.

    All or nothing, and the same submission plans nothing twice. Raises NotFound for another centre's record, and what
    `sampling_plan.plan` refuses; then the caller undoes what was planned for others.
    """
    words = keep_words(acting, reason=reason)
    return [
        _plan(acting, registration, submission, unit, by_day, words)
        for registration in sorted(units)  # in one order, so that nobody waits in a circle
        for unit in units[registration]
    ]


def _plan(
    acting: Acting, registration: UUID, submission: UUID, unit: str, by_day: date | None, words: Document | None
) -> SamplePlanned:
    own = derived_id(submission, f"{registration} {unit}")
    return perform(
        acting,
        registration,
        own,
        SamplePlanned,
        lambda standing, qualification: rules.plan(
            standing,
            qualification,
            acting.stamp(own),
            verifier=verifier_on(acting, registration),
            unit=unit,
            by_day=by_day,
            words=words,
        ),
    )
