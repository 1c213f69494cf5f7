"""A quality assurer samples a unit; the assessor sees what has to be done, and it is closed when it was."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer.domain.roles import Role
from lms_peer.ledger import Query
from lms_peer.people import allocations, centres
from tests.plant import PLACES
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, words_on
from tests.unit.web.pages.trainer.test_exporting import rows_of

FEEDBACK = "The feedback does not say what was good. Please write it by Friday."


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


@pytest.fixture
def evidence(scene: Scene) -> UUID:
    """Work on which the assessor decided."""
    piece = scene.do(lambda plant: plant.submits(PLACES))
    scene.do(lambda plant: plant.judges(piece, PLACES))
    return piece


def unit(scene: Scene, reference: str = "H2") -> str:
    return f"/records/{scene.registration}/units/{reference}"


def sampling(scene: Scene, reference: str = "H2") -> str:
    return f"/quality/{scene.registration}/units/{reference}/sample"


def found(agreed: str = "yes", *evidence: UUID) -> dict[str, object]:
    return {"sampled": [str(one) for one in evidence], "agreed": agreed, "feedback": FEEDBACK}


def closing(scene: Scene) -> str:
    [sample] = scene.do(lambda plant: list(plant.standing.samples))
    return f"/quality/{scene.registration}/samples/{sample}/close"


def test_a_quality_assurer_samples_a_unit_from_its_page(scene: Scene, evidence: UUID) -> None:
    iqa = scene.browser("iqa")
    assert sampling(scene) in iqa.get(unit(scene)).text
    page = words_on(iqa.get(sampling(scene)))
    for said in ("this is an interim sample", "1.1: met, Assessor,", "You change no decision."):
        assert said in page
    answer = iqa.send(sampling(scene), **found("yes", evidence))
    assert answer.location == unit(scene)
    page = words_on(iqa.get(unit(scene)))
    for said in ("Iqa agrees with the decisions.", FEEDBACK, "Unit H2: interim sample of", "Looked at: My day"):
        assert said in page


@pytest.mark.parametrize("reader", ["assessor", "trainer", "eqa"])
def test_those_who_work_on_the_record_read_it_and_the_learner_does_not(
    scene: Scene, evidence: UUID, reader: str
) -> None:
    scene.do(lambda plant: plant.samples("H2", evidence, feedback=FEEDBACK))
    for page in (unit(scene), f"/records/{scene.registration}"):
        assert FEEDBACK in words_on(scene.browser(reader).get(page))
        assert FEEDBACK not in words_on(scene.browser("learner").get(page))
    assert "Iqa checked how unit H2 was assessed." in words_on(
        scene.browser("learner").get(f"/learn/{scene.registration}/timeline")
    )


def test_what_is_asked_for_waits_on_the_assessors_desk_until_it_is_closed(scene: Scene, evidence: UUID) -> None:
    iqa, assessor, trainer = (scene.browser(who) for who in ("iqa", "assessor", "trainer"))
    iqa.send(sampling(scene), **found("no", evidence))
    desk = "do what a quality assurer asked for in H2"
    assert desk in words_on(assessor.get("/assess"))
    asked = words_on(assessor.get(f"/assess/{scene.registration}/units/H2"))
    assert "To do Iqa asks for something to be done." in asked
    assert FEEDBACK in asked
    assert "Close this action" not in asked
    waits = "Something that a quality assurer asked for: an assessor"
    assert waits in words_on(trainer.get(f"/train/{scene.registration}"))
    assert "Learner, H2 : since" in words_on(iqa.get("/quality/records"))
    assert closing(scene) in iqa.get(unit(scene)).text

    answer = iqa.send(closing(scene), comment="The new feedback says it.")
    page = words_on(iqa.get(answer.location))
    for said in ("It is on record that this is done.", "The new feedback says it.", "and it is done."):
        assert said in page
    assert desk not in words_on(assessor.get("/assess"))
    assert waits not in words_on(trainer.get(f"/train/{scene.registration}"))
    assert "is not closed yet" not in words_on(iqa.get("/quality/records"))
    assert "There is nothing to be done here any more." in words_on(iqa.get(closing(scene)))
    again = iqa.send(f"/quality/{scene.registration}/units/H2/sample", to=closing(scene), comment="Once more.")
    assert again.status_code == 422
    assert "Once more." in again.text


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"sampled": []}, "Choose the evidence that you looked at."),
        ({"agreed": ""}, "Say whether you agree with the decisions."),
        ({"feedback": " "}, "Write what you tell the assessor."),
        ({"feedback": "long " * 500}, "2,000 characters or fewer"),
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(
    scene: Scene, evidence: UUID, wrong: dict[str, object], told: str
) -> None:
    page = scene.browser("iqa").send(sampling(scene), **(found("no", evidence) | wrong))
    assert page.status_code == 422
    assert told in words_on(page)
    if "feedback" not in wrong:
        assert FEEDBACK in page.text
    if "sampled" not in wrong:
        assert f'value="{evidence}" checked' in page.text
    assert scene.do(lambda plant: plant.standing.samples) == {}


def test_evidence_on_which_nothing_was_decided_is_not_offered(scene: Scene, evidence: UUID) -> None:
    undecided = scene.do(lambda plant: plant.submits(PLACES))
    iqa = scene.browser("iqa")
    assert str(undecided) not in iqa.get(sampling(scene)).text
    assert iqa.send(sampling(scene), **found("yes", undecided)).status_code == 422
    assert "There is nothing to sample." in words_on(iqa.get(sampling(scene, "H1")))
    iqa.get(sampling(scene, "H9"), 404)
    iqa.get(f"/quality/{scene.registration}/samples/{uuid4()}/close", 404)


def test_nobody_samples_what_they_assess(scene: Scene, evidence: UUID) -> None:
    def does_both(plant) -> None:
        centres.give_role(plant.centre, plant.people["iqa"], Role.ASSESSOR)
        allocations.allocate(plant.centre, plant.registration, plant.people["iqa"], Role.ASSESSOR)

    scene.do(does_both)
    iqa: Browser = scene.browser("iqa")
    told = "This person assesses the learner, so they can not check the same work."
    assert told in words_on(iqa.get(sampling(scene)))
    assert "Put it on record" not in words_on(iqa.get(sampling(scene)))


def test_a_unit_that_is_signed_off_gets_a_summative_sample_which_can_stop_completion(
    scene: Scene, evidence: UUID
) -> None:
    scene.do(lambda plant: plant.signs_off("H2"))
    iqa = scene.browser("iqa")
    assert "this is a summative sample" in words_on(iqa.get(sampling(scene)))
    iqa.send(sampling(scene), **found("no", evidence))
    complete = words_on(scene.browser("trainer").get(f"/train/{scene.registration}/complete"))
    assert "Units in which a quality assurer asked for something that is not done yet: H2." in complete


@pytest.mark.parametrize("reader", ["iqa", "eqa"])
def test_every_sample_of_the_centre_is_a_table_to_take_away(
    app: Flask, sign_in: SignIn, scene: Scene, evidence: UUID, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms_peer.web.pages.sampling.Query", partial(Query, limit=1))  # so that there are pages
    asked = scene.do(lambda plant: plant.samples("H2", evidence, agreed=False, feedback=FEEDBACK))
    scene.do(lambda plant: plant.samples("H2", evidence))
    scene.do(lambda plant: plant.closes(asked, "It says it now."))
    south = Scene(app, sign_in, "south")
    other = south.do(lambda plant: plant.submits(PLACES))
    south.do(lambda plant: plant.judges(other, PLACES))
    south.do(lambda plant: plant.samples("H2", other, feedback="Of another centre."))
    browser = scene.browser(reader)
    assert 'href="/quality/samples.csv"' in browser.get("/quality/records").text
    first, second = rows_of(browser.get("/quality/samples.csv"))
    assert [first[name] for name in ("Learner", "Unit", "Kind of sample", "Sampled by", "Assessors")] == [
        *("Learner", "H2", "Interim", "Iqa", "Assessor"),
    ]
    assert (first["Methods"], first["What was found"], first["How"]) == (
        *("Reflective account", "Done", "It says it now."),
    )
    assert (first["What the assessor was told"], second["What was found"]) == (FEEDBACK, "The decisions stand")
    for barred in ("learner", "assessor", "trainer", "staff"):
        scene.browser(barred).get("/quality/samples.csv", 403)


def test_without_a_sample_the_table_has_its_first_row_only(scene: Scene) -> None:
    assert rows_of(scene.browser("iqa").get("/quality/samples.csv")) == []
