"""The timeline, and the download of everything held about a learner."""

from __future__ import annotations

import json
from io import BytesIO
from uuid import uuid4
from zipfile import ZipFile

import pytest
from flask import Flask

from lms_peer.actions.countersign_judgement import Answer, answer_judgements
from lms_peer.actions.workplace import workplace
from lms_peer.actions.write_message import ask_trainer
from lms_peer.database import db
from lms_peer.domain.facts import FACTS, Verdict
from lms_peer.domain.roles import Role
from lms_peer.people.readings import note_reading
from lms_peer.people.training import set_in_training
from lms_peer.web.pages.learner import timeline
from lms_peer.web.telling import SENTENCES
from tests.plant import LISTEN, OBSERVED, KeptFile, Plant

from .visitor import Visitor, words_on


def test_every_kind_of_fact_has_a_sentence() -> None:
    assert set(FACTS) - set(SENTENCES) == set()


def test_the_newest_comes_first_with_who_did_it(plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    plant.judges(evidence, LISTEN, verdict=Verdict.NOT_YET)
    plant.countersigns(plant.logs(90))
    page = learner.opens("/learn/{here}/timeline").text
    words = words_on(page)
    told = [
        "Staff signed 1 hour 30 minutes of your hours.",
        "You logged 1 hour 30 minutes.",
        "Assessor asked for more on H1 1.1.",
        "You sent evidence: My day.",
        "You started this course.",
    ]
    assert [words.index(one) for one in told] == sorted(words.index(one) for one in told)
    assert f"/evidence/{evidence}" in page


def test_a_long_story_is_turned_page_by_page(
    plant: Plant, learner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeline, "PAGE", 2)
    for _ in range(3):
        plant.submits(LISTEN)
    first = learner.opens("/learn/{here}/timeline").text
    assert words_on(first).count("You sent evidence") == 2
    onward = first.partition("See what came before")[0].rpartition('href="')[2].partition('"')[0]
    second = words_on(learner.opens(onward).text)
    assert second.count("You sent evidence") == 1
    assert "You started this course." in second


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30])
def test_a_made_up_address_shows_the_newest(plant: Plant, learner: Visitor, before: str) -> None:
    page = learner.opens(f"/learn/{{here}}/timeline?before={before}")
    assert page.status_code == 200
    assert "You started this course." in page.text


def downloaded(learner: Visitor) -> ZipFile:
    """The learner's ZIP file."""
    answer = learner.opens("/learn/download/everything.zip")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    archive = ZipFile(BytesIO(answer.data))
    assert archive.testzip() is None
    return archive


def test_the_download_holds_record_files_profile_and_messages(plant: Plant, learner: Visitor) -> None:
    kept = KeptFile(workplace().vault.keep(plant.centre, b"on the wall", "text/plain"), "../wall.txt")
    plant.judges(plant.submits(LISTEN, files=[kept]), LISTEN)
    plant.observes(plant.plans(OBSERVED), OBSERVED)
    ask_trainer(plant.acting("learner"), plant.registration, uuid4(), subject="Hours", text="=SUM(1) Sunday?")
    db.session.commit()
    archive = downloaded(learner)
    names = archive.namelist()
    [file] = [name for name in names if name.endswith("wall.txt")]
    assert ".." not in file
    assert archive.read(file) == b"on the wall"
    index = archive.read("index.html").decode()
    for text in ("I listened and asked what she needed.", "Clear and honest.", "Sunday?", "an assessor said that"):
        assert text in index
    assert "'=SUM(1) Sunday?" in archive.read("course 1/messages.csv").decode("utf-8-sig")
    lines = archive.read("course 1/statements.jsonl").decode().splitlines()
    assert {json.loads(line)["actor"]["account"]["name"] for line in lines} >= {str(plant.people["learner"])}


def test_the_download_says_when_somebody_from_outside_read_the_record(plant: Plant, learner: Visitor) -> None:
    note_reading(plant.centre, plant.people["eqa"], plant.registration, "unit", "H1")
    note_reading(plant.centre, plant.people["eqa"], None, "samples")
    db.session.commit()
    told = downloaded(learner).read("course 1/read from outside.csv").decode("utf-8-sig").splitlines()
    assert told[0] == "When,What the external quality assurer opened"
    assert [line.rpartition(",")[2] for line in told[1:]] == ["unit H1"]


def test_the_download_names_nobody_else_and_none_of_their_identifiers(plant: Plant, learner: Visitor) -> None:
    plant.achieves_everything()
    archive = downloaded(learner)
    whole = b"".join(archive.read(name) for name in archive.namelist()).decode()
    for who, account in plant.people.items():
        if who != "learner":
            assert str(account) not in whole, who
    assert "Trainer" not in whole
    assert '"name": "an assessor"' in whole


def test_the_download_says_which_file_is_lost_and_still_comes(plant: Plant, learner: Visitor, app: Flask) -> None:
    document = workplace().vault.keep(plant.centre, b"on the wall", "text/plain")
    plant.submits(LISTEN, files=[KeptFile(document, "wall.txt")])
    folder = workplace().vault._folder
    assert folder is not None
    (kept,) = (folder / str(plant.centre)).rglob(document.sha256)
    kept.unlink()
    archive = downloaded(learner)
    assert "wall.txt" in archive.read("files we could not read.txt").decode()
    assert "index.html" in archive.namelist()


def test_a_stranger_downloads_only_their_own(plant: Plant, stranger: Visitor) -> None:
    plant.submits(LISTEN)
    archive = downloaded(stranger)
    assert "I listened" not in archive.read("index.html").decode()
    assert "You are on no course." in archive.read("index.html").decode()


def test_what_an_assessor_in_training_decides_is_told_when_it_counts(plant: Plant, learner: Visitor) -> None:
    plant.add("trainee", Role.ASSESSOR)
    set_in_training(plant.centre, plant.people["trainee"], yes=True)
    evidence = plant.submits(LISTEN)
    plant.judges(evidence, LISTEN, who="trainee")
    before = words_on(learner.opens("/learn/{here}/timeline").text)
    assert "is met" not in before
    assert learner.opens(f"/learn/{{here}}/evidence/{evidence}/reply").status_code == 404
    index = downloaded(learner).read("index.html").decode()
    assert "is met" not in index
    [judged] = plant.standing.evidence[evidence].judgements
    answers = [Answer(judged.id, agreed=True)]
    answer_judgements(plant.acting("assessor"), plant.registration, uuid4(), answers)
    db.session.commit()
    assert "Trainee said that H1 1.1 is met." in words_on(learner.opens("/learn/{here}/timeline").text)
