"""The public page of a portfolio, and the trainer's pages that withdraw one and hand out checkpoints."""

from __future__ import annotations

import re
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask import Flask
from PIL import Image

from lms_peer import seal
from lms_peer.actions.withdraw_portfolio import withdraw_portfolio
from lms_peer.database import now
from lms_peer.ledger import entries
from tests.plant import ISSUER, LISTEN, Plant
from tests.printed import issue
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Browser, Scene, words_on


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    """A learner's first portfolio was issued."""
    scene = Scene(app, sign_in)
    scene.do(lambda plant: plant.submits(LISTEN))
    published(scene, 1)
    return scene


def published(scene: Scene, version: int) -> None:
    """One more version, with its public page."""

    def act(plant: Plant) -> None:
        issue(plant, version)
        seal.publish(plant.centre, plant.registration, version)

    scene.do(act)


def place(scene: Scene, version: int = 1) -> str:
    """The path of a version's public page."""
    address = scene.do(lambda plant: seal.verify_url(ISSUER, plant.centre, plant.registration, version))
    assert address.startswith(f"{ISSUER}/verify/")
    return address.removeprefix(ISSUER)


def withdraw(scene: Scene, version: int = 1) -> None:
    scene.do(
        lambda plant: withdraw_portfolio(
            plant.acting("trainer"), plant.registration, uuid4(), version=version, reason="A wrong unit"
        )
    )


@pytest.fixture
def anyone(scene: Scene) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(scene.app.test_client())


def test_it_says_valid_then_superseded_then_withdrawn(scene: Scene, anyone: Browser) -> None:
    assert "This portfolio is valid" in words_on(anyone.get(place(scene)))
    published(scene, 2)
    assert "There is a newer version of this portfolio" in words_on(anyone.get(place(scene)))
    assert "This portfolio is valid" in words_on(anyone.get(place(scene, 2)))
    withdraw(scene)
    assert "This portfolio was withdrawn" in words_on(anyone.get(place(scene)))


def test_a_code_that_is_typed_in_capitals_is_known(scene: Scene, anyone: Browser) -> None:
    before, slash, token = place(scene).rpartition("/")
    assert "This portfolio is valid" in words_on(anyone.get(f"{before}{slash}{token.upper()}"))


def test_it_says_nothing_else(scene: Scene, anyone: Browser) -> None:
    """No name, no centre, no course, no reason, no number, no day: the page of any other portfolio is the same."""
    other = Scene(scene.app, scene.sign_in, slug="south")
    other.do(lambda plant: plant.submits(LISTEN))
    published(other, 1)
    assert whole(anyone, place(scene)) == whole(anyone, place(other))
    for each in (scene, other):
        withdraw(each)
    withdrawn = whole(anyone, place(scene))
    assert withdrawn == whole(anyone, place(other))
    for secret in ("Learner", "North", "South", "bench", "wrong unit", str(now().year), str(scene.registration)):
        assert secret.lower() not in withdrawn.lower(), secret


