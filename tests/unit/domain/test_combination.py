"""Rules of combination: what is short, what may be chosen, and what can never be met."""

from __future__ import annotations

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms_peer.domain.combination import (
    BarredPair,
    ChoiceShort,
    MandatoryUnit,
    can_be_met,
    check_choice,
    shortfalls,
    units_of,
)
from lms_peer.domain.qualification import Choice, Figure, Qualification, Rules, Unit
from lms_peer.domain.refusals import UnknownUnits, WrongCombination

REFERENCES = ("A", "B", "C", "D", "E", "F")


def course(rules: Rules, credit_of: dict[str, int] | None = None) -> Qualification:
    worth = credit_of or {}
    units = tuple(
        Unit(ref, f"Unit {ref}", (), credit=Figure(worth[ref], "here", True) if ref in worth else None)
        for ref in REFERENCES
    )
    return Qualification("course", "1", "Course", units, rules)


PEOPLE = Choice("Working with people", ("B", "C", "D"), at_least_units=2)
CHOOSE_TWO = course(Rules(mandatory=("A",), choices=(PEOPLE,)))


def test_a_mandatory_unit_that_is_not_achieved_is_short() -> None:
    (short,) = shortfalls(CHOOSE_TWO, ["B", "C"], ["B", "C"])
    assert short == MandatoryUnit("A", "Unit A")
    assert short.sentence == "Finish the unit Unit A (A)"


def test_a_choice_says_how_many_units_are_still_to_be_chosen() -> None:
    (short,) = shortfalls(CHOOSE_TWO, ["B"], ["A"])
    assert short == ChoiceShort("Working with people", 1, 0, enough_chosen=False)
    assert short.sentence == "Under ‘Working with people’, choose 1 more unit"


def test_a_choice_that_is_made_says_how_many_units_are_still_to_be_finished() -> None:
    (short,) = shortfalls(CHOOSE_TWO, ["B", "C"], ["A"])
    assert short.sentence == "Finish 2 more units under ‘Working with people’"


def test_a_choice_by_credits_says_how_many_credits_are_missing() -> None:
    group = Choice("Extra", ("B", "C"), at_least_credits=5)
    by_credits = course(Rules(choices=(group,)), {"B": 4, "C": 3})
    assert [short.sentence for short in shortfalls(by_credits, ["B"], [])] == [
        "Under ‘Extra’, choose units worth 1 more credit"
    ]
    assert [short.sentence for short in shortfalls(by_credits, ["B", "C"], ["B"])] == [
        "Finish units worth 1 more credit under ‘Extra’"
    ]
    assert shortfalls(by_credits, ["B", "C"], ["B", "C"]) == ()
    assert [short.sentence for short in shortfalls(by_credits, [], [])] == [
        "Under ‘Extra’, choose units worth 5 more credits"
    ]


def test_a_choice_by_units_and_credits_needs_both() -> None:
    both = course(Rules(choices=(Choice("Extra", ("B", "C", "D"), 2, 9),)), {"B": 3})
    (short,) = shortfalls(both, [], [])
    assert short.sentence == "Under ‘Extra’, choose 2 more units, worth 9 credits or more"
    assert (
        ChoiceShort("Extra", 2, 6, enough_chosen=True).sentence == "Finish 2 more units (6 credits) under ‘Extra’"
    )


def test_a_unit_with_no_credit_counts_for_no_credits() -> None:
    group = course(Rules(choices=(Choice("Extra", ("B", "C"), None, 3),)), {"B": 3})
    assert shortfalls(group, ["C"], ["C"]) == (ChoiceShort("Extra", 0, 3, enough_chosen=False),)


def test_a_unit_that_was_achieved_but_not_chosen_does_not_count() -> None:
    (short,) = shortfalls(CHOOSE_TWO, ["B"], ["A", "B", "C", "D"])
    assert short == ChoiceShort("Working with people", 1, 0, enough_chosen=False)


def test_a_barred_pair_does_not_count_together() -> None:
    barred = course(Rules(choices=(PEOPLE,), barred=(("B", "C"),)))
    (short,) = shortfalls(barred, ["B", "C"], ["B", "C"])
    assert short == BarredPair("B", "C", "Unit B", "Unit C")
    assert short.sentence == "Unit B (B) and Unit C (C) do not count together. Keep only one of them"
    assert shortfalls(barred, ["B", "D"], ["B", "D"]) == ()


def test_nobody_chooses_a_unit_that_is_not_offered() -> None:
    with pytest.raises(UnknownUnits) as refused:
        check_choice(CHOOSE_TWO, ["B", "Z", "A", "Z"])
    assert refused.value.units == ("Z", "A")


def test_a_choice_that_is_too_small_is_refused_in_plain_words() -> None:
    with pytest.raises(WrongCombination) as refused:
        check_choice(CHOOSE_TWO, ["B"])
    assert refused.value.why == ("Under ‘Working with people’, choose 1 more unit",)


