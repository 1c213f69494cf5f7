"""Every route says who may use it, and holds to it: route by role by centre, generated from the routes themselves.

A new route joins by itself; a parameter of a new name needs a sample in tests/town.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.web.access import PUBLIC, rule_of
from tests.plant import app_on
from tests.town import NOT_OF_A_CENTRE, SAMPLES, Town, furnished, routes


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Two centres alike, and no forgery check: it would answer before the access check."""
    folder: Path = tmp_path_factory.mktemp("town")
    app = app_on(f"sqlite:///{folder / 'test.sqlite'}", folder)
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    with app.app_context():  # left before any request: `g` belongs to it
        north, south = (furnished(slug) for slug in ("north", "south"))
    yield Town(app, north, south)
    with app.app_context():
        db.engine.dispose()


def test_every_route_says_who_may_use_it(town: Town) -> None:
    silent = {rule.endpoint for rule, _ in routes(town.app) if rule_of(town.app, rule.endpoint) is None}
    assert silent == set()


def test_every_parameter_has_a_sample(town: Town) -> None:
    unknown = {f"{name} of {rule.rule}" for rule, _ in routes(town.app) for name in rule.arguments - set(SAMPLES)}
    assert unknown == set()


def test_nobody_comes_in_without_signing_in(town: Town) -> None:
    client = town.app.test_client()
    wrong = []
    for rule, method in routes(town.app):
        if rule_of(town.app, rule.endpoint) == PUBLIC:
            continue
        answer = client.open(town.address(rule, town.north), method=method)
        if answer.status_code != 302 or not answer.location.startswith("/sign-in"):
            wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_is_not_named_is_refused(town: Town, role: Role) -> None:
    browser = town.browser(town.north.people[role.value])
    wrong = []
    for rule, method in routes(town.app):
        declared = rule_of(town.app, rule.endpoint)
        if declared is None or not declared.roles or role in declared.roles:
            continue
        answer = browser.open(town.address(rule, town.north), method=method)
        if answer.status_code != 403:
            wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_what_belongs_to_another_centre_is_not_found(town: Town, role: Role) -> None:
    browser = town.browser(town.north.people[role.value])
    wrong = []
    for rule, method in routes(town.app):
        declared = rule_of(town.app, rule.endpoint)
        if declared is None or not rule.arguments - NOT_OF_A_CENTRE:
            continue
        expected = {404} if role in declared.roles else {403}
        answer = browser.open(town.address(rule, town.south), method=method)
        if answer.status_code not in expected:
            wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_a_role_that_is_named_comes_in_at_its_own_centre(town: Town, role: Role) -> None:
    browser = town.browser(town.north.people[role.value])
    wrong = []
    for rule, method in routes(town.app):
        declared = rule_of(town.app, rule.endpoint)
        if method != "GET" or declared is None or role not in declared.roles:
            continue
        answer = browser.get(town.address(rule, town.north))
        sent_away = answer.status_code == 302 and answer.location.startswith(("/sign-in", "/account/centre"))
        if answer.status_code in (403, 500) or sent_away:
            wrong.append(f"{rule.rule}: {answer.status_code}")
    assert wrong == []


def test_a_learner_does_not_find_another_learners_record(town: Town) -> None:
    browser = town.browser(town.north.people["other learner"])
    wrong = []
    for rule, method in routes(town.app):
        declared = rule_of(town.app, rule.endpoint)
        if declared is None or Role.LEARNER not in declared.roles or not rule.arguments - NOT_OF_A_CENTRE:
            continue
        answer = browser.open(town.address(rule, town.north), method=method)
        if answer.status_code != 404:
            wrong.append(f"{method} {rule.rule}: {answer.status_code}")
    assert wrong == []
