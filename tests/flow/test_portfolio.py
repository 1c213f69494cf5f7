"""A portfolio of a record made through actions: what it holds, what it keeps to itself, and that it never changes."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import select

from lms_peer import ledger
from lms_peer.actions.change_registration import complete_registration
from lms_peer.actions.countersign_judgement import Answer, answer_judgements
from lms_peer.actions.issue_portfolio import (
    draw_again,
    issue_now,
    portfolio_pdf,
    request_portfolio,
)
from lms_peer.actions.record import qualification_of
from lms_peer.actions.record_observation import cancel_observation, rebook_observation
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.sign_by_link import answer_by_link, make_link
from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.domain import refusals
from lms_peer.domain.facts import CancelReason, PortfolioIssued
from lms_peer.domain.qualification import Method
from lms_peer.domain.roles import Role
from lms_peer.jobs import JobState, JobStatus, status, work
from lms_peer.people import allocations, training
from lms_peer.people.models import Account, Witness
from lms_peer.portfolio import Issue, certificate
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.context import build
from lms_peer.portfolio.gather import gather
from lms_peer.portfolio.html import fill_in
from lms_peer.portfolio.sections import Part, parts_of
from lms_peer.portfolio.settings import Settings, keep_settings
from lms_peer.portfolio.values import Portfolio
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.unit.portfolio.given import PAUSE_NOTE, Read, app_that_issues, fill, kept, photo

DAY = r"\d{1,2} [A-Z][a-z]+ \d{4}"


@dataclass(frozen=True)
class Printed:
    """A full record and its first portfolio."""

    plant: Plant
    fact: PortfolioIssued
    drawn: bytes
    read: Read
    warnings: list[str]


def issued(plant: Plant, *, final: bool = False) -> PortfolioIssued:
    """The trainer issues a draft, or the final portfolio, in this process."""
    fact = issue_now(plant.acting("trainer"), plant.registration, uuid4(), final=final)
    db.session.commit()
    return fact


def cancels(plant: Plant, observation: UUID) -> None:
    """The assessor cancels a planned observation, with a note that nobody else is to read."""
    cancel_observation(
        plant.acting("assessor"),
        plant.registration,
        uuid4(),
        observation=observation,
        reason=CancelReason.REGIME,
        text="A note for staff",
    )
    db.session.commit()


def bytes_of(plant: Plant, version: int = 1) -> bytes:
    return workplace().vault.read(plant.centre, portfolio_pdf(plant.centre, plant.registration, version).sha256)


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
    assert sum("Learner · Final portfolio, version 1 Page" in text for text in full.read.pages) >= 5
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
    assert full.drawn.startswith(again)  # and the signature comes after it
    assert len(full.drawn) - len(again) < 20_000


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
    "Form 09: unit declaration and verification": "Internal quality assurer: ○ Nothing on record.",
    "Form 10: summary of achievement": "Criteria met Stage Page",
}


KINDS = ("Evidence from the learner", "Witness testimony")


@pytest.mark.parametrize(("form", "holds"), FORMS.items())
def test_each_form_is_named_on_its_page_and_holds_what_it_is_for(full: Printed, form: str, holds: str):
    assert any(form in text and holds in text for text in full.read.pages)


def test_each_page_names_the_form_or_the_section_that_it_begins_with(full: Printed):
    sections = ("Contents", "Authenticity and appeals", "Hours", "Where this comes from", *KINDS)
    names = "|".join(map(re.escape, (*FORMS, *sections)))
    tops = [re.search(rf"({names}) Learner( ·[^·]+)? Page \d+ of \d+$", text) for text in full.read.pages[1:]]
    assert [number for number, top in enumerate(tops, 2) if top is None] == []
    assert {top[1] for top in tops if top} >= {"Form 10: summary of achievement", *KINDS}


def test_what_nobody_put_on_record_is_listed_in_the_final_portfolio_too(full: Printed):
    [page] = (text for text in full.read.pages if "Not on record These do not stop the portfolio." in text)
    for said in (
        "The centre number is not on record.",
        "No internal quality assurer is named for this learner.",
        "Internal verification is not on record",
        "Where the appeals procedure is has not been put down.",
    ):
        assert said in page


def test_every_declaration_of_authenticity_is_listed_with_what_was_said_of_ai(full: Printed):
    assert re.search(rf"E1 [^✓]{{1,40}} ✓ {DAY}, \d\d:\d\d None used \d+", full.read.text)
    assert re.search(
        rf"E2 A leaflet about listening ✓ {DAY}, \d\d:\d\d It checked my spelling \d+", full.read.text
    )
    assert "Learner: Learner declared this work to be their own: E1, E2." in full.read.text


def test_the_final_one_says_so_on_its_cover_and_in_the_ledger(full: Printed):
    assert "Final. Every unit that is needed is signed off" in full.read.pages[0]
    assert "Draft" not in full.read.text
    assert full.fact.final is True


# --- issuing ---------------------------------------------------------------------------------------------------


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application, with portfolios as its one kind of job."""
    app = app_that_issues(database_url, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def asked(plant: Plant, submission: UUID | None = None) -> UUID:
    """The trainer asks for a portfolio."""
    job = request_portfolio(plant.acting("trainer"), plant.registration, submission or uuid4())
    db.session.commit()
    return job


def worked(app: Flask, plant: Plant, job: UUID) -> JobStatus:
    """A worker does what there is to do."""
    db.session.rollback()
    work(app, once=True)
    now_stands = status(plant.centre, job)
    db.session.rollback()
    return now_stands


def test_a_worker_makes_what_was_asked_for_and_a_second_click_changes_nothing(app: Flask, plant: Plant):
    plant.submits(LISTEN, text="What there was.")
    job = asked(plant)
    assert asked(plant) == job
    plant.submits(PLACES, text="What came too late.")
    done = worked(app, plant, job)
    assert (done.state, done.result) == (JobState.DONE, {"registration": str(plant.registration), "version": 1})
    [fact] = plant.standing.portfolios
    assert (fact.version, fact.position, fact.by) == (1, 2, plant.actor("trainer"))
    text = Read(bytes_of(plant)).text
    assert "What there was." in text
    assert "What came too late." not in text


def test_issuing_again_makes_version_2_and_leaves_version_1_as_it_was(app: Flask, plant: Plant):
    plant.submits(LISTEN)
    worked(app, plant, asked(plant))
    first = bytes_of(plant, 1)
    plant.submits(PLACES)
    worked(app, plant, asked(plant))
    second = Read(bytes_of(plant, 2))
    assert bytes_of(plant, 1) == first
    assert "Draft portfolio, version 2" in second.text
    assert "Version 1, draft, issued on" in second.text
    with pytest.raises(refusals.NotFound):
        portfolio_pdf(plant.centre, plant.registration, 3)


def test_a_form_that_was_answered_is_not_answered_again(app: Flask, plant: Plant):
    plant.submits(LISTEN)
    submission = uuid4()
    worked(app, plant, asked(plant, submission))
    with pytest.raises(refusals.VersionTaken):
        asked(plant, submission)
    assert len(plant.standing.portfolios) == 1


def test_a_portfolio_issued_meanwhile_refuses_the_one_that_was_asked_for(app: Flask, plant: Plant):
    plant.submits(LISTEN)
    job = asked(plant)
    issued(plant)
    assert worked(app, plant, job).state == JobState.FAILED
    assert len(plant.standing.portfolios) == 1


def test_an_empty_record_is_not_printed(app: Flask, plant: Plant):
    with pytest.raises(refusals.NothingToPrint):
        asked(plant)


def test_another_centres_record_is_not_found(app: Flask, plant: Plant):
    plant.submits(LISTEN)
    stranger = Plant.at("south")
    stranger.registration = plant.registration
    with pytest.raises(refusals.NotFound):
        asked(stranger)
    with pytest.raises(refusals.NotFound):
        portfolio_pdf(stranger.centre, plant.registration, 1)


# --- drafts and final portfolios -------------------------------------------------------------------------------


def test_a_draft_says_so_and_lists_what_is_open_before_all_else(small: Plant):
    small.submits(LISTEN)
    small.logs(60)
    assert issued(small).final is False
    read = Read(bytes_of(small))
    assert "Draft. This is how far the learner is on the day of issue." in read.pages[0]
    gaps = read.pages[1].removeprefix("DRAFT").strip()
    assert gaps.startswith("What is missing")
    assert gaps.index("Still to be done") < gaps.index("Not on record")
    assert "Evidence waits for a decision: H1/1.1." in gaps
    assert "Entries of hours that still wait to be signed: 1." in gaps
    assert "Finish the unit Listen well (H1)" in gaps


def test_the_final_portfolio_is_refused_with_every_reason_and_nothing_is_issued(small: Plant):
    small.submits(LISTEN)
    for ask in (issue_now, request_portfolio):
        with pytest.raises(refusals.PortfolioNotReady) as refused:
            ask(small.acting("trainer"), small.registration, uuid4(), final=True)
        assert "Evidence waits for a decision: H1/1.1." in refused.value.blocks
    assert small.standing.portfolios == ()


def test_drafts_and_the_final_one_are_counted_together(small: Plant):
    small.achieves_everything()
    issued(small)
    issued(small, final=True)
    assert [(one.version, one.final) for one in small.standing.portfolios] == [(1, False), (2, True)]
    assert "Version 1, draft, issued on" in Read(bytes_of(small, 2)).text
    assert bytes_of(small, 2).startswith(draw_again(small.centre, small.registration, 2))


def test_a_centre_names_its_forms_and_says_where_appeals_are_made(small: Plant):
    small.submits(LISTEN)
    names = {"location": "Sheet C: where evidence is", "unit": "Sheet D"}
    appeals = "Ask at the front desk.\n\nOr write to <us>."
    keep_settings(small.centre, Settings(form_names=names, appeals=appeals))
    db.session.commit()
    issued(small)
    text = Read(bytes_of(small)).text
    assert "Sheet C: where evidence is" in text
    assert "Form 08" not in text
    assert "Form 10: summary of achievement" in text
    assert "Ask at the front desk. Or write to <us>." in text
    assert "Where the appeals procedure is has not been put down" not in text


def test_a_portfolio_speaks_the_language_of_the_centre(small: Plant):
    small.judges(small.submits(LISTEN, text="What I wrote."), LISTEN)
    keep_settings(small.centre, Settings(language="cy"))
    db.session.commit()
    issued(small)
    read = Read(bytes_of(small))
    assert "Portffolio tystiolaeth" in read.pages[0]
    assert "Nid oes siaradwr Cymraeg wedi gwirio" in read.pages[0]
    assert "Ffurflen 08: taflen lleoliad tystiolaeth" in read.text
    assert "Gorffennwch yr uned Listen well (H1)." in read.text
    assert "What I wrote." in read.text
    assert not any(
        "Evidence" in text for text in read.pages[:-1]
    )  # the last names the statements, as the ledger does
    with pikepdf.open(BytesIO(bytes_of(small))) as document:
        assert str(document.Root.Lang) == "cy"


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
    assert {name for name in first if first[name] != second[name]} == {"The front", "The back"}
    assert len(first) == 11


def _filled(portfolio: Portfolio, part: Part) -> str:
    pages = {"page_of": lambda _anchor: "1"} if part.numbered else {}
    return fill_in(certificate("portfolio"), portfolio=portfolio, section=part.template, **part.values, **pages)


# --- what people may write -------------------------------------------------------------------------------------


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path) -> Iterator[Plant]:
    """A centre on SQLite alone: what is printed does not depend on the database."""
    app = app_that_issues(sqlite_url, tmp_path)
    with app.app_context():
        yield Plant.at()
        db.session.remove()
        db.engine.dispose()


