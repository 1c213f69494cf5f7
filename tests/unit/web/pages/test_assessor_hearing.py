"""The assessor puts discussions and what witnesses say on record."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.record import qualification_of
from lms_peer.database import now
from lms_peer.domain.qualification import Method
from lms_peer.people import witnesses
from lms_peer.web.pages.assessor.asking import only_one_way
from lms_peer.web.pages.assessor.case import Group
from lms_peer.web.wording import LONDON
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.recording import PAT, add_pat, day, seen
from tests.unit.web.pages.scene import Browser, Scene, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


@pytest.fixture
def assessor(scene: Scene) -> Browser:
    return scene.browser("assessor")


def talk(**changed: Any) -> dict[str, Any]:
    return {**seen(criteria=str(LISTEN)), "method": "professional_discussion", **changed}


def test_a_discussion_is_put_on_record_and_judged_apart(scene: Scene, assessor: Browser):
    answer = assessor.send(f"/assess/{scene.registration}/discussion", **talk())
    (piece,) = scene.do(lambda plant: list(plant.standing.evidence.values()))
    assert answer.location == f"/assess/{scene.registration}/evidence/{piece.id}"
    assert piece.open == (LISTEN,)
    assert "It is not judged yet." in words_on(assessor.get(answer.location))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"question-0": "", "answer-0": ""}, "Write one question and its answer, or more."),
        (day("happened", datetime(2190, 5, 1, 12, tzinfo=LONDON)), "in the future"),
        ({"minutes": "5000"}, "It can be from 1 minute to 24 hours."),
        ({"method": "simulation"}, "Choose how you asked."),
        ({"criteria": str(OBSERVED)}, "can not be shown by professional discussion"),
        ({"criteria": "H3/1.1"}, "H3 1.1 can not be chosen."),
    ],
)
def test_a_discussion_says_what_is_wrong_and_keeps_what_was_typed(
    scene: Scene, assessor: Browser, changed: dict[str, Any], told: str
):
    page = assessor.send(f"/assess/{scene.registration}/discussion", **talk(**changed))
    assert page.status_code == 422
    assert told in words_on(page)
    assert "A first talk with a new client." in page.text
    assert scene.do(lambda plant: plant.standing.evidence) == {}


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        ({Method.QUESTIONING, Method.OBSERVATION}, "Only by questions."),
        ({Method.PROFESSIONAL_DISCUSSION}, "Only by a professional discussion."),
        ({Method.PROFESSIONAL_DISCUSSION, Method.QUESTIONING}, None),
    ],
)
def test_a_criterion_says_when_it_can_be_asked_about_in_one_way_only(
    app: Flask, scene: Scene, ways: set[Method], told: str | None
):
    def groups(plant: Plant) -> tuple[Group, ...]:
        unit = qualification_of(plant.centre, plant.standing).units_by_reference["H1"]
        return ((unit, ((LISTEN, replace(next(unit.criteria()), methods=frozenset(ways))),)),)

    with app.test_request_context():
        assert dict(only_one_way(scene.do(groups))).get(str(LISTEN)) == told


def test_without_a_witness_list_a_witness_is_added_first(scene: Scene, assessor: Browser):
    here = f"/assess/{scene.registration}"
    assert assessor.get(f"{here}/testimony", 302).location == f"{here}/witnesses/new"
    answer = assessor.send(f"{here}/witnesses/new", **PAT)
    assert answer.location.startswith(f"{here}/testimony?witness=")
    assert "checked" in assessor.get(answer.location).text


def test_the_same_witness_sent_twice_stands_on_the_list_once(scene: Scene, assessor: Browser):
    for _ in range(2):
        assessor.send(f"/assess/{scene.registration}/witnesses/new", **PAT)
    assert scene.do(lambda plant: len(witnesses.witnesses(plant.centre, plant.registration))) == 1


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": " "}, "Write the name of the witness."),
        ({"name": "x" * 201}, "Use 200 characters or fewer."),
        ({"expert": ""}, "Choose yes or no."),
        ({"relationship": ""}, "Write how they know the learner."),
        ({"relationship": "x" * 1001}, "Use 1,000 characters or fewer."),
    ],
)
def test_a_witness_form_says_what_is_wrong(scene: Scene, assessor: Browser, changed: dict[str, Any], told: str):
    page = assessor.send(f"/assess/{scene.registration}/witnesses/new", **{**PAT, **changed})
    assert page.status_code == 422
    assert told in words_on(page)
    assert scene.do(lambda plant: witnesses.witnesses(plant.centre, plant.registration)) == []


def test_a_testimony_is_put_on_record_and_judged_apart(scene: Scene, assessor: Browser):
    pat = scene.do(add_pat)
    told = {**seen(criteria=[str(OBSERVED), str(PLACES)]), "witness": pat}
    answer = assessor.send(f"/assess/{scene.registration}/testimony", **told)
    (piece,) = scene.do(lambda plant: list(plant.standing.evidence.values()))
    assert piece.submitted.witness.name == pat
    assert piece.submitted.expert
    page = words_on(assessor.get(answer.location))
    assert "Pat Invented, an expert. Runs the drop-in." in page
    assert "This must also be met in an observation." in page


def test_a_witness_who_is_not_on_the_list_is_put_there_with_what_they_saw(scene: Scene, assessor: Browser):
    scene.do(add_pat)
    path = f"/assess/{scene.registration}/testimony"
    told = {**seen(), **PAT, "name": "Wyn Invented", "witness": "new"}
    for wrong, said in (
        ({"name": ""}, "Write the name of the witness."),
        ({"criteria": []}, "Tick what they saw"),
    ):
        page = assessor.send(path, **{**told, **wrong})
        assert said in words_on(page)
        assert "A first talk with a new client." in page.text
    assert scene.do(on_the_list) == ["Pat Invented"]
    submission = str(uuid4())
    for _ in range(2):
        assert assessor.send(path, submission=submission, **told).status_code == 302
    assert scene.do(on_the_list) == ["Pat Invented", "Wyn Invented"]
    assert scene.do(lambda plant: len(plant.standing.evidence)) == 1


def on_the_list(plant: Plant) -> list[str]:
    return sorted(one.name for one in witnesses.witnesses(plant.centre, plant.registration))


def test_a_witness_of_another_learner_and_a_day_to_come_are_refused(scene: Scene, assessor: Browser):
    pat = scene.do(add_pat)
    path = f"/assess/{scene.registration}/testimony"
    page = assessor.send(path, **{**seen(), "witness": str(uuid4())})
    assert "Choose who saw it." in words_on(page)
    page = assessor.send(path, **{**seen(**day("happened", now() + timedelta(days=3))), "witness": pat})
    assert "in the future" in words_on(page)
    assert "A first talk with a new client." in page.text
    assert scene.do(lambda plant: plant.standing.evidence) == {}
