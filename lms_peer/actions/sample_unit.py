"""An internal quality assurer samples a unit, and closes what they asked for once it is done."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.actions.workplace import workplace
from lms_peer.domain import sampling as rules
from lms_peer.domain.facts import ActionClosed, UnitSampled
from lms_peer.domain.roles import Role
from lms_peer.domain.sampling import Verifier
from lms_peer.people import allocations
from lms_peer.people.names import account_id_of, actors_of


def sample_unit(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    unit: str,
    sampled: Collection[UUID],
    agreed: bool,
    feedback: str,
) -> UnitSampled:
    """Say what was found in a unit, on this evidence. Raises what `sampling.sample` refuses."""
    words = keep_words(acting, feedback=feedback)
    return perform(
        acting,
        registration,
        submission,
        UnitSampled,
        lambda standing, _qualification: rules.sample(
            standing,
            acting.stamp(submission),
            verifier=verifier_on(acting, registration),
            unit=unit,
            sampled=sampled,
            agreed=agreed,
            words=words,
        ),
    )


def close_action(
    acting: Acting, registration: UUID, submission: UUID, *, sample: UUID, comment: str
) -> ActionClosed:
    """Say that what a sample asked for is done, and how. Raises what `sampling.close` refuses."""
    words = keep_words(acting, comment=comment)
    return perform(
        acting,
        registration,
        submission,
        ActionClosed,
        lambda standing, _qualification: rules.close(
            standing,
            acting.stamp(submission),
            verifier=verifier_on(acting, registration),
            sample=sample,
            words=words,
        ),
    )


def verifier_on(acting: Acting, registration: UUID) -> Verifier:
    """Whoever acts, as the rules of sampling see them on this record."""
    return verifiers_on(acting, [registration])[registration]


def verifiers_on(acting: Acting, registrations: Collection[UUID]) -> dict[UUID, Verifier]:
    """The same on each of several records. No query for each."""
    issuer, account = workplace().config.issuer, account_id_of(acting.centre, acting.actor)
    interests = allocations.interests(acting.centre, account) if account else ()
    assessors = allocations.allocations(acting.centre, registrations, Role.ASSESSOR)
    known = actors_of(issuer, {*interests, *(one.id for some in assessors.values() for one in some)})
    return {
        registration: Verifier(
            acting.actor,
            interests=frozenset(known[one] for one in interests),
            assessors=frozenset(known[one.id] for one in assessors.get(registration, ())),
        )
        for registration in registrations
    }
