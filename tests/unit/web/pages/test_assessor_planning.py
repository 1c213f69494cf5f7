"""The assessor plans, calls off and rebooks observations."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.change_registration import pause_registration
from lms_peer.database import now
from lms_peer.domain.standing import ObservationStatus
from lms_peer.people import allocations
from lms_peer.web.wording import LONDON
from tests.plant import LISTEN, OBSERVED
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.recording import ELSEWHERE, add_pat, day, observed, plan, seen
from tests.unit.web.pages.scene import Browser, Scene, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


@pytest.fixture
def assessor(scene: Scene) -> Browser:
    return scene.browser("assessor")


def test_an_observation_is_planned(scene: Scene, assessor: Browser):
    answer = assessor.send(f"/assess/{scene.registration}/observations/new", **plan())
    assert answer.status_code == 302
    (found,) = scene.do(lambda plant: plant.standing.observations.values())
    assert found.planned.criteria == (OBSERVED,)
    assert found.due.astimezone(LONDON).strftime("%H:%M") == "14:15"
    assert "The observation is planned for" in words_on(assessor.get(answer.location))


def test_only_criteria_that_may_be_observed_are_offered(scene: Scene, assessor: Browser):
    page = assessor.get(f"/assess/{scene.registration}/observations/new").text
    assert re.findall(r'name="criteria" type="checkbox" value="([^"]+)"', page) == [str(OBSERVED)]


def test_a_plan_in_the_past_is_refused_and_kept(scene: Scene, assessor: Browser):
    page = assessor.send(
        f"/assess/{scene.registration}/observations/new", **plan(**day("due", now() - timedelta(days=2)))
    )
    assert page.status_code == 422
    assert "in the past" in words_on(page)
    assert "Meet a new client" in page.text
    assert f'value="{OBSERVED}" checked' in page.text
    assert scene.do(lambda plant: plant.standing.observations) == {}


@pytest.mark.parametrize("criterion", ["H3/1.1", "H1/1.1", "H9/9.9", "nonsense"])
def test_a_criterion_that_is_not_the_learners_or_not_to_be_observed_is_refused(
    scene: Scene, assessor: Browser, criterion: str
):
    page = assessor.send(f"/assess/{scene.registration}/observations/new", **plan(criteria=criterion))
    assert page.status_code == 422
    assert scene.do(lambda plant: plant.standing.observations) == {}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"criteria": []}, "Tick what you hope to see"),
        ({"text": "  "}, "Write what is planned."),
        ({"text": "x" * 4001}, "Use 4,000 characters or fewer."),
        ({"setting": "HMP Somewhere"}, "Choose where it will be."),
        ({"clock": "teatime"}, "Write the time like 2:15pm or 14:15."),
        ({"due-day": "31", "due-month": "2"}, "This is not a real date."),
        ({"due-day": "", "due-month": "", "due-year": ""}, "Write the day."),
    ],
)
def test_a_plan_says_what_is_wrong_with_it(scene: Scene, assessor: Browser, changed: dict[str, Any], told: str):
    page = assessor.send(f"/assess/{scene.registration}/observations/new", **plan(**changed))
    assert page.status_code == 422
    assert told in words_on(page)


def test_the_same_plan_sent_twice_is_one_observation(scene: Scene, assessor: Browser):
    submission = str(uuid4())
    for _ in range(2):
        path = f"/assess/{scene.registration}/observations/new"
        assert assessor.send(path, submission=submission, **plan()).status_code == 302
    assert scene.do(lambda plant: len(plant.standing.observations)) == 1


@pytest.mark.parametrize("asked", ["endpoint=x", "_method=PURGE", "_scheme=javascript", "registration=x"])
def test_whatever_else_an_address_says_the_form_opens(scene: Scene, asked: str):
    answer = scene.browser("assessor").get(f"/assess/{scene.registration}/observations/new?{asked}", 302)
    assert answer.location.startswith(f"/assess/{scene.registration}/observations/new?{asked}&form=")


@pytest.mark.parametrize("page", ["observations/new", "discussion", "testimony"])
def test_a_new_form_has_an_address_of_its_own_so_that_back_finds_it_again(
    scene: Scene, assessor: Browser, page: str
):
    scene.do(add_pat)
    path = f"/assess/{scene.registration}/{page}"
    first, second = (assessor.get(path, 302).location for _ in range(2))
    assert first != second
    id_ = first.rpartition("form=")[2]
    for _ in range(2):
        assert f'name="submission" value="{id_}"' in assessor.get(first).text


def test_an_address_that_was_tampered_with_makes_nothing(scene: Scene, assessor: Browser):
    path = f"/assess/{scene.registration}/observations/new"
    assert "form=nonsense" not in assessor.get(f"{path}?form=nonsense", 302).location
    page = assessor.send(path, submission="nonsense", **plan())
    assert page.status_code == 422
    assert "Check it and send it again." in words_on(page)
    taken = scene.do(lambda plant: plant.submits(LISTEN))
    page = assessor.send(f"{path}?form={taken}", to=path, **plan())
    assert "You sent this before, and it is kept as you wrote it then." in words_on(page)
    assert scene.do(lambda plant: plant.standing.observations) == {}


def test_own_work_and_a_paused_record_are_explained(scene: Scene, assessor: Browser):
    path = f"/assess/{scene.registration}/observations/new"
    scene.do(
        lambda plant: allocations.declare_interest(plant.centre, plant.people["assessor"], plant.people["learner"])
    )
    assert "know this learner in another way" in words_on(assessor.get(path))
    scene.do(
        lambda plant: pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moved")
    )
    assert "This record is paused" in words_on(assessor.get(path))


def test_a_time_at_which_the_assessor_is_busy_is_planned_only_once_they_say_that_they_mean_both(
    scene: Scene, assessor: Browser
):
    path = f"/assess/{scene.registration}/observations/new"
    assessor.send(path, **plan())
    asked = assessor.send(path, **plan(clock="3pm", text="A second visit"))
    assert asked.status_code == 422
    assert "you observe Learner." in words_on(asked)
    assert "A second visit" in asked.text
    assert assessor.send(path, **plan(clock="3:15pm")).status_code == 302
    assert assessor.send(path, **plan(clock="3pm", both="y")).status_code == 302
    assert scene.do(lambda plant: len(plant.standing.observations)) == 3


def test_an_observation_that_moves_is_not_in_its_own_way_but_in_that_of_others(scene: Scene, assessor: Browser):
    path = f"/assess/{scene.registration}/observations"
    first, second = (assessor.send(f"{path}/new", **plan(clock=clock)).location for clock in ("9am", "11am"))
    when = day("due", now() + timedelta(days=5))
    assert assessor.send(f"{first}/rebook", **when, clock="9:30am").status_code == 302
    assert "You are busy then" in words_on(assessor.send(f"{second}/rebook", **when, clock="10am"))
    assert assessor.send(f"{second}/rebook", **when, clock="10am", both="y").status_code == 302


def test_an_observation_is_cancelled_with_a_reason_and_rebooked(scene: Scene, assessor: Browser):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    path = f"/assess/{scene.registration}/observations/{observation}"
    assert "Choose why it will not happen." in words_on(assessor.send(f"{path}/cancel"))
    answer = assessor.send(f"{path}/cancel", reason="regime", text="Nobody could leave their rooms.")
    assert answer.location == path
    assert observed(scene, observation) is ObservationStatus.CANCELLED
    page = words_on(assessor.get(path))
    assert "This is nobody’s fault" in page
    assert "Nobody could leave their rooms." in page
    assessor.get(f"{path}/cancel", 409)
    early = assessor.send(f"{path}/rebook", **day("due", now() - timedelta(days=2)), clock="9am")
    assert "in the past" in words_on(early)
    again = assessor.send(f"{path}/rebook", **day("due", now() + timedelta(days=9)), clock="9am", reason="New day")
    assert again.location == path
    assert observed(scene, observation) is ObservationStatus.PLANNED


def test_nobody_is_asked_to_agree_a_new_time_in_a_pause(scene: Scene, assessor: Browser):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    scene.do(lambda plant: plant.cancels(observation))
    assert "agree a new time" in words_on(assessor.get("/assess"))
    scene.do(
        lambda plant: pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moved")
    )
    assert "agree a new time" not in words_on(assessor.get("/assess"))


def test_a_second_tab_is_told_that_the_observation_was_cancelled(scene: Scene, assessor: Browser):
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    path = f"/assess/{scene.registration}/observations/{observation}"
    assessor.send(f"{path}/cancel", reason="other")
    page = assessor.send(ELSEWHERE, to=path, submission=str(uuid4()), **seen())
    assert page.status_code == 422
    assert "This observation was cancelled already." in words_on(page)
    assert observed(scene, observation) is ObservationStatus.CANCELLED
