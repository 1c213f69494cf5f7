"""One record, for reading: by its learner and by the centre's assessors, trainers and quality assurers."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask import Flask
from PIL import Image

from lms_peer.actions.log_hours import refuse_hours
from lms_peer.actions.record_observation import rebook_observation
from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.domain.facts import Verdict
from lms_peer.web.wording import day, moment
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.printed import issue

from .visitor import Visitor, words_on

READERS = ["assessor", "trainer", "iqa", "eqa", "learner"]


def photo_with_a_place() -> bytes:
    """A JPEG that says where it was taken."""
    drawn = BytesIO()
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    exif[0x010F] = "A camera"
    Image.new("RGB", (40, 30), "teal").save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


def kept(plant: Plant, content: bytes, media_type: str, name: str) -> KeptFile:
    """A file in the planted centre's vault."""
    return KeptFile(workplace().vault.keep(plant.centre, content, media_type), name)


def everything(plant: Plant) -> dict[str, str]:
    """One of each thing a record can hold; answers the addresses of their pages."""
    files = [
        kept(plant, photo_with_a_place(), "image/jpeg", "Wall.jpg"),
        kept(plant, b"Hello", "text/plain", "h.txt"),
    ]
    evidence = plant.submits(LISTEN, files=files)
    observation = plant.plans(OBSERVED)
    seen = plant.observes(observation, OBSERVED)
    plant.logs(60)
    issue(plant, 1, b"%PDF-1.7 one")
    db.session.commit()
    here = f"/records/{plant.registration}"
    return {
        "record": here,
        "unit": f"{here}/units/H1",
        "evidence": f"{here}/evidence/{evidence}",
        "observation as evidence": f"{here}/evidence/{seen}",
        "observation": f"{here}/observations/{observation}",
        "file": f"{here}/files/{files[1].document.sha256}",
        "picture": f"{here}/pictures/{files[0].document.sha256}",
        "portfolio": f"{here}/portfolios/1",
    }


@pytest.mark.parametrize("who", READERS)
def test_everyone_who_looks_after_records_may_read_every_page(app: Flask, plant: Plant, who: str) -> None:
    addresses = everything(plant)
    visitor = Visitor.of(app, plant, who)
    answers = {name: visitor.opens(address).status_code for name, address in addresses.items()}
    assert answers == dict.fromkeys(addresses, 200)


def test_staff_who_only_sign_hours_may_not_read_records(app: Flask, plant: Plant) -> None:
    visitor = Visitor.of(app, plant, "staff")
    assert {visitor.opens(address).status_code for address in everything(plant).values()} == {403}


def test_another_learner_and_another_centre_find_nothing(
    plant: Plant, stranger: Visitor, elsewhere: Visitor
) -> None:
    addresses = everything(plant)
    for visitor in (stranger, elsewhere):
        assert {visitor.opens(address).status_code for address in addresses.values()} == {404}


@pytest.mark.parametrize(
    "rest",
    ["units/H3", "units/nonsense", f"evidence/{UUID(int=7)}", f"observations/{UUID(int=7)}", "portfolios/9"],
)
def test_what_is_not_there_is_not_found(learner: Visitor, rest: str) -> None:
    assert learner.opens(f"/records/{{here}}/{rest}").status_code == 404


def test_the_record_shows_units_hours_observations_and_portfolios(plant: Plant, assessor: Visitor) -> None:
    everything(plant)
    words = words_on(assessor.opens("/records/{here}").text)
    assert "Learner’s record" in words
    assert "H1 Listen well 0 of 2 criteria met With the assessor" in words
    assert "The learner has 0 minutes signed. They need 10 hours." in words
    assert "Written up" in words
    assert "Download version 1" in words


def test_a_unit_says_in_plain_words_what_can_prove_it(plant: Plant, learner: Visitor) -> None:
    words = words_on(learner.opens("/records/{here}/units/H1").text)
    assert "1.2 Listen to a person and find out what they need" in words
    assert (
        "You can let an assessor watch you at work or ask someone who saw you at work to write what they saw."
        in words
    )
    assert "An assessor must watch you do it." in words
    assert "Add evidence for this unit" in words


