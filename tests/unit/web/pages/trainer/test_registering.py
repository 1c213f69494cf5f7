"""Taking a learner on: somebody new, with a first password that is shown once, or somebody who is here already."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms_peer import progress
from lms_peer.actions.change_registration import complete_registration
from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.people import allocations, centres, enrolments
from lms_peer.people.accounts import account_signing_in
from lms_peer.people.models import Account
from tests.plant import Plant
from tests.unit.web.conftest import SignIn, token
from tests.unit.web.pages.scene import Browser, Scene, words_on

NEW = {"name": "Casey Rowan", "username": "casey", "units": "H2"}
PASSWORD = re.compile(r"<dd>((?:[a-z]+-){4}\d{3})</dd>")


@pytest.fixture
def cohort(scene: Scene) -> UUID:
    """A cohort on the bench course."""
    return scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id)


def address(cohort: UUID) -> str:
    return f"/cohorts/{cohort}/register"


def password_on(page: TestResponse) -> str:
    """The first password, as the page shows it."""
    assert page.status_code == 200, words_on(page)
    found = PASSWORD.findall(page.text)
    assert len(found) == 1
    return str(found[0])


def accounts_named(scene: Scene, username: str) -> int:
    query = select(func.count()).select_from(Account).where(Account.username == username)
    return scene.do(lambda _plant: db.session.scalar(query)) or 0


def test_a_new_learner_is_registered_and_signs_in_with_the_password_shown(
    app: Flask, scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    page = trainer.send(address(cohort), **NEW, assessor=str(scene.plant.people["assessor"]), uln="9276 308 686")
    password = password_on(page)
    assert "Casey Rowan is registered" in words_on(page)
    browser = app.test_client()
    sign_in = browser.get("/sign-in").text
    typed = {"csrf_token": token(sign_in), "identity": "casey", "password": password}
    assert browser.post("/sign-in", data=typed).status_code == 302
    assert "What to do next" in browser.get("/", follow_redirects=True).text
    ((enrolled, registration),) = scene.do(
        lambda plant: [
            (account.id, one.registration) for one, account in enrolments.cohort_roll(plant.centre, cohort)
        ]
    )
    assert scene.do(lambda plant: enrolments.learner(plant.centre, enrolled).uln) == "9276308686"
    assert scene.do(
        lambda plant: [one.id for one in allocations.allocated(plant.centre, registration, Role.ASSESSOR)]
    ) == [scene.plant.people["assessor"]]
    assert "Casey Rowan" in words_on(trainer.get(f"/train/{registration}"))


def test_the_first_password_is_kept_nowhere_in_clear(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    page = trainer.send(address(cohort), **NEW)
    password = password_on(page)
    kept = scene.do(lambda _plant: account_signing_in("casey").password)
    assert password not in kept
    assert kept.startswith("$argon2id$")
    with trainer.client.session_transaction() as session:
        assert password not in str(dict(session))
    assert page.request.url.endswith(address(cohort))
    assert "no-store" in page.headers["Cache-Control"]


def test_a_double_click_makes_one_learner_and_shows_the_same_password(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    submission = str(uuid4())
    shown = {password_on(trainer.send(address(cohort), submission=submission, **NEW)) for _ in range(2)}
    assert len(shown) == 1
    assert accounts_named(scene, "casey") == 1


def test_two_learners_have_two_passwords(trainer: Browser, cohort: UUID) -> None:
    first = password_on(trainer.send(address(cohort), **NEW))
    second = password_on(trainer.send(address(cohort), **NEW | {"username": "dale"}))
    assert first != second


def test_an_old_form_shows_no_password_once_the_learner_has_another(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    submission = str(uuid4())
    password_on(trainer.send(address(cohort), submission=submission, **NEW))

    def change(_plant: object) -> None:
        account_signing_in("casey").password = hash_password("seven purple kettles")

    scene.do(change)
    again = trainer.send(address(cohort), submission=submission, **NEW)
    assert not PASSWORD.search(again.text)
    assert "we can not show it again" in words_on(again)


def test_another_session_of_the_trainer_shows_no_password(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    submission = str(uuid4())
    password_on(trainer.send(address(cohort), submission=submission, **NEW))
    again = scene.browser("trainer").send(address(cohort), submission=submission, **NEW)
    assert again.status_code == 200
    assert not PASSWORD.search(again.text)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Write their name."),
        ({"username": ""}, "Write a username."),
        ({"username": "Casey Rowan!"}, "“Casey Rowan!” can not be a username."),
        ({"username": "x" * 60}, "Use 32 characters or fewer"),
        ({"email": "casey at home"}, "“casey at home” is not an email address."),
        ({"uln": "1234567890"}, "One of the digits is wrong. Check it against their letter or card."),
        ({"uln": "123 456 789"}, "It has 10 digits. This one has 9."),
        ({"uln": "12345abcde"}, "It is made of 10 digits and nothing else."),
        ({"units": ""}, "These units can not be chosen"),
        ({"units": "H1"}, "These units can not be chosen: H1."),
        ({"assessor": "somebody"}, "Choose an assessor from the list."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    scene: Scene, trainer: Browser, cohort: UUID, wrong: dict[str, str], sentence: str
) -> None:
    page = trainer.send(address(cohort), **NEW | {"awarding_body_number": "AB 12"} | wrong)
    assert page.status_code == 422
    assert sentence in words_on(page)
    assert 'value="AB 12"' in page.text
    assert accounts_named(scene, "casey") == 0


def test_everything_that_is_wrong_is_said_at_once_beside_its_field(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    taken = scene.do(lambda plant: db.session.get_one(Account, plant.people["learner"]).username)
    page = trainer.send(address(cohort), username=taken, email="at home", uln="123", units="H1")
    assert page.status_code == 422
    listed = re.findall(r'href="#(\w+)">', page.text)
    assert {"name", "username", "email", "uln", "units"} <= set(listed)


def test_too_few_units_are_refused_with_what_is_short(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    page = trainer.send(address(cohort), name="Casey Rowan", username="casey")
    assert page.status_code == 422
    assert "Under ‘One more unit’, choose 1 more unit." in words_on(page)
    assert accounts_named(scene, "casey") == 0


def test_units_that_do_not_count_together_are_explained_and_refused(scene: Scene, trainer: Browser) -> None:
    slug = "learning-mentor"
    cohort = scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Autumn", slug, date(2026, 1, 5)).id)
    assert "do not count together. Choose only one of them." in words_on(trainer.get(address(cohort)))
    page = trainer.send(address(cohort), **NEW | {"units": ["PE7", "PE8"]})
    assert page.status_code == 422
    assert "Keep only one of them." in words_on(page)
    assert len(re.findall(r'value="PE[78]" checked', page.text)) == 2


def test_a_taken_username_is_said_beside_the_field(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    password_on(trainer.send(address(cohort), **NEW))
    page = trainer.send(address(cohort), **NEW)
    assert page.status_code == 422
    assert "Someone else has the username “casey”." in words_on(page)
    assert 'value="Casey Rowan"' in page.text


def test_a_learner_who_has_an_account_is_registered(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    learner = scene.plant.people["other learner"]
    submission = str(uuid4())
    for _ in range(2):
        typed = {"learner": str(learner), "units": "H3"}
        answer = trainer.send(address(cohort) + "/known", submission=submission, **typed)
        assert answer.status_code == 302
    assert "Other Learner is registered." in words_on(trainer.get(answer.location))
    assert len(scene.do(lambda plant: enrolments.enrolments_of(plant.centre, learner))) == 1


def test_registering_somebody_twice_on_one_course_is_refused(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    learner = str(scene.plant.people["learner"])
    page = trainer.send(address(cohort) + "/known", learner=learner, units="H2")
    assert page.status_code == 422
    assert "This learner is already on this qualification." in words_on(page)
    assert f'value="{learner}" selected' in page.text
    assert len(scene.do(lambda plant: progress.standings(plant.centre))) == 1


def test_who_has_finished_the_course_is_registered_again_only_when_the_trainer_says_so(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    def finish(plant: Plant) -> None:
        plant.achieves_everything()
        complete_registration(plant.acting("trainer"), plant.registration, uuid4())

    scene.do(finish)
    typed = {"learner": str(scene.plant.people["learner"]), "units": "H2"}
    asked = trainer.send(address(cohort) + "/known", **typed)
    assert asked.status_code == 422
    assert "They have finished this course already. Tick this if they do it again." in words_on(asked)
    assert trainer.send(address(cohort) + "/known", **typed, again="y").status_code == 302
    assert len(scene.do(lambda plant: progress.standings(plant.centre))) == 2


def test_a_learner_is_not_made_their_own_assessor(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    learner = scene.plant.people["other learner"]
    scene.do(lambda plant: centres.give_role(plant.centre, learner, Role.ASSESSOR))
    page = trainer.send(address(cohort) + "/known", learner=str(learner), units="H2", assessor=str(learner))
    assert page.status_code == 422
    assert "Nobody can assess their own work. Choose someone else." in words_on(page)
    assert 'href="#assessor"' in page.text
    assert scene.do(lambda plant: enrolments.enrolments_of(plant.centre, learner)) == []


@pytest.mark.parametrize("typed", ["", "somebody", str(UUID(int=5))])
def test_a_learner_is_chosen_from_the_list(trainer: Browser, cohort: UUID, typed: str) -> None:
    page = trainer.send(address(cohort) + "/known", learner=typed, units="H2")
    assert page.status_code == 422


def test_only_trainers_of_this_centre_register(app: Flask, scene: Scene, sign_in: SignIn, cohort: UUID) -> None:
    for who in ("learner", "staff", "assessor", "iqa", "eqa"):
        for path in (address(cohort), address(cohort) + "/known"):
            scene.browser(who).get(path, 403)
    for path in (address(cohort), address(cohort) + "/known"):
        Scene(app, sign_in, "south" + path[-1]).browser("trainer").get(path, 404)
