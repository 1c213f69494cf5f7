"""The lists at the front of a portfolio: its contents, and what is still open, in the language of the portfolio."""

from __future__ import annotations

import pytest

from lms_peer.domain.combination import BarredPair, ChoiceShort, MandatoryUnit
from lms_peer.domain.qualification import Figure, HoursRequirement
from lms_peer.domain.registration import Answer, HoursShort, Owed
from lms_peer.domain.roles import Role
from lms_peer.portfolio import wording
from lms_peer.portfolio.contents import contents_of
from lms_peer.portfolio.speech import speaking
from lms_peer.portfolio.unfinished import OWED, in_words


@pytest.mark.parametrize(("final", "first"), [(False, "missing"), (True, "summary")])
def test_what_is_missing_stands_first_in_a_draft(final: bool, first: str):
    anchors = [line.anchor for line in contents_of((), final=final)]
    assert anchors[0] == first
    assert {"missing", "summary"} == set(anchors[:2])
    assert len(set(anchors)) == len(anchors)


SHADOWING = HoursRequirement(
    kind="shadowing",
    title="Shadowing",
    minutes=Figure(600, source="", verified=True),
    countersigned_by=frozenset({Role.STAFF}),
)
OPEN = {
    Owed(Answer.DECISION, "H1 1.1"): "Evidence waits for a decision: H1 1.1.",
    HoursShort(SHADOWING, 61): "Shadowing: 1 hour 1 minute still to be signed.",
    MandatoryUnit("H1", "Listen well"): "Finish the unit Listen well (H1).",
    ChoiceShort("More", 2, 0, True): "Still to be finished under ‘More’: 2 units.",
    ChoiceShort("More", 1, 3, False): "Still to be finished under ‘More’: 1 unit, 3 credits.",
    BarredPair("H1", "H2", "Listen", "Learn"): "H1 Listen and H2 Learn do not count together.",
}


@pytest.mark.parametrize(("one", "said"), OPEN.items())
def test_all_that_can_be_open_has_words_in_both_languages(one: object, said: str):
    assert in_words(one) == said  # type: ignore[arg-type]
    with speaking("cy"):
        assert in_words(one) not in {"", said}  # type: ignore[arg-type]


def test_a_portfolio_says_what_is_owed_in_the_words_of_the_rule():
    assert set(OWED) == set(Answer)
    for answer in Answer:
        assert in_words(Owed(answer, "7")) == Owed(answer, "7").sentence


def test_long_feedback_is_shortened_between_words_and_short_feedback_is_whole():
    assert wording.shortened("Well  done.\nKeep on.") == "Well done. Keep on."
    long = wording.shortened("word " * 100)
    assert len(long) <= 242
    assert long.endswith("word …")
