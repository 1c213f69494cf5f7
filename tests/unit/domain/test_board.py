"""A cohort's board: who may write, and what people are called."""

from __future__ import annotations

import pytest

from lms_peer.domain.board import NotWhilePaused, first_names, require_may_post
from lms_peer.domain.standing import Status


@pytest.mark.parametrize("statuses", [[], [Status.PAUSED], [Status.COMPLETED], [Status.PAUSED, Status.COMPLETED]])
def test_a_learner_who_paused_or_left_does_not_write(statuses: list[Status]) -> None:
    with pytest.raises(NotWhilePaused):
        require_may_post(statuses)


def test_one_open_record_is_enough_to_write() -> None:
    require_may_post([Status.COMPLETED, Status.ACTIVE])


def test_people_are_called_by_their_first_names() -> None:
    assert first_names({1: "Casey Rowan", 2: "Dale"}) == {1: "Casey", 2: "Dale"}


def test_two_with_one_first_name_are_told_apart() -> None:
    names = first_names({1: "Casey Rowan", 2: "casey Mae Ashby", 3: "Lee Garnet", 4: "Casey"})
    assert names == {1: "Casey R.", 2: "casey A.", 3: "Lee", 4: "Casey"}
