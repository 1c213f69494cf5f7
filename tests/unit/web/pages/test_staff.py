"""Staff whom learners shadow: hours that wait for their signature, and their answer."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from lms_peer.actions.log_hours import void_hours
from lms_peer.database import now, pretend
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import HoursStatus
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


def address(scene: Scene, hours) -> str:
    return f"/hours/{scene.registration}/{hours}"


def status_of(scene: Scene, hours) -> HoursStatus:
    return scene.do(lambda plant: plant.standing.hours[hours].status)


def test_hours_wait_for_the_member_of_staff_named_the_oldest_first(scene: Scene):
    first = scene.do(lambda plant: plant.logs(60))
    with pretend(now() + timedelta(seconds=1)):
        second = scene.do(lambda plant: plant.logs(90))
    page = scene.browser("staff").get("/hours")
    assert page.text.index(str(first)) < page.text.index(str(second))
    assert "Learner, 1 hour 30 minutes" in words_on(page)


def test_nothing_waits_for_other_staff(scene: Scene):
    scene.do(lambda plant: plant.logs(60))
    scene.do(lambda plant: plant.add("colleague", Role.STAFF))
    assert "Nothing waits for you" in words_on(scene.browser("colleague").get("/hours"))


def test_hours_are_signed(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    staff = scene.browser("staff")
    assert "I went along on the visits." in words_on(staff.get(address(scene, hours)))
    answer = staff.send(address(scene, hours), answer="yes")
    assert answer.location == "/hours"
    assert status_of(scene, hours) is HoursStatus.COUNTERSIGNED
    page = words_on(staff.get("/hours"))
    assert "Your answer is saved" in page
    assert "What you answered lately" in page


def test_hours_are_refused_with_a_reason(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    staff = scene.browser("staff")
    staff.send(address(scene, hours), answer="no", reason="I was on leave that day.")
    assert status_of(scene, hours) is HoursStatus.REFUSED
    page = words_on(staff.get(address(scene, hours)))
    assert "these hours are not right" in page
    assert "I was on leave that day." in page


def test_a_no_needs_a_reason(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    page = scene.browser("staff").send(address(scene, hours), answer="no", reason="  ")
    assert page.status_code == 422
    assert "Say what is not right" in words_on(page)
    assert 'value="no" checked' in page.text
    assert status_of(scene, hours) is HoursStatus.WAITING


def test_a_yes_with_words_about_what_is_wrong_is_asked_about(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    page = scene.browser("staff").send(address(scene, hours), answer="yes", reason="It was two hours.")
    assert page.status_code == 422
    assert "Choose no if this is not right." in words_on(page)
    assert "It was two hours." in page.text
    assert status_of(scene, hours) is HoursStatus.WAITING


def test_no_answer_and_a_made_up_answer_are_asked_again(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    for typed in ({}, {"answer": "perhaps"}):
        page = scene.browser("staff").send(address(scene, hours), **typed)
        assert page.status_code == 422
        assert "Choose yes or no." in words_on(page)


def test_a_reason_that_is_too_long_is_kept_and_refused(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    page = scene.browser("staff").send(address(scene, hours), answer="no", reason="long " * 300)
    assert page.status_code == 422
    assert "Use 1,000 characters or fewer" in words_on(page)
    assert "long long long" in page.text


def test_the_same_answer_sent_twice_is_one_answer(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    staff, submission = scene.browser("staff"), str(uuid4())
    for _ in range(2):
        assert staff.send(address(scene, hours), submission=submission, answer="yes").status_code == 302


def test_a_second_tab_is_told_that_the_hours_were_signed(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    staff = scene.browser("staff")
    staff.send(address(scene, hours), answer="yes")
    page = staff.send(
        "/account/password", to=address(scene, hours), submission=str(uuid4()), answer="no", reason="Oh"
    )
    assert page.status_code == 422
    assert "These hours were signed already" in words_on(page)
    assert status_of(scene, hours) is HoursStatus.COUNTERSIGNED


def test_hours_taken_back_say_so(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    scene.do(lambda plant: void_hours(plant.acting("learner"), plant.registration, uuid4(), hours=hours))
    page = words_on(scene.browser("staff").get(address(scene, hours)))
    assert "took these hours back" in page


def test_what_was_answered_lately_is_listed_the_newest_first(scene: Scene):
    early, late = scene.do(lambda plant: (plant.logs(60), plant.logs(90)))
    scene.do(lambda plant: plant.countersigns(late))
    scene.do(lambda plant: plant.countersigns(early))
    page = scene.browser("staff").get("/hours").text
    assert page.index(str(early)) < page.index(str(late))


def test_only_the_member_of_staff_named_may_see_the_hours(scene: Scene):
    hours = scene.do(lambda plant: plant.logs(60))
    scene.do(lambda plant: plant.add("colleague", Role.STAFF))
    for who in ("colleague", "assessor", "trainer"):
        scene.browser(who).get(address(scene, hours), 404)
        assert (
            scene.browser(who).send("/account/password", to=address(scene, hours), answer="yes").status_code == 404
        )
    for who in ("learner", "iqa", "eqa"):
        scene.browser(who).get(address(scene, hours), 403)
    assert status_of(scene, hours) is HoursStatus.WAITING


def test_trainers_and_assessors_have_a_list_too_since_a_course_may_name_them(scene: Scene):
    for who in ("trainer", "assessor"):
        assert "Nothing waits" in words_on(scene.browser(who).get("/hours"))


def test_another_centres_hours_are_not_found(app: Flask, scene: Scene, sign_in: SignIn):
    hours = scene.do(lambda plant: plant.logs(60))
    Scene(app, sign_in, "south").browser("staff").get(address(scene, hours), 404)


def test_staff_see_nothing_else_of_the_record(scene: Scene):
    scene.browser("staff").get(f"/records/{scene.registration}", 403)