def test_whatever_people_write_is_printed_as_text(small: Plant):
    hostile = "<img src='http://127.0.0.1:9/x'><img src=file:///etc/passwd></p></html>{{ portfolio }}{% raw %}"
    styled = "<style>@import 'http://127.0.0.1:9/';</style><link rel=attachment href='file:///etc/passwd'>"
    notes = KeptFile(workplace().vault.keep(small.centre, b"I wrote this.", "text/plain"), styled)
    piece = small.submits(LISTEN, text=styled, files=[notes])
    small.judges(piece, LISTEN, feedback=hostile)
    account = db.session.get_one(Account, small.people["learner"])
    account.name = f"{hostile[:60]} {'N' * 120}"
    small.submits(LISTEN, text=hostile)
    small.submits(LISTEN, text="\u202eevil\u202c \x00 \x07 🙂👩\u200d👧 שלום עולם مرحبا बहुत 你好")
    small.submits(LISTEN, text="W" * 4000)
    small.submits(LISTEN, text="I listened. " * 4200)
    issued(small)
    read = Read(bytes_of(small))
    assert hostile.replace(" ", "") in read.packed
    assert read.packed.count(hostile.replace(" ", "")) == 3  # evidence; feedback beside it, and in the review
    assert styled.replace(" ", "") in read.packed
    assert "root:" not in read.text
    assert "שלום" in read.text
    assert "\u202e" not in read.text
    assert read.packed.count("W") >= 4000
    assert read.packed.count("listened.") == 4200
    assert read.pages[0].count("This is not a certificate.") == 1


