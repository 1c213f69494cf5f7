"""How long somebody may come in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from lms_peer.domain.refusals import InThePast, Missing, NotExternal, TooFarAhead
from lms_peer.domain.roles import Role
from lms_peer.domain.visits import LONGEST, checked_last_day, opens, require_external, usual_last_day

TODAY = date(2026, 3, 10)
DAY = timedelta(days=1)


def test_the_last_day_is_the_last_that_lets_them_in():
    assert opens(TODAY, TODAY)
    assert not opens(TODAY - DAY, TODAY)
    assert opens(None, TODAY)


def test_a_visit_needs_a_last_day_and_other_roles_may_have_one():
    with pytest.raises(Missing):
        checked_last_day(Role.EQA, None, TODAY)
    assert checked_last_day(Role.ASSESSOR, None, TODAY) is None
    for role in Role:
        assert checked_last_day(role, TODAY, TODAY) == TODAY


@pytest.mark.parametrize("role", Role)
def test_no_role_ends_before_it_begins(role: Role):
    with pytest.raises(InThePast):
        checked_last_day(role, TODAY - DAY, TODAY)


def test_a_visit_lasts_a_year_at_most_and_work_as_long_as_it_likes():
    assert checked_last_day(Role.EQA, TODAY + LONGEST, TODAY)
    with pytest.raises(TooFarAhead):
        checked_last_day(Role.EQA, TODAY + LONGEST + DAY, TODAY)
    assert checked_last_day(Role.STAFF, TODAY + LONGEST + DAY, TODAY)


def test_what_is_offered_may_be_had():
    assert checked_last_day(Role.EQA, usual_last_day(TODAY), TODAY) == usual_last_day(TODAY)


def test_nobody_checks_from_outside_where_they_work_or_learn():
    require_external({Role.EQA})
    require_external(())
    for role in set(Role) - {Role.EQA}:
        with pytest.raises(NotExternal):
            require_external({Role.EQA, role})
