"""Adding evidence: five steps, each saved at once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.change_registration import complete_registration, pause_registration
from lms_peer.actions.keep_draft import drafts
from lms_peer.database import db
from lms_peer.domain.qualification import Method
from tests.plant import LISTEN, Plant

from .drafting import SEND, START, begun, photo, sent, step, upload, written, yesterday
from .visitor import Visitor, words_on


def test_five_steps_make_one_piece_of_evidence(plant: Plant, learner: Visitor) -> None:
    first = learner.sends(START, {"criteria": "H1/1.1"})
    second = learner.sends(first.location, yesterday())
    third = learner.sends(second.location, {"text": "I listened for an hour."})
    fourth = learner.sends(
        third.location, {"files": [upload("a.jpg", photo()), upload("b.jpg", photo("red"))], "continue": "yes"}
    )
    check = words_on(learner.opens(fourth.location).text)
    assert "Reflective account" in check
    assert "I listened for an hour." in check
    assert "a.jpg (1 KB)" in check
    last = learner.sends(fourth.location, {**SEND, "used_ai": "yes", "ai_use": "To check my spelling"})
    assert last.status_code == 302
    [evidence] = plant.standing.evidence
    assert last.location.endswith(f"/records/{plant.registration}/evidence/{evidence}")
    fact = sent(plant.standing, evidence)
    assert (fact.method, fact.criteria, fact.used_ai) == (Method.REFLECTIVE_ACCOUNT, (LISTEN,), True)
    assert [file.media_type for file in fact.files] == ["image/jpeg", "image/jpeg"]
    page = words_on(learner.opens(last.location).text)
    assert "Your evidence is sent. It is with your assessor now." in page
    assert "To check my spelling" in page
    assert drafts(plant.acting("learner"), plant.registration) == []


def test_each_step_is_kept_and_the_draft_waits_on_the_first_page(
    app: Flask, plant: Plant, learner: Visitor
) -> None:
    draft = begun(plant, learner)
    assert "Evidence for unit H1" in words_on(learner.opens("/learn").text)
    learner.sends(step(draft, "kind"), yesterday())
    later = Visitor.of(app, plant, "learner")  # signed out, and in again elsewhere
    assert "My talk" in words_on(later.opens("/learn").text)
    on = later.opens(f"/learn/{{here}}/evidence/{draft}")
    assert on.location.endswith("/words")
    assert 'value="My talk"' in later.opens(step(draft, "kind")).text


def test_going_back_to_the_first_step_changes_the_same_draft(plant: Plant, learner: Visitor) -> None:
    first = learner.opens(START)
    learner.sends(first.location, {"criteria": "H1/1.1"})
    again = learner.opens(first.location).text  # the back button
    assert 'value="H1/1.1" checked' in again
    learner.sends(first.location, {"criteria": "H1/1.1"})
    assert len(drafts(plant.acting("learner"), plant.registration)) == 1


def test_only_what_a_learner_may_send_is_offered(plant: Plant, learner: Visitor) -> None:
    page = learner.opens(START, follow_redirects=True).text
    assert 'value="H1/1.1"' in page
    assert 'value="H1/1.2"' not in page
    assert "1.2 Listen to a person and find out what they need" in words_on(page)
    draft = begun(plant, learner)
    kinds = learner.opens(step(draft, "kind")).text
    assert 'value="work_product"' in kinds
    assert 'value="professional_discussion"' not in kinds


@pytest.mark.parametrize("criterion", ["H2/1.1", "H1/1.2", "H9/9.9", "nonsense"])
def test_a_criterion_of_another_unit_or_of_others_is_refused(
    plant: Plant, learner: Visitor, criterion: str
) -> None:
    answer = learner.sends(START, {"criteria": ["H1/1.1", criterion]})
    assert answer.status_code == 422
    assert "Some of these are not in this unit, or not for you to show. Tick again." in words_on(answer.text)
    assert drafts(plant.acting("learner"), plant.registration) == []


def test_no_criterion_at_all_is_refused(learner: Visitor) -> None:
    answer = learner.sends(START, {})
    assert answer.status_code == 422
    assert "Tick at least one box." in words_on(answer.text)


def test_a_unit_that_the_learner_does_not_take_is_not_found(learner: Visitor) -> None:
    assert learner.opens("/learn/{here}/units/H3/evidence").status_code == 404
    assert learner.opens(f"/learn/{{here}}/evidence/{uuid4()}/criteria?unit=H3").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"happened__year": "2999"}, "is in the future"),
        ({"happened__day": "31", "happened__month": "2"}, "This is not a real date."),
        ({"title": " "}, "Give it a title."),
        ({"title": "x" * 201}, "Use 200 characters or fewer."),
        ({"method": "observation"}, "This kind does not fit what you ticked. Choose one from the list."),
    ],
)
def test_a_wrong_second_step_keeps_what_was_typed(
    plant: Plant, learner: Visitor, changed: dict[str, str], said: str
) -> None:
    draft = begun(plant, learner)
    answer = learner.sends(step(draft, "kind"), yesterday(**changed))
    assert answer.status_code == 422
    assert said in words_on(answer.text)
    assert f'value="{yesterday(**changed)["title"]}"' in answer.text
    assert drafts(plant.acting("learner"), plant.registration)[0].title == ""


def test_words_that_are_too_long_are_refused_and_kept_on_the_page(plant: Plant, learner: Visitor) -> None:
    draft = begun(plant, learner)
    answer = learner.sends(step(draft, "words"), {"text": "word " * 5000})
    assert answer.status_code == 422
    assert "Use 20,000 characters or fewer." in words_on(answer.text)
    assert "word word word" in answer.text


def test_work_of_long_ago_is_refused_where_the_day_is_written_unless_it_is_prior_learning(
    plant: Plant, learner: Visitor
) -> None:
    draft = begun(plant, learner)
    answer = learner.sends(step(draft, "kind"), yesterday(happened__year=1926))
    assert answer.status_code == 422
    assert "The day it happened is too long ago. It can not be before" in words_on(answer.text)
    assert 'value="1926"' in answer.text


def test_after_the_end_a_draft_can_only_be_read(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "words")).text
    plant.achieves_everything()
    complete_registration(plant.acting("trainer"), plant.registration, uuid4())
    db.session.commit()
    home = learner.opens("/learn").text
    assert "You began this, and did not send it. You can still read it." in words_on(home)
    assert f"/evidence/{draft}" in home
    for name in ("", "/words", "/check", "/drop"):
        shown = learner.opens(f"/learn/{{here}}/evidence/{draft}{name}")
        assert shown.status_code == 200
        assert "I listened for an hour." in shown.text
        assert "<form" not in shown.text.partition("<main")[2].partition("</main>")[0]
    learner.sends("", {"text": "Something else."}, page=page)
    assert drafts(plant.acting("learner"), plant.registration)[0].text == "I listened for an hour."


def test_going_on_without_words_and_files_is_refused(plant: Plant, learner: Visitor) -> None:
    draft = begun(plant, learner)
    learner.sends(step(draft, "kind"), yesterday())
    answer = learner.sends(step(draft, "files"), {"continue": "yes"})
    assert answer.status_code == 422
    assert "Add a file here, or go back and write what happened." in words_on(answer.text)
    assert learner.opens(step(draft, "check")).location.endswith("/words")


def test_changing_one_answer_comes_straight_back_to_the_check(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    answer = learner.sends(f"{step(draft, 'kind')}?change=1", yesterday(title="A better title"))
    assert answer.location.endswith("/check")
    assert "A better title" in words_on(learner.opens(answer.location).text)


@pytest.mark.parametrize("name", ["criteria", "kind", "words", "files", "check", "drop"])
def test_another_learners_draft_is_not_found(
    plant: Plant, learner: Visitor, stranger: Visitor, assessor: Visitor, name: str
) -> None:
    draft = written(plant, learner)
    assert stranger.opens(step(draft, name)).status_code == 404
    assert assessor.opens(step(draft, name)).status_code == 403


def test_a_draft_is_thrown_away_after_being_asked(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    assert "Throw this draft away?" in words_on(learner.opens(step(draft, "drop")).text)
    assert len(drafts(plant.acting("learner"), plant.registration)) == 1
    assert learner.sends(step(draft, "drop")).status_code == 302
    assert drafts(plant.acting("learner"), plant.registration) == []
    assert learner.opens(step(draft, "check")).status_code == 404


def test_a_pause_keeps_the_draft_and_refuses_to_send_it(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moved")
    db.session.commit()
    assert "Your record is paused, so you can not send this now." in words_on(
        learner.opens(step(draft, "check")).text
    )
    answer = learner.sends(step(draft, "check"), SEND)
    assert answer.status_code == 422
    assert len(drafts(plant.acting("learner"), plant.registration)) == 1
    assert learner.opens(START).status_code == 409
