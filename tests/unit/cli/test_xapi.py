"""`lms-peer xapi client`."""

from __future__ import annotations

import re

import pytest

from lms_peer.app import create_app
from lms_peer.domain.scopes import Scope
from lms_peer.people.clients import Client, find_client

ADD = ("xapi", "client", "add", "--centre", "north", "--name", "Moodle")
KNOWN = (*ADD, "--scope", "all", "--key", "judge", "--secret", "sixteen-letters!")


def found(key: str, secret: str) -> Client | None:
    """Who comes in with these."""
    with create_app().app_context():
        return find_client(key, secret)


def test_a_system_is_connected_with_a_key_and_a_secret_of_its_own(centre) -> None:
    said = centre(*ADD, "--scope", "statements/write", "--scope", "state")
    told = re.fullmatch(
        r"Connected Moodle to North centre\.\nKey: (\S+)\nSecret \(shown this once\): (\S+)\n", said.out
    )
    assert told
    client = found(told[1], told[2])
    assert client is not None
    assert client.scopes == {Scope.STATEMENTS_WRITE, Scope.STATE}


def test_a_key_and_a_secret_can_be_given(centre) -> None:
    assert centre(*KNOWN).status == 0
    assert found("judge", "sixteen-letters!")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--scope", "all", "--secret", "fifteen-letters"),
        ("--scope", "all", "--secret", ""),
        ("--scope", "all", "--key", "a:b:c"),
        ("--scope", "all", "--key", ""),
        ("--scope", "everything"),
        (),
        ("--scope", "all", "--name", " "),
        ("--scope", "all", "--centre", "nowhere"),
    ],
)
def test_what_can_not_be_is_said_and_nobody_is_let_in(centre, wrong: tuple[str, ...]) -> None:
    said = centre(*ADD, *wrong)
    assert said.status in (1, 2)
    assert said.err.strip()
    assert "Traceback" not in said.err
    assert centre("xapi", "client", "list", "--centre", "north").out == ""


def test_a_key_is_given_once(centre) -> None:
    centre(*KNOWN)
    again = centre(*KNOWN)
    assert again.status == 1
    assert again.err == "Another system has the key judge. Choose another one.\n"


def test_the_list_shows_keys_but_no_secret(centre) -> None:
    centre(*KNOWN)
    assert centre("xapi", "client", "list", "--centre", "north").out == "judge  Moodle  all  never used\n"


def test_a_system_is_disconnected_for_good(centre) -> None:
    centre(*KNOWN)
    said = centre("xapi", "client", "revoke", "--centre", "north", "judge")
    assert said == (0, "Moodle is disconnected.\n", "")
    assert found("judge", "sixteen-letters!") is None
    assert "disconnected" in centre("xapi", "client", "list", "--centre", "north").out
    assert centre(*KNOWN).status == 1  # its key is not given to anyone else


def test_disconnecting_somebody_else_is_refused(centre) -> None:
    centre(*KNOWN)
    centre("centre", "add", "south", "South centre")
    for centre_and_key in (("north", "nobody"), ("south", "judge")):
        said = centre("xapi", "client", "revoke", "--centre", *centre_and_key)
        assert said.status == 1
        assert said.err.strip()
    assert found("judge", "sixteen-letters!")
