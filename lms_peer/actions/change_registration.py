"""A trainer changes the units of a registration, pauses, ends, resumes and completes it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from lms_peer import progress
from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.domain import registration as rules
from lms_peer.domain.facts import (
    RegistrationCompleted,
    RegistrationEnded,
    RegistrationPaused,
    RegistrationResumed,
    UnitsChosen,
)
from lms_peer.domain.standing import Standing


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
    """Let the clock go on. Raises NotFound, NotStopped, AlreadyRegistered, Missing (why a completed one is opened)."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        RegistrationResumed,
        lambda standing, _: rules.resume(standing, acting.stamp(submission), words, _others(acting, standing)),
    )


def _others(acting: Acting, standing: Standing) -> list[Standing]:
    """The learner's other registrations."""
    found = progress.standings(acting.centre, learner=standing.learner)
    return [one for one in found if one.registration != standing.registration]


def end_registration(acting: Acting, registration: UUID, submission: UUID, *, reason: str) -> RegistrationEnded:
    """Put on record that the learner left. The reason is for staff only. Raises NotFound, NotActive, Missing."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        RegistrationEnded,
        lambda standing, _: rules.end(standing, acting.stamp(submission), words),
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
