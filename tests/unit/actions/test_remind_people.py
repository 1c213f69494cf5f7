"""Who is reminded that something waits for them, how often, and what the letter says."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from lms_peer import jobs, mail
from lms_peer.actions.remind_people import ask_for_reminders, people_waited_for
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now, pretend
from lms_peer.domain.facts import Verdict
from lms_peer.domain.roles import Role
from lms_peer.people import allocations, centres
from lms_peer.people.models import Account
from tests.plant import LISTEN, Plant

WEEK = timedelta(days=7)


@pytest.fixture
def reachable(plant: Plant) -> Plant:
    """A centre where everybody has an e-mail address."""
    for who, account in plant.people.items():
        db.session.get_one(Account, account).email = f"{who.replace(' ', '-')}@example.org"
    db.session.commit()
    return plant


def waited_for(plant: Plant) -> set[str]:
    """The names of the people for whom something waits."""
    found = people_waited_for(plant.centre)
    return {who for who, account in plant.people.items() if account in found}


def test_nobody_is_reminded_of_nothing(reachable: Plant) -> None:
    assert waited_for(reachable) == set()


def test_a_learner_is_reminded_of_what_was_sent_back(reachable: Plant) -> None:
    reachable.judges(reachable.submits(LISTEN), LISTEN, verdict=Verdict.NOT_YET)
    assert waited_for(reachable) == {"learner"}


def test_staff_are_reminded_of_hours_to_sign(reachable: Plant) -> None:
    hours = reachable.logs(60)
    assert waited_for(reachable) == {"staff"}
    reachable.countersigns(hours)
    assert waited_for(reachable) == set()


def test_an_assessor_is_reminded_of_work_that_waited_for_more_than_a_week(reachable: Plant) -> None:
    allocations.allocate(reachable.centre, reachable.registration, reachable.people["assessor"], Role.ASSESSOR)
    reachable.submits(LISTEN)
    assert waited_for(reachable) == set()
    with pretend(now() + WEEK + timedelta(hours=1)):
        assert waited_for(reachable) == {"assessor"}


@pytest.mark.parametrize("reason", ["no address", "switched off", "closed", "left"])
def test_who_can_not_or_will_not_be_reminded_is_not(reachable: Plant, reason: str) -> None:
    reachable.logs(60)
    staff = db.session.get_one(Account, reachable.people["staff"])
    match reason:
        case "no address":
            staff.email = None
        case "switched off":
            staff.reminders = False
        case "closed":
            staff.active = False
        case "left":
            centres.end_role(reachable.centre, staff.id, Role.STAFF)
    db.session.commit()
    assert waited_for(reachable) == set()


def test_reminders_are_asked_for_once_a_week_and_not_before_monday_morning(reachable: Plant) -> None:
    monday = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    asked = []
    for later in (timedelta(0), timedelta(hours=1), timedelta(days=6), WEEK, WEEK + timedelta(hours=1)):
        with pretend(monday + later):
            asked.append(ask_for_reminders())
        db.session.commit()
    assert asked == [0, 1, 0, 0, 1]


def test_a_letter_says_that_something_waits_and_no_more(app: Flask, reachable: Plant) -> None:
    reachable.logs(60)
    with pretend(datetime(2026, 3, 3, 12, tzinfo=UTC)):
        assert ask_for_reminders() == 1
    db.session.commit()
    centre = reachable.centre
    db.session.remove()
    jobs.work(app, once=True)
    [letter] = mail.sent(app)
    assert letter.to == ["staff@example.org"]
    assert letter.subject == "Something waits for you"
    assert "http://peer.example/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    for private in ("Learner", "Staff", "hours", "North"):
        assert private not in letter.body
    assert centre


def test_nobody_gets_two_letters_in_a_week(app: Flask, reachable: Plant) -> None:
    reachable.logs(60)
    sunday = now() + timedelta(days=6 - now().weekday())
    for days in (0, 3):  # two weeks of the calendar, three days apart
        with pretend(sunday + timedelta(days=days)):
            ask_for_reminders()
            db.session.commit()
            db.session.remove()
            jobs.work(app, once=True)
    assert len(mail.sent(app)) == 1


def test_once_a_week_the_vault_loses_what_never_finished_arriving(app: Flask, plant: Plant) -> None:
    arriving = Path(urlsplit(workplace().config.vault_url).path) / "arriving"
    arriving.mkdir(exist_ok=True)
    left_behind, on_its_way = arriving / "left-behind", arriving / "on-its-way"
    for upload in (left_behind, on_its_way):
        upload.write_bytes(b"half of someth")
    two_days_ago = (now() - timedelta(days=2)).timestamp()
    os.utime(left_behind, (two_days_ago, two_days_ago))
    monday_noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    with pretend(monday_noon):
        ask_for_reminders()
        db.session.commit()
        db.session.remove()
        jobs.work(app, once=True)
    assert list(arriving.iterdir()) == [on_its_way]
