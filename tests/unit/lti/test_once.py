"""What works once works once, also when two try at the same moment, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_peer.actions.enter_by_launch import enter_by_launch
from lms_peer.database import db
from lms_peer.domain.launching import Fault, LaunchRefused
from lms_peer.lti import nonces
from lms_peer.lti.deep_linking import HOME
from lms_peer.lti.launch import RESOURCE_LINK, Launch
from lms_peer.lti.nonces import SignIn
from lms_peer.lti.platforms import Said, add_platform
from lms_peer.lti.tables import Context, LtiUser, Member, Placement, Platform, PlatformState
from lms_peer.people.centres import add_centre
from lms_peer.people.models import Account
from tests.plant import app_on
from tests.signer import LEARNER


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A service on each kind of database."""
    app = app_on(database_url, tmp_path)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def platform(app: Flask) -> UUID:
    """A platform of one centre."""
    with app.app_context():
        addresses = dict.fromkeys(("issuer", "auth_login_url", "token_url", "jwks_url"), "https://college.example")
        said = Said(name="College", client_id="peer", **addresses)
        made = add_platform(add_centre("north", "North").id, said, uuid4(), state=PlatformState.PENDING)
        db.session.commit()
        return made.id


def coming(platform: UUID, sign_in: SignIn, sub: str) -> Launch:
    """A launch that was believed."""
    return Launch(
        sign_in=sign_in,
        platform=db.session.get_one(Platform, platform),
        deployment_id="1",
        sub=sub,
        message=RESOURCE_LINK,
        target="/",
        roles=frozenset({LEARNER}),
        name=None,
        context_id="course",
        context_title="Course",
        resource_link_id="link",
        resource_link_title="Link",
        custom={},
        claims={},
    )


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """What each act answers or raises, when all of them begin at the same moment and commit."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            ready.wait()
            try:
                done = act()
                db.session.commit()
            except LaunchRefused as refused:
                db.session.rollback()
                return refused.fault
            return done

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_who_use_a_sign_in_one_comes_in(app: Flask, platform: UUID) -> None:
    with app.app_context():
        sign_in = nonces.begin(platform, {})
    found = at_once(app, [lambda: enter_by_launch(coming(platform, sign_in, "pupil")).target] * 2)
    assert sorted(map(str, found)) == sorted([str(HOME), str(Fault.REPLAY)])


def test_of_many_who_come_first_at_once_all_come_in_and_everything_is_noted_once(
    app: Flask, platform: UUID
) -> None:
    with app.app_context():
        sign_ins = [nonces.begin(platform, {}) for _ in range(4)]
    people = ["lee", "lee", "kim", "kim"]
    found = at_once(
        app,
        [
            lambda sign_in=sign_in, sub=sub: enter_by_launch(coming(platform, sign_in, sub)).account  # type: ignore[misc]
            for sign_in, sub in zip(sign_ins, people, strict=True)
        ],
    )
    assert (found[0], found[2]) == (found[1], found[3])
    with app.app_context():
        kinds = (Account, LtiUser, Member, Context, Placement)
        counted = [db.session.scalar(select(func.count()).select_from(kind)) for kind in kinds]
        assert counted == [2, 2, 2, 1, 1]
