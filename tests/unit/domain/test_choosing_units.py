"""Choosing other optional units: what may be dropped, and what becomes of the work on it."""

from __future__ import annotations

import pytest

from lms_peer.domain import registration
from lms_peer.domain.facts import UnitsChosen, Verdict
from lms_peer.domain.qualification import Method
from lms_peer.domain.refusals import NotActive, SameUnits, UnitInUse, UnitStays, UnknownUnits, WrongCombination
from lms_peer.domain.registration import blocks_on_completion
from lms_peer.domain.stages import units_taken
from lms_peer.domain.waiting import waiting
from tests.unit.domain.given import COURSE, NOTES, PLACES, TRAINER, Record


def chooses(record: Record, *units: str) -> UnitsChosen:
    """The trainer writes other units down."""
    return record.says(registration.choose_units(record.standing, COURSE, record.stamp(TRAINER), units))


def test_the_learner_takes_the_new_units_and_no_others(record: Record) -> None:
    assert record.standing.optional_units == ("H2",)
    chooses(record, "H3")
    assert record.standing.optional_units == ("H3",)
    assert [unit.reference for unit in units_taken(record.standing, COURSE)] == ["H1", "H3"]
    assert record.standing.dropped_units == {"H2"}
    assert record.folded_again() == record.standing


def test_units_are_kept_in_the_order_printed(record: Record) -> None:
    assert chooses(record, "H3", "H2").optional_units == ("H2", "H3")


@pytest.mark.parametrize(
    ("units", "refusal"),
    [((), WrongCombination), (("H9",), UnknownUnits), (("H1",), UnknownUnits), (("H2",), SameUnits)],
)
def test_a_choice_that_makes_no_qualification_or_changes_nothing_is_refused(
    record: Record, units, refusal
) -> None:
    with pytest.raises(refusal):
        chooses(record, *units)


def test_a_unit_that_is_signed_off_stays(record: Record) -> None:
    record.judges(record.submits(PLACES), PLACES)
    record.signs_off("H2")
    with pytest.raises(UnitStays) as refused:
        chooses(record, "H3")
    assert refused.value.unit == "H2"
    chooses(record, "H2", "H3")


def test_a_unit_on_which_evidence_waits_stays_until_it_is_decided(record: Record) -> None:
    piece = record.submits(PLACES)
    with pytest.raises(UnitInUse):
        chooses(record, "H3")
    record.judges(piece, PLACES, Verdict.NOT_YET)
    chooses(record, "H3")


def test_a_unit_with_an_observation_ahead_stays(record: Record) -> None:
    record.plans(PLACES)
    with pytest.raises(UnitInUse):
        chooses(record, "H3")


def test_nobody_has_to_send_again_what_a_dropped_unit_asked_for(record: Record) -> None:
    record.judges(record.submits(PLACES), PLACES, Verdict.NOT_YET)
    assert waiting(record.standing)
    chooses(record, "H3")
    assert waiting(record.standing) == ()
    chooses(record, "H2")
    assert waiting(record.standing)


def test_completing_asks_for_the_units_chosen_last(record: Record) -> None:
    chooses(record, "H3")
    assert any("One more" in block for block in blocks_on_completion(record.standing, COURSE))
    piece = record.submits(NOTES, method=Method.WORK_PRODUCT)
    record.judges(piece, NOTES)
    record.signs_off("H3")
    assert not any("One more" in block for block in blocks_on_completion(record.standing, COURSE))


def test_units_of_a_paused_record_stay(record: Record) -> None:
    record.pauses()
    with pytest.raises(NotActive):
        chooses(record, "H3")
