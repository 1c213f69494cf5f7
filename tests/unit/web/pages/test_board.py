"""A cohort's board: who reads and writes it, reports, hiding, and what a learner takes back."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer.actions.change_registration import pause_registration
from lms_peer.actions.use_board import hide_post, report_post, write_post
from lms_peer.database import db
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.messages import board
from lms_peer.people.enrolments import add_cohort
from lms_peer.people.models import Account
from tests.plant import Plant
from tests.unit.pastoral.kept import put_in_cohort, register
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.asked import asked
from tests.unit.web.pages.scene import Scene, words_on


class Board(NamedTuple):
    """A board, and the registrations of the two learners whose it is: the other learner, and a fellow."""

    cohort: UUID
    registration: UUID

    @property
    def path(self) -> str:
        """Its address."""
        return f"/board/{self.cohort}"


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


@pytest.fixture
def group(scene: Scene) -> Board:
    """Sam Ashby and Sam Winter share a board; the plant's learner has none."""

    def fill(plant: Plant) -> Board:
        cohort, registration = put_in_cohort(plant)
        plant.add("fellow", Role.LEARNER)
        for who, name in (("other learner", "Sam Ashby"), ("fellow", "Sam Winter"), ("trainer", "Teresa Quill")):
            db.session.get_one(Account, plant.people[who]).name = name
        register(plant, "fellow", cohort)
        return Board(cohort, registration)

    return scene.do(fill)


def wrote(
    group: Board, text: str = "Has anyone done unit 1?", who: str = "other learner", answers: UUID | None = None
):
    """Let somebody write a post; answers its id."""
    return lambda plant: write_post(plant.acting(who), group.cohort, uuid4(), text=text, answers=answers).id


def read(scene: Scene, group: Board, who: str = "fellow") -> str:
    return words_on(scene.browser(who).get(group.path))


def test_learners_of_a_cohort_post_and_answer_under_their_first_names(scene: Scene, group: Board) -> None:
    assert "Nobody has written anything yet." in read(scene, group)
    one, other = scene.browser("other learner"), scene.browser("fellow")
    answer = one.send(f"{group.path}/new", text="Has anyone done unit 1?")
    assert "Your post is on the board." in words_on(one.get(answer.location))
    post = scene.do(lambda plant: board.posts(plant.centre, group.cohort, 0, 1)[0].id)
    other.send(f"/board/posts/{post}/answer", text="Yes. Ask me.")
    page = read(scene, group)
    assert (
        page.index("Sam A.")
        < page.index("Has anyone done unit 1?")
        < page.index("Sam W. (you)")
        < page.index("Yes. Ask me.")
    )
    assert "Ashby" not in page
    assert "Winter" not in page


def test_a_trainer_answers_and_is_called_one(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group))
    scene.browser("trainer").send(f"/board/posts/{post}/answer", text="I can help.")
    assert "Teresa (trainer)" in read(scene, group)


def test_the_same_post_sent_twice_is_there_once(scene: Scene, group: Board) -> None:
    browser, submission = scene.browser("fellow"), str(uuid4())
    for _ in range(2):
        assert browser.send(f"{group.path}/new", submission=submission, text="Hello").status_code == 302
    assert read(scene, group).count("Hello") == 1


@pytest.mark.parametrize(("text", "said"), [(" \n ", "Write something first."), ("x" * 1001, "This is too long.")])
def test_a_post_has_words_but_not_too_many(scene: Scene, group: Board, text: str, said: str) -> None:
    page = scene.browser("fellow").send(f"{group.path}/new", text=text)
    assert (page.status_code, said in words_on(page)) == (422, True)


def test_a_post_is_plain_text(scene: Scene, group: Board) -> None:
    scene.do(wrote(group, "<b>bold</b> http://example.org"))
    page = scene.browser("fellow").get(group.path).text
    assert "<b>bold" not in page
    assert 'href="http://example.org' not in page


