"""Questions to a specification that need nothing else to answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_peer.domain.qualification import CriterionRef, Figure, Reference
from tests.unit.domain.given import COURSE, LISTEN, PLACES, SEEN


@given(st.text(), st.text().filter(lambda number: "/" not in number))
def test_a_criterion_is_written_and_read_back(unit: str, number: str) -> None:
    ref = CriterionRef(unit, number)
    assert CriterionRef.parse(str(ref)) == ref


def test_what_names_no_unit_is_no_criterion() -> None:
    with pytest.raises(ValueError, match="UNIT/NUMBER"):
        CriterionRef.parse("1.1")


def test_criteria_are_found_by_unit_and_number_in_the_order_printed() -> None:
    assert list(COURSE.criteria_by_ref)[:3] == [LISTEN, SEEN, PLACES]
    assert COURSE.units_by_reference["H1"].refs() == (LISTEN, SEEN)
    assert COURSE.criteria_by_ref[SEEN].must_be_observed


def test_a_learner_chooses_among_the_units_of_the_groups() -> None:
    assert COURSE.optional_units == ("H2", "H3")


def test_figures_that_nobody_checked_are_named() -> None:
    first, *rest = COURSE.units
    unsure = replace(first, credit=Figure(3, "a leaflet", False), number=Reference("X/1", "the handbook", True))
    course = replace(
        COURSE,
        units=(unsure, *rest),
        total_hours=Figure(210, "the handbook", True),
        credits=Figure(21, "worked out", False),
        hours=(replace(COURSE.hours[0], minutes=Figure(600, "somebody said", False)),),
    )
    assert course.unverified() == ("Credits", "H1 credit", "Hours: Shadowing")
    assert not course.accredited


def test_rules_of_an_accredited_course_must_be_checked_too() -> None:
    body = Reference("An awarding body", "its register", True)
    assert replace(COURSE, awarding_body=body).unverified() == ("Rules of combination",)
    checked = replace(COURSE.rules, verified=True)
    assert replace(COURSE, awarding_body=body, rules=checked).unverified() == ()
