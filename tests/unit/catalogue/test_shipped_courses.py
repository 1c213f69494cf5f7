"""The courses that come with lms_peer are right, complete, honest about figures and easy to read."""

from __future__ import annotations

import re

import pytest

from lms_peer.catalogue import load_folder, shipped_courses
from lms_peer.domain.combination import check_choice, shortfalls, units_of
from lms_peer.domain.qualification import Figure, Method, Qualification

CATALOGUE = load_folder([shipped_courses()])
COURSES = [specification.qualification for specification in CATALOGUE.current()]
each_course = pytest.mark.parametrize("course", COURSES, ids=lambda course: course.slug)


def course(slug: str) -> Qualification:
    specification = CATALOGUE.get(slug)
    assert specification is not None
    return specification.qualification


def test_four_courses_are_shipped() -> None:
    assert {one.slug for one in COURSES} == {
        "level-3-advice-and-guidance",
        "peer-mentor-shadowing",
        "learning-mentor",
        "community-mentoring",
    }


@each_course
def test_each_criterion_has_an_example_of_good_evidence(course: Qualification) -> None:
    assert all(criterion.example for criterion in course.criteria_by_ref.values())


@each_course
def test_each_unit_says_what_it_is_about_and_asks_for_more_than_one_thing(course: Qualification) -> None:
    assert all(unit.summary and len(unit.refs()) > 3 for unit in course.units)


@each_course
def test_each_course_asks_for_something_to_be_observed(course: Qualification) -> None:
    observed = [criterion for criterion in course.criteria_by_ref.values() if criterion.must_be_observed]
    assert observed
    assert all(Method.OBSERVATION in criterion.methods for criterion in observed)


@each_course
def test_each_course_can_be_achieved(course: Qualification) -> None:
    chosen = [unit for choice in course.rules.choices for unit in choice.units[: choice.at_least_units]]
    check_choice(course, chosen)
    assert shortfalls(course, chosen, [unit.reference for unit in units_of(course, chosen)]) == ()


@each_course
def test_no_course_speaks_of_an_offence_in_what_learners_see(course: Qualification) -> None:
    words = " ".join(
        [course.slug, course.title, course.summary]
        + [f"{unit.title} {unit.summary}" for unit in course.units]
        + [f"{criterion.text} {criterion.example}" for criterion in course.criteria_by_ref.values()]
    )
    assert not re.search(r"\b(offen[cd]|convict|crime|criminal|prison|sentence)", words, re.IGNORECASE)


@each_course
def test_sentences_for_learners_are_short(course: Qualification) -> None:
    texts = [course.summary, *(unit.summary for unit in course.units)]
    texts += [text for one in course.criteria_by_ref.values() for text in (one.text, one.example)]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?])\s", text)]
    assert max(len(sentence.split()) for sentence in sentences) <= 22


def test_the_advice_qualification_says_which_of_its_figures_nobody_has_checked() -> None:
    advice = course("level-3-advice-and-guidance")
    handbook = "City & Guilds 3569-03 handbook v1.1, October 2017"
    assert (advice.guided_hours, advice.total_hours) == (Figure(132, handbook, True), Figure(210, handbook, True))
    assert advice.ofqual_number is not None
    assert advice.ofqual_number.value == "600/1617/6"
    assert {"Credits", "Rules of combination"} <= set(advice.unverified())
    assert len(advice.units) == 8
    assert all(unit.credit is None for unit in advice.units)


def test_ten_hours_of_shadowing_are_600_minutes_countersigned_by_staff() -> None:
    (hours,) = course("peer-mentor-shadowing").hours
    assert (hours.kind, hours.minutes.value, {role.value for role in hours.countersigned_by}) == (
        "shadowing",
        600,
        {"staff"},
    )


def test_the_learning_mentor_scheme_is_not_accredited_and_takes_prior_learning() -> None:
    mentor = course("learning-mentor")
    assert not mentor.accredited
    assert any(Method.PRIOR_LEARNING in criterion.methods for criterion in mentor.criteria_by_ref.values())
    assert mentor.rules.barred
    assert mentor.external
