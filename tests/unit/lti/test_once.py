"""What works once works once, also when two try at the same moment, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms_peer.actions.enter_by_launch import enter_by_launch
from lms_peer.database import db
from lms_peer.domain.launching import BadPlatform, Fault, LaunchRefused
from lms_peer.lti import nonces
from lms_peer.lti.deep_linking import HOME
from lms_peer.lti.launch import RESOURCE_LINK, Launch, _name
from lms_peer.lti.nonces import SignIn
from lms_peer.lti.platforms import Said, add_platform
from lms_peer.lti.roster import Person, _persons
from lms_peer.lti.tables import Context, Deployment, LtiUser, Member, Placement, Platform, PlatformState
from lms_peer.people.centres import add_centre
from lms_peer.people.models import Account
from tests.plant import ISSUER
from tests.signer import LEARNER


@pytest.fixture
def app(on_both: Flask) -> Flask:
    """A service on each kind of database."""
    return on_both


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


def test_only_one_deployment_becomes_known_by_the_first_launch(app: Flask, platform: UUID) -> None:
    with app.app_context():  # both were read while the platform had none
        launches = [
            replace(coming(platform, nonces.begin(platform, {}), "lee"), deployment_id=one) for one in ("1", "2")
        ]
    found = at_once(app, [lambda one=one: enter_by_launch(one).target for one in launches])  # type: ignore[misc]
    assert sorted(map(str, found)) == sorted([str(HOME), str(Fault.DEPLOYMENT)])
    with app.app_context():
        assert len(db.session.scalars(select(Deployment)).all()) == 1


@pytest.mark.parametrize("role", [f"{LEARNER}\0", "membership#\ud800"])
def test_a_role_that_no_database_takes_is_none(app: Flask, platform: UUID, role: str) -> None:
    with app.app_context():
        launch = replace(coming(platform, nonces.begin(platform, {}), "lee"), roles=frozenset({role, LEARNER}))
        enter_by_launch(launch)
        db.session.commit()
        assert db.session.scalars(select(Member)).one().roles == "Learner"


@pytest.mark.parametrize("field", ["name", "client_id", "family", "audience"])
@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_a_platform_that_can_not_be_written_down_is_refused(app: Flask, field: str, text: str) -> None:
    addresses = dict.fromkeys(("issuer", "auth_login_url", "token_url", "jwks_url"), "https://college.example")
    said = {"name": "College", "client_id": "peer", **addresses, field: text}
    with app.app_context(), pytest.raises(BadPlatform, match=field):
        add_platform(add_centre("south", "South").id, Said(**said), uuid4(), state=PlatformState.PENDING)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"name": "Lee\0 Sam\ud800ple"}, "Lee Sample"),
        ({"name": "Lee\u202eelpmaS"}, "Lee\u202eelpmaS"),
        ({"given_name": " Lee\n", "family_name": "Sample"}, "Lee Sample"),
        ({"name": "\0\ud800"}, None),
    ],
)
def test_a_name_that_no_database_takes_is_made_one(
    app: Flask, platform: UUID, said: dict[str, str], kept: str | None
) -> None:
    with app.app_context():
        db.session.get_one(Platform, platform).with_names = True
        launch = replace(coming(platform, nonces.begin(platform, {}), "lee"), name=_name(said))
        account = enter_by_launch(launch).account
        db.session.commit()
        name = db.session.get_one(Account, account).name
        assert name == kept or (kept is None and name.startswith("Learner "))
        assert list(_persons({"members": [{"user_id": "lee", **said}]})) == [Person("lee", frozenset(), kept)]


@pytest.mark.parametrize(
    "shows", [f"unit/{'x' * 65}/H1", f"unit/bench/{'x' * 65}", "unit/bench/H\0", "unit/b\ud800/H1"]
)
def test_an_activity_that_names_what_can_not_be_written_down_opens_the_first_page(
    app: Flask, platform: UUID, shows: str
) -> None:
    with app.app_context():
        launch = replace(coming(platform, nonces.begin(platform, {}), "lee"), custom={"shows": shows})
        assert enter_by_launch(launch).target == HOME
        db.session.commit()
        assert db.session.scalars(select(Placement)).one().qualification_slug is None


@pytest.mark.parametrize(
    "address", ["/lti/login?iss=%00&client_id=%00&login_hint=x", "/lti/login?iss=x&lti_deployment_id=%00"]
)
def test_a_sign_in_from_nowhere_is_refused_in_words(app: Flask, platform: UUID, address: str) -> None:
    assert app.test_client().get(f"{address}&target_link_uri={ISSUER}/").status_code == 404
