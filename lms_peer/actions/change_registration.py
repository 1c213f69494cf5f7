"""A trainer changes the units of a registration, pauses, resumes and completes it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.domain import registration as rules
from lms_peer.domain.facts import RegistrationCompleted, RegistrationPaused, RegistrationResumed, UnitsChosen


def choose_units(
    acting: Acting, registration: UUID, submission: UUID, *, optional_units: Collection[str]
) -> UnitsChosen:
    """Let the learner take these optional units from now on. Raises NotFound, and what the rule refuses."""
    return perform(
        acting,
        registration,
        submission,
        UnitsChosen,
        lambda standing, qualification: rules.choose_units(
            standing, qualification, acting.stamp(submission), optional_units
        ),
    )


def pause_registration(acting: Acting, registration: UUID, submission: UUID, *, reason: str) -> RegistrationPaused:
    """Stop the clock. The reason is for staff only. Raises NotFound, NotActive."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        RegistrationPaused,
        lambda standing, _: rules.pause(standing, acting.stamp(submission), words),
    )


def resume_registration(
    acting: Acting, registration: UUID, submission: UUID, *, reason: str = ""
) -> RegistrationResumed:
    """Let the clock go on. Raises NotFound, NotPaused."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        RegistrationResumed,
        lambda standing, _: rules.resume(standing, acting.stamp(submission), words),
    )


def complete_registration(acting: Acting, registration: UUID, submission: UUID) -> RegistrationCompleted:
    """Close a record on which everything is achieved. Raises NotFound, NotActive, NotComplete."""
    return perform(
        acting,
        registration,
        submission,
        RegistrationCompleted,
        lambda standing, qualification: rules.complete(standing, qualification, acting.stamp(submission)),
    )
