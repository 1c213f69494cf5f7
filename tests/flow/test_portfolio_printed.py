"""A whole record on paper: one of everything, issued once."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest

from lms_peer import ledger, seal
from lms_peer.actions.issue_portfolio import (
    draw_again,
)
from lms_peer.actions.record import qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.portfolio import Issue, certificate
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.context import build
from lms_peer.portfolio.gather import gather
from lms_peer.portfolio.html import fill_in
from lms_peer.portfolio.sections import Part, parts_of
from lms_peer.portfolio.values import Portfolio
from tests.flow.printed import DAY, Printed, bytes_of, issued
from tests.plant import Plant
from tests.unit.portfolio.given import PAUSE_NOTE, Read, app_that_issues, fill, photo


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    """One of everything, issued once; tests that use it only look."""
    folder = tmp_path_factory.mktemp("full")
    app = app_that_issues(f"sqlite:///{folder / 'full.sqlite'}", folder)
    heard: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("weasyprint").addHandler(handler)
    with app.app_context():
        plant = Plant.at()
        fill(plant)
        fact = issued(plant, final=True)
        drawn = bytes_of(plant)
        yield Printed(plant, fact, drawn, Read(drawn), heard)
        db.session.remove()
        db.engine.dispose()
    logging.getLogger("weasyprint").removeHandler(handler)


def test_it_says_on_its_cover_that_it_is_no_certificate(full: Printed):
    cover = full.read.pages[0]
    for said in (
        "Evidence portfolio",
        "Learner",
        "Bench award in helping others",
        "North Centre",
        "Version 1, issued on",
        "This is not a certificate. Only an awarding body issues certificates.",
    ):
        assert said in cover or said.lower() in cover.lower()


def test_every_unit_criterion_and_piece_of_evidence_is_in_it(full: Printed):
    qualification = qualification_of(full.plant.centre, full.plant.standing)
    for reference in ("H1", "H2"):
        unit = qualification.units_by_reference[reference]
        assert f"Unit {reference}: {unit.title}" in full.read.begins
        for criterion in unit.criteria():
            assert criterion.text in full.read.text
    assert full.read.text.count("Keep good notes") == 1  # a unit that was not chosen
    assert "Not taken: H3 Keep good notes." in full.read.text
    begun = [title.partition(" ")[0] for title in full.read.begins]
    assert {f"E{number}" for number in range(1, 7)} <= set(begun)


def test_the_page_printed_for_a_piece_is_the_page_where_it_starts(full: Printed):
    pages = {
        title.partition(" ")[0]: page for title, page in full.read.begins.items() if re.match(r"E\d+ ", title)
    }
    assert len(pages) == 6
    methods = r"(?:Reflective account|Work product|Questioning|Observation|Witness testimony)"
    matrix = dict(re.findall(rf"(E\d+) {methods} (\d+)", full.read.text))
    [contents] = (text for text in full.read.pages if text.startswith("Contents Summary of achievement"))
    assert {reference: int(page) for reference, page in matrix.items()} == pages
    for title, page in full.read.begins.items():
        assert title in full.read.pages[page - 1]
        if title not in {"Evidence portfolio", "Contents"}:
            assert re.search(rf"{re.escape(title)}\W+{page}\b", contents)


def test_each_page_but_the_cover_says_whose_it_is_and_where_one_is(full: Printed):
    for number, text in enumerate(full.read.pages[1:], 2):
        assert re.search(rf"Learner( · [^·]+)? Page {number} of {len(full.read.pages)}$", text)
    assert sum("Learner · Final portfolio, version 1 Page" in text for text in full.read.pages) == 1  # the back
    assert "Page 1 of" not in full.read.pages[0]


def test_what_people_wrote_is_in_it(full: Printed):
    for said in (
        "My first try.",
        "I wrote it again.",
        "They were kind and clear.",
        "I run the hostel where they help out.",
        "What is an open question?",
        "One that starts with how.",
        "A first talk with a new client.",
        "Asked open questions and waited.",
        "Ring the council.",
        "Clear and honest.",
        "I went along on the visits.",
        "this is my own work",
        "how they used a computer program (AI): It checked my spelling",
        "The learner answered that they used no computer program (AI) for it.",
    ):
        assert said in full.read.text


def test_what_was_said_about_a_pause_is_not_in_it(full: Printed):
    assert PAUSE_NOTE not in full.read.text
    assert "Settled in" not in full.read.text
    assert b"another wing" not in full.drawn


def test_evidence_that_was_sent_again_names_what_it_replaces(full: Printed):
    assert "Replaced by E2" in full.read.text
    assert "In place of evidence that was referred back: E1" in full.read.text
    assert re.search(r"E1 · 1\.1 · ○ Not yet: sent back to the learner · Assessor", full.read.text)
    assert re.search(r"E2 · 1\.1 · Sent again, in place of E1 · Learner", full.read.text)
    assert "○ Not yet" in full.read.text


def test_evidence_that_was_taken_back_is_listed_and_not_shown(full: Printed):
    assert "Withdrawn" in full.read.text
    assert "Learner took this back on" in full.read.text
    assert "Wrong file" in full.read.text
    assert "is not to be read" not in full.read.text


def test_the_learner_centre_assessors_and_witnesses_are_named(full: Printed):
    for said in ("Lee Legal-Name", "9276308686", "AB-12345", "A Assessor", "Wendy Witness", "Expert witness"):
        assert said in full.read.text


def test_only_countersigned_hours_count_and_the_others_are_shown_as_what_they_are(full: Printed):
    assert "10 hours countersigned, needed: 10 hours. ✓ Reached." in full.read.text
    assert full.read.text.count("Does not count") == 2
    assert "○ Not signed · Does not count" in full.read.text
    assert "Not signed: Staff," in full.read.text
    assert "“I was on leave”" in full.read.text
    assert "Taken back by the learner" in full.read.text


def test_units_are_signed_off_by_name_and_nothing_is_said_to_be_open(full: Printed):
    assert full.read.text.count("I confirm that every criterion of this unit is met") == 2
    assert "Nothing is open." in full.read.text


def test_an_observation_names_the_place_by_its_role_and_both_who_signed(full: Printed):
    assert "Setting Hostel" in full.read.text
    assert "Assessor: Assessor, signed" in full.read.text
    assert "Learner: Learner, signed" in full.read.text


def test_files_are_known_by_their_hash_and_pictures_are_drawn_without_what_is_hidden_in_them(full: Printed):
    for file in full.plant.standing.evidence.values():
        for document in file.submitted.files:
            assert document.sha256 in full.read.packed
    assert "wall poster.jpg" in full.read.text
    assert "account.pdf PDF document, 1 KB. Enclosed as E1-account.pdf." in full.read.text
    assert "can not be printed" not in full.read.text
    assert b"secret place" in photo()
    with pikepdf.open(BytesIO(full.drawn)) as document:
        pictures = {picture.objgen: picture for page in document.pages for picture in page.get_images().values()}
        sizes = {max(int(one.Width), int(one.Height)): one for one in pictures.values()}
        picture = sizes[max(sizes)]  # beside it there are pages of papers, and the code on the front
        assert max(sizes) == 1600
        assert b"secret place" not in picture.read_raw_bytes()


def test_it_names_the_place_in_the_ledger_it_was_printed_from_and_every_statement(full: Printed):
    assert full.fact.chain_hash in full.read.packed
    assert f"Ledger position {full.fact.position}" in full.read.text
    entries = list(ledger.entries(full.plant.centre, registration=full.plant.registration))
    assert [entry.position for entry in entries] == list(range(1, full.fact.position + 2))
    for entry in entries[:-1]:
        assert str(entry.statement_id) in full.read.packed
    assert str(entries[-1].statement_id) not in full.read.packed  # the one that put this very portfolio on record


def test_drawing_it_again_gives_the_same_bytes(full: Printed):
    again = draw_again(full.plant.centre, full.plant.registration, 1)
    assert seal.blanked(full.drawn) == again


def test_it_was_drawn_without_a_complaint(full: Printed):
    assert full.warnings == []


def test_it_is_tagged_and_names_its_language_and_title(full: Printed):
    with pikepdf.open(BytesIO(full.drawn)) as document:
        assert str(document.Root.Lang) == "en-GB"
        assert bool(document.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in document.Root
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert "Evidence portfolio of Learner" in metadata["dc:title"]


FORMS = {
    "Form 01: learner and centre details": "Unique Learner Number 9276308686",
    "Form 02: learner profile": "Worked in (by role) Hostel",
    "Form 03: witness status list": "Wendy Witness Hostel manager Expert witness",
    "Form 04: assessment plan, review and feedback": "No observation was planned for this unit.",
    "Form 05: observation record": "What the assessor saw",
    "Form 06: questioning record": "Question: What is an open question?",
    "Form 08: evidence location sheet": "Criterion Evidence Method Page Decision",
    "Form 09: unit declaration and verification": "Internal quality assurer: ○ Signs by hand",
    "Form 10: summary of achievement": "Criteria met Stage Page",
}


KINDS = ("Evidence from the learner", "Witness testimony")


@pytest.mark.parametrize(("form", "holds"), FORMS.items())
def test_each_form_is_named_on_its_page_and_holds_what_it_is_for(full: Printed, form: str, holds: str):
    assert any(form in text and holds in text for text in full.read.pages)


def test_each_page_names_the_form_or_the_section_that_it_begins_with(full: Printed):
    sections = ("Contents", "Witness status list", "Authenticity and appeals", "Hours", "Where this comes from")
    names = "|".join(map(re.escape, (*FORMS, *sections, "Every statement in this portfolio", *KINDS)))
    tops = [re.search(rf"({names}) Learner( ·[^·]+)? Page \d+ of \d+$", text) for text in full.read.pages[1:]]
    assert [number for number, top in enumerate(tops, 2) if top is None] == []
    assert {top[1] for top in tops if top} >= {"Form 10: summary of achievement", *KINDS}


def test_what_nobody_put_on_record_is_listed_in_the_final_portfolio_too(full: Printed):
    [page] = (text for text in full.read.pages if "Not on record These do not stop the portfolio." in text)
    for said in (
        "The centre number is not on record.",
        "No internal quality assurer is named for this learner.",
        "No internal quality assurer has sampled this record here. Ask the centre for its sampling record.",
        "Where the appeals procedure is has not been put down.",
    ):
        assert said in page


def test_every_declaration_of_authenticity_is_listed_with_what_was_said_of_ai(full: Printed):
    assert re.search(rf"E1 [^✓]{{1,40}} · ✓ {DAY}, \d\d:\d\d · None used \d+", full.read.text)
    assert re.search(
        rf"E2 A leaflet about listening · ✓ {DAY}, \d\d:\d\d · It checked my spelling \d+", full.read.text
    )
    assert "Learner: Learner declared this work to be their own: E1, E2." in full.read.text


def test_the_final_one_says_so_on_its_cover_and_in_the_ledger(full: Printed):
    assert "Final. Every unit that is needed is signed off" in full.read.pages[0]
    assert "Draft" not in full.read.text
    assert full.fact.final is True


def test_evidence_and_hours_are_the_same_in_every_version_so_that_they_are_drawn_once(full: Printed):
    plant, fact = full.plant, full.fact
    place = workplace()
    filled = []
    for version, by, final in ((1, fact.by, True), (7, plant.actor("assessor"), False)):
        issue = Issue(version=version, position=fact.position, chain_hash="0" * 64, at=now(), by=by, final=final)
        record = gather(
            plant.centre,
            plant.registration,
            position=issue.position,
            by=by,
            qualification_of=lambda standing: qualification_of(plant.centre, standing),
            vault=place.vault,
        )
        portfolio = build(record, issue, Album(place.vault, plant.centre), lambda *_: None)
        filled.append({part.name: _filled(portfolio, part) for part in parts_of(portfolio)})
    first, second = filled
    assert {name for name in first if first[name] != second[name]} == {
        *("The front", "The back"),
        *("The contents", "The summary"),  # what is missing stands in another place in a draft
    }
    assert len(first) == 17


def _filled(portfolio: Portfolio, part: Part) -> str:
    pages = {"page_of": lambda _anchor: "1"} if part.numbered else {}
    return fill_in(certificate("portfolio"), portfolio=portfolio, section=part.template, **part.values, **pages)


def test_the_command_on_the_last_pages_names_the_centre_the_position_and_the_hash(full: Printed):
    command = (
        f"lms-peer ledger verify --centre north --position {full.fact.position} --hash {full.fact.chain_hash}"
    )
    assert command.replace(" ", "") in full.read.packed
    assert "complete and unchanged" not in full.read.text
