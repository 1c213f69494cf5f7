"""`lms-peer xapi export` and `import`: out as JSON lines, in from a file, a pipe or another store."""

from __future__ import annotations

import io
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from waitress.server import create_server

from lms_peer import ledger
from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.domain.scopes import Scope
from lms_peer.people.centres import add_centre, centre_named
from lms_peer.people.clients import add_client
from lms_peer.people.names import COMMAND_LINE
from lms_peer.xapi import AUTHORITY
from tests.plant import Plant, app_on


def statement(**more: object) -> dict[str, object]:
    """A good statement."""
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "mbox": "mailto:sam@example.org"},
        "verb": {"id": "http://example.org/verbs/did"},
        "object": {"objectType": "Activity", "id": "http://example.org/things/1"},
        "timestamp": "2026-03-02T10:00:00Z",
        **more,
    }


def lines(*statements: object) -> str:
    """One on a line."""
    return "".join(json.dumps(one) + "\n" for one in statements)


def entries(slug: str = "north") -> list[ledger.Entry]:
    """What the centre's ledger holds."""
    with create_app().app_context():
        found = list(ledger.entries(centre_named(slug).id))
        db.session.remove()
        db.engine.dispose()
    return found


def test_an_export_has_one_complete_statement_on_each_line(centre, south: Plant, tmp_path: Path) -> None:
    said = centre("xapi", "export", "--centre", "south", "-o", tmp_path / "out.jsonl")
    assert said.status == 0
    kept = entries("south")
    exported = [json.loads(line) for line in (tmp_path / "out.jsonl").read_bytes().splitlines()]
    assert [one["id"] for one in exported] == [str(entry.statement_id) for entry in kept]
    for one, entry in zip(exported, kept, strict=True):
        assert one["stored"] == ledger.stored_text(entry.stored)
        assert one["authority"] == json.loads(AUTHORITY)
        assert {"timestamp", "version"} <= set(one)


def test_an_export_goes_to_standard_output_and_can_begin_later(centre, south: Plant) -> None:
    everything = centre("xapi", "export", "--centre", "south")
    assert len(everything.out.splitlines()) == len(entries("south"))
    assert centre("xapi", "export", "--centre", "south", "--since", "2031-01-01").out == ""
    assert centre("xapi", "export", "--centre", "south", "--since", "2001-01-01").out == everything.out


def test_an_export_that_can_not_be_written_says_so(centre, tmp_path: Path) -> None:
    said = centre("xapi", "export", "--centre", "north", "-o", tmp_path / "no" / "out.jsonl")
    assert said.status == 1
    assert "can not be written" in said.err


def test_what_one_centre_exports_another_takes_in_and_nobody_is_assessed_by_it(
    centre, south: Plant, tmp_path: Path
) -> None:
    file = tmp_path / "out.jsonl"
    centre("xapi", "export", "--centre", "south", "-o", file)
    theirs = entries("south")
    said = centre("xapi", "import", "--centre", "north", file)
    assert (said.status, said.out.splitlines()[0]) == (
        0,
        f"{len(theirs)} taken in, 0 were here already, 0 refused.",
    )
    assert "came without their files" in said.out
    taken = entries("north")
    assert [one.statement_id for one in taken] == [one.statement_id for one in theirs]
    assert {json.loads(one.authority)["account"]["name"] for one in taken} == {"file"}
    assert not any(one.authority == AUTHORITY for one in taken)
    assert centre("ledger", "verify").status == 0  # also: no file is missed
    assert "0 registrations rebuilt" in centre("progress", "rebuild", "--centre", "north").out


def test_importing_again_changes_nothing_also_where_it_came_from(centre, south: Plant, tmp_path: Path) -> None:
    file = tmp_path / "out.jsonl"
    centre("xapi", "export", "--centre", "south", "-o", file)
    count = len(entries("south"))
    for slug, expected in (
        ("north", "were"),
        ("north", f"0 taken in, {count}"),
        ("south", f"0 taken in, {count}"),
    ):
        said = centre("xapi", "import", "--centre", slug, file)
        assert said.status == 0
        assert expected in said.out
    assert len(entries("south")) == count
    assert len(entries("north")) == count


