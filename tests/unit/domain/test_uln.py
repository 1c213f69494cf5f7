"""The Unique Learner Number's check digit catches every slip of one digit and every swap of two."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms_peer.domain.refusals import BadULN
from lms_peer.domain.uln import check_uln

stems = st.integers(10**8, 10**9 - 1).map(str)


def passing(text: str) -> bool:
    try:
        check_uln(text)
    except BadULN:
        return False
    return True


ulns = stems.flatmap(
    lambda stem: st.sampled_from([stem + digit for digit in "0123456789" if passing(stem + digit)] or [""])
).filter(bool)


@pytest.mark.parametrize("typed", ["9276308686", " 9276308686 ", "9276 308 686", "9276\t308686"])
def test_a_real_uln_passes_however_it_is_spaced(typed: str) -> None:
    assert check_uln(typed) == "9276308686"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "927630868",
        "92763086866",
        "9276308687",
        "0276308686",
        "927630868X",
        "９276308686",
        "-276308686",
        "9276-308-686",
        "9999999999",
        "1111111111",
        "²276308686",
    ],
)
def test_what_is_no_uln_is_refused_and_the_refusal_holds_what_was_typed(typed: str) -> None:
    with pytest.raises(BadULN) as refused:
        check_uln(typed)
    assert refused.value.uln == typed


def test_a_number_that_passes_the_sum_is_still_refused_when_it_begins_with_0() -> None:
    sums = [text for text in (f"0{n:09}" for n in range(40)) if _weighted(text) % 11 == 10]
    assert sums
    assert not any(map(passing, sums))


def _weighted(text: str) -> int:
    return sum((10 - place) * int(digit) for place, digit in enumerate(text))


@given(stems)
def test_nine_digits_have_exactly_one_check_digit_or_none(stem: str) -> None:
    found = [digit for digit in "0123456789" if passing(stem + digit)]
    assert len(found) == (0 if _weighted(stem + "0") % 11 == 0 else 1)


@given(ulns, st.integers(0, 9), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(uln: str, place: int, digit: str) -> None:
    # 11 is prime and no weight reaches it, so no single change can leave the sum as it was.
    assume(uln[place] != digit)
    assert not passing(uln[:place] + digit + uln[place + 1 :])


@given(ulns, st.integers(0, 9), st.integers(0, 9))
def test_two_digits_swapped_are_always_found(uln: str, one: int, other: int) -> None:
    swapped = list(uln)
    swapped[one], swapped[other] = uln[other], uln[one]
    assume("".join(swapped) != uln)
    assert not passing("".join(swapped))
