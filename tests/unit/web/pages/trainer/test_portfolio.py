"""Issuing a portfolio: the button, the page that shows real progress, the download, and what goes wrong."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from lms_peer import jobs
from lms_peer.database import db
from lms_peer.jobs import Job, JobState
from tests.plant import LISTEN
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, words_on


def address(scene: Scene) -> str:
    return f"/train/{scene.registration}"


def ask(scene: Scene, trainer: Browser, submission: str = "") -> TestResponse:
    return trainer.send(address(scene), to=address(scene) + "/portfolio", submission=submission)


def at(scene: Scene, **columns: object) -> None:
    """As the worker would leave the jobs."""
    scene.do(lambda _plant: db.session.execute(update(Job).values(**columns)))


@pytest.fixture
def begun(scene: Scene) -> Scene:
    """There is something to print."""
    scene.do(lambda plant: plant.submits(LISTEN))
    return scene


def test_an_empty_record_has_nothing_to_print(scene: Scene, trainer: Browser) -> None:
    page = trainer.get(address(scene))
    assert "There is no evidence in this record yet." in words_on(page)
    assert "Make a draft" not in page.text
    refused = trainer.send(address(scene) + "/pause", to=address(scene) + "/portfolio")
    assert refused.status_code == 409
    assert scene.do(lambda _plant: db.session.query(Job).count()) == 0


def test_a_portfolio_is_asked_for_made_and_downloaded(app: Flask, begun: Scene, trainer: Browser) -> None:
    making = ask(begun, trainer).location
    assert "It begins in a moment." in words_on(trainer.get(making))
    assert jobs.work(app, once=True) == 1
    done = trainer.get(making)
    assert "The portfolio is ready" in words_on(done)
    assert "Refresh" not in done.headers
    download = re.search(r'href="(/records/[^"]+/portfolios/1)"', done.text)
    assert download
    assert trainer.get(download[1]).data.startswith(b"%PDF-")
    listed = trainer.get(address(begun))
    assert "Make a draft, version 2" in words_on(listed)
    assert download[1] in listed.text


def test_the_page_looks_again_by_itself_while_it_is_made_and_shows_the_steps(
    begun: Scene, trainer: Browser
) -> None:
    making = ask(begun, trainer).location
    assert trainer.get(making).headers["Refresh"] == "2"
    at(begun, state=JobState.RUNNING, done_steps=3, total_steps=12, step_text="Reading evidence 3 of 8")
    page = trainer.get(making)
    assert page.headers["Refresh"] == "2"
    assert "Step 3 of 12: reading evidence 3 of 8" in words_on(page)
    assert '<progress class="app-progress__bar" value="3" max="12"' in page.text


def test_a_person_can_stop_the_page_from_looking_again(begun: Scene, trainer: Browser) -> None:
    making = ask(begun, trainer).location
    page = trainer.get(making + "?stay=")
    assert "Refresh" not in page.headers
    assert "Look again" in words_on(page)


def test_a_job_that_failed_says_why_and_can_be_tried_again(begun: Scene, trainer: Browser) -> None:
    making = ask(begun, trainer).location
    at(begun, state=JobState.FAILED, error="A file in the record is damaged.")
    page = trainer.get(making)
    assert "Refresh" not in page.headers
    assert "A file in the record is damaged." in words_on(page)
    again = trainer.send(making, to=address(begun) + "/portfolio")
    assert again.status_code == 302
    assert again.location != making
    assert "It begins in a moment." in words_on(trainer.get(again.location))


def test_a_portfolio_that_is_being_made_can_be_stopped(app: Flask, begun: Scene, trainer: Browser) -> None:
    making = ask(begun, trainer).location
    assert "Stop making it" in words_on(trainer.get(making))
    assert trainer.send(making, to=f"{making}/stop").location == making
    stopped = trainer.get(making)
    assert "You stopped the portfolio" in words_on(stopped)
    assert "Refresh" not in stopped.headers
    assert jobs.work(app, once=True) == 0
    assert ask(begun, trainer).location != making


def test_stopping_what_is_made_changes_nothing(begun: Scene, trainer: Browser) -> None:
    making = ask(begun, trainer).location
    at(begun, state=JobState.DONE, result={"registration": str(begun.registration), "version": 1})
    trainer.send(address(begun), to=f"{making}/stop")
    assert "The portfolio is ready" in words_on(trainer.get(making))


def test_pressing_the_button_twice_asks_once(begun: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    assert ask(begun, trainer, submission).location == ask(begun, trainer, submission).location
    assert ask(begun, trainer).location == ask(begun, trainer).location


def test_an_old_button_does_not_make_it_again(app: Flask, begun: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    ask(begun, trainer, submission)
    jobs.work(app, once=True)
    late = ask(begun, trainer, submission)
    assert late.location == address(begun)
    assert "That portfolio is made already." in words_on(trainer.get(late.location))
    assert jobs.work(app, once=True) == 0


def test_a_job_that_waits_long_says_that_nobody_works(begun: Scene, trainer: Browser) -> None:
    making = ask(begun, trainer).location
    begun.do(lambda _plant: age_of_jobs())
    assert "Tell whoever looks after this service" in words_on(trainer.get(making))


def age_of_jobs() -> None:
    """Let every job be five minutes old."""
    for job in db.session.query(Job):
        job.created -= timedelta(minutes=5)


def test_a_job_of_another_kind_or_record_or_centre_is_not_found(
    app: Flask, begun: Scene, trainer: Browser, sign_in: SignIn
) -> None:
    making = ask(begun, trainer).location
    trainer.get(f"{address(begun)}/portfolio/{UUID(int=7)}", 404)
    south = Scene(app, sign_in, "south")
    south.browser("trainer").get(making, 404)
    south.browser("trainer").get(making.replace(str(begun.registration), str(south.registration)), 404)
    at(begun, state=JobState.DONE, result={"registration": str(uuid4()), "version": 1})
    trainer.get(making, 404)
    at(begun, kind="other", result=None)
    trainer.get(making, 404)


def test_only_trainers_ask(begun: Scene, trainer: Browser) -> None:
    making = ask(begun, trainer).location
    for who in ("learner", "staff", "assessor", "iqa", "eqa"):
        begun.browser(who).get(making, 403)
        browser = begun.browser(who)
        assert browser.send("/account/password", to=address(begun) + "/portfolio").status_code == 403


def test_what_is_open_is_said_and_only_a_draft_is_offered(begun: Scene, trainer: Browser) -> None:
    page = words_on(trainer.get(address(begun)))
    assert "The final portfolio can be made once nothing is open any more." in page
    assert "Evidence waits for a decision: H1 1.1." in page
    assert "Make the final portfolio" not in page
    refused = trainer.send(address(begun), to=address(begun) + "/portfolio", final="yes")
    assert refused.status_code == 409
    assert "Evidence waits for a decision: H1 1.1." in words_on(refused)
    assert begun.do(lambda _plant: db.session.query(Job).count()) == 0


def test_the_final_one_is_offered_and_asked_for_when_nothing_is_open(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.achieves_everything())
    assert "Make the final portfolio, version 1" in words_on(trainer.get(address(scene)))
    asked = trainer.send(address(scene), to=address(scene) + "/portfolio", final="yes")
    [payload] = scene.do(
        lambda _plant: [job.payload for job in db.session.query(Job).where(Job.kind == "portfolio")]
    )
    assert payload["final"] is True
    at(scene, state=JobState.FAILED, error="A file in the record is damaged.")
    assert 'name="final" value="yes"' in trainer.get(asked.location).text  # a second try is for the final one too


def test_a_final_one_is_not_taken_for_the_draft_that_is_being_made(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.achieves_everything())
    ask(scene, trainer)
    answer = trainer.send(address(scene), to=address(scene) + "/portfolio", final="yes")
    assert answer.status_code == 409
    assert "Wait until the first is ready." in words_on(answer)
    asked = scene.do(
        lambda _plant: [job.payload["final"] for job in db.session.query(Job).filter_by(kind="portfolio")]
    )
    assert asked == [False]
