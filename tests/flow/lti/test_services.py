"""A real platform from end to end: choosing an activity, opening it, marks, and the roster."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete

from lms_peer import jobs, keyring
from lms_peer.actions.sync_roster import ask_for_roster, ask_for_rosters, choose_cohort
from lms_peer.database import db, writing
from lms_peer.domain.roles import Role
from lms_peer.keyring import Purpose
from lms_peer.keyring.tables import KeptKey
from lms_peer.lti import roster
from lms_peer.lti.tables import GradeState
from lms_peer.people import enrolments
from lms_peer.people.centres import roles_at
from tests.flow.lti.scene import (
    UNIT,
    LtiPlant,
    Service,
    account_of,
    choose,
    course_here,
    marks_due,
    placement,
    work,
)
from tests.plant import LISTEN, OBSERVED
from tests.platform.host import Browser, Course


def test_a_chosen_unit_becomes_an_activity_that_opens_it_and_gets_its_mark(
    plant: LtiPlant, service: Service, course: Course
) -> None:
    platform = plant.connect(course, "unit", service)
    choosing = Browser()
    saved = choose(choosing.go(course.open("ada", "unit", deep_link=True)), choosing, *UNIT)
    assert saved.status == 200
    assert "lti-dl/response" in saved.address
    (item,) = course.campus.do("chosen", block=course.block("unit"))["items"]
    assert item["custom"] == {"shows": "unit/bench/H1"}
    assert item["title"] == "Listen well"
    assert item["lineItem"]["scoreMaximum"] == 100
    assert course.campus.do("line_items", block=course.block("unit"))["line_items"] == []

    opened = Browser().go(course.open("ben", "unit"))
    assert opened.status == 200
    db.session.rollback()
    ben = account_of(platform, course.subs["ben"])
    assert ben.name == "Ben"
    plant.registers(ben.id)
    assert Browser().go(course.open("ben", "unit")).address.endswith(f"/records/{plant.registration}/units/H1")

    db.session.rollback()
    plant.judges(plant.submits(LISTEN), LISTEN)
    work(service.app)
    assert (
        course.campus.do("marks", block=course.block("unit"))["marks"] == []
    )  # only what is final is a mark there
    (score,) = course.campus.do("scores", block=course.block("unit"))["scores"]
    assert (score["sub"], score["given"], score["most"]) == (course.subs["ben"], 50.0, 100.0)
    assert (score["activity"], score["grading"]) == ("InProgress", "NotReady")
    assert score["comment"] == "1 of 2 criteria met."

    observation = plant.plans(OBSERVED)
    plant.judges(plant.observes(observation, OBSERVED), OBSERVED)
    plant.confirms(observation)
    plant.signs_off("H1")
    work(service.app)
    (mark,) = course.campus.do("marks", block=course.block("unit"))["marks"]
    assert mark["share"] == 1.0
    assert mark["comment"].startswith("Signed off on ")
    (line_item,) = course.campus.do("line_items", block=course.block("unit"))["line_items"]
    assert line_item["resource_link_id"] == course.block("unit")
    assert line_item["resource_id"] == "bench/H1"


def test_a_mark_is_sent_once_however_often_the_worker_runs(
    plant: LtiPlant, service: Service, course: Course
) -> None:
    _opened_unit(plant, service, course)
    plant.submits(LISTEN)
    for _ in range(3):
        work(service.app)
    (told,) = marks_due(course)
    assert told.state is GradeState.SENT
    assert told.attempts == 0
    told.state = GradeState.WAITING  # as if the worker had been killed before it wrote down that it was sent
    db.session.commit()
    work(service.app)
    assert [one.state for one in marks_due(course)] == [GradeState.SENT]
    assert len(course.campus.do("scores", block=course.block("unit"))["scores"]) == 1


def test_a_line_item_that_the_platform_names_is_used(plant: LtiPlant, service: Service, course: Course) -> None:
    _opened_unit(plant, service, course, grades="declarative")
    assert placement(course, "unit").line_item_url is not None
    plant.submits(LISTEN)
    work(service.app)
    (score,) = course.campus.do("scores", block=course.block("unit"))["scores"]
    assert (score["activity"], score["grading"]) == ("Submitted", "PendingManual")


def test_a_platform_that_takes_no_marks_is_sent_none(plant: LtiPlant, service: Service, course: Course) -> None:
    _opened_unit(plant, service, course, grades="disabled")
    plant.submits(LISTEN)
    assert marks_due(course) == []


def test_one_choice_may_bring_several_activities(plant: LtiPlant, service: Service, course: Course) -> None:
    plant.connect(course, "unit", service)
    browser = Browser()
    choose(browser.go(course.open("ada", "unit", deep_link=True)), browser, {"shows": "hours"})
    (item,) = course.campus.do("chosen", block=course.block("unit"))["items"]
    assert item["custom"] == {"shows": "hours"}
    assert "lineItem" not in item
    choose(
        browser.go(course.open("ada", "unit", deep_link=True)),
        browser,
        *UNIT[:2],
        {"units": ["H1", "H3"]},  # type: ignore[dict-item]
    )
    titles = [one["title"] for one in course.campus.do("chosen", block=course.block("unit"))["items"]]
    assert titles == ["Listen well", "Keep good notes"]


def test_a_learner_of_the_platform_chooses_no_activity(plant: LtiPlant, service: Service, course: Course) -> None:
    plant.connect(course, "unit", service)
    refused = Browser().go(course.open("ben", "unit", deep_link=True))
    assert refused.status == 403
    assert course.campus.do("chosen", block=course.block("unit"))["items"] == []


def test_a_roster_fills_a_cohort_and_marks_who_left(plant: LtiPlant, service: Service, course: Course) -> None:
    course.enrol("cai")
    platform = plant.connect(course, "unit", service)
    Browser().go(course.open("ada", "unit"))
    db.session.rollback()
    here = course_here(course)
    cohort = enrolments.add_cohort(plant.centre, "Spring", "solo", date(2026, 3, 2))
    choose_cohort(plant.acting("trainer"), here.id, cohort.id)
    db.session.commit()

    assert _looked_at(plant, service, course) == {"added": 2, "renamed": 0, "registered": 2, "left": 0}
    ben = account_of(platform, course.subs["ben"])
    assert ben.name == "Ben"
    assert roles_at(plant.centre, ben.id) == {Role.LEARNER}
    assert [account.name for _, account in enrolments.cohort_roll(plant.centre, cohort.id)] == ["Ben", "Cai"]
    assert _looked_at(plant, service, course) == {"renamed": 0, "registered": 0, "left": 0}

    course.campus.do("rename", username=course.username("ben"), name="Ben Rowan")
    course.leave("cai")
    assert _looked_at(plant, service, course) == {"renamed": 1, "registered": 0, "left": 1}
    db.session.rollback()
    assert account_of(platform, course.subs["ben"]).name == "Ben Rowan"
    left = [one for one in roster.members(here.id) if one.left]
    assert [one.account for one in left] == [account_of(platform, course.subs["cai"]).id]
    assert len(enrolments.cohort_roll(plant.centre, cohort.id)) == 2  # nobody loses a record

    course.campus.do("join", course=course.key, username=course.username("cai"))
    _looked_at(plant, service, course)
    assert [one.left for one in roster.members(here.id)] == [None, None, None]


def test_a_roster_without_names_gives_people_names_that_say_nothing(
    plant: LtiPlant, service: Service, campus: object, course: Course
) -> None:
    nameless = course.campus.course(names=False)
    nameless.enrol("ada", "instructor")
    nameless.enrol("dee")
    platform = plant.connect(nameless, "unit", service)
    Browser().go(nameless.open("ada", "unit"))
    db.session.rollback()
    _looked_at(plant, service, nameless)
    dee = account_of(platform, nameless.subs["dee"])
    assert dee.name.startswith("Learner ")
    assert (dee.email, dee.username) == (None, None)


def test_a_centre_that_wants_no_names_keeps_none(plant: LtiPlant, service: Service, course: Course) -> None:
    platform = plant.connect(course, "unit", service)
    platform.with_names = False
    db.session.commit()
    Browser().go(course.open("ada", "unit"))
    db.session.rollback()
    _looked_at(plant, service, course)
    assert account_of(platform, course.subs["ben"]).name.startswith("Learner ")


def test_a_roster_of_several_pages_is_read_to_its_end(plant: LtiPlant, service: Service, course: Course) -> None:
    course.enrol("cai")
    platform = plant.connect(course, "unit", service)
    Browser().go(course.open("ada", "unit"))
    db.session.rollback()
    here = course_here(course)
    here.memberships_url = f"{here.memberships_url}?limit=1"
    db.session.commit()
    assert _looked_at(plant, service, course)["added"] == 2
    assert {account_of(platform, course.subs[who]).name for who in ("ben", "cai")} == {"Ben", "Cai"}


def test_each_roster_that_fills_a_cohort_is_asked_for_once_a_day(
    plant: LtiPlant, service: Service, course: Course
) -> None:
    plant.connect(course, "unit", service)
    Browser().go(course.open("ada", "unit"))
    db.session.rollback()
    before = ask_for_rosters()
    db.session.commit()
    cohort = enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 3, 2))
    choose_cohort(plant.acting("trainer"), course_here(course).id, cohort.id)
    db.session.commit()
    assert ask_for_rosters() == 1, before
    db.session.commit()
    assert ask_for_rosters() == 0


def test_who_must_choose_units_first_waits_for_a_trainer(
    plant: LtiPlant, service: Service, course: Course
) -> None:
    plant.connect(course, "unit", service)
    Browser().go(course.open("ada", "unit"))
    db.session.rollback()
    cohort = enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 3, 2))
    choose_cohort(plant.acting("trainer"), course_here(course).id, cohort.id)
    db.session.commit()
    assert _looked_at(plant, service, course) == {"added": 1, "renamed": 0, "registered": 0, "left": 0}
    assert enrolments.cohort_roll(plant.centre, cohort.id) == []


def _opened_unit(plant: LtiPlant, service: Service, course: Course, **how: str) -> None:
    """Unit H1 as an activity, opened by a learner who is registered."""
    platform = plant.connect(course, "unit", service, **how)
    browser = Browser()
    choose(browser.go(course.open("ada", "unit", deep_link=True)), browser, *UNIT)
    Browser().go(course.open("ben", "unit"))
    db.session.rollback()
    plant.registers(account_of(platform, course.subs["ben"]).id)


def _looked_at(plant: LtiPlant, service: Service, course: Course) -> dict[str, int]:
    """Ask for the roster and let a worker look; answers what changed."""
    job = ask_for_roster(plant.acting("trainer"), course_here(course).id)
    db.session.commit()
    work(service.app)
    found = jobs.status(plant.centre, job)
    assert (found.error, course_here(course).sync_error) == (None, None)
    db.session.rollback()
    return dict(found.result)


def test_the_first_question_of_all_is_answered_while_the_platform_fetches_the_key_that_it_was_signed_with(
    plant: LtiPlant, service: Service, course: Course
) -> None:
    plant.connect(course, "unit", service)
    Browser().go(course.open("ada", "unit"))
    db.session.rollback()
    with writing():
        db.session.execute(delete(KeptKey).where(KeptKey.purpose == Purpose.LTI))
        db.session.commit()
    assert keyring.in_use(Purpose.LTI, None) is None
    db.session.rollback()
    assert _looked_at(plant, service, course)["added"] == 1
