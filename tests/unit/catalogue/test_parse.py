"""A right course file becomes a qualification, with everything its writer said in it."""

from __future__ import annotations

from lms_peer.catalogue import parse
from lms_peer.domain.qualification import CriterionRef, Figure, Method, QualificationRef, Reference
from lms_peer.domain.roles import Role
from tests.unit.catalogue.given import RIGHT, changed, errors_of

COURSE = parse(RIGHT.encode(), "course.yaml")


def test_a_course_has_its_units_outcomes_and_criteria_in_the_order_written() -> None:
    assert COURSE.ref == QualificationRef("listening", "1")
    assert [unit.reference for unit in COURSE.units] == ["L1", "L2", "L3"]
    assert list(COURSE.criteria_by_ref) == [
        CriterionRef("L1", "1.1"),
        CriterionRef("L1", "1.2"),
        CriterionRef("L2", "1.1"),
        CriterionRef("L3", "1.1"),
    ]


def test_a_method_may_be_written_with_spaces_underscores_or_capitals() -> None:
    criterion = COURSE.criteria_by_ref[CriterionRef("L1", "1.1")]
    assert criterion.methods == {Method.OBSERVATION, Method.REFLECTIVE_ACCOUNT}
    assert criterion.must_be_observed


def test_a_key_may_be_written_with_spaces_underscores_or_capitals() -> None:
    assert parse(changed("must be observed", "Must_Be-Observed").encode(), "x") == COURSE


def test_a_figure_keeps_where_it_was_read_and_whether_anyone_checked() -> None:
    assert COURSE.total_hours == Figure(210, "Its handbook", True)
    assert COURSE.ofqual_number == Reference("600/1617/6", "Its site", False)
    assert COURSE.unverified() == ("Awarding body", "Ofqual number")


def test_a_figure_that_does_not_say_so_is_not_verified() -> None:
    text = changed("tqt: {value: 210, source: Its handbook, verified: true}", "tqt: {value: 210, source: A talk}")
    assert parse(text.encode(), "x").total_hours == Figure(210, "A talk", False)


def test_rules_name_the_units_to_achieve_and_to_choose() -> None:
    (choice,) = COURSE.rules.choices
    assert COURSE.rules.mandatory == ("L1",)
    assert (choice.units, choice.at_least_units, choice.at_least_credits) == (("L2", "L3"), 1, None)
    assert COURSE.rules.barred == (("L2", "L3"),)


def test_hours_are_in_minutes_and_name_who_countersigns() -> None:
    (hours,) = COURSE.hours
    assert (hours.kind, hours.minutes.value) == ("shadowing", 600)
    assert hours.countersigned_by == {Role.STAFF, Role.TRAINER}


def test_hours_are_countersigned_by_staff_when_the_file_does_not_say() -> None:
    (hours,) = parse(changed("    countersigned by: [staff, trainer]\n", "").encode(), "x").hours
    assert hours.countersigned_by == {Role.STAFF}


def test_an_external_activity_names_the_criteria_it_is_evidence_for() -> None:
    (activity,) = COURSE.external
    assert activity.criteria == (CriterionRef("L1", "1.2"),)
    assert (activity.method, activity.at_least) == (Method.QUESTIONING, 0.8)


def test_a_course_can_be_kept_in_a_set() -> None:
    assert len({COURSE, parse(RIGHT.encode(), "another name")}) == 1


def test_a_file_may_begin_with_the_mark_that_windows_writes_and_end_lines_as_windows_does() -> None:
    assert parse(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode(), "x") == COURSE


def test_a_file_may_hold_any_language() -> None:
    text = changed("title: Listening\n", "title: Gwrando – dysgu’r grefft\n")
    assert parse(text.encode(), "x").title == "Gwrando – dysgu’r grefft"


def test_a_group_of_extra_units_asks_for_none() -> None:
    assert errors_of(changed("choose units: 1", "choose units: 0")) == ()
