"""`lms-peer verify`, `checkpoint` and `keys`."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from lms_peer.app import create_app
from lms_peer.database import db
from tests.unit.cli.conftest import inside
from tests.unit.cli.test_record import tamper
from tests.unit.keyring.test_keyring import packed
from tests.unit.seal.given import Issued, issued
from tests.unit.seal.test_checkpoints import more


@pytest.fixture(scope="module")
def sealed_home(new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Issued]:
    """A home in which one more centre, called south, sealed a portfolio: made once, for each test to copy."""
    home = shutil.copytree(new_home, tmp_path_factory.mktemp("sealed") / "home")
    with inside(home):
        made = issued("south")
    return home, made


@pytest.fixture
def made(shell, home: Path, sealed_home: tuple[Path, Issued], tmp_path: Path) -> Issued:
    """That portfolio, its certificate and a checkpoint, as files in this folder."""
    template, made = sealed_home
    shutil.copytree(template, home)
    for name, content in (("p.pdf", made.pdf), ("south.pem", made.certificate), ("kept.txt", made.kept)):
        (tmp_path / name).write_bytes(content)
    return made


def test_a_sealed_portfolio_is_checked_without_the_service(shell, made: Issued, home: Path) -> None:
    home.rename(home.with_name("elsewhere"))
    said = shell("verify", "p.pdf", "--certificate", "south.pem", "--checkpoint", "kept.txt", "--centre", "south")
    assert said.status == 0
    assert said.out.endswith("This portfolio is as it was sealed.\n")
    assert re.search(r"sealed on \d+ [A-Z][a-z]+ 20\d\d, \d\d:\d\d UTC\.", said.out)
    assert not home.exists()


def test_what_was_altered_is_named_and_the_status_is_one(shell, made: Issued, tmp_path: Path) -> None:
    (tmp_path / "p.pdf").write_bytes(made.pdf.replace(b"/Title", b"/Tutle", 1) + b"\n")
    said = shell("verify", "p.pdf", "--centre", "north")
    assert said.status == 1
    assert "something was added" in said.out
    assert "another centre: peer.example/centre/south" in said.out


def test_what_can_not_be_read_has_a_status_of_its_own(shell, made: Issued, tmp_path: Path) -> None:
    (tmp_path / "no.pdf").write_bytes(b"no PDF at all")
    (tmp_path / "none.pem").write_text("no certificate")
    for words in (("no.pdf",), ("p.pdf", "--certificate", "none.pem")):
        said = shell("verify", *words)
        assert (said.status, said.out.splitlines()[-1]) == (2, "This portfolio could NOT be checked.")
    assert shell("verify", "nowhere.pdf").status == 2
    both = shell("verify", "p.pdf", "--certificate", "none.pem", "--centre", "north")
    assert both.status == 1  # something else is wrong, and that weighs more


def test_a_checkpoint_kept_elsewhere_shows_that_the_ledger_was_rewritten(shell, made: Issued, home: Path) -> None:
    assert shell("checkpoint", "export", "--centre", "south", "-o", "later.txt").out.startswith(
        "Signed at statement 4"
    )
    fits = shell("checkpoint", "check", "--centre", "south", "later.txt")
    assert (fits.status, fits.out.splitlines()[0]) == (
        0,
        "The ledger still begins with the 4 statements of this checkpoint. It has 4 now.",
    )
    assert shell("checkpoint", "export", "--centre", "south").out == Path("later.txt").read_text(encoding="utf-8")
    assert "of another centre" in shell("checkpoint", "check", "--centre", "north", "later.txt").out
    other = f"WHERE centre_id = '{made.centre.hex}' AND position = 2"
    tamper(home, f"UPDATE ledger_statement SET version = '2.0.0' {other}")  # noqa: S608
    cut = shell("checkpoint", "check", "--centre", "south", "later.txt")
    assert (cut.status, "was rewritten" in cut.out) == (1, True)


def test_keys_are_listed_changed_and_brought(shell, made: Issued, tmp_path: Path) -> None:
    listed = shell("keys", "list", "--centre", "south", "--certificates").out
    assert [line.split(":")[0] for line in listed.splitlines() if line.startswith("south")] == [
        "south, checkpoint",
        "south, signature",
    ]
    assert made.certificate.decode().strip() in listed
    assert "PRIVATE" not in listed
    assert shell("keys", "rotate", "--centre", "south", "--purpose", "checkpoint").out.startswith(
        "south, checkpoint: "
    )
    (tmp_path / "own.p12").write_bytes(packed(ec.generate_private_key(ec.SECP256R1())))
    refused = shell("keys", "bring", "--centre", "south", "own.p12", "--passphrase", "wrong")
    assert (refused.status, "passphrase" in refused.err) == (1, True)
    assert shell("keys", "bring", "--centre", "south", "own.p12", "--passphrase", "open").status == 0
    listed = shell("keys", "list").out
    assert listed.count("until") == 2
    assert f"{datetime.now(UTC):%d %B %Y}" in listed


def test_with_another_secret_key_the_commands_say_what_to_do(
    shell, made: Issued, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LMS_PEER_SECRET_KEY", "another secret than it was before")
    with create_app().app_context():
        more(made.centre, 901, 901)
        db.engine.dispose()
    said = shell("checkpoint", "export", "--centre", "south")
    assert said.status == 1
    assert "LMS_PEER_SECRET_KEY" in said.err
    assert "Traceback" not in said.err
