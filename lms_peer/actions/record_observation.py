"""An observation, from its plan to the learner's signature."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_peer.actions.assessing import assessor_on
from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.actions.submit_evidence import KeptFile, documents, file_names
from lms_peer.database import now
from lms_peer.domain import observation as rules
from lms_peer.domain.facts import (
    CancelReason,
    ObservationCancelled,
    ObservationConfirmed,
    ObservationPlanned,
    ObservationRebooked,
    ObservationRecorded,
)
from lms_peer.domain.qualification import CriterionRef
from lms_peer.domain.refusals import Missing
from lms_peer.domain.words import Question


def plan_observation(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    due: datetime,
    criteria: Sequence[CriterionRef],
    text: str,
    setting: str,
) -> ObservationPlanned:
    """Agree an observation by whoever plans it. Raises what `observation.plan` refuses."""
    words = keep_words(acting, text=text, setting=setting)
    return perform(
        acting,
        registration,
        submission,
        ObservationPlanned,
        lambda standing, qualification: rules.plan(
            standing,
            qualification,
            acting.stamp(submission),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            due=due,
            criteria=tuple(dict.fromkeys(criteria)),
            words=words,
        ),
    )


def rebook_observation(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    observation: UUID,
    due: datetime,
    reason: str = "",
) -> ObservationRebooked:
    """Agree another time. Raises what `observation.rebook` refuses."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        ObservationRebooked,
        lambda standing, qualification: rules.rebook(
            standing,
            acting.stamp(submission),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            observation=observation,
            due=due,
            words=words,
        ),
    )


def cancel_observation(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    observation: UUID,
    reason: CancelReason,
    text: str = "",
) -> ObservationCancelled:
    """Say that it does not happen, and why. Raises what `observation.cancel` refuses."""
    words = keep_words(acting, reason=text)
    return perform(
        acting,
        registration,
        submission,
        ObservationCancelled,
        lambda standing, _: rules.cancel(standing, acting.stamp(submission), observation, reason, words),
    )


@dataclass(frozen=True, kw_only=True)
class Observed:
    """What an assessor saw from `began` on for `minutes`; `covered` says how each criterion was shown."""

    began: datetime
    minutes: int
    text: str
    setting: str
    covered: Mapping[CriterionRef, str]
    questions: Sequence[Question] = ()
    feedback: str = ""
    files: Sequence[KeptFile] = ()


def record_observation(
    acting: Acting, registration: UUID, submission: UUID, *, observation: UUID, seen: Observed
) -> ObservationRecorded:
    """Put on record what was seen and asked. Raises Missing (text) and what `observation.record` refuses."""
    words = keep_words(
        acting,
        text=seen.text,
        setting=seen.setting,
        covered={str(ref): how.strip() for ref, how in seen.covered.items()},
        questions=[asked for asked in seen.questions if asked["question"].strip() or asked["answer"].strip()],
        feedback=seen.feedback,
        files=file_names(seen.files),
    )
    if words is None or not seen.text.strip():
        raise Missing("text")
    return perform(
        acting,
        registration,
        submission,
        ObservationRecorded,
        lambda standing, qualification: rules.record(
            standing,
            qualification,
            acting.stamp(submission, at=seen.began),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            observation=observation,
            covered=seen.covered,
            minutes=seen.minutes,
            words=words,
            now=now(),
            files=documents(seen.files),
        ),
    )


def confirm_observation(
    acting: Acting, registration: UUID, submission: UUID, *, observation: UUID, comment: str = ""
) -> ObservationConfirmed:
    """The learner signs the record. Raises what `observation.confirm` refuses."""
    words = keep_words(acting, comment=comment)
    return perform(
        acting,
        registration,
        submission,
        ObservationConfirmed,
        lambda standing, _: rules.confirm(standing, acting.stamp(submission), observation, words),
    )
