"""Registrations that must not mix, and keys that change on either side while marks are sent."""

from __future__ import annotations

from uuid import uuid4

import requests

from lms_peer import keyring
from lms_peer.database import db, now
from lms_peer.keyring import Purpose
from lms_peer.lti.keys import signed
from lms_peer.lti.tables import GradeState, Platform
from tests.flow.lti.faulty import Faulty
from tests.flow.lti.scene import UNIT, LtiPlant, Service, account_of, choose, connected, marks_due, work
from tests.plant import LISTEN
from tests.platform.host import Browser, Campus, Course
from tests.signer import forget_keys


def assertion(platform: Platform) -> str:
    """Who we are, signed with the key in use."""
    present = int(now().timestamp())
    ids = {"iss": platform.client_id, "sub": platform.client_id, "aud": platform.token_url, "jti": str(uuid4())}
    text = signed({**ids, "iat": present, "exp": present + 60})
    db.session.commit()
    return text


def given_for(asserted: str, platform: Platform) -> int:
    """What the platform answers to who asks for a token so."""
    asked = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": asserted,
        "scope": "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    }
    return requests.post(platform.token_url, data=asked, timeout=20).status_code


def test_two_client_ids_of_one_issuer_never_share_a_token(
    plant: LtiPlant, service: Service, faulty: Faulty
) -> None:
    connected(plant, faulty, client_id="north", issuer=faulty.address)
    other = LtiPlant.at(f"south-{uuid4().hex[:8]}")
    connected(other, faulty, client_id="south", issuer=faulty.address)
    work(service.app)
    asked = [token.rpartition("-")[0] for path, token, _ in faulty.got if "scores" in path]
    assert sorted(asked) == ["north", "south"]


def test_two_client_ids_of_one_issuer_share_no_person_and_no_record(
    plant: LtiPlant, service: Service, campus: Campus, course: Course
) -> None:
    ours = plant.connect(course, "unit", service)
    other = LtiPlant.at(f"south-{uuid4().hex[:8]}")
    theirs = other.connect(course, "theirs", service)
    assert ours.issuer == theirs.issuer
    assert ours.client_id != theirs.client_id
    for block in ("unit", "theirs"):
        browser = Browser()
        choose(browser.go(course.open("ada", block, deep_link=True)), browser, *UNIT)
        assert Browser().go(course.open("ben", block)).status == 200
    db.session.rollback()
    here, there = account_of(ours, course.subs["ben"]), account_of(theirs, course.subs["ben"])
    assert here.id != there.id
    plant.registers(here.id)
    other.registers(there.id)
    plant.submits(LISTEN)
    work(service.app)
    assert [len(campus.do("scores", block=course.block(one))["scores"]) for one in ("unit", "theirs")] == [1, 0]
    other.submits(LISTEN)
    work(service.app)
    assert [len(campus.do("scores", block=course.block(one))["scores"]) for one in ("unit", "theirs")] == [1, 1]


def test_marks_go_on_when_either_side_changes_its_key(plant: LtiPlant, service: Service, course: Course) -> None:
    platform = plant.connect(course, "unit", service)
    browser = Browser()
    choose(browser.go(course.open("ada", "unit", deep_link=True)), browser, *UNIT)
    Browser().go(course.open("ben", "unit"))
    db.session.rollback()
    plant.registers(account_of(platform, course.subs["ben"]).id)
    evidence = plant.submits(LISTEN)
    work(service.app)
    course.campus.do("renew_key", client_id=platform.client_id)  # our token is signed by a key that is gone
    before = assertion(platform)
    keyring.rotate(Purpose.LTI, None)
    db.session.commit()
    assert given_for(before, platform) == given_for(assertion(platform), platform) == 200
    plant.judges(evidence, LISTEN)
    work(service.app)
    assert [one.state for one in marks_due(course)] == [GradeState.SENT, GradeState.SENT]
    forget_keys()  # as after a minute: a platform is not asked for its keys more often
    assert Browser().go(course.open("ben", "unit")).address.endswith("/units/H1")
