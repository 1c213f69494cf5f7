"""Texts found good are remembered, within bounds, and a remembered answer is the right one."""

import re

from lms_peer.xapi.validate.known import LONGEST, MOST, Known


def asked():
    """What is known of texts of one letter said again and again, and the texts that were matched for it."""
    matched = []
    matches = re.compile(r"(.)\1*").fullmatch

    def match(text):
        matched.append(text)
        return matches(text)

    return Known(match), matched


def test_a_good_text_is_matched_once():
    known, matched = asked()
    assert known["aaa"]
    assert known["aaa"]
    assert matched == ["aaa"]


def test_a_text_that_fails_is_never_kept():
    known, matched = asked()
    assert not known["ab"]
    assert not known["ab"]
    assert matched == ["ab", "ab"]
    assert not known


def test_a_very_long_text_is_judged_but_not_kept():
    known, _ = asked()
    assert known["a" * (LONGEST + 1)]
    assert not known
    assert known["a" * LONGEST]
    assert len(known) == 1


def test_no_more_than_so_many_texts_are_kept():
    known, _ = asked()
    assert all(known[chr(number)] for number in range(0x4E00, 0x4E00 + 3 * MOST))
    assert 0 < len(known) <= MOST
