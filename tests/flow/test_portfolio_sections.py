"""A portfolio is drawn section by section: once, kept, found again, and stopped when a template goes too far."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from lms_peer import ledger, portfolio
from lms_peer.actions.draw_ahead import KIND as AHEAD
from lms_peer.actions.issue_portfolio import _explained
from lms_peer.actions.record import qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.domain.refusals import SectionsNotDrawn
from lms_peer.jobs import Job, JobFailed, JobState, TryLater, work
from lms_peer.keyring import KeyringLocked
from lms_peer.portfolio import Issue, PressFailed
from lms_peer.portfolio.press import Press
from lms_peer.portfolio.task import USUAL, Limits
from lms_peer.portfolio.theme import shipped_certificates
from lms_peer.seal import HistoryRewritten, NotTimed
from tests.plant import LISTEN, PLACES, Plant
from tests.unit.portfolio.given import Read, fill

CENTRES_OWN = "{% if piece.reference == 'E2' %}<table>{% for _ in range(300) %}<tr>{% for _ in range(100) %}<td>x</td>{% endfor %}</tr>{% endfor %}</table>{% endif %}"  # noqa: E501


@dataclass
class Printer:
    """Draws portfolios of one record, and knows which sections had to be drawn."""

    plant: Plant
    drew: list[str]

    def __call__(self, version: int = 1, folders: tuple[Path, ...] = (), limits: Limits = USUAL) -> bytes:
        """The portfolio as the record stands; what was drawn for it is in `drew`."""
        self.drew.clear()
        head = ledger.head(self.plant.centre)
        issue = Issue(
            version=version,
            position=head.position,
            chain_hash=head.chain_hash,
            at=self.plant.standing.registered.at,
            by=self.plant.actor("trainer"),
        )
        with portfolio.draw(
            self.plant.centre,
            self.plant.registration,
            issue,
            qualification_of=lambda standing: qualification_of(self.plant.centre, standing),
            vault=workplace().vault,
            secret=workplace().config.secret_key,
            certificate=portfolio.certificate("portfolio", folders),
            progress=lambda *_: None,
            limits=limits,
        ) as drawn:
            return drawn.read()

    def forgets(self) -> None:
        """Everything that can be made again is deleted."""
        vault = Path(workplace().config.vault_url.removeprefix("file://"))
        for name in ("shelf", "drawn"):
            shutil.rmtree(vault / name)


@pytest.fixture
def printer(small: Plant, monkeypatch: pytest.MonkeyPatch) -> Printer:
    """A printer for a new centre. The press is the real one; it only tells what it was given."""
    drew: list[str] = []
    original = Press.draw

    def draw(self: Press, sheets: list, tick: Callable[[], None]) -> Iterator:  # type: ignore[type-arg]
        drew.extend(sheet.name for sheet in sheets)
        return original(self, sheets, tick)

    monkeypatch.setattr(Press, "draw", draw)
    return Printer(small, drew)


def test_what_is_on_the_shelf_is_not_drawn_again_and_the_bytes_are_the_same(printer: Printer):
    fill(printer.plant)
    cold = printer()
    assert set(printer.drew) == {
        *("The front", "The contents", "The summary", "The details", "The people", "The declarations"),
        *("Unit H1", "Unit H2", "The log of hours", "The back", "The statements from number 1"),
        *(f"E{number}" for number in range(1, 7)),
    }
    assert printer() == cold
    assert printer.drew == []
    printer.forgets()
    assert printer() == cold

    assert f"Page 3 of {len(Read(cold).pages)}" in Read(cold).pages[2]
    printer(version=2)
    assert set(printer.drew) == {"The front", "The back"}


def test_what_opens_a_new_portfolio_is_drawn_to_see_how_long_it_is_and_once_with_its_numbers(printer: Printer):
    fill(printer.plant)
    printer()
    opening = ("The contents", "The summary", "The details", "The declarations")
    assert {name: printer.drew.count(name) for name in opening} == dict.fromkeys(opening, 2)


def test_one_piece_that_changed_is_drawn_again_with_its_unit_and_what_sums_it_up(printer: Printer):
    first, second = printer.plant.submits(LISTEN), printer.plant.submits(PLACES)
    printer.plant.judges(second, PLACES)
    printer()
    printer.plant.judges(first, LISTEN)
    printer()
    assert sorted(printer.drew) == [
        *("E1", "The back", "The front", "The people", "The statements from number 1", "The summary", "Unit H1"),
    ]


def test_a_section_that_goes_too_far_is_named_and_the_others_are_kept(printer: Printer, tmp_path: Path):
    printer.plant.submits(LISTEN)
    printer.plant.submits(PLACES)
    own = tmp_path / "own"
    shutil.copytree(shipped_certificates(), own)
    evidence = own / "portfolio" / "evidence.html"
    evidence.write_text(evidence.read_text("utf-8") + CENTRES_OWN, "utf-8")
    with pytest.raises(SectionsNotDrawn) as refused:
        printer(folders=(own,), limits=Limits(cpu_seconds=2))
    assert refused.value.sections == (("E2", "it takes too much time"),)
    assert {"E1", "E2"} <= set(printer.drew)
    with pytest.raises(SectionsNotDrawn):
        printer(folders=(own,), limits=Limits(cpu_seconds=1))
    assert printer.drew == ["E2"]  # the others are on the shelf


@pytest.mark.parametrize(
    ("wrong", "section", "why"),
    [
        ("{{ page_of('nowhere') }}", "Unit H1", "there is no nowhere to give the page of"),
        ("<a href='portfolio:nowhere'>x</a>", "The portfolio as a whole", "Unit H1 links to nowhere"),
    ],
)
def test_a_template_that_leads_nowhere_is_refused_by_name(
    printer: Printer, tmp_path: Path, wrong: str, section: str, why: str
):
    printer.plant.submits(LISTEN)
    own = tmp_path / "own"
    shutil.copytree(shipped_certificates(), own)
    unit = own / "portfolio" / "unit.html"
    unit.write_text(f"{{% if unit.reference == 'H1' %}}{wrong}{{% endif %}}" + unit.read_text("utf-8"), "utf-8")
    with pytest.raises(SectionsNotDrawn) as refused:
        printer(folders=(own,))
    [(name, said)] = refused.value.sections
    assert name == section
    assert why in said


@pytest.mark.parametrize(
    ("wrong", "becomes", "words"),
    [
        (NotTimed("https://time.example"), TryLater, "does not answer as it should"),
        (PressFailed(), TryLater, "can not be started"),
        (HistoryRewritten(UUID(int=1), 7), JobFailed, "Nothing was issued. Please show this to"),
        (KeyringLocked("seal-1"), JobFailed, "Put back the secret key"),
    ],
)
def test_what_goes_wrong_in_the_job_is_tried_again_only_where_that_helps(
    wrong: Exception, becomes: type[Exception], words: str
):
    with pytest.raises(becomes, match=words), _explained():
        raise wrong


def test_evidence_is_drawn_ahead_when_it_is_judged(printer: Printer):
    first = printer.plant.submits(LISTEN, PLACES)
    printer.plant.submits(PLACES)
    for criterion in (LISTEN, PLACES):
        printer.plant.judges(first, criterion)
    [ahead] = db.session.query(Job).filter_by(kind=AHEAD)
    assert (ahead.key, ahead.payload["registration"]) == (str(printer.plant.registration),) * 2
    db.session.rollback()
    assert work(printer_app(), once=True) == 1
    assert printer.drew == ["E1"]
    printer()
    assert "E1" not in printer.drew
    assert "E2" in printer.drew


def test_what_can_not_be_drawn_ahead_is_left_for_who_issues(printer: Printer, monkeypatch: pytest.MonkeyPatch):
    def breaks(*_: object, **__: object) -> None:
        raise SectionsNotDrawn((("E1", "it takes too much time"),))

    monkeypatch.setattr("lms_peer.portfolio.printing.draw_ahead", breaks)
    evidence = printer.plant.submits(LISTEN)
    printer.plant.judges(evidence, LISTEN)
    work(printer_app(), once=True)
    [ahead] = db.session.query(Job).filter_by(kind=AHEAD)
    assert (ahead.state, ahead.result, ahead.error) == (JobState.DONE, {"drawn": False}, None)


def printer_app() -> object:
    """The application at work."""
    from flask import current_app

    return current_app._get_current_object()  # type: ignore[attr-defined]