def whole(anyone: Browser, path: str) -> str:
    """The page without what is chance (nonces, tokens) and without its own address."""
    page = anyone.get(path).text.replace(path.rpartition("/")[2], "TOKEN")
    page = re.sub(r'(nonce|csrf_token" value|value)="[^"]*"', "", page)
    return re.sub(r"<!--.*?-->", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("token", ["a" * 26, "x", "7" * 27, "A" * 26, "..%2f", "%00"])
def test_an_address_that_was_never_given_is_not_found(anyone: Browser, token: str) -> None:
    anyone.get(f"/verify/{token}", 404)


def test_an_address_can_not_be_worked_out_from_another(scene: Scene) -> None:
    tokens = {place(scene, version).rpartition("/")[2] for version in range(1, 9)}
    assert len(tokens) == 8
    assert all(re.fullmatch("[a-z2-7]{26}", token) for token in tokens)


def test_an_address_stays_when_the_secret_of_the_service_changes(scene: Scene, anyone: Browser) -> None:
    before, secret = place(scene), scene.app.secret_key
    scene.app.secret_key = "another one"
    try:
        assert place(scene) == before
        anyone.get(before)
    finally:
        scene.app.secret_key = secret


def test_whoever_tries_many_addresses_has_to_wait(scene: Scene) -> None:
    client = scene.app.test_client()
    come_from = {"REMOTE_ADDR": "203.0.113.7"}
    answers = [client.get(f"/verify/{'b' * 26}", environ_overrides=come_from).status_code for _ in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[-1] == 429
    later = client.get(place(scene), environ_overrides=come_from)
    assert later.status_code == 429
    assert "valid" not in words_on(later)
    assert client.get(place(scene), environ_overrides={"REMOTE_ADDR": "203.0.113.8"}).status_code == 200


def test_whoever_looks_at_many_portfolios_does_not_have_to_wait(scene: Scene) -> None:
    client, path = scene.app.test_client(), place(scene)
    answers = {client.get(path, environ_overrides={"REMOTE_ADDR": "203.0.113.9"}).status_code for _ in range(65)}
    assert answers == {200}


def test_the_picture_of_an_address_is_its_own(scene: Scene) -> None:
    pictures = [seal.qr_code(f"{ISSUER}{place(scene, version)}") for version in (1, 1, 2)]
    assert pictures[0] == pictures[1] != pictures[2]
    with Image.open(BytesIO(pictures[0])) as picture:
        assert picture.size[0] == picture.size[1] >= 8 * (21 + 8)


# --- the trainer's side --------------------------------------------------------------------------------------------


def test_a_trainer_withdraws_a_portfolio_after_a_look_at_what_it_means(scene: Scene, anyone: Browser) -> None:
    trainer = scene.browser("trainer")
    path = f"/train/{scene.registration}/portfolio/1/withdraw"
    check = trainer.send(path, reason="A wrong unit.\nSorry.")
    assert "You can not undo this" in words_on(check)
    assert "A wrong unit." in words_on(check)
    assert "This portfolio is valid" in words_on(anyone.get(place(scene)))
    submission = re.search(r'name="submission" value="([^"]+)"', check.text)
    assert submission
    done = trainer.send(path, reason="A wrong unit.\nSorry.", sure="yes", submission=submission[1])
    assert done.status_code == 302
    assert "This portfolio was withdrawn" in words_on(anyone.get(place(scene)))
    assert "withdrawn already" in words_on(trainer.get(path))
    last = scene.do(lambda plant: list(entries(plant.centre))[-1].body)
    assert b"revoked" in last
    assert b"wrong unit" not in last


def test_why_must_be_said_and_only_what_was_issued_can_be_withdrawn(scene: Scene) -> None:
    trainer = scene.browser("trainer")
    answer = trainer.send(f"/train/{scene.registration}/portfolio/1/withdraw", reason=" ", sure="yes")
    assert answer.status_code == 422
    assert "Write why you withdraw it." in words_on(answer)
    trainer.get(f"/train/{scene.registration}/portfolio/2/withdraw", 404)


def test_a_trainer_hands_out_a_checkpoint(scene: Scene) -> None:
    trainer = scene.browser("trainer")
    assert "peer.example/centre/north" in words_on(trainer.get("/train/checkpoints"))
    given = trainer.send("/train/checkpoints")
    assert given.status_code == 200
    assert given.headers["Content-Disposition"] == "attachment; filename=checkpoint-north-3.txt"
    assert scene.do(lambda plant: seal.compare(plant.centre, given.data).standing) is seal.Standing.SAME
    assert "3 statements" in words_on(trainer.get("/train/checkpoints"))


def test_nothing_of_another_centre_can_be_withdrawn(scene: Scene) -> None:
    other = Scene(scene.app, scene.sign_in, slug="south")
    other.browser("trainer").get(f"/train/{scene.registration}/portfolio/1/withdraw", 404)
    assert isinstance(scene.registration, UUID)