def test_gaps_are_shown(small: Plant):
    small.countersigns(small.logs(599))
    issued(small)
    read = Read(bytes_of(small))
    assert "1 minute still to be signed" in read.text
    assert "Finish the unit Listen well (H1)" in read.text
    assert read.text.count("No evidence yet") == 3
    assert "9 hours 59 minutes countersigned, needed: 10 hours. ○ Not reached yet." in read.text
    assert "Nobody has assessed anything yet." in read.text
    assert "Not on record" in read.text


def test_figures_that_nobody_checked_are_marked(small: Plant):
    course = workplace().catalogue.get("level-3-advice-and-guidance").qualification
    [choice] = course.rules.choices
    chosen = choice.units[: choice.at_least_units]
    small.registration = register_learner(
        small.acting("trainer"),
        uuid4(),
        account=small.people["learner"],
        slug=course.slug,
        optional_units=chosen,
    ).registration
    db.session.commit()
    criterion = next(
        ref for ref, one in course.criteria_by_ref.items() if Method.REFLECTIVE_ACCOUNT in one.methods
    )
    small.submits(criterion)
    issued(small)
    read = Read(bytes_of(small))
    assert f"Credits {course.credits.value} {course.credits.source} not verified" in read.text
    assert (
        f"Total qualification time (hours) {course.total_hours.value} {course.total_hours.source} ✓ verified"
        in (read.text)
    )
    assert f"Source of these rules: {course.rules.source}. not verified" in read.text
    assert f"{choice.title}: at least {choice.at_least_units} units from this group." in read.text
    [other] = (unit for unit in choice.units if unit not in chosen)
    assert f"Not taken: {other} {course.units_by_reference[other].title}." in read.text
    assert course.ofqual_number.value in read.pages[0]
    assert course.awarding_body.value in read.pages[0]


