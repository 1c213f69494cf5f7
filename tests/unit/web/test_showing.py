"""What pages show of a record has words for everything that can happen."""

from __future__ import annotations

import pytest

from lms_peer.domain.facts import CancelReason, Verdict
from lms_peer.domain.qualification import Method
from lms_peer.domain.stages import Stage
from lms_peer.domain.standing import HoursStatus, ObservationStatus, Status
from lms_peer.domain.words import Setting
from lms_peer.web import wording


def test_every_kind_of_evidence_setting_and_reason_has_its_words() -> None:
    assert set(wording.METHODS) == set(wording.WAYS) == set(Method)
    assert set(wording.SETTINGS) == set(Setting)
    assert set(wording.CANCEL_REASONS) == set(CancelReason)


@pytest.mark.parametrize("kind", [Stage, Status, HoursStatus, ObservationStatus, Verdict])
def test_every_stage_has_its_words_and_its_colour(kind: type[Stage]) -> None:
    assert {str(one) for one in kind} <= set(wording.STAGES)


def test_a_learner_reads_of_their_own_assessor() -> None:
    assert wording.stage("to_assess") == ("With the assessor", "yellow")
    assert wording.stage("to_assess", yours=True) == ("With your assessor", "yellow")
    assert wording.stage("referred_back", yours=True) == ("Sent back to you", "orange")
    assert wording.stage("met", yours=True) == wording.stage("met")
