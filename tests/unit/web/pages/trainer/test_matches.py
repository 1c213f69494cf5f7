"""Mentors and clients: what is due, in words; who sees it; what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from lms_peer.actions.change_registration import pause_registration
from lms_peer.actions.keep_matches import add_match, record_supervision, today
from lms_peer.pastoral import matches
from tests.plant import Plant
from tests.unit.web.pages.asked import asked
from tests.unit.web.pages.scene import Browser, Scene, words_on


def box(name: str, day: date) -> dict[str, str]:
    """A day in three boxes."""
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def form(**typed: Any) -> dict[str, str]:
    """A match that began today, all in date."""
    usual = {"client": "R-27", "weeks": "4", **box("since", today()), **box("assessed", today())}
    return {**usual, **box("review", today() + timedelta(days=90)), **typed}


def matched(client: str = "R-27", *, since: int = 0, review: int = 90, weeks: int = 4) -> Any:
    """Let the trainer match the learner: `since` days ago, to be reviewed in `review` days."""

    def act(plant: Plant) -> UUID:
        return add_match(
            plant.acting("trainer"),
            plant.registration,
            uuid4(),
            client=client,
            since=today() - timedelta(days=since),
            assessed=today() - timedelta(days=400),
            review=today() + timedelta(days=review),
            weeks=weeks,
        ).id

    return act


def clients(plant: Plant) -> list[str]:
    return [one.client for one in matches.of_centre(plant.centre)]


def test_a_risk_assessment_that_is_out_of_date_from_the_start_is_pointed_out(
    scene: Scene, trainer: Browser
) -> None:
    old = {**box("assessed", today() - timedelta(days=90)), **box("review", today() - timedelta(days=1))}
    answer = trainer.send(f"/train/{scene.registration}/matches/new", **form(**old))
    assert "The risk assessment is out of date. Make a new one before they meet again." in words_on(
        trainer.get(answer.location)
    )


def test_a_trainer_matches_a_learner_with_a_client(scene: Scene, trainer: Browser) -> None:
    assert "There is no match now." in words_on(trainer.get("/matches"))
    answer = trainer.send(f"/train/{scene.registration}/matches/new", **form())
    read = words_on(trainer.get(answer.location))
    for said in (
        "Learner and client R-27",
        "Risk assessment In date",
        "Every 4 weeks",
        "There was no session yet.",
    ):
        assert said in read
    assert "Mentor of client R-27" in words_on(trainer.get(f"/train/{scene.registration}"))


def test_a_client_without_a_code_is_given_one_and_twice_sent_is_one_match(scene: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    for _ in range(2):
        answer = trainer.send(f"/train/{scene.registration}/matches/new", submission=submission, **form(client=""))
        assert answer.status_code == 302
    (client,) = scene.do(clients)
    assert client.startswith("C-")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"client": "Robin Ashby"}, "Never write a name or a number to ring here."),
        ({"client": "robin@example.org"}, "Never write a name or a number to ring here."),
        ({"weeks": ""}, "Choose how often supervision is."),
        ({"weeks": "5"}, "Choose how often supervision is."),
        ({"since-year": ""}, "The date needs a year."),
        ({"assessed-day": "1", "assessed-year": "2999"}, "The day of the risk assessment is in the future."),
        ({"review-year": "2020"}, "The day to look again comes after that day"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    scene: Scene, trainer: Browser, typed: dict[str, str], said: str
) -> None:
    page = trainer.send(f"/train/{scene.registration}/matches/new", **form(**typed))
    assert page.status_code == 422
    assert said in words_on(page)
    assert scene.do(clients) == []


def test_all_that_is_wrong_with_a_match_is_said_at_once(scene: Scene, trainer: Browser) -> None:
    wrong = {"client": "Robin Ashby", "since-year": "1999", "assessed-year": "2999", "review-year": "2020"}
    said = words_on(trainer.send(f"/train/{scene.registration}/matches/new", **form(**wrong, weeks="")))
    for sentence in (
        "Never write a name",
        "too long ago",
        "is in the future",
        "The day to look again comes after that day",
        "Choose how often supervision is.",
    ):
        assert sentence in said


def test_what_is_due_first_stands_first_and_the_ended_stand_apart(scene: Scene, trainer: Browser) -> None:
    scene.do(matched("R-1"))
    scene.do(matched("R-2", since=60))
    scene.do(matched("R-3", review=3, weeks=12))
    scene.do(matched("R-4", review=-1))
    ended = scene.do(matched("R-5", since=90))
    answer = trainer.send(f"/matches/{ended}/end", **box("until", today()))
    assert answer.status_code == 302
    read = words_on(trainer.get("/matches"))
    places = [read.index(f"client R-{number}") for number in (2, 4, 3, 1, 5)]
    assert places == sorted(places)
    running, _, after = read.partition("Matches that have ended")
    assert "R-5" not in running
    assert "R-5" in after
    assert ("Overdue" in running, "Out of date" in running, "Due soon" in running) == (True, True, True)


def test_supervision_is_written_down_and_the_next_is_due_later(scene: Scene, trainer: Browser) -> None:
    match = scene.do(matched(since=60))
    assert "Supervision Overdue" in words_on(trainer.get(f"/matches/{match}"))
    path = f"/matches/{match}/supervision/new"
    answer = trainer.send(path, present="no", note="", **box("held", today()))
    read = words_on(trainer.get(answer.location))
    assert "Supervision Overdue" in read
    assert "so it does not count as held" in read
    answer = trainer.send(path, present="yes", note="Went well.", **box("held", today()))
    read = words_on(trainer.get(answer.location))
    assert "Supervision In date" in read
    assert "Went well." in read


def test_a_session_taken_back_counts_no_more(scene: Scene, trainer: Browser) -> None:
    match = scene.do(matched(since=60))
    session = scene.do(
        lambda plant: record_supervision(plant.acting("trainer"), match, uuid4(), held=today(), present=True).id
    )
    answer = trainer.send(f"/matches/{match}", to=f"/matches/{match}/supervision/{session}/take-back")
    read = words_on(trainer.get(answer.location))
    assert "Taken back. It does not count." in read
    assert "Supervision Overdue" in read


def test_a_new_risk_assessment_puts_it_in_date_again(scene: Scene, trainer: Browser) -> None:
    match = scene.do(matched(review=-1))
    days = {**box("assessed", today()), **box("review", today() + timedelta(days=100))}
    answer = trainer.send(f"/matches/{match}/change", weeks="2", **days)
    read = words_on(trainer.get(answer.location))
    assert "Risk assessment In date" in read
    assert "Every 2 weeks" in read
    assert read.partition("Risk assessments so far")[2].count("Written down by Trainer") == 2


def test_a_pause_puts_supervision_on_hold(scene: Scene, trainer: Browser) -> None:
    match = scene.do(matched(since=60))
    scene.do(lambda plant: pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Away"))
    assert "Supervision On hold" in words_on(trainer.get(f"/matches/{match}"))


def test_nothing_is_added_to_a_match_that_has_ended(scene: Scene, trainer: Browser) -> None:
    match = scene.do(matched(since=60))
    early = trainer.send(f"/matches/{match}/end", **box("until", today() - timedelta(days=61)))
    assert (early.status_code, "It can not end before that." in words_on(early)) == (422, True)
    trainer.send(f"/matches/{match}/end", **box("until", today()))
    for more in ("/supervision/new", "/change", "/end"):
        assert trainer.get(f"/matches/{match}{more}", 302).location == f"/matches/{match}"


@pytest.mark.parametrize("who", ["learner", "assessor", "staff", "iqa", "eqa"])
def test_only_trainers_see_matches(scene: Scene, who: str) -> None:
    match = scene.do(matched())
    for path in ("/matches", f"/matches/{match}", f"/matches/{match}/supervision/new"):
        scene.browser(who).get(path, 403)


def test_another_centres_match_is_not_found(scene: Scene, trainer: Browser) -> None:
    match = Scene(scene.app, scene.sign_in, "south").do(matched("R-99"))
    for more in ("", "/change", "/end", "/supervision/new"):
        trainer.get(f"/matches/{match}{more}", 404)
    assert "R-99" not in words_on(trainer.get("/matches"))


def test_more_matches_ask_the_database_nothing_more(scene: Scene, trainer: Browser) -> None:
    scene.do(matched("R-1"))
    few = asked(scene.app, trainer, "/matches")
    for number in range(2, 8):
        scene.do(matched(f"R-{number}"))
    assert asked(scene.app, trainer, "/matches") == few