def test_a_witness_who_is_not_on_the_list_is_flagged(small: Plant):
    fill(small)
    db.session.delete(db.session.scalars(select(Witness)).one())
    db.session.commit()
    issued(small)
    text = Read(bytes_of(small)).text
    assert "Not on the list" in text
    assert "Expert witness. Not on the witness status list" in text


def test_an_observation_that_was_cancelled_is_shown_with_its_reason(small: Plant):
    small.submits(LISTEN)
    cancels(small, small.plans(OBSERVED))
    issued(small)
    text = Read(bytes_of(small)).text
    unit = text[text.index("Unit H1: Listen well", text.index("Declarations of the learner")) :]
    begins = unit.index("Observations planned")
    assert begins < unit.index("Unit H2:")
    assert re.match(
        rf"Observations planned ○ Cancelled · Criteria H1/1\.2 · Hostel Planned On {DAY}, for {DAY}, "
        rf"\d\d:\d\d, with Assessor Cancelled On {DAY}: the place did not allow it that day; nobody is at fault "
        "Meet a new client",
        unit[begins:],
    )
    assert "A note for staff" not in text


def test_the_plan_of_an_observation_and_each_change_to_it_are_in_its_record(small: Plant):
    observation = small.plans(OBSERVED)
    cancels(small, observation)
    rebook_observation(
        small.acting("assessor"),
        small.registration,
        uuid4(),
        observation=observation,
        due=now() + timedelta(days=9),
        reason="A note for staff",
    )
    db.session.commit()
    small.observes(observation, OBSERVED)
    issued(small)
    read = Read(bytes_of(small))
    agreed = rf"On {DAY}, for {DAY}, \d\d:\d\d, with Assessor"
    assert re.search(
        rf"The plan Planned {agreed} Cancelled On {DAY}: the place did not allow it that day; nobody is at fault "
        rf"Planned again {agreed} Criteria planned H1/1\.2 Setting planned Hostel Meet a new client What the assessor",
        read.text,
    )
    assert any(re.fullmatch(rf"E1 Observation, {DAY}", title) for title in read.begins)
    assert "✓ Took place · Criteria H1/1.2 · Hostel · Record: E1" in read.text
    assert "A note for staff" not in read.text


