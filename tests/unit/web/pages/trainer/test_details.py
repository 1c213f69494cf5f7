"""What is written down about a learner, put right by a trainer."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from lms_peer.actions.register_learner import register_learner
from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.people import accounts, brought, centres, enrolments
from lms_peer.people.models import Account
from tests.plant import Plant
from tests.unit.web.pages.scene import Browser, Scene, words_on


def address(scene: Scene, action: str = "") -> str:
    return f"/train/{scene.registration}{action}"


def signs_in(scene: Scene, who: str, *, name: str, username: str | None, email: str | None) -> None:
    def change(plant: Plant) -> None:
        account = db.session.get_one(Account, plant.people[who])
        accounts.change_account(account, name=name, username=username, email=email)

    scene.do(change)


def test_what_the_awarding_body_is_told_can_be_put_right(scene: Scene, trainer: Browser) -> None:
    here = address(scene, "/details")
    assert 'value="Learner"' in trainer.get(here).text, "somebody whom a platform brought has no details yet"
    trainer.send(here, legal_name="Lea Arner", uln="", awarding_body_number="")
    answer = trainer.send(here, legal_name="Lea Arner-Smith", uln="927 630 8686", awarding_body_number="AB 17")
    page = words_on(trainer.get(answer.location))
    for said in ("Lea Arner-Smith", "9276308686", "AB 17", "Portfolios made from now on say it."):
        assert said in page
    assert 'value="9276308686"' in trainer.get(here).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"legal_name": " "}, "Write their full legal name."),
        ({"uln": "1234567890"}, "One of the digits is wrong."),
        ({"uln": "9276308686"}, "Another learner here has the number 9276308686."),
        ({"awarding_body_number": "9" * 65}, "64 characters or fewer"),
    ],
)
def test_wrong_details_are_refused_and_what_was_typed_stays(
    scene: Scene, trainer: Browser, typed: dict[str, str], told: str
) -> None:
    scene.do(
        lambda plant: enrolments.add_learner(plant.centre, plant.people["other learner"], "Otto", "9276308686")
    )
    scene.do(lambda plant: enrolments.add_learner(plant.centre, plant.people["learner"], "Lea Arner"))
    said = {"legal_name": "Lea Smith", "uln": "", "awarding_body_number": ""} | typed
    page = trainer.send(address(scene, "/details"), **said)
    assert page.status_code == 422
    assert told in words_on(page)
    assert all(f'value="{one}"' in page.text for one in said.values() if one.strip())
    assert "Lea Smith" not in words_on(trainer.get(address(scene)))


def test_the_name_and_how_they_sign_in_can_be_put_right(scene: Scene, trainer: Browser) -> None:
    learner = scene.browser("learner")
    answer = trainer.send(address(scene, "/sign-in"), name="Lea Smith", username="Lea.Smith", email="")
    page = words_on(trainer.get(answer.location))
    for said in ("Lea Smith", "Signs in with lea.smith", "Tell the learner if they sign in with something else"):
        assert said in page
    learner.get(f"/learn/{scene.registration}", 200)
    trainer.send(address(scene, "/sign-in"), name="Lea Smith", username="lea.smith", email="lea@example.com")
    assert "Signs in with lea.smith, lea@example.com" in words_on(trainer.get(address(scene)))
    assert "/sign-in" in learner.get("/learn", 302).location, "another address ends every session"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"name": " "}, "Write their name."),
        ({"username": "", "email": ""}, "Something is missing: a username or an email address."),
        ({"username": "lea smith"}, "can not be a username"),
        ({"username": "otto"}, "Someone else has the username “otto”."),
        ({"email": "lea at home"}, "is not an email address"),
        (
            {"username": "lea", "email": "otto@example.com"},
            "There is an account with the address “otto@example.com” already.",
        ),
    ],
)
def test_a_wrong_way_to_sign_in_is_refused_and_what_was_typed_stays(
    scene: Scene, trainer: Browser, typed: dict[str, str], told: str
) -> None:
    signs_in(scene, "other learner", name="Otto", username="otto", email="otto@example.com")
    signs_in(scene, "learner", name="Lea", username="lea", email=None)
    said = {"name": "Lea Smith", "username": "lea", "email": ""} | typed
    page = trainer.send(address(scene, "/sign-in"), **said)
    assert page.status_code == 422
    assert told in words_on(page)
    assert all(f'value="{one}"' in page.text for one in said.values() if one.strip())
    assert "Lea Smith" not in words_on(trainer.get(address(scene)))


def test_nobody_changes_how_somebody_signs_in_who_does_more_than_learn(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: centres.give_role(plant.centre, plant.people["learner"], Role.STAFF))
    page = trainer.send(address(scene, "/sign-in"), name="Lea", username="lea", email="thief@example.com")
    assert page.status_code == 422
    assert "This person does more here than learn" in words_on(page)
    assert "thief@example.com" not in words_on(trainer.get(address(scene)))


def test_who_comes_from_a_platform_need_not_sign_in_by_anything_else(scene: Scene, trainer: Browser) -> None:
    assert "They come from your learning platform." not in words_on(trainer.get(address(scene, "/sign-in")))

    def come(plant: Plant) -> UUID:
        account = brought.bring(plant.centre, "https://lms.example", "17", name=None, called="Learner").id
        centres.give_role(plant.centre, account, Role.LEARNER)
        return register_learner(
            plant.acting("trainer"), uuid4(), account=account, slug="bench", optional_units=("H2",)
        ).registration

    theirs = f"/train/{scene.do(come)}"
    assert "Signs in with The learning platform" in words_on(trainer.get(theirs))
    assert "They come from your learning platform." in words_on(trainer.get(f"{theirs}/sign-in"))
    answer = trainer.send(f"{theirs}/sign-in", name="Lea", username="", email="")
    assert '<h1 class="govuk-heading-l">Lea</h1>' in trainer.get(answer.location).text


def test_a_learner_moves_to_another_cohort_of_the_same_course_and_out_of_it(
    scene: Scene, trainer: Browser
) -> None:
    def open_cohorts(plant: Plant) -> list[UUID]:
        titles = (("Spring", "bench"), ("Other course", "another"))
        return [enrolments.add_cohort(plant.centre, title, slug, date(2026, 1, 5)).id for title, slug in titles]

    spring, other = scene.do(open_cohorts)
    here = address(scene, "/cohort")
    page = trainer.get(here)
    assert "Spring" in words_on(page)
    assert "Other course" not in words_on(page)
    assert trainer.send(here, cohort=str(other)).status_code == 422
    answer = trainer.send(here, cohort=str(spring))
    page = words_on(trainer.get(answer.location))
    assert "Everything they have done moved with them." in page
    assert "Cohort Spring" in page
    assert "Learner" in words_on(trainer.get(f"/cohorts/{spring}"))
    trainer.send(here, cohort="")
    assert "Cohort In no cohort" in words_on(trainer.get(address(scene)))
