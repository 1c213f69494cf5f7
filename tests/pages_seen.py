"""Every page as the people of a town see it, found from the routes: empty, full, and with the mistakes of a form.

Fetched without a browser, each page once for each kind of person who may open it. What is not a page is left out:
files, tables to download, what only a script asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from flask import Flask, current_app, url_for
from flask.testing import FlaskClient
from flask_security.recoverable import generate_reset_password_token
from itsdangerous import URLSafeSerializer
from lxml import html
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from lms_peer.actions.sign_by_link import make_link
from lms_peer.actions.use_board import report_post, write_post
from lms_peer.actions.write_message import answer_learner
from lms_peer.database import db, now
from lms_peer.domain.facts import Verdict
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.lti.deep_linking import Asked
from lms_peer.people.accounts import set_password
from lms_peer.people.enrolments import enrolment
from lms_peer.people.models import Account
from lms_peer.web.access import rule_of
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.town import SAMPLES, SamplePlant, furnished

Better = Mapping[str, Mapping[str, object]]
EMPTY, FULL, ERROR = "empty", "full", "error"
NOBODY = "nobody"
_TALKING = ("trainer", "learner")
_FIELDS = "//main//form[@method='post']//*[self::input[not(@type='hidden')] or self::select or self::textarea]"


@dataclass(frozen=True)
class Seen:
    """A page as one person saw it. `who` is a role, or "nobody" for someone who is not signed in."""

    endpoint: str
    who: str
    state: str
    address: str
    html: str

    def __str__(self) -> str:
        return f"{self.endpoint} ({self.who}, {self.state})"


def pages_seen(app: Flask, *who: str) -> Iterator[Seen]:
    """The pages of these people (roles, or "nobody"; all when none is named), with the forgery check off meanwhile."""
    before, app.config["WTF_CSRF_ENABLED"] = app.config.get("WTF_CSRF_ENABLED", True), False
    try:
        yield from _pages_seen(app, who)
    finally:
        app.config["WTF_CSRF_ENABLED"] = before


def _pages_seen(app: Flask, who: Sequence[str]) -> Iterator[Seen]:
    with app.app_context():
        bare = Plant.at(f"bare-{uuid4().hex[:8]}")
        full = furnished(f"full-{uuid4().hex[:8]}")
        better = live_in(full)
        db.session.remove()
    for one in who or (NOBODY, *(role.value for role in Role)):
        rules = [rule for rule in app.url_map.iter_rules() if _for(app, rule, one)]
        yield from _read(app, bare, rules, one, EMPTY, {})
        yield from _read(app, full, rules, one, FULL, better)
        yield from _wrong(app, full, rules, one, better)


def live_in(plant: SamplePlant) -> Better:
    """What a while of work leaves behind: each kind of decision, something to sign, an answer, a finished unit.

    Answers what suits some pages better than the sample does.
    """
    enrolment(plant.centre, plant.registration).cohort_id = plant.sample_cohort
    fellow, own = (
        write_post(plant.acting(who), plant.sample_cohort, uuid4(), text="Welcome.").id for who in _TALKING
    )
    report_post(plant.acting("learner"), fellow, why="Please look")
    sent_back = plant.submits(LISTEN)
    plant.judges(sent_back, LISTEN, verdict=Verdict.NOT_YET)
    plant.judges(plant.submits(PLACES), PLACES)
    seen = plant.plans(OBSERVED)
    plant.observes(seen, OBSERVED)
    plant.countersigns(plant.logs(570))
    doubted = plant.submits(LISTEN, PLACES)
    plant.judges(doubted, LISTEN, PLACES)
    plant.takes_back(plant.standing.evidence[doubted].verdicts[LISTEN].id)
    plant.signs_off("H2")
    plant.plans_samples("H2", by_day=uk_day(now()))
    plant.samples("H2", doubted)
    plant.closes(plant.samples("H2", doubted, agreed=False))
    plant.plans_samples("H1", by_day=uk_day(now()))
    plant.plans_samples("H2", reason="One sample is enough.")
    plant.opens_again("H2")
    plant.signs_off("H2")
    answer_learner(
        plant.acting("trainer"), uuid4(), thread=plant.sample_thread, roles={Role.TRAINER}, text="Yes, they do."
    )
    for who in ("learner", "trainer"):
        set_password(db.session.get_one(Account, plant.people[who]), "seven green lamps")
    asked = {
        "asked": Asked(
            platform=str(plant.sample_platform),
            deployment="1",
            account=str(plant.people["trainer"]),
            return_url="https://college.example/back",
            many=True,
            marks=True,
        ).sealed()
    }
    link = make_link(plant.acting("trainer"), plant.registration, uuid4(), hours=plant.sample_hours)
    db.session.commit()
    return {
        "learner.start_again": {"evidence": sent_back},
        "messages.reply": {"evidence": sent_back},
        "record.observation": {"observation": seen},
        "record.evidence": {"evidence": doubted},
        "assessor.judge": {"evidence": doubted},
        "assessor.reopen": {"unit": "H2"},
        "record.unit": {"unit": "H2"},
        "trainer.leave": {"account": plant.people["assessor"]},
        "board.take_back": {"post": own},
        "board.answer": {"post": fellow},
        "learner.sign_observation": {"observation": seen},
        "lti.choose": asked,
        "lti.choose_course": {**asked, "shows": "unit"},
        "lti.choose_units": {**asked, "course": "bench"},
        "hours_links.sign": {"token": _signed("hours link", link.id.hex)},
        "account.ask_to_stop_reminders": {"token": _signed("reminders", str(plant.people["learner"]))},
        "security.reset_password": {"token": _password_token(plant.people["trainer"])},
    }


def _signed(salt: str, word: str) -> str:
    return str(URLSafeSerializer(str(current_app.secret_key), salt=salt).dumps(word))


def _password_token(account: UUID) -> str:
    return str(generate_reset_password_token(db.session.get_one(Account, account)))  # type: ignore[no-untyped-call]


def browser(app: Flask, plant: Plant, who: str) -> FlaskClient:
    """A browser of that person."""
    client = app.test_client()
    if who != NOBODY:
        with app.app_context():
            found = db.session.get_one(Account, plant.people[who]).fs_uniquifier
        with client.session_transaction() as session:
            session.update(_user_id=found, _fresh=True, fs_paa=time(), card=time())
    return client


def _for(app: Flask, rule: Rule, who: str) -> bool:
    """Whether this person may open it. What is for everyone is looked at as nobody; for all signed in, as a learner."""
    declared = rule_of(app, rule.endpoint)
    if declared is None or "GET" not in (rule.methods or ()) or rule.endpoint == "security.logout":
        return False
    if declared.public or who == NOBODY:
        return declared.public and who == NOBODY
    return who in {role.value for role in declared.roles or (Role.LEARNER, Role.TRAINER)}


def _address(app: Flask, plant: Plant, rule: Rule, better: Better) -> str | None:
    """The address of the rule at this centre; None when the centre has nothing of the kind."""
    if "token" in rule.arguments and rule.endpoint not in better:
        return None
    values: dict[str, Any] = dict(better.get(rule.endpoint, {}))
    try:
        values |= {name: SAMPLES[name](plant) for name in rule.arguments - set(values)}  # type: ignore[arg-type]
    except AttributeError:
        return None
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def _read(app: Flask, plant: Plant, rules: list[Rule], who: str, state: str, better: Better) -> Iterator[Seen]:
    client = browser(app, plant, who)
    for rule in rules:
        address = _address(app, plant, rule, better)
        answer = address and _get(client, address)
        if answer and answer.mimetype == "text/html" and answer.status_code == 200:
            yield Seen(rule.endpoint, who, state, address, answer.text)


def _get(client: FlaskClient, address: str) -> TestResponse:
    """The answer, past a redirect that only gives the form its id."""
    answer = client.get(address)
    onward = urlsplit(answer.location or "")
    return client.get(answer.location) if onward.query and onward.path == address else answer


def _wrong(app: Flask, plant: Plant, rules: list[Rule], who: str, better: Better) -> Iterator[Seen]:
    """Each page with a form to fill in, sent with nothing in it."""
    client = browser(app, plant, who)
    for rule in rules:
        address = _address(app, plant, rule, better)
        if address is None or "POST" not in (rule.methods or ()):
            continue
        before = _get(client, address)
        if before.mimetype != "text/html" or not html.fromstring(before.text).xpath(_FIELDS):
            continue
        answer = client.post(address, data={"submission": str(uuid4())})
        if answer.mimetype == "text/html" and answer.status_code in (200, 422):
            yield Seen(rule.endpoint, who, ERROR, address, answer.text)
