"""A qualified assessor countersigns what an assessor in training decided, or sends it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from lms_peer.actions.assessing import assessor_on
from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.domain import countersigning as rules
from lms_peer.domain.facts import JudgementCountersigned, JudgementSentBack, derived_id

Said = JudgementCountersigned | JudgementSentBack


class Answer(NamedTuple):
    """What a qualified assessor says to one decision; what is sent back needs its `reason`."""

    judgement: UUID
    agreed: bool
    reason: str = ""


def answer_judgements(
    acting: Acting, registration: UUID, submission: UUID, answers: Sequence[Answer]
) -> list[Said]:
    """Answer one or more decisions, each answer a fact of its own. All or none are recorded.

    Raises what `countersigning.countersign` and `countersigning.send_back` refuse.
    """
    return [_answer(acting, registration, submission, one) for one in answers]


def _answer(acting: Acting, registration: UUID, submission: UUID, one: Answer) -> Said:
    fact_id = derived_id(submission, str(one.judgement))
    words = keep_words(acting, reason=one.reason)
    kind: type[Said] = JudgementCountersigned if one.agreed else JudgementSentBack
    rule = rules.countersign if one.agreed else rules.send_back
    return perform(
        acting,
        registration,
        fact_id,
        kind,
        lambda standing, qualification: rule(
            standing,
            acting.stamp(fact_id),
            assessor=assessor_on(acting.centre, acting.actor, qualification.slug),
            judgement=one.judgement,
            words=words,
        ),
    )
