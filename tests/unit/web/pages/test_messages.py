"""Questions and answers between a learner and the team."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from lms_peer import ledger, messages
from lms_peer.database import db
from lms_peer.domain.facts import Verdict
from lms_peer.domain.roles import Role
from lms_peer.people import allocations
from tests.plant import LISTEN, Plant

from .learner.visitor import Visitor, words_on

ASK = "/learn/{here}/questions/new"
QUESTION = {"subject": "My hours", "text": "Do the hours on Sunday count?"}


@pytest.fixture
def trainer(app: Flask, plant: Plant) -> Visitor:
    """The trainer's browser."""
    return Visitor.of(app, plant, "trainer")


def asked(plant: Plant, learner: Visitor) -> messages.Thread:
    """The learner asked the question; answers its thread."""
    page = learner.opens(ASK, follow_redirects=True).text
    assert learner.sends(ASK, QUESTION, page=page).status_code == 302
    [thread] = messages.own(plant.centre, plant.registration)
    return thread


def test_a_question_reaches_the_trainer_and_the_answer_comes_first_on_the_learners_page(
    plant: Plant, learner: Visitor, trainer: Visitor
) -> None:
    thread = asked(plant, learner)
    assert "1 message from a learner to answer." in words_on(trainer.opens("/cohorts").text)
    assert "Learner: My hours" in words_on(trainer.opens("/questions").text)
    answer = trainer.sends(f"/questions/{thread.id}", {"text": "Yes, if Sam signs them."})
    assert answer.location == "/questions"
    assert "Nobody waits for an answer." in words_on(trainer.opens("/questions").text)
    home = words_on(learner.opens("/learn").text)
    assert home.index("Read the answer: My hours") < home.index("Start unit H1")
    page = learner.opens(f"/learn/{{here}}/questions/{thread.id}").text
    assert "Yes, if Sam signs them." in words_on(page)
    assert "Trainer , trainer" in words_on(page)
    learner.sends(f"/learn/{{here}}/questions/{thread.id}", page=page)
    assert "Read the answer" not in words_on(learner.opens("/learn").text)


def test_a_question_sent_twice_is_one_question(plant: Plant, learner: Visitor) -> None:
    page = learner.opens(ASK, follow_redirects=True).text
    for _ in range(2):
        assert learner.sends(ASK, QUESTION, page=page).status_code == 302
    [thread] = messages.own(plant.centre, plant.registration)
    assert len(thread.messages) == 1


def test_a_changed_question_under_the_same_id_is_not_said_to_be_kept(plant: Plant, learner: Visitor) -> None:
    page = learner.opens(ASK, follow_redirects=True).text
    learner.sends(ASK, QUESTION, page=page)
    again = learner.sends(ASK, {**QUESTION, "text": "Something else"}, page=page)
    assert again.status_code == 422
    assert "Something else" in again.text


def test_an_empty_question_is_asked_for_and_what_was_typed_stays(plant: Plant, learner: Visitor) -> None:
    page = learner.opens(ASK, follow_redirects=True).text
    answer = learner.sends(ASK, {"subject": "My hours", "text": "  "}, page=page)
    assert answer.status_code == 422
    assert "Write your question." in words_on(answer.text)
    assert 'value="My hours"' in answer.text
    assert messages.own(plant.centre, plant.registration) == []


def test_an_assessor_does_not_read_what_a_learner_asks_their_trainer(
    plant: Plant, learner: Visitor, assessor: Visitor
) -> None:
    thread = asked(plant, learner)
    assert assessor.opens(f"/questions/{thread.id}").status_code == 404
    assert "My hours" not in assessor.opens("/questions?everyone=1").text


def test_another_learner_finds_nothing_of_it(app: Flask, plant: Plant, learner: Visitor) -> None:
    thread = asked(plant, learner)
    stranger = Visitor.of(app, plant, "other learner")
    for address in (ASK, f"/learn/{{here}}/questions/{thread.id}"):
        assert stranger.opens(address).status_code == 404
    assert "My hours" not in stranger.opens("/learn/questions").text


