"""The hash chain's encoding: fixed for ever, and unambiguous."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_peer.ledger.chain import GENESIS, Link, chain_hash, stored_text, to_the_millisecond

CENTRE, STATEMENT = UUID(int=1), UUID(int=2)
LINK = Link(
    CENTRE, 7, STATEMENT, datetime(2026, 3, 2, 12, tzinfo=UTC), "1.0.3", '{"name": "é"}', b"{}", ("bb", "aa")
)


def test_the_encoding_is_the_one_the_documentation_gives():
    def prefixed(field: bytes) -> bytes:
        return len(field).to_bytes(8, "big") + field

    by_hand = b"lms_peer ledger 1" + b"".join(
        prefixed(field)
        for field in (
            bytes(32),
            bytes(15) + b"\x01",
            b"7",
            bytes(15) + b"\x02",
            b"2026-03-02T12:00:00.000Z",
            b"1.0.3",
            '{"name": "é"}'.encode(),
            b"{}",
            b"2",
            b"aa",
            b"bb",
        )
    )
    assert chain_hash(GENESIS, LINK) == hashlib.sha256(by_hand).hexdigest()


def test_the_encoding_has_not_changed_since_the_first_release():
    assert chain_hash(GENESIS, LINK) == "9717e01d1d6975c9045aecbb1ccd8d139e63ae4f1e7a5acddc4b6030a424d2d2"


@pytest.mark.parametrize(
    "other",
    [
        LINK._replace(centre=UUID(int=3)),
        LINK._replace(position=8),
        LINK._replace(statement_id=UUID(int=3)),
        LINK._replace(stored=LINK.stored + timedelta(milliseconds=1)),
        LINK._replace(version="2.0.0"),
        LINK._replace(authority="{}"),
        LINK._replace(body=b"{ }"),
        LINK._replace(attachments=("aa",)),
        LINK._replace(attachments=("aab", "b")),
    ],
)
def test_every_part_of_an_entry_changes_its_hash(other):
    assert chain_hash(GENESIS, other) != chain_hash(GENESIS, LINK)


def test_what_came_before_changes_the_hash():
    assert chain_hash("11" * 32, LINK) != chain_hash(GENESIS, LINK)


@given(st.text(max_size=8), st.binary(max_size=8), st.text(max_size=8), st.binary(max_size=8))
def test_moving_bytes_from_one_field_to_the_next_changes_the_hash(authority, body, other_authority, other_body):
    one = LINK._replace(authority=authority, body=body)
    other = LINK._replace(authority=other_authority, body=other_body)
    same = (authority, body) == (other_authority, other_body)
    assert (chain_hash(GENESIS, one) == chain_hash(GENESIS, other)) is same


def test_the_order_in_which_attachments_are_named_does_not_matter():
    assert chain_hash(GENESIS, LINK._replace(attachments=("aa", "bb", "aa"))) == chain_hash(GENESIS, LINK)


def test_stored_is_shown_in_utc_with_milliseconds_wherever_it_was_given():
    summer = datetime(2026, 7, 1, 1, 0, 0, 999999, tzinfo=timezone(timedelta(hours=1)))
    assert stored_text(to_the_millisecond(summer)) == "2026-07-01T00:00:00.999Z"
