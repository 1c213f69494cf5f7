"""First passwords: hard to guess, easy to read aloud, and good enough for our own rule."""

from __future__ import annotations

import math
import re
import secrets
from collections import Counter
from hashlib import sha256

from lms_peer.people.accounts import check_password
from lms_peer.people.models import Account
from lms_peer.people.passwords import WORDS, first_password


def test_a_first_password_holds_more_than_44_bits() -> None:
    assert len(set(WORDS)) == len(WORDS)
    assert math.log2(len(WORDS)) * 4 + math.log2(1000) > 44


def test_words_are_short_small_letters_only() -> None:
    assert [word for word in WORDS if not re.fullmatch(r"[a-z]{3,9}", word)] == []


def test_it_is_four_words_and_three_digits() -> None:
    assert re.fullmatch(r"([a-z]+-){4}\d{3}", first_password(secrets.token_bytes(32)))


def test_the_same_secret_gives_the_same_password_and_another_gives_another() -> None:
    seeds = [sha256(bytes([number])).digest() for number in range(100)]
    assert [first_password(seed) for seed in seeds] == [first_password(seed) for seed in seeds]
    assert len({first_password(seed) for seed in seeds}) == 100


def test_every_word_and_digit_is_drawn_about_as_often_as_any_other() -> None:
    drawn = [first_password(sha256(number.to_bytes(4, "big")).digest()).split("-") for number in range(20_000)]
    for place in range(4):
        counted = Counter(parts[place] for parts in drawn)
        assert len(counted) == len(WORDS)
        assert max(counted.values()) < 3 * 20_000 / len(WORDS)
    assert len(Counter(parts[4] for parts in drawn)) == 1000


def test_our_own_rule_takes_every_kind_of_first_password() -> None:
    shortest = "-".join([min(WORDS, key=len)] * 4) + "-000"
    for password in [shortest, *(first_password(secrets.token_bytes(32)) for _ in range(200))]:
        check_password(password, Account(name="Casey Rowan", username="casey"))
