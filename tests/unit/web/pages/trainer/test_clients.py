"""Connected systems: the list, connecting one, the secret that is shown once, disconnecting."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms_peer.domain.scopes import Scope
from lms_peer.people import clients
from lms_peer.people.clients import Client, add_client, find_client
from lms_peer.web.pages.trainer.clients import ClientLine
from tests.plant import ISSUER, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, words_on

HERE = "/connected-systems"
NEW = f"{HERE}/new"
MOODLE = {"name": "Moodle", "scopes": ["statements/write", "state"]}


def shown(page: TestResponse) -> list[str]:
    """The address, the key and the secret on the page."""
    return re.findall(r"<dd>(.*?)</dd>", page.text)


def let_in(scene: Scene, key: str, secret: str) -> Client | None:
    """Who comes in with these."""
    return scene.do(lambda _: find_client(key, secret))


def kept(scene: Scene) -> list[ClientLine]:
    """The centre's clients."""
    return scene.do(lambda plant: [ClientLine.of(one) for one in clients.clients(plant.centre)])


def connected(plant: Plant) -> ClientLine:
    """A client, never used."""
    client, _ = add_client(plant.centre, "Moodle", [Scope.STATE], plant.people["trainer"])
    return ClientLine.of(client)


def test_a_system_is_connected_and_let_in_with_what_the_page_shows(scene: Scene, trainer: Browser) -> None:
    page = trainer.send(NEW, **MOODLE)
    assert "Copy the secret now." in words_on(page)
    address, key, secret = shown(page)
    assert address == f"{ISSUER}/xapi"
    client = let_in(scene, key, secret)
    assert client is not None
    assert client.scopes == {Scope.STATEMENTS_WRITE, Scope.STATE}
    assert client.centre_id == scene.plant.centre
    assert page.headers["Cache-Control"] == "private, no-store"
    by = scene.do(lambda plant: [one.created_by for one in clients.clients(plant.centre)])
    assert by == [scene.plant.people["trainer"]]


def test_the_list_shows_the_key_and_what_it_may_but_never_the_secret(trainer: Browser) -> None:
    _, key, secret = shown(trainer.send(NEW, **MOODLE))
    page = trainer.get(HERE)
    assert f"Moodle {key} Send records Keep a learner’s place Never Disconnect Moodle" in words_on(page)
    assert secret not in page.text


def test_the_list_tells_when_a_system_was_last_used(scene: Scene, trainer: Browser) -> None:
    def used(plant: Plant) -> None:
        client = clients.client(plant.centre, connected(plant).id)
        client.last_used = datetime(2026, 7, 1, 9, 5, tzinfo=UTC)

    scene.do(used)
    assert "1 July 2026, 10:05am" in words_on(trainer.get(HERE))