def test_what_is_wrong_in_an_observation_is_told_and_not_signed(plant: Plant, learner: Visitor) -> None:
    observation = plant.plans(OBSERVED)
    plant.observes(observation, OBSERVED)
    words = words_on(learner.opens(f"/learn/{{here}}/observations/{observation}/sign").text)
    assert "If something is wrong, do not sign. Tell Assessor what is wrong." in words
    assert "Do you want to add anything?" in words
    assert "This took place before it was planned." in words


def test_a_signed_off_unit_says_who_signed_and_takes_no_more(plant: Plant, learner: Visitor) -> None:
    plant.judges(plant.submits(PLACES), PLACES)
    plant.signs_off("H2")
    words = words_on(learner.opens("/records/{here}/units/H2").text)
    assert "Signed off by Assessor on" in words
    assert "Add evidence" not in words


def test_feedback_is_read_where_the_evidence_is(plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    plant.judges(evidence, LISTEN, verdict=Verdict.NOT_YET)
    page = learner.opens(f"/records/{{here}}/evidence/{evidence}").text
    words = words_on(page)
    assert "Needs more H1 1.1 Say what good listening is Clear and honest." in words
    assert "Clear and honest." in words
    assert "Send it again" in words


def test_staff_are_not_offered_what_only_the_learner_does(plant: Plant, assessor: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    words = words_on(assessor.opens(f"/records/{{here}}/evidence/{evidence}").text)
    assert "Take this evidence back" not in words
    assert "The learner said that this is their own work" in words


def test_an_assessor_goes_from_the_record_to_the_work_and_a_learner_does_not(
    plant: Plant, assessor: Visitor, learner: Visitor
) -> None:
    everything(plant)
    work = f'href="/assess/{plant.registration}'
    for address in ("", "/units/H1", f"/evidence/{next(iter(plant.standing.evidence))}"):
        assert work in assessor.opens("/records/{here}" + address).text
        assert work not in learner.opens("/records/{here}" + address).text


def test_what_people_typed_is_shown_and_never_run(plant: Plant, assessor: Visitor) -> None:
    evidence = plant.submits(LISTEN, text="<script>alert(1)</script>")
    page = assessor.opens(f"/records/{{here}}/evidence/{evidence}").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_cancelled_and_rebooked_observation_keeps_its_story(plant: Plant, learner: Visitor) -> None:
    observation = plant.plans(OBSERVED)
    plant.cancels(observation)
    page = words_on(learner.opens(f"/records/{{here}}/observations/{observation}").text)
    assert "Cancelled" in page
    assert "The place did not allow it. This is nobody’s fault." in page
    rebook_observation(
        plant.acting("assessor"),
        plant.registration,
        uuid4(),
        observation=observation,
        due=now() + timedelta(days=300),
    )
    db.session.commit()
    page = words_on(learner.opens(f"/records/{{here}}/observations/{observation}").text)
    assert day(now() + timedelta(days=300)) in page
    assert "The place did not allow it." in page


def test_a_file_comes_down_as_the_very_bytes_and_is_never_opened_in_the_page(
    plant: Plant, assessor: Visitor
) -> None:
    file = kept(plant, photo_with_a_place(), "image/jpeg", "Café – wall.jpg")
    plant.submits(LISTEN, files=[file])
    answer = assessor.opens(f"/records/{{here}}/files/{file.document.sha256}")
    assert answer.data == photo_with_a_place()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "UTF-8''Caf%C3%A9%20%E2%80%93%20wall.jpg" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.content_length == file.document.size


def test_a_player_may_ask_for_a_part_of_a_file(plant: Plant, assessor: Visitor) -> None:
    file = kept(plant, b"0123456789", "text/plain", "digits.txt")
    plant.submits(LISTEN, files=[file])
    address = f"/records/{{here}}/files/{file.document.sha256}"
    answer = assessor.opens(address, headers={"Range": "bytes=2-4"})
    assert (answer.status_code, answer.data) == (206, b"234")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_shown_picture_says_nothing_of_place_or_camera(plant: Plant, assessor: Visitor) -> None:
    file = kept(plant, photo_with_a_place(), "image/jpeg", "Wall.jpg")
    plant.submits(LISTEN, files=[file])
    assert b"A camera" in photo_with_a_place()
    answer = assessor.opens(f"/records/{{here}}/pictures/{file.document.sha256}")
    assert answer.mimetype == "image/jpeg"
    assert not Image.open(BytesIO(answer.data)).getexif()
    assert b"A camera" not in answer.data


def test_only_pictures_are_shown_as_pictures(plant: Plant, assessor: Visitor) -> None:
    file = kept(plant, b"Hello", "text/plain", "h.txt")
    plant.submits(LISTEN, files=[file])
    assert assessor.opens(f"/records/{{here}}/pictures/{file.document.sha256}").status_code == 404


def test_bytes_that_no_fact_of_this_record_names_are_not_found(plant: Plant, assessor: Visitor) -> None:
    loose = kept(plant, b"Nobody sent this", "text/plain", "loose.txt").document.sha256
    words = plant.submits(LISTEN)
    told = plant.standing.evidence[words].submitted.words
    assert told is not None
    for sha256 in (loose, told.sha256, plant.standing.registered.specification.sha256, "0" * 64, "..", "x"):
        assert assessor.opens(f"/records/{{here}}/files/{sha256}").status_code == 404


def test_a_portfolio_is_the_same_bytes_each_time_and_each_version_its_own(plant: Plant, learner: Visitor) -> None:
    plant.submits(LISTEN)
    first, second = (issue(plant, n, pdf).portfolio for n, pdf in enumerate((b"%PDF-1.7 one", b"%PDF-1.7 two"), 1))
    db.session.commit()
    for version, document in ((1, first), (2, second), (1, first)):
        answer = learner.opens(f"/records/{{here}}/portfolios/{version}")
        assert hashlib.sha256(answer.data).hexdigest() == document.sha256
        assert answer.mimetype == "application/pdf"
        assert f"Learner-version-{version}.pdf" in answer.headers["Content-Disposition"]


def test_nobody_reads_without_signing_in(app: Flask, plant: Plant) -> None:
    client: UUID = plant.registration
    answer = Visitor(app.test_client(), client).opens("/records/{here}")
    assert answer.status_code == 302
    assert "/sign-in" in answer.location


def test_the_same_words_about_several_criteria_are_read_once(plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN, PLACES)
    plant.judges(evidence, LISTEN, PLACES, verdict=Verdict.NOT_YET)
    words = words_on(learner.opens(f"/records/{{here}}/evidence/{evidence}").text)
    assert words.count("Clear and honest.") == 1
    said = words.partition("What the assessor said")[2].partition("Clear and honest.")[0]
    assert "H1 1.1" in said
    assert "H2 1.1" in said


def test_evidence_that_waits_says_that_nothing_is_to_be_done(plant: Plant, learner: Visitor) -> None:
    evidence = plant.submits(LISTEN)
    address = f"/records/{{here}}/evidence/{evidence}"
    assert "You do not need to do anything now." in words_on(learner.opens(address).text)
    plant.judges(evidence, LISTEN)
    assert "You do not need to do anything now." not in words_on(learner.opens(address).text)


def test_who_can_not_come_to_an_observation_is_told_whom_to_write_to(plant: Plant, learner: Visitor) -> None:
    page = learner.opens(f"/records/{{here}}/observations/{plant.plans(OBSERVED)}").text
    assert "If you can not come, say so as soon as you can." in words_on(page)
    assert f"/learn/{plant.registration}/questions/new" in page


def test_a_unit_names_the_day_of_the_observation_that_is_planned(
    plant: Plant, learner: Visitor, assessor: Visitor
) -> None:
    planned = plant.plans(OBSERVED)
    due = moment(plant.standing.observations[planned].due)
    assert f"Assessor will watch you at work on {due}" in words_on(learner.opens("/records/{here}/units/H1").text)
    assert f"Observation: {due} with Assessor" in words_on(assessor.opens("/records/{here}/units/H1").text)


def test_a_unit_says_what_the_day_beside_evidence_is(plant: Plant, learner: Visitor) -> None:
    plant.submits(LISTEN)
    assert "(done on " in words_on(learner.opens("/records/{here}/units/H1").text)


def test_a_learner_puts_hours_right_from_the_whole_record_and_staff_do_not(
    plant: Plant, learner: Visitor, assessor: Visitor
) -> None:
    entry = plant.logs(60)
    refuse_hours(plant.acting("staff"), plant.registration, uuid4(), hours=entry, reason="Which day?")
    db.session.commit()
    again = f"hours/new?again={entry}"
    assert again in learner.opens("/records/{here}").text
    assert again not in assessor.opens("/records/{here}").text
