"""Platforms that hang, break, send elsewhere or refuse; keys that change; and registrations that must not mix."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from lms_peer.actions.enter_by_launch import switch_off
from lms_peer.actions.send_grades import ask_for_grades, send_again
from lms_peer.actions.sync_roster import ask_for_roster
from lms_peer.database import db, now, pretend
from lms_peer.domain.launching import PlatformOff
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.uk import uk_day
from lms_peer.lti import fetching
from lms_peer.lti.roster import with_cohort
from lms_peer.lti.tables import Context, Grade, GradeState, Member, Placement, Platform
from lms_peer.people.enrolments import add_cohort
from tests.flow.lti.faulty import Faulty
from tests.flow.lti.scene import (
    UNIT,
    LtiPlant,
    Service,
    account_of,
    choose,
    connected,
    course_here,
    mark_of,
    marks_due,
    signed_in,
    work,
)
from tests.plant import LISTEN
from tests.platform.host import Browser, Course


def platform_of(grade: Grade) -> Platform:
    return db.session.get_one(Platform, db.session.get_one(Placement, grade.placement_id).platform_id)


def again(grade: UUID) -> Grade:
    db.session.rollback()
    return db.session.get_one(Grade, grade, populate_existing=True)


def test_a_score_goes_below_an_address_that_has_a_query(plant: LtiPlant, service: Service, faulty: Faulty) -> None:
    grade = connected(plant, faulty).id
    work(service.app)
    assert again(grade).state is GradeState.SENT
    assert faulty.paths() == ["/token", "/items/7/scores?type_id=2"]


@pytest.mark.parametrize(
    ("path", "does", "told"),
    [
        ("/token", "hang", "too long"),
        ("/items/7/scores", "hang", "too long"),
        ("/token", (500, "oops"), "fault of its own (500)"),
        ("/items/7/scores", (500, "oops"), "fault of its own (500)"),
        ("/token", "elsewhere", "302"),
        ("/items/7/scores", "elsewhere", "302"),
    ],
)
def test_a_platform_in_trouble_is_tried_again_later_and_nothing_is_lost(
    plant: LtiPlant,
    service: Service,
    faulty: Faulty,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    does: str | tuple[int, str],
    told: str,
) -> None:
    faulty.does[path] = does
    grade = connected(plant, faulty).id
    with monkeypatch.context() as impatient:
        if does == "hang":
            impatient.setattr(fetching, "ALL_SECONDS", 0.5)
        work(service.app)
    kept = again(grade)
    assert kept.state in (GradeState.WAITING, GradeState.FAILED)
    assert kept.attempts == 1
    assert told in (kept.last_error or "")
    assert "169.254" not in " ".join(faulty.paths())
    faulty.does.clear()
    faulty.freed.set()
    send_again(plant.acting("trainer"), grade)
    db.session.commit()
    work(service.app)
    assert again(grade).state is GradeState.SENT


def test_a_platform_at_an_address_of_the_cloud_is_never_asked(
    plant: LtiPlant, service: Service, faulty: Faulty
) -> None:
    grade = connected(plant, faulty)
    platform_of(grade).token_url = "http://169.254.169.254/token"
    db.session.commit()
    work(service.app)
    kept = again(grade.id)
    assert (kept.state, kept.attempts) == (GradeState.WAITING, 1)
    assert faulty.got == []


def test_a_refused_mark_is_shown_to_a_trainer_who_sends_it_again(
    plant: LtiPlant, service: Service, faulty: Faulty
) -> None:
    faulty.does["/items/7/scores"] = (422, "<p>The course is closed</p>")
    grade = connected(plant, faulty).id
    work(service.app)
    assert again(grade).state is GradeState.FAILED
    trainer = signed_in(plant, service, "trainer")
    page = trainer.get("/platforms/marks").text
    assert "The course is closed" in page
    assert "Listen well" in page
    assert "<p>The course" not in page
    del faulty.does["/items/7/scores"]
    answer = trainer.post(f"/platforms/marks/{grade}/again", data={"submission": str(uuid4())})
    assert answer.status_code == 302
    work(service.app)
    assert again(grade).state is GradeState.SENT
    assert "Every mark arrived" in trainer.get("/platforms/marks").text


def test_a_mark_of_another_centre_can_not_be_sent_again(plant: LtiPlant, service: Service, faulty: Faulty) -> None:
    faulty.does["/items/7/scores"] = (422, "no")
    grade = connected(plant, faulty).id
    work(service.app)
    other = LtiPlant.at(f"south-{uuid4().hex[:8]}")
    with pytest.raises(NotFound):
        send_again(other.acting("trainer"), grade)


def test_a_newer_mark_takes_the_place_of_one_that_waits(plant: LtiPlant, service: Service, faulty: Faulty) -> None:
    faulty.does["/items/7/scores"] = (503, "later")
    first = connected(plant, faulty)
    platform = platform_of(first)
    work(service.app)
    plant.judges(plant.submits(LISTEN), LISTEN)
    faulty.does.clear()
    faulty.got.clear()
    work(service.app)
    newest = mark_of(platform)
    assert newest.state is GradeState.SENT
    assert newest.score == 50.0
    sent = [body for path, _, body in faulty.got if "scores" in path]
    assert len(sent) == 1
    assert b'"scoreGiven": 50.0' in sent[0]


def test_a_busy_platform_is_left_alone_for_as_long_as_it_asks(
    plant: LtiPlant, service: Service, faulty: Faulty
) -> None:
    faulty.does["/items/7/scores"] = (429, "slow down")
    grade = connected(plant, faulty).id
    work(service.app)
    first = len(faulty.got)
    work(service.app)
    assert len(faulty.got) == first
    assert again(grade).next_attempt > now()
    faulty.does.clear()
    with pretend(now() + timedelta(hours=2)):
        work(service.app)
    assert again(grade).state is GradeState.SENT


def test_what_was_done_before_an_activity_was_there_is_told_when_it_is_opened(
    plant: LtiPlant, service: Service, course: Course
) -> None:
    platform = plant.connect(course, "unit", service)
    Browser().go(course.open("ben", "unit"))
    db.session.rollback()
    plant.registers(account_of(platform, course.subs["ben"]).id)
    plant.judges(plant.submits(LISTEN), LISTEN)
    assert marks_due(course) == []
    browser = Browser()
    choose(browser.go(course.open("ada", "unit", deep_link=True)), browser, *UNIT)
    Browser().go(course.open("ben", "unit"))
    Browser().go(course.open("ben", "unit"))
    db.session.rollback()
    assert [one.comment for one in marks_due(course)] == ["1 of 2 criteria met."]


def test_a_roster_that_can_not_be_read_marks_nobody_as_gone(
    plant: LtiPlant, service: Service, faulty: Faulty
) -> None:
    grade = connected(plant, faulty)
    course = db.session.scalars(db.select(Context).where(Context.platform_id == platform_of(grade).id)).one()
    for does in ((200, '{"members": []}'), (200, "[]"), (500, "oops"), "elsewhere"):
        faulty.does["/members"] = does
        ask_for_roster(plant.acting("trainer"), course.id)
        db.session.commit()
        work(service.app)
        db.session.rollback()
        db.session.refresh(course)
        assert course.sync_error
        member = db.session.scalars(db.select(Member).where(Member.context_id == course.id)).one()
        assert member.left is None
    page = signed_in(plant, service, "trainer").get(f"/platforms/courses/{course.id}").text
    assert "Ask the platform now" in page


@pytest.mark.parametrize(
    "made", ["[]", '[{"id": "https://[", "resourceLinkId": "r"}]', '{"id": "https://["}', "7"]
)
def test_a_line_item_at_no_address_is_said_to_be_the_platforms_fault(
    plant: LtiPlant, service: Service, faulty: Faulty, made: str
) -> None:
    grade = connected(plant, faulty)
    activity = db.session.get_one(Placement, grade.placement_id)
    activity.line_item_url = None
    db.session.get_one(Context, activity.context_id).line_items_url = f"{faulty.address}/items"
    db.session.commit()
    faulty.does["/items"] = (200, made)
    work(service.app)
    assert "no address of the line item" in (again(grade.id).last_error or "")


def test_a_platform_that_is_off_is_neither_asked_nor_told(
    plant: LtiPlant, service: Service, faulty: Faulty
) -> None:
    platform = platform_of(connected(plant, faulty))
    course = db.session.scalars(db.select(Context).where(Context.platform_id == platform.id)).one()
    course.cohort_id = add_cohort(plant.centre, "Autumn", "bench", uk_day(now())).id
    ask_for_roster(plant.acting("trainer"), course.id)
    db.session.commit()
    assert course.id in {one for one, _ in with_cohort()}
    ask_for_grades()
    switch_off(platform)  # after both were asked for
    db.session.commit()
    work(service.app)
    assert faulty.got == []
    db.session.rollback()
    assert course.id not in {one for one, _ in with_cohort()}
    with pytest.raises(PlatformOff):
        ask_for_roster(plant.acting("trainer"), course.id)


def test_a_trainer_sees_who_is_in_a_course_and_lets_it_fill_a_cohort(
    plant: LtiPlant, service: Service, course: Course
) -> None:
    platform = plant.connect(course, "unit", service)
    Browser().go(course.open("ada", "unit"))
    Browser().go(course.open("ben", "unit"))
    db.session.rollback()
    here = course_here(course)
    trainer = signed_in(plant, service, "trainer")
    assert course.mark in trainer.get("/platforms/courses").text
    page = trainer.get(f"/platforms/courses/{here.id}").text
    assert "Ben" in page
    assert account_of(platform, course.subs["ada"]).name in page
    wrong = {"submission": str(uuid4()), "cohort": "x"}
    assert trainer.post(f"/platforms/courses/{here.id}", data=wrong).status_code == 422


def test_a_score_that_comes_too_early_is_sent_again_under_the_present_time(
    plant: LtiPlant, service: Service, faulty: Faulty
) -> None:
    faulty.does["/items/7/scores"] = (409, "Refusing score with an earlier timestamp")
    grade = connected(plant, faulty)
    written = grade.at
    work(service.app)
    kept = again(grade.id)
    assert (kept.state, kept.attempts) == (GradeState.WAITING, 1)
    assert len([path for path in faulty.paths() if "scores" in path]) == 2
    faulty.does.clear()
    with pretend(now() + timedelta(minutes=1)):
        work(service.app)
    assert again(grade.id).state is GradeState.SENT
    assert again(grade.id).at == written