@pytest.mark.parametrize("who", ["learner", "assessor", "staff", "iqa", "eqa"])
def test_nobody_outside_the_cohort_finds_the_board(scene: Scene, group: Board, who: str) -> None:
    post, status = scene.do(wrote(group)), 404 if who == "learner" else 403
    for path in (group.path, f"{group.path}/new", f"/board/posts/{post}/answer", f"/board/posts/{post}/report"):
        scene.browser(who).get(path, status)


def test_another_centres_board_is_not_found(scene: Scene, group: Board) -> None:
    away = Scene(scene.app, scene.sign_in, "south")
    cohort, _ = away.do(put_in_cohort)
    post = away.do(wrote(Board(cohort, cohort)))
    for who in ("fellow", "trainer"):
        browser = scene.browser(who)
        for path in (f"/board/{cohort}", f"/board/{cohort}/new", f"/board/posts/{post}/answer"):
            browser.get(path, 404)
    assert scene.browser("trainer").send(group.path, to=f"/board/posts/{post}/keep").status_code == 404


def test_a_paused_learner_reads_but_does_not_write_and_their_posts_stay(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group))
    scene.do(lambda plant: pause_registration(plant.acting("trainer"), group.registration, uuid4(), reason="Away"))
    paused = scene.browser("other learner")
    page = words_on(paused.get(group.path))
    assert "Has anyone done unit 1?" in page
    assert "You can write again when your record is open." in page
    assert "Write a post" not in page
    paused.get(f"{group.path}/new", 403)
    refused = paused.send(group.path, to=f"{group.path}/new", text="Hello")
    assert refused.status_code == 403
    assert "Has anyone done unit 1?" in read(scene, group)
    paused.get(f"/board/posts/{post}/take-back")


def test_a_report_comes_first_for_trainers_and_names_nobody(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group, "You lot are useless."))
    scene.do(wrote(group, "A later post"))
    fellow, trainer = scene.browser("fellow"), scene.browser("trainer")
    answer = fellow.send(f"/board/posts/{post}/report", why="It is unkind.")
    assert "You reported this. A trainer will look." in words_on(fellow.get(answer.location))
    assert "1 reported" in words_on(trainer.get(f"/cohorts/{group.cohort}"))
    assert "Reported posts: 1. Look at the board of January" in words_on(trainer.get("/cohorts"))
    page = words_on(trainer.get(group.path))
    assert page.index("You lot are useless.") < page.index("It is unkind.") < page.index("A later post")
    assert "Winter" not in page
    author = words_on(scene.browser("other learner").get(group.path))
    assert "It is unkind." not in author
    assert "reported" not in author.lower()


def test_a_post_reported_twice_by_one_person_is_one_report(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group))
    for _ in range(2):
        scene.browser("fellow").send(f"/board/posts/{post}/report", why="It is unkind.")
    assert words_on(scene.browser("trainer").get(group.path)).count("It is unkind.") == 1


def test_nobody_reports_their_own_post(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group))
    page = scene.browser("other learner").send(f"/board/posts/{post}/report", why="")
    assert (page.status_code, "You can take it back instead." in words_on(page)) == (422, True)


def test_a_hidden_post_is_gone_for_others_and_its_writer_reads_why(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group, "You lot are useless."))
    scene.do(lambda plant: report_post(plant.acting("fellow"), post, why=""))
    trainer = scene.browser("trainer")
    empty = trainer.send(f"/board/posts/{post}/hide", reason=" ")
    assert (empty.status_code, "Write why you hide it." in words_on(empty)) == (422, True)
    trainer.send(f"/board/posts/{post}/hide", reason="It hurts people.")
    page = read(scene, group)
    assert "A trainer has hidden this post." in page
    assert "useless" not in page
    assert "It hurts people." not in page
    own = read(scene, group, "other learner")
    assert ("useless" in own, "It hurts people." in own) == (True, True)
    assert "Reported: please look" not in words_on(trainer.get(group.path))