def test_a_double_click_connects_one_system_and_shows_its_secret(scene: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    first, second = (trainer.send(NEW, submission=submission, **MOODLE) for _ in range(2))
    assert shown(first) == shown(second)
    assert len(kept(scene)) == 1


def test_the_same_form_sent_from_another_session_shows_no_secret(scene: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    trainer.send(NEW, submission=submission, **MOODLE)
    again = scene.browser("trainer").send(NEW, submission=submission, **MOODLE)
    assert again.status_code == 200
    assert shown(again) == []
    assert "Its secret was shown then." in words_on(again)
    assert len(kept(scene)) == 1


def test_an_old_form_shows_no_secret_once_the_system_is_disconnected(scene: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    trainer.send(NEW, submission=submission, **MOODLE)
    (made,) = kept(scene)
    trainer.send(f"{HERE}/{made.id}/disconnect")
    assert shown(trainer.send(NEW, submission=submission, **MOODLE)) == []


def test_the_same_form_with_other_words_is_asked_about(scene: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    trainer.send(NEW, submission=submission, **MOODLE)
    for changed in ({"name": "Canvas"}, {"scopes": ["all"]}):
        page = trainer.send(NEW, submission=submission, **{**MOODLE, **changed})
        assert page.status_code == 422
        assert "You sent this before" in words_on(page)
    assert [one.name for one in kept(scene)] == ["Moodle"]


def test_two_systems_may_be_alike_but_never_share_a_secret(scene: Scene, trainer: Browser) -> None:
    first, second = (shown(trainer.send(NEW, **MOODLE)) for _ in range(2))
    assert first[1] != second[1]
    assert first[2] != second[2]
    assert let_in(scene, first[1], second[2]) is None


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": "  "}, "Write a name for the system."),
        ({"name": "x" * 201}, "This is too long."),
        ({"scopes": []}, "Choose what the system may do."),
        ({"scopes": ["statements/write", "the moon"]}, "not"),
    ],
)
def test_a_form_with_a_mistake_keeps_what_was_typed(
    scene: Scene, trainer: Browser, wrong: dict[str, object], told: str
) -> None:
    typed = {**MOODLE, **wrong}
    page = trainer.send(NEW, **typed)
    assert page.status_code == 422
    assert told in words_on(page)
    assert f'value="{str(typed["name"]).strip()}"' in page.text or not str(typed["name"]).strip()
    ticked = re.findall(r'value="([^"]+)"\s+checked', page.text)
    assert ticked == [scope for scope in typed["scopes"] if scope in set(Scope)]  # type: ignore[attr-defined]
    assert kept(scene) == []


def test_a_new_form_ticks_what_most_systems_need(trainer: Browser) -> None:
    page = trainer.get(NEW).text
    assert re.findall(r'value="([^"]+)"\s+checked', page) == ["statements/write", "statements/read/mine"]


def test_a_name_is_shown_as_it_was_typed(trainer: Browser) -> None:
    page = trainer.send(NEW, name="<b>Moodle</b> & Co", scopes=["state"])
    assert "<b>" not in page.text
    assert "<b>Moodle</b> & Co is connected" in words_on(page)


def test_a_system_is_disconnected_after_asking_and_is_shut_out(scene: Scene, trainer: Browser) -> None:
    _, key, secret = shown(trainer.send(NEW, **MOODLE))
    (made,) = kept(scene)
    ask = f"{HERE}/{made.id}/disconnect"
    assert "Disconnect this system?" in words_on(trainer.get(ask))
    assert let_in(scene, key, secret)
    assert trainer.send(ask).location == HERE
    page = words_on(trainer.get(HERE))
    assert "Moodle is disconnected." in page
    assert "No system is connected now." in page
    assert key in page
    assert let_in(scene, key, secret) is None
    assert trainer.get(ask, status=302).location == HERE
    assert trainer.send(NEW, to=ask).location == HERE  # a double click


def test_only_a_trainer_may_see_or_change_what_is_connected(scene: Scene) -> None:
    made = scene.do(connected)
    for who in ("learner", "staff", "assessor", "iqa", "eqa"):
        browser = scene.browser(who)
        for path in (HERE, NEW, f"{HERE}/{made.id}/disconnect"):
            browser.get(path, status=403)


def test_another_centres_systems_are_neither_listed_nor_found(app: Flask, sign_in: SignIn, scene: Scene) -> None:
    made = scene.do(connected)
    other = Scene(app, sign_in, slug="south").browser("trainer")
    assert made.key not in other.get(HERE).text
    other.get(f"{HERE}/{made.id}/disconnect", status=404)
    assert other.send(NEW, to=f"{HERE}/{made.id}/disconnect").status_code == 404
    assert kept(scene)[0].revoked is None


def test_another_centre_can_not_take_a_system_over_by_its_id(app: Flask, sign_in: SignIn, scene: Scene) -> None:
    made = scene.do(connected)
    other = Scene(app, sign_in, slug="south").browser("trainer")
    answer = other.send(NEW, submission=str(made.id), **MOODLE)
    assert shown(answer) == []
    assert answer.status_code in (404, 422)


def test_the_trainers_first_page_leads_there(trainer: Browser) -> None:
    assert f'href="{HERE}"' in trainer.get("/cohorts").text
