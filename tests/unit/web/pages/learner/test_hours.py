"""A learner logs hours, sees what counts, and takes an entry back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from lms_peer.actions.change_registration import pause_registration
from lms_peer.actions.log_hours import refuse_hours
from lms_peer.database import db, now
from lms_peer.domain.standing import HoursStatus
from lms_peer.web.wording import LONDON
from tests.plant import Plant

from .visitor import Visitor, words_on

NEW, LIST = "/learn/{here}/hours/new", "/learn/{here}/hours"


def typed(plant: Plant, **changed: Any) -> dict[str, Any]:
    """A good entry of two hours yesterday, with changes."""
    day = (now() - timedelta(days=1)).astimezone(LONDON)
    return {
        "day-day": day.day,
        "day-month": day.month,
        "day-year": day.year,
        "began": "9:30am",
        "whole_hours": "2",
        "minutes": "",
        "staff": str(plant.people["staff"]),
        "text": "I went along on two visits.",
        **{name.replace("__", "-"): value for name, value in changed.items()},
    }


def test_logged_hours_are_listed_and_wait_to_be_signed(plant: Plant, learner: Visitor) -> None:
    sent = learner.sends(NEW, typed(plant))
    assert sent.status_code == 302
    words = words_on(learner.opens(sent.location).text)
    assert "Your hours are saved." in words
    assert "2 hours with Staff Waiting" in words
    assert "I went along on two visits." in words
    [entry] = plant.standing.hours.values()
    assert (entry.logged.minutes, entry.logged.at.astimezone(LONDON).hour) == (120, 9)


def test_the_same_form_sent_twice_is_one_entry(plant: Plant, learner: Visitor) -> None:
    page = learner.opens(NEW, follow_redirects=True).text
    for _ in range(2):
        assert learner.sends(NEW, typed(plant), page=page).status_code == 302
    assert len(plant.standing.hours) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"whole_hours": "25"}, "It can be from 1 minute to 24 hours."),
        ({"whole_hours": "", "minutes": ""}, "It can be from 1 minute to 24 hours."),
        ({"whole_hours": "two"}, "Write whole hours here, like 1."),
        ({"whole_hours": "1.5"}, "Put the minutes in the next box, like 30."),
        ({"minutes": "-1"}, "Write a whole number, like 2."),
        ({"day__year": "2999"}, "is in the future. Write when it really happened."),
        ({"day__year": "1990"}, "is too long ago."),
        ({"day__month": "13"}, "This is not a real date."),
        ({"day__day": "", "day__month": "", "day__year": ""}, "Write the day."),
        ({"began": "late"}, "Write the time like 2:15pm or 14:15."),
        ({"staff": ""}, "Choose who you were with."),
        ({"text": " "}, "Write what you did."),
        ({"text": "x" * 5001}, "This is too long. Use 5,000 characters or fewer."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    plant: Plant, learner: Visitor, changed: dict[str, str], said: str
) -> None:
    answer = learner.sends(NEW, typed(plant, **changed))
    assert answer.status_code == 422
    assert said in words_on(answer.text)
    kept = typed(plant, **changed)
    assert f'value="{kept["began"]}"' in answer.text
    assert kept["text"].strip() in answer.text
    assert plant.standing.hours == {}


def test_overlapping_hours_are_refused_with_the_time_that_is_taken(plant: Plant, learner: Visitor) -> None:
    learner.sends(NEW, typed(plant))
    answer = learner.sends(NEW, typed(plant, began="11:29"))
    assert answer.status_code == 422
    assert "You already have hours on" in words_on(answer.text)
    assert 'value="11:29"' in answer.text
    assert learner.sends(NEW, typed(plant, began="11:30")).status_code == 302
    assert len(plant.standing.hours) == 2


def test_hours_that_end_after_now_are_in_the_future(plant: Plant, learner: Visitor) -> None:
    start = (now() - timedelta(minutes=30)).astimezone(LONDON)
    today = {"day-day": start.day, "day-month": start.month, "day-year": start.year}
    answer = learner.sends(NEW, {**typed(plant, began=f"{start:%H:%M}"), **today})
    assert answer.status_code == 422
    assert "The time it ended is in the future." in words_on(answer.text)


def test_nobody_may_be_chosen_who_can_not_sign(plant: Plant, learner: Visitor) -> None:
    page = learner.opens(NEW, follow_redirects=True).text
    assert str(plant.people["staff"]) in page
    assert str(plant.people["trainer"]) not in page
    answer = learner.sends(NEW, typed(plant, staff=str(plant.people["trainer"])))
    assert answer.status_code == 422
    assert plant.standing.hours == {}


def test_an_entry_is_taken_back_after_being_asked(plant: Plant, learner: Visitor) -> None:
    entry = plant.logs(60)
    address = f"/learn/{{here}}/hours/{entry}/take-back"
    assert "1 hour on" in words_on(learner.opens(address).text)
    assert plant.standing.hours[entry].status is HoursStatus.WAITING
    answer = learner.sends(address, {"reason": "Wrong day"})
    assert answer.status_code == 302
    assert plant.standing.hours[entry].status is HoursStatus.VOIDED
    words = words_on(learner.opens(LIST).text)
    assert "Taken back" in words
    assert "You said: Wrong day" in words
    assert learner.opens(address).status_code == 302  # the back button


def test_a_refused_entry_shows_why_and_can_not_be_taken_back(plant: Plant, learner: Visitor) -> None:
    entry = plant.logs(60)
    refuse_hours(plant.acting("staff"), plant.registration, uuid4(), hours=entry, reason="It was 30 minutes")
    db.session.commit()
    words = words_on(learner.opens(LIST).text)
    assert "Not signed" in words
    assert "Staff said: It was 30 minutes" in words
    assert learner.opens(f"/learn/{{here}}/hours/{entry}/take-back").status_code == 409


def test_a_refused_entry_is_put_right_without_typing_it_all_again(plant: Plant, learner: Visitor) -> None:
    entry = plant.logs(90)
    refuse_hours(plant.acting("staff"), plant.registration, uuid4(), hours=entry, reason="It was 30 minutes")
    db.session.commit()
    assert "Put it right and log it again" in words_on(learner.opens(LIST).text)
    page = learner.opens(f"{NEW}?again={entry}", follow_redirects=True).text
    began = plant.standing.hours[entry].logged.at.astimezone(LONDON)
    for value in (str(began.year), f"{began:%H:%M}", "1", "30"):
        assert f'value="{value}"' in page
    assert f'<option value="{plant.people["staff"]}" selected>' in page
    assert learner.sends(NEW, typed(plant, whole_hours="", minutes="30"), page=page).status_code == 302
    assert sorted(one.status for one in plant.standing.hours.values()) == ["refused", "waiting"]


def test_hours_that_are_not_refused_are_not_offered_again(plant: Plant, learner: Visitor) -> None:
    entry = plant.logs(90)
    assert "log it again" not in words_on(learner.opens(LIST).text)
    assert 'value="30"' not in learner.opens(f"{NEW}?again={entry}", follow_redirects=True).text


def test_another_learner_can_not_reach_the_entry(plant: Plant, stranger: Visitor) -> None:
    entry = plant.logs(60)
    assert stranger.opens(f"/learn/{{here}}/hours/{entry}/take-back").status_code == 404


def test_a_paused_record_takes_no_hours_and_keeps_the_words(plant: Plant, learner: Visitor) -> None:
    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moved")
    db.session.commit()
    answer = learner.sends(NEW, typed(plant))
    assert answer.status_code == 422
    assert "This record is paused" in words_on(answer.text)
    assert "I went along on two visits." in answer.text
