"""Adding evidence: five steps, each saved at once, sent once."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from PIL import Image

from lms_peer.actions.change_registration import complete_registration, pause_registration
from lms_peer.actions.keep_draft import drafts
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.domain.facts import EvidenceSubmitted, Verdict
from lms_peer.domain.qualification import Method
from lms_peer.domain.standing import Standing
from tests.plant import LISTEN, OBSERVED, Plant

from .visitor import Visitor, form_of, words_on

START = "/learn/{here}/units/H1/evidence"


def photo(colour: str = "teal") -> bytes:
    """A small JPEG."""
    drawn = BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "JPEG")
    return drawn.getvalue()


def upload(name: str, content: bytes) -> tuple[BytesIO, str]:
    """A file as a browser sends it."""
    return BytesIO(content), name


def yesterday(**changed: Any) -> dict[str, Any]:
    """A good second step."""
    day = now() - timedelta(days=1)
    kind = {
        "method": "reflective_account",
        "title": "My talk",
        "happened-day": day.day,
        "happened-month": day.month,
        "happened-year": day.year,
    }
    return {**kind, **{name.replace("__", "-"): value for name, value in changed.items()}}


def begun(plant: Plant, learner: Visitor) -> UUID:
    """A draft with its first step done; answers its id."""
    assert learner.sends(START, {"criteria": "H1/1.1"}).status_code == 302
    [draft] = drafts(plant.acting("learner"), plant.registration)
    return draft.id


def written(plant: Plant, learner: Visitor) -> UUID:
    """A draft that is ready to be sent, with words."""
    draft = begun(plant, learner)
    assert learner.sends(step(draft, "kind"), yesterday()).status_code == 302
    assert learner.sends(step(draft, "words"), {"text": "I listened for an hour."}).status_code == 302
    return draft


def step(draft: UUID, name: str) -> str:
    """The address of a step."""
    return f"/learn/{{here}}/evidence/{draft}/{name}"


SEND = {"used_ai": "no", "declared": "y"}


def sent(standing: Standing, evidence: UUID) -> EvidenceSubmitted:
    """What was sent, as the record has it."""
    fact = standing.evidence[evidence].submitted
    assert isinstance(fact, EvidenceSubmitted)
    return fact


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


def test_files_are_kept_as_they_come_and_can_be_taken_off(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    files = step(draft, "files")
    assert learner.sends(files, {"files": upload("one.jpg", photo()), "add": "yes"}).location.endswith("/files")
    learner.sends(files, {"files": upload("two.jpg", photo("red")), "add": "yes"})
    one, two = drafts(plant.acting("learner"), plant.registration)[0].files
    assert (one.name, two.name) == ("one.jpg", "two.jpg")
    assert workplace().vault.read(plant.centre, one.document.sha256) == photo()
    learner.sends(files, {"remove": one.document.sha256})
    assert drafts(plant.acting("learner"), plant.registration)[0].files == (two,)


def test_files_of_many_kinds_are_taken(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    heic = BytesIO()
    Image.new("RGB", (64, 64), "green").save(heic, "HEIF")
    answer = learner.sends(
        step(draft, "files"),
        {"files": [upload("IMG_1.HEIC", heic.getvalue()), upload("notes.txt", b"Plain words")], "add": "yes"},
    )
    assert answer.status_code == 302
    kept = drafts(plant.acting("learner"), plant.registration)[0].files
    assert [file.document.media_type for file in kept] == ["image/heic", "text/plain"]


def bomb() -> bytes:
    """A Word file that gets a thousand times larger when it is opened."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 30_000_000)
    return packed.getvalue()