def test_someone_who_was_erased_is_printed_without_a_name(small: Plant):
    small.judges(small.submits(LISTEN), LISTEN)
    first = issued(small)
    db.session.delete(db.session.get_one(Account, small.people["assessor"]))
    db.session.commit()
    issued(small)
    assert "Someone no longer here" in Read(bytes_of(small, 2)).text
    assert workplace().vault.read(small.centre, first.portfolio.sha256) == bytes_of(small, 1)


def test_a_picture_that_can_not_be_drawn_is_listed_as_a_file(small: Plant):
    small.submits(LISTEN, files=[kept(small, b"\xff\xd8\xff not a picture", "image/jpeg", "broken.jpg")])
    issued(small)
    assert "broken.jpg Picture, 1 KB. It is not enclosed" in Read(bytes_of(small)).text


def test_a_short_text_file_is_printed_and_a_long_or_unreadable_one_is_kept_as_a_file(small: Plant):
    texts = {
        "short.txt": "\ufeffDear client,\r\n\r\nthis is my <b>letter</b>.".encode(),
        "long.txt": b"a line too many " * 2000,
        "odd.txt": b"caf\xe9 talk",
    }
    small.submits(LISTEN, files=[kept(small, content, "text/plain", name) for name, content in texts.items()])
    issued(small)
    text = Read(bytes_of(small)).text
    assert "short.txt Plain text, 1 KB, printed here." in text
    assert "Dear client, this is my <b>letter</b>." in text
    assert "long.txt Plain text, 32 KB. Enclosed as E1-long.txt." in text
    assert "odd.txt Plain text, 1 KB. Enclosed as E1-odd.txt." in text
    assert "a line too many" not in text
    assert "talk" not in text


def test_the_day_of_completion_is_on_the_cover_and_in_the_summary(small: Plant):
    small.achieves_everything()
    issued(small)
    complete_registration(small.acting("trainer"), small.registration, uuid4())
    db.session.commit()
    issued(small)
    before, after = Read(bytes_of(small, 1)), Read(bytes_of(small, 2))
    assert "Record In progress" in before.pages[0]
    assert "Not completed yet. Internal verification: nothing on record." in before.text
    assert re.search(rf"Record Complete, on {DAY}", after.pages[0])
    assert re.search(rf"✓ Completed on {DAY}\. Internal verification: nothing on record\.", after.text)


def test_an_assessor_is_listed_with_the_units_they_may_assess(small: Plant):
    small.judges(small.submits(LISTEN), LISTEN)
    issued(small)
    allocations.set_scope(small.centre, small.people["assessor"], "bench", ["H2", "H1"])
    db.session.commit()
    issued(small)
    assert "A Assessor All units 1 decision" in Read(bytes_of(small, 1)).text
    assert "A Assessor H1, H2 1 decision" in Read(bytes_of(small, 2)).text


def test_the_command_on_the_last_pages_names_the_centre_the_position_and_the_hash(full: Printed):
    command = (
        f"lms-peer ledger verify --centre north --position {full.fact.position} --hash {full.fact.chain_hash}"
    )
    assert command.replace(" ", "") in full.read.packed
    assert "complete and unchanged" not in full.read.text


def test_both_names_stand_under_the_decision_of_an_assessor_in_training(app: Flask, plant: Plant):
    plant.add("second assessor", Role.ASSESSOR)
    training.set_in_training(plant.centre, plant.people["assessor"], yes=True)
    for evidence, agreed in ((plant.submits(LISTEN), True), (plant.submits(PLACES), False)):
        plant.judges(evidence, LISTEN if agreed else PLACES)
        [judged] = plant.standing.evidence[evidence].judgements
        answer = Answer(judged.id, agreed, "" if agreed else "It says too little.")
        answer_judgements(plant.acting("second assessor"), plant.registration, uuid4(), [answer])
    db.session.commit()
    issued(plant)
    text = " ".join(Read(bytes_of(plant)).text.split())
    assert "Countersigned by Second Assessor" in text
    assert "Sent back by Second Assessor" in text
    assert "so it does not count. Reason: It says too little." in text


def test_hours_that_were_signed_by_a_link_say_who_made_it(app: Flask, plant: Plant):
    hours = plant.logs(60)
    link = make_link(plant.acting("trainer"), plant.registration, uuid4(), hours=hours)
    answer_by_link(link.id, uuid4(), right=True, reason="")
    db.session.commit()
    issued(plant)
    assert "by a link that Trainer made" in " ".join(Read(bytes_of(plant)).text.split())