def test_every_line_that_is_refused_is_named_with_its_reason_and_the_others_go_on(centre, tmp_path: Path) -> None:
    good, other = statement(), statement()
    bad_verb = statement(verb={"id": "did"})
    no_id = {name: part for name, part in statement().items() if name != "id"}
    file = tmp_path / "in.jsonl"
    file.write_text(
        lines(good, bad_verb)
        + "{not json\n\n"
        + lines([good], no_id, {**good, "verb": {"id": "http://x.org/y"}}, other)
    )
    said = centre("xapi", "import", "--centre", "north", file)
    assert said.status == 1
    assert said.out.startswith("2 taken in, 0 were here already, 5 refused.")
    for number, reason in ((2, "verb.id"), (3, "JSON"), (5, "not a list"), (6, "no id"), (7, "different")):
        assert any(line.startswith(f"line {number}: ") and reason in line for line in said.err.splitlines()), (
            number,
            said.err,
        )
    assert [str(one.statement_id) for one in entries()] == [good["id"], other["id"]]


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n" + b"\x00\xff a line of something else\n" * 300, json.dumps([statement()], indent=2).encode()],
    ids=["a PDF", "one list on many lines"],
)
def test_a_file_of_another_kind_is_said_once(centre, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(content)
    said = centre("xapi", "import", "--centre", "north", file)
    assert said.status == 1
    assert f"{file} does not hold one statement on each line" in said.err
    assert (len(said.err.splitlines()), said.out, entries()) == (1, "", [])


def test_a_file_whose_beginning_is_cut_off_is_taken_in_from_there(centre, tmp_path: Path) -> None:
    good = statement()
    file = tmp_path / "in.jsonl"
    file.write_text('did"}}\n' + lines(good))
    said = centre("xapi", "import", "--centre", "north", file)
    assert (said.status, said.out) == (1, "1 taken in, 0 were here already, 1 refused.\n")
    assert [str(one.statement_id) for one in entries()] == [good["id"]]


def test_a_pipe_can_be_imported(centre, monkeypatch: pytest.MonkeyPatch) -> None:
    piped = SimpleNamespace(buffer=io.BytesIO(lines(statement(), statement()).encode()))
    monkeypatch.setattr(sys, "stdin", piped)
    assert centre("xapi", "import", "--centre", "north", "-").out.startswith("2 taken in")


def test_bytes_are_kept_as_they_came(centre, tmp_path: Path) -> None:
    written = json.dumps(statement(result={"score": {"raw": 7}, "duration": "PT90M"})).replace(
        '"raw": 7', '"raw" : 7.00'
    )
    (tmp_path / "in.jsonl").write_text(written + "\n")
    centre("xapi", "import", "--centre", "north", tmp_path / "in.jsonl")
    assert [one.body for one in entries()] == [written.encode()]


def test_a_file_that_is_not_there_and_a_centre_that_is_not(centre, tmp_path: Path) -> None:
    assert "can not be read" in centre("xapi", "import", "--centre", "north", tmp_path / "none").err
    assert centre("xapi", "import", "--centre", "nowhere", tmp_path / "none").status == 1


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Another instance of this service, on a port, with statements to give."""
    folder = tmp_path_factory.mktemp("elsewhere")
    app = app_on(f"sqlite:///{folder / 'theirs.sqlite'}", folder)
    with app.app_context():
        centre = add_centre("county", "County").id
        client, secret = add_client(centre, "Us", [Scope.ALL], COMMAND_LINE)
        key = client.key
        db.session.commit()
        db.session.remove()
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.effective_port}/xapi"

    def say(*statements: dict[str, object]) -> None:
        asked = app.test_client().post(
            "/xapi/statements",
            json=list(statements),
            headers={"X-Experience-API-Version": "1.0.3"},
            auth=(key, secret),
        )
        assert asked.status_code == 200, asked.text

    yield SimpleNamespace(address=address, key=key, secret=secret, say=say)
    server.close()
    thread.join(timeout=5)


def test_another_store_is_imported_page_by_page_and_gone_on_from(
    centre, elsewhere: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms_peer.outbox.source.PAGE", 4)
    command = ("xapi", "import", "--centre", "north", "--key", elsewhere.key, "--secret", elsewhere.secret)
    first = [statement() for _ in range(10)]
    elsewhere.say(*first)
    said = centre(*command, elsewhere.address)
    assert (said.status, said.out) == (0, "10 taken in, 0 were here already, 0 refused.\n")
    assert [str(one.statement_id) for one in entries()] == [one["id"] for one in first]
    assert json.loads(entries()[0].authority)["account"]["name"] == f"{elsewhere.address}/"
    elsewhere.say(last := statement())
    again = centre(*command, f"{elsewhere.address}/statements")
    assert again.out.startswith("1 taken in, ")
    assert str(entries()[-1].statement_id) == last["id"]


def test_a_store_that_does_not_let_us_in_or_is_not_there_is_told_of(centre, elsewhere: SimpleNamespace) -> None:
    said = centre("xapi", "import", "--centre", "north", "--key", "x", "--secret", "y", elsewhere.address)
    assert said.status == 1
    assert "does not let us in" in said.err
    said = centre("xapi", "import", "--centre", "north", "http://127.0.0.1:9/")
    assert "did not answer" in said.err
    assert "Run the same command again" in said.err
