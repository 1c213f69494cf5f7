"""Withdrawing a portfolio, and what holds of each of its versions."""

from __future__ import annotations

import pytest

from lms_peer.domain import refusals, registration, withdrawing
from lms_peer.domain.facts import PortfolioIssued, PortfolioWithdrawn
from lms_peer.domain.withdrawing import Validity
from tests.unit.domain.given import LISTEN, PDF, TRAINER, WORDS, Record

VALID, SUPERSEDED, WITHDRAWN = Validity.VALID, Validity.SUPERSEDED, Validity.WITHDRAWN


def issue(record: Record, version: int, *, final: bool = False) -> PortfolioIssued:
    if version == 1:
        record.submits(LISTEN)
    return record.says(
        registration.issue(
            record.standing,
            record.stamp(TRAINER),
            portfolio=PDF,
            version=version,
            position=len(record.facts),
            chain_hash="ef" * 32,
            final=final,
        )
    )


def withdraw(record: Record, version: int) -> PortfolioWithdrawn:
    return record.says(withdrawing.withdraw(record.standing, record.stamp(TRAINER), version=version, words=WORDS))


def all_of(record: Record) -> list[Validity]:
    return [withdrawing.validity(record.standing, one.version) for one in record.standing.portfolios]


def test_a_portfolio_is_valid_until_there_is_a_later_one(record: Record) -> None:
    issue(record, 1)
    assert all_of(record) == [VALID]
    issue(record, 2)
    assert all_of(record) == [SUPERSEDED, VALID]


def test_a_draft_supersedes_no_final_portfolio(record: Record) -> None:
    issue(record, 1)
    issue(record, 2, final=True)
    issue(record, 3)
    assert all_of(record) == [SUPERSEDED, VALID, VALID]
    issue(record, 4, final=True)
    assert all_of(record) == [SUPERSEDED, SUPERSEDED, SUPERSEDED, VALID]


def test_a_withdrawn_portfolio_is_withdrawn_and_brings_no_earlier_one_back(record: Record) -> None:
    issue(record, 1)
    issued = issue(record, 2)
    fact = withdraw(record, 2)
    assert (fact.issued, fact.by, fact.words) == (issued.id, TRAINER, WORDS)
    assert all_of(record) == [SUPERSEDED, WITHDRAWN]
    issue(record, 3)
    assert all_of(record) == [SUPERSEDED, WITHDRAWN, VALID]


def test_only_an_issued_version_can_be_withdrawn_and_only_once(record: Record) -> None:
    issue(record, 1)
    withdraw(record, 1)
    with pytest.raises(refusals.AlreadyWithdrawn):
        withdraw(record, 1)
    with pytest.raises(refusals.NotFound):
        withdraw(record, 2)
    with pytest.raises(refusals.NotFound):
        withdrawing.validity(record.standing, 2)


def test_why_it_is_withdrawn_must_be_said(record: Record) -> None:
    issue(record, 1)
    with pytest.raises(refusals.Missing):
        withdrawing.withdraw(record.standing, record.stamp(TRAINER), version=1, words=None)


def test_a_final_portfolio_shows_what_was_written_before_it_and_hidden_after_it(record: Record) -> None:
    for version, final in ((1, False), (2, True), (3, True), (4, True)):
        issue(record, version, final=final)
    withdraw(record, 3)
    second, fourth = (record.standing.portfolios[index] for index in (1, 3))
    last = fourth.position
    for written, hidden, shown in (
        (1, last + 1, [second, fourth]),
        (second.position, last, [second]),
        (second.position + 1, last, []),
    ):
        assert withdrawing.finals_between(record.standing, written, hidden) == shown
