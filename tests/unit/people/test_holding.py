"""Roles with a last day: on both databases, what the rule says is what a query finds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from lms_peer.database import pretend
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.people.centres import end_role, everybody, give_role, holds, members, roles_at, roles_by_centre
from lms_peer.people.holding import last_days, over, set_last_day, today, visit, visits

from .conftest import person

LAST = date(2026, 7, 10)
LAST_EVENING = datetime(2026, 7, 10, 22, 59, tzinfo=UTC)  # a minute before midnight in London


@pytest.fixture
def eqa(north: UUID) -> UUID:
    """Somebody whose visit to the one centre has a last day."""
    account = person("Eve Sample", north)
    give_role(north, account, Role.EQA, LAST)
    return account


def test_a_role_opens_until_midnight_in_london_of_its_last_day(north: UUID, eqa: UUID):
    with pretend(LAST_EVENING):
        assert today() == LAST
        assert roles_at(north, eqa) == {Role.EQA}
        assert holds(north, eqa, Role.EQA)
        assert [one.id for one in members(north, Role.EQA)] == [eqa]
        assert last_days(north) == {(eqa, Role.EQA): LAST}
        assert over(eqa) == []
    with pretend(LAST_EVENING + timedelta(minutes=1)):
        assert roles_at(north, eqa) == frozenset()
        assert not holds(north, eqa, Role.EQA)
        assert members(north, Role.EQA) == []
        assert list(roles_by_centre(eqa)) == []
        assert everybody(north) == []
        assert last_days(north) == {}
        assert [(one.centre, one.role, one.until) for one in over(eqa)] == [(north, Role.EQA, LAST)]


def test_a_visit_is_listed_after_its_last_day_too_and_not_at_another_centre(north: UUID, south: UUID, eqa: UUID):
    with pretend(LAST_EVENING + timedelta(days=3)):
        assert [(one.account, one.name, one.until, one.over) for one in visits(north, Role.EQA)] == [
            (eqa, "Eve Sample", LAST, True)
        ]
        assert visit(north, eqa, Role.EQA).over
    assert visits(south, Role.EQA) == []
    with pytest.raises(NotFound):
        visit(south, eqa, Role.EQA)


def test_a_later_last_day_opens_again(north: UUID, south: UUID, eqa: UUID):
    with pretend(LAST_EVENING + timedelta(days=3)):
        set_last_day(north, eqa, Role.EQA, LAST + timedelta(days=3))
        assert holds(north, eqa, Role.EQA)
        with pytest.raises(NotFound):
            set_last_day(south, eqa, Role.EQA, LAST)
        end_role(north, eqa, Role.EQA)
        with pytest.raises(NotFound):
            set_last_day(north, eqa, Role.EQA, LAST + timedelta(days=9))
        assert visits(north, Role.EQA) == []
        assert over(eqa) == []


def test_a_role_given_again_keeps_its_last_day_and_one_that_is_over_begins_anew(north: UUID, eqa: UUID):
    with pretend(LAST_EVENING):
        give_role(north, eqa, Role.EQA)
        assert last_days(north) == {(eqa, Role.EQA): LAST}
        give_role(north, eqa, Role.EQA, LAST + timedelta(days=1))
        assert last_days(north) == {(eqa, Role.EQA): LAST + timedelta(days=1)}
    with pretend(LAST_EVENING + timedelta(days=9)):
        give_role(north, eqa, Role.EQA)
        assert holds(north, eqa, Role.EQA)
        assert last_days(north) == {}