def test_nobody_answers_or_reports_a_hidden_post(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group, "You lot are useless."))
    scene.do(lambda plant: hide_post(plant.acting("trainer"), post, reason="Unkind"))
    fellow = scene.browser("fellow")
    fellow.get(f"/board/posts/{post}/answer", 409)
    report = fellow.get(f"/board/posts/{post}/report")
    assert "useless" not in report.text


def test_a_hidden_post_is_shown_again_and_a_reported_one_is_left(scene: Scene, group: Board) -> None:
    hidden, reported = scene.do(wrote(group, "First words")), scene.do(wrote(group, "Second words"))
    scene.do(lambda plant: hide_post(plant.acting("trainer"), hidden, reason="A slip"))
    scene.do(lambda plant: report_post(plant.acting("fellow"), reported, why=""))
    trainer = scene.browser("trainer")
    assert "No reason was given." in words_on(trainer.get(group.path))
    for post in (hidden, reported):
        trainer.send(group.path, to=f"/board/posts/{post}/keep")
    page = read(scene, group)
    assert ("First words" in page, "Second words" in page) == (True, True)
    assert "Reported: please look" not in words_on(trainer.get(group.path))


def test_a_learner_takes_their_own_post_back_and_its_words_are_gone(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group, "My number is on the wall."))
    scene.do(wrote(group, "Take that down!", "fellow", post))
    scene.browser("fellow").get(f"/board/posts/{post}/take-back", 404)
    scene.browser("other learner").send(f"/board/posts/{post}/take-back")
    page = read(scene, group)
    assert "This post was taken back." in page
    assert "My number" not in page
    assert "Take that down!" in page
    assert scene.do(lambda plant: board.find(plant.centre, post).text) == ""


def test_an_answer_stands_on_the_board_of_what_it_answers(scene: Scene, group: Board) -> None:
    post = scene.do(wrote(group))
    elsewhere = scene.do(lambda plant: add_cohort(plant.centre, "March", "bench", date(2026, 3, 2)).id)
    with pytest.raises(NotFound):
        scene.do(wrote(Board(elsewhere, elsewhere), "Hi", "trainer", post))


def test_only_trainers_hide_and_restore(scene: Scene, group: Board) -> None:
    post, fellow = scene.do(wrote(group)), scene.browser("fellow")
    fellow.get(f"/board/posts/{post}/hide", 403)
    assert fellow.send(group.path, to=f"/board/posts/{post}/keep").status_code == 403


def test_a_long_board_comes_in_pages_with_the_latest_first(
    scene: Scene, group: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "PAGE", 2)
    for number in range(1, 4):
        scene.do(wrote(group, f"Post number {number}"))
    first = read(scene, group)
    assert "Post number 3" in first
    assert "Post number 1" not in first
    second = words_on(scene.browser("fellow").get(f"{group.path}?page=2"))
    assert ("Post number 1" in second, "Post number 3" in second) == (True, False)
    for odd in ("0", "-1", "x", "99999999"):
        scene.browser("fellow").get(f"{group.path}?page={odd}")


def test_more_posts_ask_the_database_nothing_more(scene: Scene, group: Board) -> None:
    scene.do(wrote(group, "Hi", answers=scene.do(wrote(group))))
    counts = {}
    for who in ("fellow", "trainer"):
        counts[who] = asked(scene.app, scene.browser(who), group.path)
    for _ in range(4):
        scene.do(wrote(group, "Hi", "fellow", answers=scene.do(wrote(group))))
    for who, few in counts.items():
        assert asked(scene.app, scene.browser(who), group.path) == few


def test_the_learners_first_page_leads_to_the_board(scene: Scene, group: Board) -> None:
    assert f'href="{group.path}"' in scene.browser("fellow").get("/learn").text
    assert "Your group’s board" not in words_on(scene.browser("learner").get("/learn"))
