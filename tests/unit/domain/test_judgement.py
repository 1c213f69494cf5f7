"""Judging and signing off: who may, what must be true first, and the sentence for each thing in the way."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from lms_peer.domain import refusals
from lms_peer.domain.blocks import Block, NotMet, NotObserved, Unconfirmed, Undecided
from lms_peer.domain.facts import Document, Verdict
from lms_peer.domain.judgement import Assessor, blocks_on_unit
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.standing import EvidenceStanding
from tests.unit.domain.given import (
    ASSESSOR,
    COURSE,
    LEARNER,
    LISTEN,
    NOTES,
    OTHER_LEARNER,
    PLACES,
    SEEN,
    WORDS,
    Record,
)


@pytest.mark.parametrize(
    ("assessor", "refusal"),
    [
        (Assessor(LEARNER), refusals.OwnWork),
        (Assessor(LEARNER, interests=frozenset({LEARNER})), refusals.OwnWork),
        (Assessor(ASSESSOR, interests=frozenset({OTHER_LEARNER, LEARNER})), refusals.DeclaredInterest),
        (Assessor(ASSESSOR, scope=frozenset()), refusals.OutOfScope),
        (Assessor(ASSESSOR, scope=frozenset({"H2", "H3"})), refusals.OutOfScope),
    ],
)
def test_who_may_not_assess_may_neither_judge_sign_off_nor_plan(
    record: Record, assessor: Assessor, refusal: type[Exception]
) -> None:
    piece = record.submits(LISTEN)
    for act in (
        lambda: record.judges(piece, LISTEN, assessor=assessor),
        lambda: record.signs_off("H1", assessor=assessor),
        lambda: record.plans(SEEN, assessor=assessor),
    ):
        with pytest.raises(refusal):
            act()
    assert len(record.facts) == 2


def test_an_interest_in_someone_else_and_a_wide_enough_scope_stop_nobody(record: Record) -> None:
    assessor = Assessor(ASSESSOR, scope=frozenset({"H1"}), interests=frozenset({OTHER_LEARNER}))
    record.judges(record.submits(LISTEN), LISTEN, assessor=assessor)
    assert record.standing.met(LISTEN)


def test_an_assessor_outside_their_scope_is_told_which_unit(record: Record) -> None:
    with pytest.raises(refusals.OutOfScope) as refused:
        record.plans(LISTEN, PLACES, assessor=Assessor(ASSESSOR, scope=frozenset({"H1"})))
    assert refused.value.unit == "H2"


def test_evidence_that_is_not_on_the_record_can_not_be_judged(record: Record) -> None:
    stray = replace(record.submits(LISTEN), id=UUID(int=99, version=4))
    with pytest.raises(refusals.NotFound):
        record.judges(stray, LISTEN)


@pytest.mark.parametrize("ref", [SEEN, PLACES, NOTES, CriterionRef("H1", "9.9"), CriterionRef("Z", "1.1")])
def test_a_criterion_that_the_evidence_does_not_aim_at_can_not_be_judged_on_it(
    record: Record, ref: CriterionRef
) -> None:
    piece = record.submits(LISTEN)
    with pytest.raises(refusals.UnknownCriteria) as refused:
        record.judges(piece, ref)
    assert refused.value.criteria == (ref,)


def test_withdrawn_and_replaced_evidence_is_not_judged(record: Record) -> None:
    withdrawn, replaced = record.submits(LISTEN), record.submits(LISTEN, PLACES)
    record.withdraws(withdrawn)
    record.judges(replaced, PLACES, Verdict.NOT_YET)
    record.submits(LISTEN, PLACES, replaces=replaced.id)
    for piece in (withdrawn, replaced):
        with pytest.raises(refusals.Withdrawn):
            record.judges(piece, LISTEN)


@pytest.mark.parametrize("first", Verdict)
@pytest.mark.parametrize("second", Verdict)
def test_a_criterion_is_judged_once_on_one_piece_of_evidence(
    record: Record, first: Verdict, second: Verdict
) -> None:
    piece = record.submits(LISTEN)
    record.judges(piece, LISTEN, first)
    with pytest.raises(refusals.AlreadyJudged):
        record.judges(piece, LISTEN, second)


@pytest.mark.parametrize(("verdict", "words", "refused"), [
    (Verdict.NOT_YET, None, True),
    (Verdict.NOT_YET, WORDS, False),
    (Verdict.MET, None, False),
])  # fmt: skip
def test_not_yet_needs_feedback_and_met_does_not(
    record: Record, verdict: Verdict, words: Document | None, refused: bool
) -> None:
    piece = record.submits(LISTEN)
    if not refused:
        assert record.judges(piece, LISTEN, verdict, words=words).verdict is verdict
        return
    with pytest.raises(refusals.Missing) as told:
        record.judges(piece, LISTEN, verdict, words=words)
    assert told.value.field == "feedback"


def test_a_criterion_once_met_stays_met_whatever_is_said_of_other_evidence(record: Record) -> None:
    first, second = record.submits(LISTEN), record.submits(LISTEN)
    record.judges(first, LISTEN)
    record.judges(second, LISTEN, Verdict.NOT_YET)
    assert record.standing.met(LISTEN)


def test_met_on_paper_is_not_met_by_observation(record: Record) -> None:
    record.judges(record.submits(SEEN), SEEN)
    assert record.standing.met(SEEN)
    assert not record.standing.met(SEEN, by_observation=True)
    planned = record.plans(SEEN)
    record.judges(record.observes(planned, SEEN), SEEN)
    assert record.standing.met(SEEN, by_observation=True)


def test_everything_in_the_way_of_a_sign_off_is_found_and_refused(record: Record) -> None:
    record.judges(record.submits(SEEN), SEEN)
    unit = COURSE.units_by_reference["H1"]
    assert blocks_on_unit(record.standing, unit, COURSE) == (NotMet(LISTEN), NotObserved(SEEN))
    planned = record.plans(SEEN)
    seen = record.observes(planned, SEEN)
    blocks = blocks_on_unit(record.standing, unit, COURSE)
    assert blocks == (NotMet(LISTEN), Undecided(seen.id, (SEEN,)), Unconfirmed(planned.id))
    with pytest.raises(refusals.UnitBlocked) as refused:
        record.signs_off("H1")
    assert refused.value.unit == "H1"
    assert refused.value.reasons == blocks


def test_a_criterion_whose_evidence_waits_is_named_once_until_it_is_decided(record: Record) -> None:
    def in_the_way() -> tuple[Block, ...]:
        return blocks_on_unit(record.standing, COURSE.units_by_reference["H1"], COURSE)

    waits = record.submits(LISTEN)
    assert in_the_way() == (NotMet(SEEN), Undecided(waits.id, (LISTEN,)))
    record.judges(waits, LISTEN, Verdict.NOT_YET)
    assert in_the_way() == (NotMet(LISTEN), NotMet(SEEN))


def test_blocks_fall_away_one_by_one_and_then_the_unit_is_signed_off(record: Record) -> None:
    def in_the_way() -> set[type]:
        return {type(block) for block in blocks_on_unit(record.standing, COURSE.units_by_reference["H1"], COURSE)}

    record.judges(record.submits(LISTEN), LISTEN)
    planned = record.plans(SEEN)
    assert in_the_way() == {NotMet}
    seen = record.observes(planned, SEEN)
    assert in_the_way() == {Undecided, Unconfirmed}
    record.judges(seen, SEEN)
    assert in_the_way() == {Unconfirmed}
    record.confirms(planned)
    assert in_the_way() == set()
    record.signs_off("H1")
    assert record.standing.sign_offs["H1"].by == ASSESSOR


def test_what_waits_in_one_unit_does_not_block_another(record: Record) -> None:
    record.submits(LISTEN)
    record.judges(record.submits(PLACES), PLACES)
    record.signs_off("H2")
    assert list(record.standing.sign_offs) == ["H2"]


def test_withdrawn_and_replaced_evidence_blocks_nothing(record: Record) -> None:
    record.judges(record.submits(PLACES), PLACES)
    record.withdraws(record.submits(PLACES))
    replaced = record.submits(LISTEN, PLACES)
    record.judges(replaced, LISTEN, Verdict.NOT_YET)
    record.submits(LISTEN, replaces=replaced.id)
    record.signs_off("H2")


@pytest.mark.parametrize("unit", ["H3", "Z"])
def test_a_unit_that_the_learner_does_not_take_can_not_be_signed_off(record: Record, unit: str) -> None:
    with pytest.raises(refusals.NotFound):
        record.signs_off(unit)


def test_a_unit_is_signed_off_once_and_its_record_is_then_closed(record: Record) -> None:
    both = record.submits(LISTEN, PLACES)
    record.judges(both, LISTEN)
    record.judges(both, PLACES)
    record.signs_off("H2")
    for act in (
        lambda: record.signs_off("H2"),
        lambda: record.submits(PLACES),
        lambda: record.plans(PLACES),
        lambda: record.submits(LISTEN, PLACES),
    ):
        with pytest.raises(refusals.UnitAlreadySignedOff) as refused:
            act()
        assert refused.value.unit == "H2"


def test_the_other_unit_of_the_same_evidence_stays_open_after_a_sign_off(record: Record) -> None:
    both = record.submits(LISTEN, PLACES)
    record.judges(both, PLACES)
    record.signs_off("H2")
    record.judges(both, LISTEN)
    assert record.standing.met(LISTEN)


def test_an_assessor_decides_and_signs_off_during_a_pause(record: Record) -> None:
    piece = record.submits(PLACES)
    record.pauses()
    record.judges(piece, PLACES)
    record.signs_off("H2")
    assert list(record.standing.sign_offs) == ["H2"]


def test_nothing_is_decided_after_completion(record: Record) -> None:
    piece = record.submits(LISTEN)
    record.judges(piece, LISTEN)
    record.achieves_everything()
    record.completes()
    for act in (lambda: record.judges(piece, LISTEN), lambda: record.signs_off("H1")):
        with pytest.raises(refusals.NotActive) as refused:
            act()
        assert refused.value.status == "completed"


def test_every_piece_knows_how_it_shows_what_it_shows(record: Record) -> None:
    seen = record.observes(record.plans(SEEN), SEEN)
    assert EvidenceStanding(record.submits(LISTEN)).method is Method.REFLECTIVE_ACCOUNT
    assert EvidenceStanding(seen).method is Method.OBSERVATION