def two_in_one() -> bytes:
    """A photo with a ZIP file behind it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return photo() + packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.jpg", b"", "The file empty.jpg is empty. Choose another file."),
        ("run.exe", b"MZ" + b"\0" * 200, "We can not take run.exe: it looks like a program."),
        ("page.jpg", b"<!doctype html><script>1</script>", "We can not take page.jpg: it looks like a web page."),
        ("both.jpg", two_in_one(), "We can not take both.jpg"),
        ("bomb.docx", bomb(), "The file bomb.docx is too large to open."),
        ("half.jpg", photo()[:300], "We could not open the file half.jpg."),
    ],
)
def test_a_bad_file_is_refused_by_name_and_the_good_one_beside_it_is_kept(
    plant: Plant, learner: Visitor, name: str, content: bytes, said: str
) -> None:
    draft = written(plant, learner)
    good = upload("good.jpg", photo())
    answer = learner.sends(step(draft, "files"), {"files": [good, upload(name, content)], "continue": "yes"})
    assert answer.location.endswith("/files")
    told = words_on(learner.opens(answer.location).text)
    assert "Your file is saved." in told
    assert said in told
    [kept] = drafts(plant.acting("learner"), plant.registration)
    assert ([file.name for file in kept.files], kept.text) == (["good.jpg"], "I listened for an hour.")


def test_bad_files_alone_are_refused_beside_the_field(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    bad = [upload("empty.jpg", b""), upload("run.exe", b"MZ" + b"\0" * 200)]
    answer = learner.sends(step(draft, "files"), {"files": bad, "continue": "yes"})
    assert answer.status_code == 422
    for said in ("The file empty.jpg is empty.", "We can not take run.exe: it looks like a program."):
        assert said in words_on(answer.text)
    assert drafts(plant.acting("learner"), plant.registration)[0].files == ()


def test_the_same_photo_twice_is_kept_once_and_said(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    twins = [upload("a.jpg", photo()), upload("b.jpg", photo())]
    answer = learner.sends(step(draft, "files"), {"files": twins, "add": "yes"})
    told = words_on(learner.opens(answer.location).text)
    assert "Your file is saved." in told
    assert "b.jpg was there already. The same file is kept once." in told
    again = learner.sends(step(draft, "files"), {"files": upload("a.jpg", photo()), "continue": "yes"})
    assert again.location.endswith("/check")
    assert len(drafts(plant.acting("learner"), plant.registration)[0].files) == 1


def test_more_than_ten_files_are_refused(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    many = [upload(f"{number}.txt", b"words %d" % number) for number in range(11)]
    answer = learner.sends(step(draft, "files"), {"files": many[:10], "add": "yes"})
    assert answer.status_code == 302
    answer = learner.sends(step(draft, "files"), {"files": upload("more.txt", b"one more"), "add": "yes"})
    assert answer.status_code == 422
    assert "10 files is the most. Take some off first. Not saved: more.txt." in words_on(answer.text)
    assert len(drafts(plant.acting("learner"), plant.registration)[0].files) == 10


def test_of_more_than_ten_files_the_first_ten_are_kept(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    many = [upload(f"{number}.txt", b"words %d" % number) for number in range(12)]
    answer = learner.sends(step(draft, "files"), {"files": many, "add": "yes"})
    told = words_on(learner.opens(answer.location).text)
    assert "Your 10 files are saved." in told
    assert "10 files is the most. Take some off first. Not saved: 10.txt and 11.txt." in told


def test_of_very_many_bad_files_the_first_are_named_and_the_rest_counted(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    bad = [upload(f"{number}{'x' * 100}.jpg", b"") for number in range(40)]
    more = [upload(f"{number}{'y' * 100}.txt", b"words %d" % number) for number in range(40)]
    answer = learner.sends(step(draft, "files"), {"files": [*more, *bad], "add": "yes"})
    told = words_on(learner.opens(answer.location).text)
    assert "Your 10 files are saved." in told
    assert "and 65 more." in told
    answer = learner.sends(step(draft, "files"), {"files": bad, "add": "yes"})
    assert "35 more files could not be saved. Send them one at a time." in words_on(answer.text)


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


def test_an_upload_that_is_too_big_is_refused_and_the_draft_is_untouched(
    app: Flask, plant: Plant, learner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "files")).text
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)
    answer = learner.sends("", {"files": upload("big.txt", b"words " * 50_000), "add": "yes"}, page=page)
    assert answer.status_code == 413
    assert "You can send up to 98 KB at a time. Nothing was saved." in words_on(answer.text)
    [kept] = drafts(plant.acting("learner"), plant.registration)
    assert (kept.files, kept.text) == ((), "I listened for an hour.")


def test_going_on_without_words_and_files_is_refused(plant: Plant, learner: Visitor) -> None:
    draft = begun(plant, learner)
    learner.sends(step(draft, "kind"), yesterday())
    answer = learner.sends(step(draft, "files"), {"continue": "yes"})
    assert answer.status_code == 422
    assert "Add a file here, or go back and write what happened." in words_on(answer.text)
    assert learner.opens(step(draft, "check")).location.endswith("/words")


def test_pressing_save_without_choosing_a_file_says_so(plant: Plant, learner: Visitor) -> None:
    answer = learner.sends(step(written(plant, learner), "files"), {"add": "yes"})
    assert answer.status_code == 422
    assert "Choose a file first." in words_on(answer.text)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"used_ai": "no"}, "Tick the box to say that this is your own work."),
        ({"declared": "y"}, "There is a problem Say if you used AI. Add evidence"),
        ({"declared": "y", "used_ai": "yes"}, "Write what you used AI for."),
    ],
)
def test_nothing_is_sent_without_the_declaration_and_the_answer_about_ai(
    plant: Plant, learner: Visitor, typed: dict[str, str], said: str
) -> None:
    draft = written(plant, learner)
    answer = learner.sends(step(draft, "check"), typed)
    assert answer.status_code == 422
    assert said in words_on(answer.text)
    assert plant.standing.evidence == {}


def test_what_is_said_about_ai_is_dropped_when_the_answer_is_no(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    learner.sends(step(draft, "check"), {**SEND, "ai_use": "Changed my mind"})
    assert sent(plant.standing, draft).used_ai is False


def test_sending_twice_makes_one_record(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "check")).text
    answers = [learner.sends("", SEND, page=page) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert list(plant.standing.evidence) == [draft]


@pytest.mark.parametrize("name", ["criteria", "kind", "words", "files", "check", "drop"])
def test_after_sending_every_address_of_the_draft_leads_to_the_evidence(
    plant: Plant, learner: Visitor, name: str
) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, name)).text
    learner.sends(step(draft, "check"), SEND)
    there = f"/records/{plant.registration}/evidence/{draft}"
    assert learner.opens(step(draft, name)).location == there
    assert learner.sends("", yesterday(text="Too late", criteria="H1/1.1"), page=page).location == there
    assert drafts(plant.acting("learner"), plant.registration) == []


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


def test_sending_again_starts_with_what_was_sent_before(plant: Plant, learner: Visitor) -> None:
    first = plant.submits(LISTEN, text="Too short")
    plant.judges(first, LISTEN, verdict=Verdict.NOT_YET)
    again = f"/learn/{{here}}/evidence/{first}/again"
    assert "Clear and honest." in words_on(learner.opens(again).text)
    page = learner.opens(again).text
    tell = learner.sends(again, page=page)
    assert "Too short" in learner.opens(tell.location).text
    assert learner.sends(again, page=page).status_code == 302  # the back button, and Start again
    [draft] = drafts(plant.acting("learner"), plant.registration)
    assert (draft.replaces, draft.criteria) == (first, (LISTEN,))
    learner.sends(tell.location, {"text": "Much longer"})
    assert learner.sends(step(draft.id, "check"), SEND).status_code == 302
    assert plant.standing.evidence[first].replaced_by == draft.id
    assert learner.opens(again).status_code == 409


def test_work_that_nobody_sent_back_can_not_be_sent_again(plant: Plant, learner: Visitor) -> None:
    first = plant.submits(LISTEN)
    assert learner.opens(f"/learn/{{here}}/evidence/{first}/again").status_code == 409


def test_evidence_that_nobody_judged_is_taken_back_after_being_asked(plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    address = f"/learn/{{here}}/evidence/{evidence}/withdraw"
    assert address.format(here=plant.registration) in learner.opens(f"/records/{{here}}/evidence/{evidence}").text
    answer = learner.sends(address, {"reason": "Wrong file"})
    assert "Wrong file" in words_on(learner.opens(answer.location).text)
    assert plant.standing.evidence[evidence].withdrawn is not None
    assert learner.opens(address).status_code == 302


def test_judged_evidence_can_not_be_taken_back(plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    page = learner.opens(f"/learn/{{here}}/evidence/{evidence}/withdraw").text
    plant.judges(evidence, LISTEN)
    answer = learner.sends("", {"reason": "Never mind what"}, page=page)
    assert answer.status_code == 422
    assert "An assessor has already judged this." in words_on(answer.text)
    assert "Never mind what" in answer.text
    assert "withdraw" not in learner.opens(f"/records/{{here}}/evidence/{evidence}").text


def test_the_record_of_an_observation_is_read_and_signed_once(plant: Plant, learner: Visitor) -> None:
    observation = plant.plans(OBSERVED)
    address = f"/learn/{{here}}/observations/{observation}/sign"
    assert learner.opens(address).status_code == 409
    plant.observes(observation, OBSERVED)
    page = learner.opens(address).text
    assert "Asked open questions and waited." in words_on(page)
    for _ in range(2):
        assert learner.sends("", {"comment": "That is how it was"}, page=page).status_code == 302
    shown = words_on(learner.opens(f"/records/{{here}}/observations/{observation}").text)
    assert "That is how it was" in shown
    assert "You read this and signed it on" in shown


def test_another_learner_can_not_sign(plant: Plant, stranger: Visitor) -> None:
    observation = plant.plans(OBSERVED)
    plant.observes(observation, OBSERVED)
    assert stranger.opens(f"/learn/{{here}}/observations/{observation}/sign").status_code == 404


def test_a_form_without_its_token_saves_nothing(plant: Plant, learner: Visitor) -> None:
    first = learner.opens(START)
    action = form_of(learner.opens(first.location).text).action
    db.session.rollback()
    assert learner.client.application.config["WTF_CSRF_ENABLED"] is not False
    answer = learner._apart(learner.client.post, action, data={"criteria": "H1/1.1"})
    assert answer.status_code == 400
    assert drafts(plant.acting("learner"), plant.registration) == []
