"""What somebody new to the service gets wrong: said in plain words, with nothing half done."""

from __future__ import annotations

import io
import json
import socket
import sys
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pysqlite3.dbapi2 as sqlite
import pytest

from tests.unit.cli.conftest import Shell


def said_by_us() -> bytes:
    """A statement, as a line."""
    return json.dumps(
        {
            "id": str(uuid4()),
            "actor": {"mbox": "mailto:somebody@example.org"},
            "verb": {"id": "http://adlnet.gov/expapi/verbs/experienced"},
            "object": {"id": "https://example.org/lesson"},
        }
    ).encode() + b"\n"  # fmt: skip


class Stopped(io.RawIOBase):
    """A pipe that gives so many statements; then somebody presses Ctrl-C."""

    def __init__(self, statements: int) -> None:
        self.left = statements

    def readable(self) -> bool:
        return True

    def readline(self, _size: int | None = -1) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return said_by_us()


def test_an_import_that_is_stopped_says_that_it_can_go_on(centre: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", type("Terminal", (), {"buffer": Stopped(150)}))
    said = centre("xapi", "import", "--centre", "north", "-")
    assert said.status == 1
    assert "Run the same command again to go on" in said.err
    assert centre("ledger", "verify").out.startswith("Nothing wrong was found. 100 statements at 1 centre ")


@pytest.mark.parametrize("place", ["nowhere/kept.txt", "file/kept.txt"])
def test_a_checkpoint_that_can_not_be_written_is_not_signed(centre: Shell, tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    said = centre("checkpoint", "export", "--centre", "north", "-o", tmp_path / place)
    assert said.status == 1
    assert "can not be written" in said.err
    assert centre("keys", "list").out == ""


def test_what_is_not_shown_on_a_screen_shows_no_empty_line(centre: Shell) -> None:
    assert centre("ledger", "verify").err == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LMS_PEER_DATABASE_URL", "peer"),
        ("LMS_PEER_DATABASE_URL", ""),
        ("LMS_PEER_DATABASE_URL", "mysql://us:hush@example.org/peer"),
        ("LMS_PEER_DATABASE_URL", "postgresql+psycopg://us:hush@example.org:port/peer"),
        ("LMS_PEER_VAULT_URL", "vault"),
        ("LMS_PEER_VAULT_URL", "file:///dev/null/vault"),
        ("LMS_PEER_CERTIFICATES", "/dev/null/certificates"),
    ],
)
def test_a_setting_that_can_not_be_used_is_named(
    centre: Shell, monkeypatch: pytest.MonkeyPatch, name: str, text: str
) -> None:
    monkeypatch.setenv(name, text)
    said = centre("worker", "--once")
    assert said.status == 1
    assert name in said.err
    assert "hush" not in said.err


def test_a_file_that_is_no_database_is_said_so(centre: Shell, home: Path) -> None:
    for beside in home.glob("lms_peer.sqlite-*"):
        beside.unlink()
    (home / "lms_peer.sqlite").write_text("a letter to a friend, and no database" * 100)
    said = centre("centre", "list")
    assert said.status == 1
    assert "not a database" in said.err


def test_a_database_that_may_not_be_changed_is_said_so(
    centre: Shell, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home / "lms_peer.sqlite"
    monkeypatch.setenv("LMS_PEER_DATABASE_URL", f"sqlite:///file:{file}?mode=ro&uri=true")
    said = centre("centre", "add", "south", "South centre")
    assert said.status == 1
    assert "readonly database" in said.err
    assert "lets you write to it" in said.err
    assert "upgrade" not in said.err


@pytest.mark.parametrize(
    ("version", "next_step"), [("0001", "Back it up, then run: lms-peer upgrade"), ("9999", "A newer lms_peer")]
)
@pytest.mark.parametrize("command", ["serve --port {port}", "worker --once"])
def test_nothing_is_served_or_done_with_the_tables_of_another_version(
    centre: Shell, home: Path, command: str, version: str, next_step: str
) -> None:
    with closing(sqlite.connect(home / "lms_peer.sqlite")) as kept, kept:
        kept.execute("UPDATE alembic_version SET version_num = ?", [version])
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    said = centre(*command.format(port=port).split())
    assert (said.status, said.out) == (1, "")
    assert next_step in said.err


def test_a_role_that_is_given_twice_is_one_role(centre: Shell) -> None:
    twice = ("--role", "trainer", "--role", "trainer")
    said = centre("user", "add", "--centre", "north", *twice, "--name", "Robin", "--username", "robin")
    assert "as trainer.\n" in said.out
