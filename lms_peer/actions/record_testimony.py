"""Evidence that someone other than the learner puts on record: a witness testimony, a discussion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from lms_peer.actions.assessing import assessor_on
from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.actions.submit_evidence import KeptFile, documents, file_names
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain import evidence as rules
from lms_peer.domain.facts import DiscussionRecorded, WitnessTestimonyRecorded
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.refusals import Missing, NotFound
from lms_peer.domain.words import Question
from lms_peer.people import witnesses
from lms_peer.people.names import actor_of


def record_testimony(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    witness: UUID,
    criteria: Sequence[CriterionRef],
    happened: date,
    text: str,
    files: Sequence[KeptFile] = (),
) -> WitnessTestimonyRecorded:
    """Put on record what a witness on the learner's list saw.

    Raises NotFound, Missing, and what `evidence.testify` refuses.
    """
    listed = witnesses.witness(acting.centre, witness)
    if listed.registration != registration:
        raise NotFound("witness")
    words = keep_words(acting, text=text, relationship=listed.relationship, files=file_names(files))
    if not text.strip() or words is None:
        raise Missing("text")
    return perform(
        acting,
        registration,
        submission,
        WitnessTestimonyRecorded,
        lambda standing, qualification: rules.testify(
            standing,
            qualification,
            acting.stamp(submission),
            witness=actor_of(workplace().config.issuer, listed.account_id or listed.id),
            expert=listed.expert,
            criteria=tuple(dict.fromkeys(criteria)),
            happened=happened,
            words=words,
            files=documents(files),
        ),
    )


def record_discussion(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    method: Method,
    criteria: Sequence[CriterionRef],
    began: datetime,
    minutes: int,
    questions: Sequence[Question],
    text: str = "",
    files: Sequence[KeptFile] = (),
) -> DiscussionRecorded:
    """Put on record what was asked and answered. Raises Missing (questions), what `evidence.discuss` refuses."""
    asked = [one for one in questions if one["question"].strip() and one["answer"].strip()]
    words = keep_words(acting, text=text, questions=asked, files=file_names(files))
    if not asked or words is None:
        raise Missing("questions")
    return perform(
        acting,
        registration,
        submission,
        DiscussionRecorded,
        lambda standing, qualification: rules.discuss(
            standing,
            qualification,
            acting.stamp(submission, at=began),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            method=method,
            criteria=tuple(dict.fromkeys(criteria)),
            minutes=minutes,
            words=words,
            now=now(),
            files=documents(files),
        ),
    )
