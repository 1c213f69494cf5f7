"""Issuing the portfolios of a whole cohort: asked for, watched, reported and taken away in one file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

import pytest

from lms_peer import jobs
from lms_peer.actions.issue_portfolios import file_name
from lms_peer.actions.register_learner import register_learner
from lms_peer.domain.roles import Role
from lms_peer.people import enrolments
from tests.plant import LISTEN, Plant
from tests.unit.web.pages.scene import Browser, Scene, words_on
from tests.unit.web.pages.trainer.test_exporting import rows_of


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Portfolios without WeasyPrint, which has tests of its own: a page of one line each. Answers whose were drawn."""
    done: list[UUID] = []

    def draw(_centre: UUID, registration: UUID, *_: object) -> BytesIO:
        done.append(registration)
        return BytesIO(b"%PDF-1.7 portfolio of " + str(registration).encode())

    monkeypatch.setattr("lms_peer.actions.issue_portfolio._draw", draw)
    monkeypatch.setattr("lms_peer.actions.issue_portfolio._sign", lambda *_: None)
    return done


@pytest.fixture
def cohort(scene: Scene) -> UUID:
    """A cohort of Ann and another Ann, who have evidence, and Bo, who has none."""

    def open_cohort(plant: Plant) -> UUID:
        opened = enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id
        for who in ("ann", "Ann", "bo"):
            plant.add(who, Role.LEARNER)
            plant.people["learner"] = plant.people[who]
            plant.registration = register_learner(
                plant.acting("trainer"),
                uuid4(),
                account=plant.people[who],
                slug="bench",
                optional_units=("H2",),
                cohort=opened,
            ).registration
            if who != "bo":
                plant.submits(LISTEN)
        return opened

    return scene.do(open_cohort)


def work(scene: Scene) -> None:
    jobs.work(scene.app, once=True)


def work_until(scene: Scene, many: int) -> None:
    """Work, and stop when so many jobs are done."""
    worker = jobs.Worker(scene.app)
    original: Callable[..., None] = worker._run
    done = []

    def counted(lease: object) -> None:
        original(lease)
        done.append(lease)
        if len(done) == many:
            worker.stop()

    worker._run = counted  # type: ignore[method-assign]
    worker.run(once=True)


