"""Sign-in cards: made and printed by a trainer, used once by a learner."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms_peer.database import db, now, pretend
from lms_peer.domain.roles import Role
from lms_peer.people import centres
from lms_peer.people.enrolments import add_cohort
from lms_peer.people.models import Account, Enrolment
from lms_peer.people.signing import SignInCard
from tests.plant import Plant
from tests.unit.web.pages.scene import Browser, Scene, words_on

NEW = {"password": "eight blue boats", "again": "eight blue boats"}


def make_card(scene: Scene, trainer: Browser) -> tuple[str, str]:
    """The trainer makes a card for the learner; answers the username and the code on it."""
    page = trainer.send(f"/train/{scene.registration}/card")
    username, code = re.findall(r"<dd>([^<]+)</dd>", page.text)
    return username, code


def use(scene: Scene, username: str, code: str, browser: Browser | None = None):
    """Somebody types what a card says."""
    browser = browser or Browser(scene.app.test_client())
    return browser.send("/card", username=username, code=code)


def test_a_card_lets_a_learner_in_who_then_chooses_a_password(scene: Scene, trainer: Browser) -> None:
    username, code = make_card(scene, trainer)
    learner = Browser(scene.app.test_client())
    assert use(scene, username, code, learner).location == "/account/first-password"
    assert learner.send("/account/first-password", **NEW).location == "/"
    assert "What to do next" in words_on(learner.get("/"))
    other = Browser(scene.app.test_client())
    assert other.send("/sign-in", identity=username, password=NEW["password"]).location == "/"


def test_a_learner_whom_a_platform_brought_gets_a_username_with_the_card(scene: Scene, trainer: Browser) -> None:
    def come(plant: Plant) -> None:  # with no way to sign in but from there
        account = db.session.get_one(Account, plant.people["learner"])
        account.name, account.username, account.email = "Learner 4F2A", None, None

    scene.do(come)
    username, code = make_card(scene, trainer)
    assert username == "learner.4f2a"
    assert make_card(scene, trainer)[0] == username
    assert "This card was cancelled on" in words_on(use(scene, username, code))
    assert use(scene, *make_card(scene, trainer)).location == "/account/first-password"


def test_a_learner_may_choose_no_password_and_is_signed_in_all_the_same(scene: Scene, trainer: Browser) -> None:
    learner = Browser(scene.app.test_client())
    use(scene, *make_card(scene, trainer), learner)
    assert "What to do next" in words_on(learner.get("/"))


def test_the_address_on_a_card_fills_the_form_in_and_uses_nothing_up(scene: Scene, trainer: Browser) -> None:
    username, code = make_card(scene, trainer)
    learner = Browser(scene.app.test_client())
    address = f"/card?u={username}&c={code}"
    for _ in range(2):
        assert f'value="{code}"' in learner.get(address).text
    assert learner.send(address, to="/card", username=username, code=code).status_code == 302


@pytest.mark.parametrize("change", [str.upper, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_capitals_and_spaces_do_not_matter(scene: Scene, trainer: Browser, change) -> None:
    username, code = make_card(scene, trainer)
    assert use(scene, username.upper(), change(code)).status_code == 302


def test_a_card_works_once(scene: Scene, trainer: Browser) -> None:
    username, code = make_card(scene, trainer)
    use(scene, username, code)
    again = use(scene, username, code)
    assert "This card was used on" in words_on(again)
    assert f'value="{username}"' in again.text


def test_an_old_card_says_so(scene: Scene, trainer: Browser) -> None:
    username, code = make_card(scene, trainer)
    with pretend(now() + timedelta(days=14)):
        assert "This card was good until" in words_on(use(scene, username, code))


def test_a_new_card_cancels_the_one_before(scene: Scene, trainer: Browser) -> None:
    first, second = make_card(scene, trainer), make_card(scene, trainer)
    assert "This card was cancelled on" in words_on(use(scene, *first))
    assert use(scene, *second).status_code == 302


def test_a_trainer_cancels_a_lost_card(scene: Scene, trainer: Browser) -> None:
    card, page = make_card(scene, trainer), f"/train/{scene.registration}/card"
    trainer.send(page, to=f"{page}/cancel")
    assert "This card was cancelled on" in words_on(use(scene, *card))


def test_a_wrong_code_and_a_wrong_name_get_the_same_words(scene: Scene, trainer: Browser) -> None:
    username, code = make_card(scene, trainer)
    told = "That username and code do not match."
    assert told in words_on(use(scene, username, "lamp-river-goose-table-000"))
    assert told in words_on(use(scene, "nobody-here", code))
    assert told in words_on(use(scene, "other-learner", code))
    assert use(scene, username, code).status_code == 302


def test_a_closed_account_has_no_card(scene: Scene, trainer: Browser) -> None:
    card = make_card(scene, trainer)
    scene.do(lambda plant: setattr(db.session.get_one(Account, plant.people["learner"]), "active", False))
    assert "do not match" in words_on(use(scene, *card))


def test_nobody_chooses_a_password_without_the_old_one_unless_a_card_let_them_in(scene: Scene) -> None:
    learner = scene.browser("learner")
    assert learner.get("/account/first-password", 302).location == "/account/password"


def test_a_card_shows_nothing_when_its_form_is_sent_again_after_it_was_used(
    scene: Scene, trainer: Browser
) -> None:
    address = f"/train/{scene.registration}/card"
    form = trainer.client.get(address, follow_redirects=True).text
    submission = re.search(r'name="submission" value="([^"]+)"', form)[1]
    pages = [trainer.send(address, submission=submission).text for _ in range(2)]
    codes = [re.findall(r"<dd>([^<]+)</dd>", page) for page in pages]
    assert codes[0] == codes[1]
    use(scene, *codes[0])
    late = trainer.send(address, submission=submission)
    assert "These cards were shown before" in words_on(late)
    assert codes[0][1] not in late.text


def test_who_made_a_card_and_when_it_was_used_is_kept_and_told(scene: Scene, trainer: Browser) -> None:
    card = make_card(scene, trainer)
    learner = Browser(scene.app.test_client())
    use(scene, *card, learner)
    listed = words_on(trainer.get(f"/train/{scene.registration}/card"))
    assert re.search(r"Made on .* by Trainer\. Used on ", listed)
    assert "Trainer made a card for you on" in words_on(learner.get("/account"))


def test_a_code_is_kept_nowhere(scene: Scene, trainer: Browser) -> None:
    _, code = make_card(scene, trainer)
    with scene.app.app_context():
        [card] = db.session.scalars(select(SignInCard))
        kept = [getattr(card, column.key) for column in SignInCard.__mapper__.columns]
    assert code not in repr(kept)


def test_a_trainer_makes_no_card_for_somebody_who_is_more_than_a_learner(scene: Scene, trainer: Browser) -> None:
    elsewhere = scene.do(lambda _plant: Plant.at("south").centre)
    card = make_card(scene, trainer)
    scene.do(lambda plant: centres.give_role(elsewhere, plant.people["learner"], Role.IQA))
    page = trainer.get(f"/train/{scene.registration}/card", 403)
    assert "does more here than learn" in words_on(page)
    assert "does more here than learn" in words_on(use(scene, *card))  # it was made while they only learned


def test_a_card_for_each_of_a_cohort_is_one_page(app: Flask, scene: Scene, trainer: Browser) -> None:
    def gather(plant: Plant) -> UUID:
        cohort = add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id
        db.session.get_one(Enrolment, plant.registration).cohort_id = cohort
        for number in range(3):
            plant.add(f"learner {number}", Role.LEARNER)
            _enrol(plant, f"learner {number}", cohort)
        plant.add("both", Role.LEARNER, Role.STAFF)
        _enrol(plant, "both", cohort)
        return cohort

    cohort = scene.do(gather)
    asked = trainer.get(f"/cohorts/{cohort}/cards")
    assert "They sign in with a password: Both." in words_on(asked)
    page = trainer.send(f"/cohorts/{cohort}/cards").text
    printed = re.findall(r"<dd>([^<]+)</dd>", page)
    cards = list(zip(printed[::2], printed[1::2], strict=True))
    assert len(cards) == 4
    assert len(set(printed)) == 8
    assert page.count('<svg role="img"') == 4
    for card in cards:
        assert use(scene, *card).status_code == 302


def test_a_cohort_without_learners_says_so(scene: Scene, trainer: Browser) -> None:
    cohort = scene.do(lambda plant: add_cohort(plant.centre, "Empty", "bench", date(2026, 1, 5)).id)
    assert "There is no learner in this cohort" in words_on(trainer.get(f"/cohorts/{cohort}/cards"))
    assert "Print" not in words_on(trainer.send(f"/cohorts/{cohort}/cards"))


def _enrol(plant: Plant, who: str, cohort: UUID) -> None:
    from uuid import uuid4

    from lms_peer.actions.register_learner import register_learner

    register_learner(
        plant.acting("trainer"),
        uuid4(),
        account=plant.people[who],
        slug="bench",
        optional_units=("H2",),
        cohort=cohort,
    )
