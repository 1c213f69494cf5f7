"""Whatever people write, and whatever is missing, is printed as it should be."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from lms_peer.actions.change_registration import complete_registration
from lms_peer.actions.countersign_judgement import Answer, answer_judgements
from lms_peer.actions.record_observation import rebook_observation
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.sign_by_link import answer_by_link, make_link
from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.domain.qualification import Method
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.people import allocations, training
from lms_peer.people.models import Account, Witness
from tests.flow.printed import DAY, bytes_of, issued
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.unit.portfolio.given import Read, fill, kept

SHORT_DAY = r"\d{1,2} [A-Z][a-z]{2} \d{4}"
pytestmark = pytest.mark.usefixtures("sections_drawn_once")


def test_whatever_people_write_is_printed_as_text(small: Plant):
    hostile = "<img src='http://127.0.0.1:9/x'><img src=file:///etc/passwd></p></html>{{ portfolio }}{% raw %}"
    styled = "<style>@import 'http://127.0.0.1:9/';</style><link rel=attachment href='file:///etc/passwd'>"
    notes = KeptFile(workplace().vault.keep(small.centre, b"I wrote this.", "text/plain"), styled)
    piece = small.submits(LISTEN, text=styled, files=[notes])
    small.judges(piece, LISTEN, feedback=hostile)
    account = db.session.get_one(Account, small.people["learner"])
    account.name = f"{hostile[:60]} {'N' * 120}"
    small.submits(LISTEN, text=hostile)
    small.submits(LISTEN, text="\u202eevil\u202c \x00 \x07 🙂👩\u200d👧 שלום עולם مرحبا बहुत 你好")
    small.submits(LISTEN, text="W" * 4000)
    small.submits(LISTEN, text="I listened. " * 4200)
    issued(small)
    read = Read(bytes_of(small))
    assert hostile.replace(" ", "") in read.packed
    assert read.packed.count(hostile.replace(" ", "")) == 3  # evidence; feedback beside it, and in the review
    assert styled.replace(" ", "") in read.packed
    assert "root:" not in read.text
    assert "שלום" in read.text
    assert "\u202e" not in read.text
    assert read.packed.count("W") >= 4000
    assert read.packed.count("listened.") == 4200
    assert read.pages[0].count("This is not a certificate.") == 1


def test_gaps_are_shown(small: Plant):
    small.countersigns(small.logs(599))
    issued(small)
    read = Read(bytes_of(small))
    assert "1 minute still to be signed" in read.text
    assert "Finish the unit Listen well (H1)" in read.text
    assert read.text.count("No evidence yet") == 3
    assert "9 hours 59 minutes countersigned, needed: 10 hours. ○ Not reached yet." in read.text
    assert "Nobody has assessed anything yet." in read.text
    assert "Not on record" in read.text


def test_what_quality_assurers_found_is_printed_and_a_unit_without_a_sample_has_a_row_to_write_in(small: Plant):
    piece = small.submits(LISTEN)
    small.judges(piece, LISTEN)
    small.closes(small.samples("H1", piece, agreed=False, feedback="Say what was good."), "It is said now.")
    small.samples("H1", piece, feedback="All of it stands.")
    issued(small)
    read = Read(bytes_of(small))
    assert re.search(rf"{SHORT_DAY} · Interim sample · ✓ Something had to be done, and is done · Iqa", read.text)
    assert re.search(
        rf"“Say what was good.” Looked at: E1. Seen to be done by Iqa, {SHORT_DAY}: “It is said now.”", read.text
    )
    assert re.search(r"Interim sample · ✓ The decisions stand · Iqa “All of it stands.”", read.text)
    assert re.search(
        rf"Internal quality assurer: Iqa, {SHORT_DAY}. ✓ Interim sample: The decisions stand", read.text
    )
    assert re.search(r"Name and signature H2 \w", read.text)
    assert "No internal quality assurer has sampled" not in read.text


def test_why_a_unit_is_not_sampled_is_printed_and_by_when_another_will_be_but_not_why(small: Plant):
    small.submits(LISTEN)
    day = uk_day(now()) + timedelta(days=30)
    small.plans_samples("H1", reason="One sample of this assessor is enough.")
    small.plans_samples("H2", by_day=day, reason="The assessor is new.")
    issued(small)
    read = Read(bytes_of(small))
    assert re.search(
        rf"{SHORT_DAY} · Not sampled · Iqa Reason: “One sample of this assessor is enough.”", read.text
    )
    assert re.search(rf"Internal quality assurer: Iqa, {SHORT_DAY}. ○ Not sampled.", read.text)
    assert re.search(rf"Name and signature H2 [\w ]+ To be sampled by {day:%-d %b %Y}.", read.text)
    assert "The assessor is new" not in read.text


def test_what_was_sampled_all_the_same_is_printed_as_a_sample(small: Plant):
    small.plans_samples("H1", reason="One sample of this assessor is enough.")
    piece = small.submits(LISTEN)
    small.judges(piece, LISTEN)
    small.samples("H1", piece, feedback="All of it stands.")
    issued(small)
    read = Read(bytes_of(small))
    assert "All of it stands." in read.text
    assert "One sample of this assessor" not in read.text


def test_what_a_quality_assurer_asked_for_is_open_until_it_is_done(small: Plant):
    piece = small.submits(LISTEN)
    small.judges(piece, LISTEN)
    small.samples("H1", piece, agreed=False, feedback="Say what was good.")
    issued(small)
    read = Read(bytes_of(small))
    assert "Units in which a quality assurer asked for something that is not done yet: H1." in read.pages[1]
    assert "○ Something has to be done" in read.text


def test_figures_that_nobody_checked_are_marked(small: Plant):
    course = workplace().catalogue.get("level-3-advice-and-guidance").qualification
    [choice] = course.rules.choices
    chosen = choice.units[: choice.at_least_units]
    small.registration = register_learner(
        small.acting("trainer"),
        uuid4(),
        account=small.people["learner"],
        slug=course.slug,
        optional_units=chosen,
    ).registration
    db.session.commit()
    criterion = next(
        ref for ref, one in course.criteria_by_ref.items() if Method.REFLECTIVE_ACCOUNT in one.methods
    )
    small.submits(criterion)
    issued(small)
    read = Read(bytes_of(small))
    assert f"Credits {course.credits.value} {course.credits.source} not verified" in read.text
    assert (
        f"Total qualification time (hours) {course.total_hours.value} {course.total_hours.source} ✓ verified"
        in (read.text)
    )
    assert f"Source of these rules: {course.rules.source}. not verified" in read.text
    assert f"{choice.title}: at least {choice.at_least_units} units from this group." in read.text
    [other] = (unit for unit in choice.units if unit not in chosen)
    assert f"Not taken: {other} {course.units_by_reference[other].title}." in read.text
    assert course.ofqual_number.value in read.pages[0]
    assert course.awarding_body.value in read.pages[0]


def test_a_witness_who_is_not_on_the_list_is_flagged(small: Plant):
    fill(small)
    db.session.delete(db.session.scalars(select(Witness)).one())
    db.session.commit()
    issued(small)
    text = Read(bytes_of(small)).text
    assert "Not on the list" in text
    assert "Expert witness. Not on the witness status list" in text


def test_an_observation_that_was_cancelled_is_shown_with_its_reason(small: Plant):
    small.submits(LISTEN)
    small.cancels(small.plans(OBSERVED), note="A note for staff")
    issued(small)
    text = Read(bytes_of(small)).text
    unit = text[text.index("Unit H1: Listen well", text.index("Declarations of the learner")) :]
    begins = unit.index("Observations planned")
    assert begins < unit.index("Unit H2:")
    assert re.match(
        rf"Observations planned ○ Cancelled · Criteria H1 1\.2 · Hostel Planned On {DAY}, for {DAY}, "
        rf"\d\d:\d\d, with Assessor Cancelled On {DAY}: the place did not allow it that day; nobody is at fault "
        "Meet a new client",
        unit[begins:],
    )
    assert "A note for staff" not in text


def test_the_plan_of_an_observation_and_each_change_to_it_are_in_its_record(small: Plant):
    observation = small.plans(OBSERVED)
    small.cancels(observation, note="A note for staff")
    rebook_observation(
        small.acting("assessor"),
        small.registration,
        uuid4(),
        observation=observation,
        due=now() + timedelta(days=9),
        reason="A note for staff",
    )
    db.session.commit()
    small.observes(observation, OBSERVED)
    issued(small)
    read = Read(bytes_of(small))
    agreed = rf"On {DAY}, for {DAY}, \d\d:\d\d, with Assessor"
    assert re.search(
        rf"The plan Planned {agreed} Cancelled On {DAY}: the place did not allow it that day; nobody is at fault "
        rf"Planned again {agreed} Criteria planned H1 1\.2 Setting planned Hostel Meet a new client What the assessor",
        read.text,
    )
    assert any(re.fullmatch(rf"E1 Observation, {DAY}", title) for title in read.begins)
    assert "✓ Took place · Criteria H1 1.2 · Hostel · Record: E1" in read.text
    assert "A note for staff" not in read.text


def test_someone_who_was_erased_is_printed_without_a_name(small: Plant):
    small.judges(small.submits(LISTEN), LISTEN)
    first = issued(small)
    db.session.delete(db.session.get_one(Account, small.people["assessor"]))
    db.session.commit()
    issued(small)
    assert "Someone no longer here" in Read(bytes_of(small, 2)).text
    assert workplace().vault.read(small.centre, first.portfolio.sha256) == bytes_of(small, 1)


def test_a_picture_that_can_not_be_drawn_is_listed_as_a_file(small: Plant):
    small.submits(LISTEN, files=[kept(small, b"\xff\xd8\xff not a picture", "image/jpeg", "broken.jpg")])
    issued(small)
    assert "broken.jpg Picture, 1 KB. It is not enclosed" in Read(bytes_of(small)).text


def test_a_short_text_file_is_printed_and_a_long_or_unreadable_one_is_kept_as_a_file(small: Plant):
    texts = {
        "short.txt": "\ufeffDear client,\r\n\r\nthis is my <b>letter</b>.".encode(),
        "long.txt": b"a line too many " * 2000,
        "odd.txt": b"caf\xe9 talk",
    }
    small.submits(LISTEN, files=[kept(small, content, "text/plain", name) for name, content in texts.items()])
    issued(small)
    text = Read(bytes_of(small)).text
    assert "short.txt Plain text, 1 KB, printed here." in text
    assert "Dear client, this is my <b>letter</b>." in text
    assert "long.txt Plain text, 32 KB. Enclosed as E1-long.txt." in text
    assert "odd.txt Plain text, 1 KB. Enclosed as E1-odd.txt." in text
    assert "a line too many" not in text
    assert "talk" not in text


def test_the_day_of_completion_is_on_the_cover_and_in_the_summary(small: Plant):
    small.achieves_everything()
    issued(small)
    complete_registration(small.acting("trainer"), small.registration, uuid4())
    db.session.commit()
    issued(small)
    before, after = Read(bytes_of(small, 1)), Read(bytes_of(small, 2))
    assert "Record In progress" in before.pages[0]
    assert "Not completed yet. Internal quality assurance: page" in before.text
    assert re.search(rf"Record Complete, on {DAY}", after.pages[0])
    assert re.search(rf"✓ Completed on {DAY}\. Internal quality assurance: page", after.text)


def test_an_assessor_is_listed_with_the_units_they_may_assess(small: Plant):
    small.judges(small.submits(LISTEN), LISTEN)
    issued(small)
    allocations.set_scope(small.centre, small.people["assessor"], "bench", ["H2", "H1"])
    db.session.commit()
    issued(small)
    assert "A Assessor All units 1 decision" in Read(bytes_of(small, 1)).text
    assert "A Assessor H1, H2 1 decision" in Read(bytes_of(small, 2)).text


def test_both_names_stand_under_the_decision_of_an_assessor_in_training(app: Flask, plant: Plant):
    plant.add("second assessor", Role.ASSESSOR)
    training.set_in_training(plant.centre, plant.people["assessor"], yes=True)
    for evidence, agreed in ((plant.submits(LISTEN), True), (plant.submits(PLACES), False)):
        plant.judges(evidence, LISTEN if agreed else PLACES)
        [judged] = plant.standing.evidence[evidence].judgements
        answer = Answer(judged.id, agreed, "" if agreed else "It says too little.")
        answer_judgements(plant.acting("second assessor"), plant.registration, uuid4(), [answer])
    db.session.commit()
    issued(plant)
    text = " ".join(Read(bytes_of(plant)).text.split())
    assert "Countersigned by Second Assessor" in text
    assert "Sent back by Second Assessor" in text
    assert "so it does not count. Reason: It says too little." in text


def test_hours_that_were_signed_by_a_link_say_who_made_it(app: Flask, plant: Plant):
    hours = plant.logs(60)
    link = make_link(plant.acting("trainer"), plant.registration, uuid4(), hours=hours)
    answer_by_link(link.id, uuid4(), right=True, reason="")
    db.session.commit()
    issued(plant)
    assert "by a link that Trainer made" in " ".join(Read(bytes_of(plant)).text.split())