def test_a_reply_to_feedback_is_read_and_answered_by_the_assessor(
    plant: Plant, learner: Visitor, assessor: Visitor, trainer: Visitor
) -> None:
    evidence = plant.submits(LISTEN)
    reply = f"/learn/{{here}}/evidence/{evidence}/reply"
    assert learner.opens(reply).status_code == 404  # nobody has said anything yet
    plant.judges(evidence, LISTEN, verdict=Verdict.NOT_YET)
    page = learner.opens(reply, follow_redirects=True).text
    assert "Clear and honest." in words_on(page)
    sent = learner.sends(reply, {"text": "What do you mean by open questions?"}, page=page)
    assert sent.location.endswith(f"/evidence/{evidence}")
    record = f"/records/{{here}}/evidence/{evidence}"
    for who in (learner, assessor, trainer):
        assert "What do you mean by open questions?" in words_on(who.opens(record).text)
    assert "1 message from a learner to answer." in words_on(assessor.opens("/assess").text)
    assert "open questions?" in words_on(assessor.opens(f"/assess/{{here}}/evidence/{evidence}").text)
    assert trainer.opens(f"/questions/{evidence}").status_code == 404
    assessor.sends(f"/questions/{evidence}", {"text": "Ones that start with what or how."})
    assert "Ones that start with what or how." in words_on(learner.opens(record).text)


def test_an_auditor_reads_no_messages(app: Flask, plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    plant.judges(evidence, LISTEN, verdict=Verdict.NOT_YET)
    reply = f"/learn/{{here}}/evidence/{evidence}/reply"
    learner.sends(reply, {"text": "I feel low about this."}, page=learner.opens(reply, follow_redirects=True).text)
    page = Visitor.of(app, plant, "iqa").opens(f"/records/{{here}}/evidence/{evidence}").text
    assert "Clear and honest." in page
    assert "I feel low about this." not in page


def test_a_message_that_needs_no_answer_is_taken_off_the_list(
    plant: Plant, learner: Visitor, trainer: Visitor
) -> None:
    thread = asked(plant, learner)
    page = trainer.opens(f"/questions/{thread.id}").text
    settle = f'<form method="post" action="/questions/{thread.id}/settled/'
    learner.sends(f"/learn/{{here}}/questions/{thread.id}", {"text": "It is about Friday too."})
    trainer.sends("", page="<main" + settle + page.partition(settle)[2])
    again = trainer.opens(f"/questions/{thread.id}").text
    assert "There is a new message. Read it first." in again
    assert "It is about Friday too." in again
    trainer.sends("", page="<main" + settle + again.partition(settle)[2])
    assert "Nobody waits for an answer." in words_on(trainer.opens("/questions").text)


def test_questions_go_to_the_trainer_who_looks_after_the_learner(
    app: Flask, plant: Plant, learner: Visitor, trainer: Visitor
) -> None:
    asked(plant, learner)
    plant.add("second trainer", Role.TRAINER)
    second = plant.people["second trainer"]
    allocations.allocate(plant.centre, plant.registration, second, Role.TRAINER)
    db.session.commit()
    assert "My hours" not in trainer.opens("/questions").text
    assert "My hours" in trainer.opens("/questions?everyone=1").text
    assert "My hours" in Visitor.of(app, plant, "second trainer").opens("/questions").text


def test_nothing_of_it_is_in_the_ledger_and_it_can_be_erased(plant: Plant, learner: Visitor) -> None:
    before = ledger.head(plant.centre).position
    asked(plant, learner)
    assert ledger.head(plant.centre).position == before
    messages.erase(plant.centre, plant.registration)
    db.session.commit()
    assert messages.own(plant.centre, plant.registration) == []
    assert db.session.query(messages.Message).count() == 0


def test_no_more_questions_to_the_database_for_more_questions(app: Flask, plant: Plant, trainer: Visitor) -> None:
    def asked_of_the_database() -> int:
        said: list[str] = []
        from sqlalchemy import event

        def heard(_c: object, _u: object, statement: str, *_rest: object) -> None:
            said.append(statement)

        event.listen(db.engine, "before_cursor_execute", heard)
        trainer.opens("/questions")
        event.remove(db.engine, "before_cursor_execute", heard)
        return len(said)

    def ask() -> None:
        thread = messages.begin(plant.centre, plant.registration, uuid4(), subject="Hours")
        messages.say(thread, uuid4(), by=plant.people["learner"], role=Role.LEARNER, text="Well?")
        db.session.commit()

    ask()
    few = asked_of_the_database()
    for _ in range(10):
        ask()
    assert asked_of_the_database() == few