def test_a_choice_with_a_barred_pair_is_refused() -> None:
    with pytest.raises(WrongCombination):
        check_choice(course(Rules(choices=(PEOPLE,), barred=(("C", "B"),))), ["B", "C", "D"])


def test_a_barred_pair_with_a_mandatory_unit_is_refused() -> None:
    with pytest.raises(WrongCombination):
        check_choice(course(Rules(mandatory=("A",), choices=(PEOPLE,), barred=(("A", "B"),))), ["B", "C"])


def test_units_are_listed_once_in_the_order_printed() -> None:
    assert [unit.reference for unit in units_of(CHOOSE_TWO, ["D", "A", "B", "B"])] == ["A", "B", "D"]


def test_barred_pairs_that_leave_too_few_units_can_never_be_met() -> None:
    rules = Rules(choices=(PEOPLE,), barred=(("B", "C"), ("C", "D"), ("B", "D")))
    assert not can_be_met(rules, {})
    assert can_be_met(Rules(choices=(PEOPLE,), barred=(("B", "C"), ("C", "D"))), {})


def test_a_search_that_is_too_long_ends_and_leaves_the_answer_to_each_choice() -> None:
    many = tuple(f"U{number}" for number in range(60))  # twenty triangles: one of each three can count
    pairs = tuple((many[i + a], many[i + b]) for i in range(0, 60, 3) for a, b in ((0, 1), (1, 2), (0, 2)))
    assert can_be_met(Rules(choices=(Choice("Many", many, at_least_units=20),), barred=pairs), {})
    assert can_be_met(Rules(choices=(Choice("Many", many, at_least_units=21),), barred=pairs), {})


subsets = st.sets(st.sampled_from(REFERENCES))
groups = st.builds(
    Choice,
    title=st.just("Group"),
    units=st.sets(st.sampled_from(REFERENCES[1:]), min_size=1).map(lambda units: tuple(sorted(units))),
    at_least_units=st.none() | st.integers(0, 4),
    at_least_credits=st.none() | st.integers(0, 9),
)
pairs = st.lists(st.sampled_from(REFERENCES), min_size=2, max_size=2, unique=True).map(
    lambda two: (two[0], two[1])
)
courses = st.builds(
    course,
    st.builds(
        Rules,
        mandatory=st.sampled_from([(), ("A",)]),
        choices=st.lists(groups, max_size=2).map(tuple),
        barred=st.lists(pairs, max_size=4).map(tuple),
    ),
    st.dictionaries(st.sampled_from(REFERENCES), st.integers(1, 5)),
)


@settings(deadline=None)  # a busy machine is no mistake in the rules
@given(courses, subsets, subsets, st.sampled_from(REFERENCES))
def test_achieving_one_more_unit_never_makes_anything_shorter(
    qualification: Qualification, chosen: set[str], achieved: set[str], more: str
) -> None:
    def missing(done: set[str]) -> int:
        return sum(
            short.units + short.credits if isinstance(short, ChoiceShort) else 1
            for short in shortfalls(qualification, chosen, done)
            if not isinstance(short, BarredPair)
            and not (isinstance(short, ChoiceShort) and not short.enough_chosen)
        )

    assert missing(achieved | {more}) <= missing(achieved)


@settings(deadline=None)
@given(courses, subsets)
def test_a_choice_that_was_let_through_makes_the_qualification_once_achieved(
    qualification: Qualification, chosen: set[str]
) -> None:
    try:
        check_choice(qualification, chosen)
    except (UnknownUnits, WrongCombination):
        return
    done = {unit.reference for unit in units_of(qualification, chosen)}
    assert shortfalls(qualification, chosen, done) == ()


@settings(deadline=None)
@given(courses)
def test_rules_can_be_met_exactly_when_some_choice_is_let_through(qualification: Qualification) -> None:
    def accepted(chosen: tuple[str, ...]) -> bool:
        try:
            check_choice(qualification, chosen)
        except WrongCombination:
            return False
        return True

    optional = qualification.optional_units
    every = chain.from_iterable(combinations(optional, size) for size in range(len(optional) + 1))
    credit_of = {unit.reference: unit.credit.value for unit in qualification.units if unit.credit}
    assert can_be_met(qualification.rules, credit_of) == any(map(accepted, every))


@settings(deadline=None)
@given(courses, subsets, subsets)
def test_every_shortfall_says_what_to_do_next(
    qualification: Qualification, chosen: set[str], achieved: set[str]
) -> None:
    for short in shortfalls(qualification, chosen, achieved):
        assert short.sentence.startswith(("Finish ", "Under ", "Unit "))
        assert " and  " not in short.sentence
        assert " 0 " not in short.sentence
