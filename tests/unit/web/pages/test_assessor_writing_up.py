"""The assessor writes observations up, with files; and who may have any of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import Form

from lms_peer.actions import keep_files
from lms_peer.actions.change_registration import pause_registration
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.workplace import workplace
from lms_peer.database import now, pretend
from lms_peer.domain.facts import CancelReason
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.roles import Role
from lms_peer.vault.media import take
from lms_peer.web.pages.assessor.forms import CriteriaField
from lms_peer.web.wording import LONDON
from tests.locks import require_nobody_waits
from tests.plant import OBSERVED, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.recording import ELSEWHERE, day, kept, plan, seen
from tests.unit.web.pages.scene import Browser, Scene, words_on

NOTE = b"She listened for a long time.\n"


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


@pytest.fixture
def assessor(scene: Scene) -> Browser:
    return scene.browser("assessor")


@pytest.fixture
def path(scene: Scene) -> str:
    observation = scene.do(lambda plant: plant.plans(OBSERVED))
    return f"/assess/{scene.registration}/observations/{observation}"


def recorded(scene: Scene) -> list[Any]:
    return scene.do(lambda plant: [one.recorded for one in plant.standing.observations.values() if one.recorded])


def test_a_record_decides_nothing_and_offers_to_judge_it(scene: Scene, assessor: Browser, path: str):
    assert assessor.send(path, **seen()).location == path
    (fact,) = recorded(scene)
    assert fact.minutes == 45
    assert fact.criteria == (OBSERVED,)
    page = assessor.get(path)
    assert "Now judge it" in words_on(page)
    assert "Learner has to read this and sign it." in words_on(page)
    assert f"/assess/{scene.registration}/evidence/{fact.id}" in page.text
    assert not scene.do(lambda plant: plant.standing.met(OBSERVED))
    said = words_on(assessor.get(f"/assess/{scene.registration}/evidence/{fact.id}"))
    assert "She asked open questions." in said
    assert "Ring the council." in said


def test_what_was_seen_before_it_was_planned_is_asked_about_once_and_said_on_the_record(
    scene: Scene, assessor: Browser, path: str
):
    page = assessor.send(path, **seen(early=""))
    assert page.status_code == 422
    assert "This took place before it was planned." in words_on(page)
    assert "Check the day and the time. If they are right, save the record again." in words_on(page)
    assert "Calm and kind." in page.text
    assert '<input type="hidden" name="early" value="y">' in page.text
    assert recorded(scene) == []
    assert assessor.send(path, **seen(early="y")).location == path
    (fact,) = recorded(scene)
    for reader in (path, f"/records/{scene.registration}/observations/{fact.observation}"):
        assert "This took place before it was planned." in words_on(assessor.get(reader))


def test_what_was_seen_after_it_was_planned_is_not_asked_about(scene: Scene, assessor: Browser, path: str):
    found = scene.do(lambda plant: plant.standing.observations[UUID(path.rpartition("/")[2])])
    began = found.planned.at.astimezone(LONDON)
    with pretend(now() + timedelta(hours=1)):
        assessor.send(path, **seen(early="", **day("happened", began), began=f"{began:%H:%M}"))
    assert len(recorded(scene)) == 1
    assert "before it was planned" not in words_on(assessor.get(path))


def test_what_is_not_over_yet_is_refused_beside_its_minutes(scene: Scene, assessor: Browser, path: str):
    began = (now() - timedelta(minutes=10)).astimezone(LONDON)
    page = assessor.send(path, **seen(**day("happened", began), began=f"{began:%H:%M}", minutes="45"))
    assert page.status_code == 422
    assert '<a href="#minutes">The time it ended is in the future. Write when it really happened.</a>' in page.text
    assert recorded(scene) == []


@pytest.mark.parametrize("meanwhile", ["paused", "cancelled"])
def test_what_was_written_is_given_back_when_it_can_not_be_sent_any_more(
    scene: Scene, assessor: Browser, path: str, meanwhile: str
):
    def change(plant: Plant) -> None:
        if meanwhile == "paused":
            pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Moved")
        else:
            plant.cancels(UUID(path.rpartition("/")[2]))

    scene.do(change)
    page = assessor.send(ELSEWHERE, to=path, submission=str(uuid4()), **seen(text="She let him finish, twice."))
    assert page.status_code == 422
    assert "She let him finish, twice." in words_on(page)
    assert "Copy it, so that you can put it in again." in words_on(page)
    assert recorded(scene) == []


def test_what_is_not_ticked_is_left_out(scene: Scene, assessor: Browser, path: str):
    page = assessor.send(path, **seen(criteria=[]))
    assert page.status_code == 422
    assert "Tick what you saw, one or more." in words_on(page)
    assert "She asked open questions." in page.text


def test_a_tick_without_words_is_refused_beside_its_box(scene: Scene, assessor: Browser, path: str):
    page = assessor.send(path, **seen(**{f"covered-{OBSERVED}": " "}))
    assert page.status_code == 422
    assert "Say how H1 1.2 was shown, or take the tick away." in words_on(page)
    assert recorded(scene) == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (day("happened", datetime(2190, 5, 1, 12, tzinfo=LONDON)), "in the future"),
        (day("happened", now() - timedelta(days=800)), "The time it began is too long ago."),
        ({"minutes": "0"}, "It can be from 1 minute to 24 hours."),
        ({"minutes": "1441"}, "It can be from 1 minute to 24 hours."),
        ({"minutes": "-5"}, "Write the minutes in digits, like 45."),
        ({"minutes": ""}, "Write how many minutes it took."),
        ({"text": "long " * 2001}, "Use 10,000 characters or fewer."),
        ({"criteria": "H2/1.1", f"covered-{OBSERVED}": ""}, "can not be shown by observation"),
        (
            {"criteria": "H3/1.1", f"covered-{OBSERVED}": ""},
            "H3 1.1 can not be chosen. Tick only boxes on this page.",
        ),
        ({"answer-0": ""}, "Write the answer too."),
        ({"question-0": ""}, "Write the question too."),
    ],
)
def test_a_record_says_what_is_wrong_and_keeps_what_was_typed(
    scene: Scene, assessor: Browser, path: str, changed: dict[str, Any], told: str
):
    page = assessor.send(path, **seen(**changed))
    assert page.status_code == 422
    assert told in words_on(page)
    assert "Calm and kind." in page.text
    assert recorded(scene) == []


def test_another_question_is_added_without_losing_anything(scene: Scene, assessor: Browser, path: str):
    page = assessor.send(path, add="question", files=(BytesIO(NOTE), "notes.txt"), **seen(text="", minutes=""))
    assert page.status_code == 200
    assert "Question 4" in words_on(page)
    assert "What would you do next?" in page.text
    assert len(kept(page.text)) == 1
    assert recorded(scene) == []
    more = {"question-3": "And then?", "answer-3": "I wait.", "rows": "4", "kept": kept(page.text)}
    assessor.send(path, **seen(**more))
    (fact,) = recorded(scene)
    assert len(fact.files) == 1
    words = scene.do(lambda plant: workplace().vault.read_words(plant.centre, fact.words))
    assert [one["question"] for one in words["questions"]] == ["What would you do next?", "And then?"]


def test_words_about_a_criterion_without_a_tick_are_not_lost(scene: Scene, assessor: Browser, path: str):
    page = assessor.send(path, **seen(criteria="", **{f"covered-{OBSERVED}": "She let him finish."}))
    assert page.status_code == 422
    assert f"Tick {OBSERVED.label} too, or take these words out." in words_on(page)
    assert "She let him finish." in page.text
    assert recorded(scene) == []


def test_no_more_than_thirty_questions_are_offered(assessor: Browser, path: str):
    page = assessor.send(path, add="question", rows="999999", submission=str(uuid4()))
    assert "Question 30" in words_on(page)
    assert "Question 31" not in words_on(page)
    assert "Add another question" not in words_on(page)


def test_files_survive_a_refusal_and_can_be_taken_out(scene: Scene, assessor: Browser, path: str):
    page = assessor.send(path, files=(BytesIO(NOTE), "notes.txt"), **seen(minutes="0"))
    assert page.status_code == 422
    (token,) = kept(page.text)
    assert "notes.txt (1 KB)" in words_on(page)
    answer = assessor.send(path, kept=token, **seen())
    assert answer.status_code == 302
    (fact,) = recorded(scene)
    assert fact.files[0].size == len(NOTE)
    download = assessor.get(f"/records/{scene.registration}/files/{fact.files[0].sha256}")
    assert download.data == NOTE


def test_nobody_waits_while_files_are_looked_at(assessor: Browser, path: str, monkeypatch: pytest.MonkeyPatch):
    looked_at: list[str] = []

    def looking(name: str, *more: Any) -> Any:
        require_nobody_waits()
        looked_at.append(name)
        return take(name, *more)

    monkeypatch.setattr(keep_files, "take", looking)
    assert assessor.send(path, files=(BytesIO(NOTE), "notes.txt"), **seen()).status_code == 302
    assert looked_at == ["notes.txt"]


def test_a_file_taken_out_is_not_in_the_record(scene: Scene, assessor: Browser, path: str):
    assessor.send(path, files=(BytesIO(NOTE), "notes.txt"), **seen(minutes="0"))
    assessor.send(path, **seen())
    assert recorded(scene)[0].files == ()


def test_a_bad_file_is_refused_and_the_good_one_beside_it_is_kept(scene: Scene, assessor: Browser, path: str):
    files = [
        (BytesIO(b"MZ\x90\x00" + b"\0" * 200), "notes.exe"),
        (BytesIO(NOTE), "notes.txt"),
        (BytesIO(b""), "e.txt"),
    ]
    page = assessor.send(path, files=files, **seen())
    assert page.status_code == 422
    assert "We can not take notes.exe" in words_on(page)
    assert "The file e.txt is empty." in words_on(page)
    assert len(kept(page.text)) == 1
    assert "A first talk with a new client." in page.text
    assert recorded(scene) == []


def test_more_than_ten_files_are_refused(scene: Scene, assessor: Browser, path: str):
    files = [(BytesIO(NOTE + str(number).encode()), f"{number}.txt") for number in range(11)]
    page = assessor.send(path, files=files, **seen())
    assert page.status_code == 422
    assert "10 files is the most. Take some off first." in words_on(page)
    assert len(kept(page.text)) == 10


def test_a_forged_or_borrowed_file_is_ignored(app: Flask, scene: Scene, assessor: Browser, path: str):
    page = assessor.send(path, files=(BytesIO(NOTE), "notes.txt"), **seen(minutes="0"))
    (token,) = kept(page.text)
    scene.do(lambda plant: plant.add("colleague", Role.ASSESSOR))
    forged = token[:-3] + ("AAA" if token[-3:] != "AAA" else "BBB")
    scene.browser("colleague").send(path, kept=[token, forged, "nonsense", "é"], **seen())
    assert recorded(scene)[0].files == ()


def test_the_same_record_sent_twice_is_one_record(scene: Scene, assessor: Browser, path: str):
    submission = str(uuid4())
    for page in (path, ELSEWHERE):
        assert assessor.send(page, to=path, submission=submission, **seen()).status_code == 302
    assert len(recorded(scene)) == 1
    page = assessor.send(ELSEWHERE, to=path, submission=str(uuid4()), **seen())
    assert "This observation was written up already." in words_on(page)


def test_more_than_was_planned_is_shown_when_it_is_asked_for(scene: Scene, assessor: Browser):
    def prepare(plant: Plant) -> tuple[str, CriterionRef, CriterionRef]:
        course = workplace().catalogue.get("level-3-advice-and-guidance").qualification
        plant.registration = register_learner(
            plant.acting("trainer"),
            uuid4(),
            account=plant.people["other learner"],
            slug=course.slug,
            optional_units=course.optional_units,
        ).registration
        observable = [ref for ref, one in course.criteria_by_ref.items() if Method.OBSERVATION in one.methods]
        first, last = observable[0], observable[-1]
        return str(plant.plans(last)), first, last

    observation, first, last = scene.do(prepare)
    path = f"/assess/{scene.registration}/observations/{observation}"
    page = assessor.send(path, **seen(criteria=[]))
    assert 'href="#criteria"' in page.text
    assert 'id="criteria"' in page.text
    assert f'value="{first}"' not in page.text
    wide = assessor.send(path, add="criteria", **seen(criteria=str(last)))
    assert f'value="{first}"' in wide.text
    assert f'value="{last}" checked' in wide.text
    both = {f"covered-{first}": "She said hello.", f"covered-{last}": "She said goodbye.", "wide": "y"}
    assert assessor.send(path, **seen(criteria=[str(first), str(last)], **both)).status_code == 302
    assert recorded(scene)[0].criteria == (first, last)


def test_other_roles_and_other_centres_have_none_of_it(app: Flask, scene: Scene, sign_in: SignIn, path: str):
    here = f"/assess/{scene.registration}"
    pages = (path, f"{path}/cancel", f"{path}/rebook", f"{here}/observations/new", f"{here}/discussion")
    pages += (f"{here}/testimony", f"{here}/witnesses/new")
    stranger = Scene(app, sign_in, "south").browser("assessor")
    learner = scene.browser("learner")
    for page in pages:
        learner.get(page, 403)
        stranger.get(page, 404)
        assert stranger.send(ELSEWHERE, to=page, submission=str(uuid4()), **plan(**seen())).status_code == 404
    assert recorded(scene) == []


def test_an_observation_of_another_record_is_not_found(scene: Scene, assessor: Browser):
    assessor.get(f"/assess/{scene.registration}/observations/{uuid4()}", 404)


def test_every_reason_to_cancel_can_be_chosen(assessor: Browser, path: str):
    page = assessor.get(f"{path}/cancel").text
    assert [reason for reason in CancelReason if f'value="{reason}"' not in page] == []


def test_criteria_are_read_as_they_are_written():
    class OneField(Form):
        criteria = CriteriaField("Which?")

    form = OneField(MultiDict([("criteria", "H1/1.2"), ("criteria", "nonsense")]))
    assert form.criteria.refs == [OBSERVED, CriterionRef("", "nonsense")]