def test_everybody_who_has_evidence_gets_a_portfolio_and_the_rest_is_said_with_why(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    assert "Learners in this cohort: 3." in words_on(trainer.get(f"/cohorts/{cohort}/portfolios"))
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft")
    assert asked.status_code == 302
    waiting = trainer.get(asked.location)
    assert "It begins in a moment." in words_on(waiting)
    assert waiting.headers["Refresh"] == "3"
    assert "Refresh" not in trainer.get(f"{asked.location}?stay=").headers
    work(scene)
    ready = trainer.get(asked.location)
    words = words_on(ready)
    assert "The portfolios are ready" in words
    assert "Portfolios made: 2 of 3." in words
    assert "Bo : There is no evidence in this record yet." in words
    assert "Refresh" not in ready.headers
    assert len(drawn) == 2


def test_one_file_holds_every_portfolio_under_a_name_of_its_own(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    assert trainer.client.get(f"{asked}.zip").status_code == 404
    work(scene)
    page = trainer.get(f"{asked}.zip")
    assert page.mimetype == "application/zip"
    assert 'filename="portfolios-Spring.zip"' in page.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(page.data)) as whole:
        assert whole.testzip() is None
        assert sorted(whole.namelist()) == ["Ann-2-version-1.pdf", "Ann-version-1.pdf"]
        held = {whole.read(name) for name in whole.namelist()}
    assert held == {b"%PDF-1.7 portfolio of " + str(one).encode() for one in drawn}


def test_what_became_of_everybody_is_a_table_to_take_away(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    work(scene)
    assert f'href="{asked}.csv"' in trainer.get(asked).text
    rows = rows_of(trainer.get(f"{asked}.csv"))
    assert sorted((row["Learner"], row["Version"], row["File"]) for row in rows) == [
        ("Ann", "1", "Ann-2-version-1.pdf"),
        ("Ann", "1", "Ann-version-1.pdf"),
        ("Bo", "", ""),
    ]
    assert sorted(row["What became of it"][:36] for row in rows) == [
        *("Made", "Made"),
        "There is no evidence in this record ",
    ]


def test_the_cohort_leads_back_to_what_was_made_last(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    assert "See those of" not in trainer.get(f"/cohorts/{cohort}").text
    first = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    assert first in trainer.get(f"/cohorts/{cohort}").text
    work(scene)
    last = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    shown = trainer.get(f"/cohorts/{cohort}").text
    assert last in shown
    assert first not in shown


def test_half_way_the_page_counts(scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]) -> None:
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    work_until(scene, 2)
    page = trainer.get(asked)
    assert "2 of 3 learners done" in words_on(page)  # one made, and one that can not be
    assert '<progress class="app-progress__bar" value="2" max="3"' in page.text
    work(scene)
    assert "Portfolios made: 2 of 3." in words_on(trainer.get(asked))


def test_the_same_button_pressed_twice_makes_each_portfolio_once(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    path, submission = f"/cohorts/{cohort}/portfolios", str(uuid4())
    first, second = (trainer.send(path, submission=submission, kind="draft").location for _ in range(2))
    assert first == second
    work(scene)
    third = trainer.send(path, submission=submission, kind="draft").location
    work(scene)
    assert len(drawn) == 2
    assert "Kept, as nothing is new since: 2." in words_on(trainer.get(third))


@pytest.mark.usefixtures("drawn")
def test_a_portfolio_is_kept_when_nothing_is_new_since(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    path = f"/cohorts/{cohort}/portfolios"
    trainer.send(path, kind="draft")
    work(scene)

    def go_on(plant: Plant) -> None:
        [ann] = enrolments.enrolments_of(plant.centre, plant.people["ann"])
        replace(plant, registration=ann.registration).submits(LISTEN, who="ann")

    scene.do(go_on)
    asked = trainer.send(path, kind="draft").location
    work(scene)
    words = words_on(trainer.get(asked))
    assert "Portfolios made: 1 of 3. Kept, as nothing is new since: 1." in words
    assert "version 1 (PDF). Kept: nothing is new since." in words
    rows = rows_of(trainer.get(f"{asked}.csv"))
    assert sorted((row["Version"], row["What became of it"][:8]) for row in rows) == [
        *(("", "There is"), ("1", "Kept: no"), ("2", "Made")),
    ]
    with zipfile.ZipFile(io.BytesIO(trainer.get(f"{asked}.zip").data)) as whole:
        assert sorted(name[-5:] for name in whole.namelist()) == ["1.pdf", "2.pdf"]


def test_one_that_fails_is_said_and_the_others_are_made(
    scene: Scene, trainer: Browser, cohort: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    roll = scene.do(
        lambda plant: [enrolled.registration for enrolled, _ in enrolments.cohort_roll(plant.centre, cohort)]
    )

    def draw(_centre: UUID, registration: UUID, *_: object) -> BytesIO:
        if registration == roll[0]:
            raise jobs.JobFailed("The template does not fit.")
        return BytesIO(b"%PDF-1.7")

    monkeypatch.setattr("lms_peer.actions.issue_portfolio._draw", draw)
    monkeypatch.setattr("lms_peer.actions.issue_portfolio._sign", lambda *_: None)
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    work(scene)
    words = words_on(trainer.get(asked))
    assert "Portfolios made: 1 of 3." in words
    assert "The template does not fit." in words


def test_what_is_not_made_yet_can_be_stopped(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    work_until(scene, 2)
    assert "Stop making them" in words_on(trainer.get(asked))
    assert trainer.send(asked, to=f"{asked}/stop").location == asked
    words = words_on(trainer.get(asked))
    assert "Portfolios made: 1 of 3." in words
    assert "You stopped it." in words
    work(scene)
    assert len(drawn) == 1


def test_whoever_stopped_before_one_was_made_can_try_again(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    work_until(scene, 1)
    trainer.send(asked, to=f"{asked}/stop")
    page = trainer.get(asked)
    assert "You stopped the portfolios" in words_on(page)
    assert "Try again" in words_on(page)
    assert drawn == []


def test_stopping_before_anything_is_asked_for_makes_nothing(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    trainer.send(asked, to=f"{asked}/stop")
    assert "You stopped the portfolios" in words_on(trainer.get(asked))
    work(scene)
    assert drawn == []


def test_a_job_of_another_cohort_or_kind_is_not_found(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="draft").location
    work(scene)
    other = scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Other", "bench", date(2026, 1, 5)).id)
    trainer.get(asked.replace(str(cohort), str(other)), 404)
    trainer.get(f"/cohorts/{cohort}/portfolios/{uuid4()}", 404)


def test_an_empty_cohort_has_nothing_to_make(scene: Scene, trainer: Browser) -> None:
    empty = scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Empty", "bench", date(2026, 1, 5)).id)
    assert "There is no learner here yet." in words_on(trainer.get(f"/cohorts/{empty}/portfolios"))


def test_names_that_can_not_be_files_still_have_files() -> None:
    taken: set[str] = set()
    assert file_name("../Siân O’Nëil", 3, taken) == "Sian_ONeil-version-3.pdf"
    assert file_name("李", 1, taken) == "learner-version-1.pdf"
    assert file_name("李", 1, taken) == "learner-2-version-1.pdf"


def test_final_portfolios_are_made_for_those_who_are_ready_and_the_rest_is_said_with_why(
    scene: Scene, trainer: Browser, cohort: UUID, drawn: list[UUID]
) -> None:
    scene.do(lambda plant: plant.achieves_everything())  # Bo, who joined last
    asked = trainer.send(f"/cohorts/{cohort}/portfolios", kind="final")
    work(scene)
    words = words_on(trainer.get(asked.location))
    assert "Portfolios made: 1 of 3." in words
    assert "ann : The final portfolio can not be made yet." in words.replace("Ann", "ann")
    assert "Evidence waits for a decision: H1 1.1." in words
    assert len(drawn) == 1


def test_what_to_make_has_to_be_chosen(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    page = trainer.get(f"/cohorts/{cohort}/portfolios")
    assert re.search(r'value="final" checked', page.text)
    assert trainer.send(f"/cohorts/{cohort}/portfolios", kind="both").status_code == 422
