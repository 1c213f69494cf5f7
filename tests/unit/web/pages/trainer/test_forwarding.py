"""The trainer's forwarding pages: adding a system, how it does, pausing, changing, and what it refused."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import update

from lms_peer import ledger, outbox
from lms_peer.database import db
from lms_peer.outbox import Destination, Quarantined
from tests.plant import LISTEN, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, words_on

FILLED = {
    "name": "County records",
    "endpoint": "https://lrs.example.org/xapi",
    "key": "north",
    "secret": "a long secret",
    "version": "1.0.3",
    "which": "all",
    "start": "first",
    "client": "",
}


def destinations(scene: Scene) -> list[Destination]:
    """What is kept, to look at outside its session."""

    def taken_out(plant: Plant) -> list[Destination]:
        found = outbox.destinations(plant.centre)
        db.session.expunge_all()
        return found

    return scene.do(taken_out)


def at(scene: Scene, **columns: object) -> None:
    """As the forwarder would leave it."""
    scene.do(lambda _plant: db.session.execute(update(Destination).values(**columns)))


@pytest.fixture
def address(scene: Scene, trainer: Browser) -> str:
    """The page of a system that was added."""
    trainer.send("/forwarding/new", **FILLED)
    return f"/forwarding/{destinations(scene)[0].id}"


def test_a_trainer_adds_a_system(scene: Scene, trainer: Browser) -> None:
    assert "We do not send records anywhere yet." in words_on(trainer.get("/forwarding"))
    answer = trainer.send("/forwarding/new", **FILLED)
    (added,) = destinations(scene)
    assert answer.location == f"/forwarding/{added.id}"
    assert (added.endpoint, added.with_files, added.inside) == ("https://lrs.example.org/xapi/", False, False)
    page = trainer.get(answer.location)
    assert "Working" in words_on(page)
    assert "1 still to send" in words_on(page)
    assert "We do not send them" in words_on(page)
    assert FILLED["secret"] not in page.text
    assert "County records" in words_on(trainer.get("/forwarding"))
    assert "Where we send records" in words_on(trainer.get("/cohorts"))


def test_sent_twice_it_is_added_once(scene: Scene, trainer: Browser) -> None:
    submission = str(uuid4())
    for _ in range(2):
        assert trainer.send("/forwarding/new", submission=submission, **FILLED).status_code == 302
    assert len(destinations(scene)) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Write a name for the system."),
        ({"endpoint": "lrs.example.org"}, "can not be the address"),
        ({"endpoint": "ftp://lrs.example.org"}, "can not be the address"),
        ({"key": ""}, "Write the key."),
        ({"secret": ""}, "Write the secret."),
        ({"version": "0.9"}, "Choose a version."),
        ({"which": "some"}, "Choose which records we send."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    scene: Scene, trainer: Browser, wrong: dict[str, str], said: str
) -> None:
    page = trainer.send("/forwarding/new", **{**FILLED, **wrong})
    assert page.status_code == 422
    assert said in words_on(page)
    assert (wrong.get("name") or FILLED["name"]).strip() in page.text
    assert FILLED["secret"] not in page.text
    assert destinations(scene) == []


def test_a_name_is_used_once(address: str, trainer: Browser) -> None:
    page = trainer.send("/forwarding/new", **FILLED)
    assert page.status_code == 422
    assert "called County records already" in words_on(page)


def test_a_system_that_does_not_answer_is_told_of_and_can_be_tried_at_once(
    scene: Scene, trainer: Browser, address: str
) -> None:
    moment = datetime(2031, 1, 5, 14, 5, tzinfo=UTC)
    at(scene, attempts=3, failing_since=moment, next_attempt=moment, last_error="Their system did not answer.")
    words = words_on(trainer.get(address))
    assert "Waiting" in words
    assert "Their system did not answer." in words
    assert "We try again at 2:05pm" in words
    assert trainer.send(address, to=f"{address}/resume").status_code == 302
    assert destinations(scene)[0].next_attempt < moment


def test_a_system_is_paused_and_started_again(scene: Scene, trainer: Browser, address: str) -> None:
    trainer.send(address, to=f"{address}/pause")
    assert destinations(scene)[0].paused
    words = words_on(trainer.get(address))
    assert "Paused" in words
    assert "Start again" in words
    trainer.send(address, to=f"{address}/resume")
    assert not destinations(scene)[0].paused


def test_a_system_is_removed_after_it_was_said_what_that_means(
    scene: Scene, trainer: Browser, address: str
) -> None:
    scene.do(lambda plant: plant.submits(LISTEN))
    which = destinations(scene)[0].id
    refused = Quarantined(destination_id=which, position=1, statement_id=uuid4(), reason="no")
    scene.do(lambda _plant: db.session.add(refused))
    words = words_on(trainer.get(f"{address}/remove"))
    for said in (
        "Remove County records",
        "2 records are not sent.",
        "why it refused 1 record.",
        "pause it instead",
    ):
        assert said in words
    answer = trainer.send(f"{address}/remove")
    page = words_on(trainer.get(answer.location))
    assert "Nothing is sent to County records any more." in page
    assert "We do not send records anywhere yet." in page
    assert destinations(scene) == []
    assert scene.do(lambda plant: ledger.head(plant.centre).position) == 2
    trainer.get(address, 404)
    assert trainer.send("/forwarding/new", **FILLED).status_code == 302, "its name is free again"


def test_refused_records_stand_there_with_the_reason_and_are_sent_again(
    scene: Scene, trainer: Browser, address: str
) -> None:
    which = destinations(scene)[0].id
    for position in (1, 2, 3):
        refused = Quarantined(
            destination_id=which, position=position, statement_id=uuid4(), reason=f"reason <{position}>"
        )
        scene.do(lambda _plant, refused=refused: db.session.add(refused))
    words = words_on(trainer.get(address))
    assert all(f"reason <{position}>" in words for position in (1, 2, 3))
    assert "Their system did not take these 3 records." in words
    trainer.send(address, to=f"{address}/again/2")
    assert "It is sent again in a moment." in words_on(trainer.get(address))
    assert asked(scene) == [2]
    trainer.send(address, to=f"{address}/again")
    assert asked(scene) == [1, 2, 3]


def asked(scene: Scene) -> list[int]:
    """The positions that are to be sent again."""
    return scene.do(
        lambda plant: [
            one.position for one in outbox.quarantined(outbox.destinations(plant.centre)[0])[0] if one.again
        ]
    )


def test_what_is_sent_can_be_changed_and_the_secret_stays(scene: Scene, trainer: Browser, address: str) -> None:
    changed = {**FILLED, "name": "County", "which": "own", "with_files": "y", "secret": ""}
    assert trainer.send(f"{address}/change", **changed).status_code == 302
    (found,) = destinations(scene)
    assert (found.name, found.own_only, found.with_files, found.secret) == ("County", True, True, FILLED["secret"])


def test_our_secret_and_our_network_are_not_given_to_another_host(
    scene: Scene, trainer: Browser, address: str
) -> None:
    at(scene, inside=True)
    moved = {**FILLED, "endpoint": "http://10.0.0.1/xapi/", "secret": ""}
    page = trainer.send(f"{address}/change", **moved)
    assert page.status_code == 422
    assert destinations(scene)[0].endpoint == "https://lrs.example.org/xapi/"
    trainer.send(f"{address}/change", **{**moved, "secret": "another one"})
    assert not destinations(scene)[0].inside


def test_another_role_or_centre_sees_nothing(app: Flask, scene: Scene, sign_in: SignIn, address: str) -> None:
    for who in ("learner", "staff", "assessor", "iqa", "eqa"):
        scene.browser(who).get("/forwarding", 403)
        scene.browser(who).get(address, 403)
    south = Scene(app, sign_in, "south").browser("trainer")
    south.get(address, 404)
    assert south.send("/forwarding/new", to=f"{address}/pause").status_code == 404
    south.get(f"/forwarding/{UUID(int=7)}", 404)


def test_an_address_that_hides_nothing_on_the_way_is_pointed_out(trainer: Browser) -> None:
    sent = trainer.send("/forwarding/new", **{**FILLED, "endpoint": "http://lrs.example.org/"})
    assert "Its address begins with http, so records and the key can be read on the way." in words_on(
        trainer.get(sent.location)
    )
