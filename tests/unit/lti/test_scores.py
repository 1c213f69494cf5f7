"""Where a score goes."""

from __future__ import annotations

import pytest

from lms_peer.lti.scores import below


@pytest.mark.parametrize(
    ("line_item", "scores"),
    [
        ("https://a.example/items/1", "https://a.example/items/1/scores"),
        ("https://a.example/items/1/", "https://a.example/items/1/scores"),
        ("https://a.example/2/lineitems/5/lineitem?type_id=3", "https://a.example/2/lineitems/5/lineitem/scores?type_id=3"),
        ("https://a.example/i?a=b?c", "https://a.example/i/scores?a=b?c"),
    ],
)  # fmt: skip
def test_what_follows_a_question_mark_stays_at_the_end(line_item: str, scores: str) -> None:
    assert below(line_item, "scores") == scores
