"""Folding facts: what is refused, and questions that a standing answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from lms_peer.domain.facts import FACTS, Fact
from lms_peer.domain.fold import _after, fold
from lms_peer.domain.standing import Standing
from tests.unit.domain.given import LISTEN, NOON, Record, standing_of


def test_every_kind_of_fact_has_a_rule_that_folds_it(record: Record) -> None:
    no_rule = _after.dispatch(Fact)
    assert [kind for kind in FACTS[1:] if _after.dispatch(kind) is no_rule] == []


def test_a_fact_that_no_rule_folds_is_refused(record: Record) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Unheard(Fact):
        """No such fact."""

    with pytest.raises(ValueError, match="no rule folds Unheard"):
        fold(record.standing, Unheard(**record.standing.said(record.stamp(record.standing.learner))))


def test_a_record_begins_with_its_one_registration(record: Record) -> None:
    piece = record.submits(LISTEN)
    with pytest.raises(ValueError, match="before the learner was registered"):
        standing_of([piece])
    with pytest.raises(ValueError, match="registered twice"):
        standing_of([*record.facts, record.standing.registered])


def test_a_standing_is_never_changed_in_place(record: Record) -> None:
    before = record.standing
    piece = record.submits(LISTEN)
    between = record.standing
    record.judges(piece, LISTEN)
    assert before == standing_of(record.facts[:1])
    assert between == standing_of(record.facts[:2])
    assert isinstance(before, Standing)


def test_the_last_moment_is_the_latest_that_anything_happened_not_the_last_told(record: Record) -> None:
    assert record.standing.last_at == record.standing.registered.at
    record.submits(LISTEN)
    record.logs(began=NOON - timedelta(days=30))
    assert record.standing.last_at == NOON


def test_judgements_come_with_their_evidence_the_oldest_evidence_first(record: Record) -> None:
    first, second = record.submits(LISTEN), record.submits(LISTEN)
    later = record.judges(second, LISTEN)
    latest = record.judges(first, LISTEN)
    found = [(piece.id, judgement.id) for piece, judgement in record.standing.judgements(LISTEN)]
    assert found == [(first.id, latest.id), (second.id, later.id)]
