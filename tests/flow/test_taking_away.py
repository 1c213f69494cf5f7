"""A portfolio taken away in parts: folders that any computer can unpack and check, with nothing in them that stays."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest

from lms_peer.actions import redact_evidence
from lms_peer.actions.export_portfolio import matrix_of, portfolio_in_folders
from lms_peer.actions.issue_portfolio import issue_now
from lms_peer.actions.judge_evidence import Decision, judge_evidence
from lms_peer.actions.submit_evidence import withdraw_evidence
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.domain.facts import Verdict
from lms_peer.domain.refusals import HiddenSince, NotFound
from lms_peer.web.zipped import Member, zipped
from tests.plant import LISTEN, PLACES, Plant
from tests.unit.portfolio.given import Read, app_that_issues, kept
from tests.unit.vault import uploads
from tests.unit.vault.recorded import paper

pytestmark = pytest.mark.usefixtures("sections_drawn_once")
NAMES = ("Ann at home.jpg", 'what? is: "this"|.txt', "../../CON.pdf", "café ŵ.txt")


@dataclass(frozen=True)
class Taken:
    """A record with its first portfolio, and that portfolio unpacked from its ZIP."""

    plant: Plant
    pdf: bytes
    folder: Path

    def table(self, name: str) -> list[dict[str, str]]:
        """A table, as a spreadsheet reads it."""
        [file] = self.folder.glob(name)
        return list(csv.DictReader(io.StringIO(file.read_text("utf-8-sig"))))


def zip_of(plant: Plant, version: int) -> zipfile.ZipFile:
    inside = portfolio_in_folders(plant.centre, plant.registration, version)
    members = (Member(one.name, one.chunks, one.packed) for one in inside)
    return zipfile.ZipFile(io.BytesIO(b"".join(zipped(members, now()))))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    home = tmp_path_factory.mktemp("taken")
    app = app_that_issues(f"sqlite:///{home / 'record.sqlite'}", home)
    with app.app_context():
        plant = Plant.at()
        contents = [
            (uploads.photo(size=(400, 300)), "image/jpeg"),
            (b"Ann Smith was there.\n", "text/plain"),
            (paper("A letter"), "application/pdf"),
            ("Gŵyl\n".encode(), "text/plain"),
        ]
        files = [kept(plant, *content, name) for content, name in zip(contents, NAMES, strict=True)]
        first = plant.submits(LISTEN, PLACES, text="Ann Smith came in.\n\n=1+1", files=files)
        decisions = [Decision(LISTEN, Verdict.MET, '=HYPERLINK("http://bad.example")')]
        judge_evidence(plant.acting("assessor"), plant.registration, uuid4(), evidence=first, decisions=decisions)
        db.session.commit()
        gone = plant.submits(PLACES, text="Not to be read.", files=[kept(plant, b"secret", "text/plain", "x.txt")])
        withdraw_evidence(plant.acting("learner"), plant.registration, uuid4(), evidence=gone, reason="Wrong")
        plant.countersigns(plant.logs(90))
        issued = issue_now(plant.acting("trainer"), plant.registration, uuid4())
        db.session.commit()
        with zip_of(plant, 1) as whole:
            assert whole.testzip() is None
            whole.extractall(home / "out")
        pdf = workplace().vault.read(plant.centre, issued.portfolio.sha256)
        yield Taken(plant, pdf, home / "out")
        db.session.remove()
        db.engine.dispose()


def names_in(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_there_is_a_folder_for_each_unit_and_the_portfolio_in_front(taken: Taken):
    first = "01-H1-"
    names = names_in(taken.folder)
    assert {"README.txt", "SHA256SUMS", "hours.csv", "portfolio.pdf"} <= set(names)
    units = sorted({name.split("/")[0] for name in names if "/" in name})
    assert [unit[:6] for unit in units] == ["01-H1-", "02-H2-"]
    inside = [name.partition("/")[2] for name in names if name.startswith(first)]
    assert inside == [
        *("evidence/E1-Ann at home.jpg", "evidence/E1-_.._CON.pdf", "evidence/E1-café ŵ.txt"),
        *("evidence/E1-what_ is_ _this_.txt", "evidence/E1.txt", "judgements.csv", "matrix.csv"),
    ]
    assert (taken.folder / "portfolio.pdf").read_bytes() == taken.pdf
    assert "This is not a certificate." in (taken.folder / "README.txt").read_text("utf-8-sig")


def test_every_file_is_in_the_list_of_sums_and_a_changed_one_is_found(taken: Taken):
    def check() -> int:
        command = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
        return subprocess.run(command, cwd=taken.folder, check=False, capture_output=True).returncode  # noqa: S603

    listed = (taken.folder / "SHA256SUMS").read_text("utf-8").splitlines()
    assert sorted(line[66:] for line in listed) == [one for one in names_in(taken.folder) if one != "SHA256SUMS"]
    assert check() == 0
    hours, before = taken.folder / "hours.csv", (taken.folder / "hours.csv").read_bytes()
    hours.write_bytes(before + b" ")
    assert check() == 1
    hours.write_bytes(before)


def test_windows_can_unpack_every_name(taken: Taken):
    for name in names_in(taken.folder):
        assert len(name) < 180
        for part in name.split("/"):
            assert not re.search(r'[<>:"\\|?*\x00-\x1f]', part)
            assert part == part.rstrip(" .")
            assert part.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT1"}


def test_the_matrix_names_the_page_of_the_portfolio_that_each_piece_is_on(taken: Taken):
    rows = taken.table("01-*/matrix.csv")
    assert [(row["Criterion"], row["Evidence"], row["Decision"]) for row in rows] == [
        ("1.1", "E1", "Met"),
        ("1.2", "", "No evidence yet"),
    ]
    assert rows[0]["Assessor"] == "A"
    page = Read(taken.pdf).pages[int(rows[0]["Page"]) - 1]
    assert "E1 My day" in page
    assert "Ann Smith came in." in page
    whole = matrix_of(taken.plant.centre, taken.plant.registration, 1)
    assert len(whole.rows) == 1 + sum(len(taken.table(f"{unit}-*/matrix.csv")) for unit in ("01", "02"))


def test_without_a_version_the_matrix_is_as_the_record_stands_and_has_no_pages(taken: Taken):
    heading, *rows = (list(row) for row in matrix_of(taken.plant.centre, taken.plant.registration, None).rows)
    assert {row[heading.index("Page")] for row in rows} == {""}


def test_what_people_wrote_is_there_as_text_and_never_as_a_formula(taken: Taken):
    [judged] = taken.table("01-*/judgements.csv")
    assert (judged["Evidence"], judged["Criteria"], judged["Decision"]) == ("E1", "H1 1.1", "Met")
    assert judged["Feedback"].startswith("'=HYPERLINK")
    assert taken.table("02-*/judgements.csv") == []
    [hours] = taken.table("hours.csv")
    assert (hours["How long"], hours["Counts"]) == ("1 hour 30 minutes", "Yes")
    [told] = taken.folder.glob("01-*/evidence/E1.txt")
    assert "Ann Smith came in.\r\n\r\n=1+1" in told.read_bytes().decode("utf-8-sig")


def test_what_was_taken_back_is_named_and_its_files_stay(taken: Taken):
    [told] = taken.folder.glob("*/evidence/E2.txt")
    assert "Withdrawn" in told.read_text("utf-8-sig")
    assert "Not to be read." not in told.read_text("utf-8-sig")
    assert not list(taken.folder.glob("*/evidence/E2-*"))


def test_another_version_or_another_centre_has_nothing_to_take(taken: Taken):
    with pytest.raises(NotFound):
        portfolio_in_folders(taken.plant.centre, taken.plant.registration, 2)
    with pytest.raises(NotFound):
        portfolio_in_folders(uuid4(), taken.plant.registration, 1)


def test_what_was_hidden_since_keeps_the_old_version_here_and_stays_out_of_the_new_one(
    taken: Taken, monkeypatch: pytest.MonkeyPatch
):
    plant = taken.plant
    [evidence] = [one for one, piece in plant.standing.evidence.items() if not piece.withdrawn]
    photo = plant.standing.evidence[evidence].submitted.files[0].sha256
    redact_evidence.hide_words(
        *(plant.acting("trainer"), plant.registration, uuid4()),
        evidence=evidence,
        words=["Ann Smith"],
        left_out=[photo],
        reason="A client",
    )
    db.session.commit()
    with pytest.raises(HiddenSince):
        portfolio_in_folders(plant.centre, plant.registration, 1)
    monkeypatch.setattr("lms_peer.actions.issue_portfolio._draw", lambda *_: BytesIO(b"%PDF-1.7 drawn elsewhere"))
    monkeypatch.setattr("lms_peer.actions.issue_portfolio._sign", lambda *_: None)
    issue_now(plant.acting("trainer"), plant.registration, uuid4())
    db.session.commit()
    with zip_of(plant, 2) as whole:
        held = {name: whole.read(name) for name in whole.namelist()}
    assert not [name for name in held if name.endswith(".jpg")]
    assert [name for name in held if name.endswith("CON.pdf")]
    assert not [name for name, content in held.items() if b"Ann Smith" in content]
