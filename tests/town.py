"""A town of two centres with one of everything that an address can name, for tests that go through all routes.

A new route joins by itself. A route with a parameter of a new name needs a line in SAMPLES: what it stands for at a
centre, so that the other centre can be asked for it in vain.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from lms_peer import outbox
from lms_peer.actions.announce import announce
from lms_peer.actions.issue_portfolio import request_portfolio
from lms_peer.actions.keep_draft import Draft, keep_draft
from lms_peer.actions.keep_habits import add_habit
from lms_peer.actions.keep_matches import add_match, record_supervision
from lms_peer.actions.keep_notes import write_note
from lms_peer.actions.use_board import write_post
from lms_peer.actions.write_message import ask_trainer
from lms_peer.database import db, now
from lms_peer.domain.facts import Verdict
from lms_peer.domain.habits import Turnout
from lms_peer.domain.qualification import Method
from lms_peer.domain.scopes import Scope
from lms_peer.domain.uk import uk_day
from lms_peer.lti.platforms import Said, add_platform
from lms_peer.lti.tables import Context, Deployment, Grade, GradeState, LtiUser, Member, Placement, PlatformState
from lms_peer.people.clients import add_client
from lms_peer.people.enrolments import add_cohort
from lms_peer.people.models import Account
from lms_peer.people.phrases import add_phrase
from lms_peer.people.witnesses import add_witness
from tests.plant import LISTEN, OBSERVED, Plant


@dataclass(frozen=True)
class Community:
    """One of each thing that is kept beside the record, by its id."""

    habit: UUID
    note: UUID
    match: UUID
    supervision: UUID
    announcement: UUID
    post: UUID

    @classmethod
    def of(cls, plant: SamplePlant) -> Community:
        """The centre's trainer keeps one of each."""
        trainer, today = plant.acting("trainer"), uk_day(now())
        days = {"since": today, "assessed": today, "review": today + timedelta(days=90)}
        match = add_match(trainer, plant.registration, uuid4(), client="R-1", weeks=4, **days).id
        return cls(
            habit=add_habit(
                trainer,
                plant.registration,
                uuid4(),
                turnout=Turnout.ON_TIME,
                happened=today,
                minutes_late=None,
                occasion="A shift",
            ).id,
            note=write_note(trainer, plant.registration, uuid4(), note="Likes to begin early.").id,
            match=match,
            supervision=record_supervision(trainer, match, uuid4(), held=today, present=True).id,
            announcement=announce(
                trainer, plant.sample_cohort, uuid4(), title="Friday", text="We meet at 10.", until=today
            ).id,
            post=write_post(trainer, plant.sample_cohort, uuid4(), text="Welcome.").id,
        )


class SamplePlant(Plant):
    """A centre with one of everything that an address can name."""

    sample_evidence: UUID
    sample_judgement: UUID
    sample_sample: UUID
    sample_draft: UUID
    sample_hours: UUID
    sample_observation: UUID
    sample_cohort: UUID
    sample_witness: UUID
    sample_phrase: UUID
    sample_job: UUID
    sample_client: UUID
    sample_destination: UUID
    sample_thread: UUID
    sample_platform: UUID
    sample_platform_course: UUID
    sample_mark: UUID
    community: Community


# One value for each parameter of a route, of an object that is really there at the plant's centre.
SAMPLES: dict[str, Callable[[SamplePlant], object]] = {
    "registration": lambda plant: plant.registration,
    "unit": lambda _plant: "H1",
    "criterion": lambda _plant: LISTEN.number,
    "draft_id": lambda plant: plant.sample_draft,
    "evidence": lambda plant: plant.sample_evidence,
    "judgement": lambda plant: plant.sample_judgement,
    "sample": lambda plant: plant.sample_sample,
    "hours": lambda plant: plant.sample_hours,
    "entry": lambda plant: plant.sample_hours,
    "observation": lambda plant: plant.sample_observation,
    "cohort": lambda plant: plant.sample_cohort,
    "cohort_id": lambda plant: plant.sample_cohort,
    "learner": lambda plant: plant.people["learner"],
    "account": lambda plant: plant.people["learner"],
    "assurer": lambda plant: plant.people["eqa"],
    "witness": lambda plant: plant.sample_witness,
    "job": lambda plant: plant.sample_job,
    "client": lambda plant: plant.sample_client,
    "destination": lambda plant: plant.sample_destination,
    "thread": lambda plant: plant.sample_thread,
    "seen": lambda plant: plant.sample_thread,
    "platform": lambda plant: plant.sample_platform,
    "platform_course": lambda plant: plant.sample_platform_course,
    "mark": lambda plant: plant.sample_mark,
    "habit": lambda plant: plant.community.habit,
    "note": lambda plant: plant.community.note,
    "match": lambda plant: plant.community.match,
    "supervision": lambda plant: plant.community.supervision,
    "announcement": lambda plant: plant.community.announcement,
    "post": lambda plant: plant.community.post,
    "position": lambda _plant: 1,
    "sha256": lambda _plant: "0" * 64,
    "version": lambda _plant: 1,
    "filename": lambda _plant: "app.css",
    "slug": lambda _plant: "bench",
    "token": lambda _plant: "signed-by-us",
    "phrase": lambda plant: plant.sample_phrase,
}
# Parameters that name nothing of a centre: a value of theirs is the same everywhere.
NOT_OF_A_CENTRE = {"filename", "slug", "token"}


class Town(NamedTuple):
    """The application with two centres."""

    app: Flask
    north: SamplePlant
    south: SamplePlant

    def browser(self, account: UUID) -> FlaskClient:
        """A browser in which the account is signed in."""
        client = self.app.test_client()
        with self.app.app_context():
            found = db.session.get_one(Account, account)
            with client.session_transaction() as session:
                session["_user_id"] = found.fs_uniquifier
        return client

    def address(self, rule: Rule, plant: SamplePlant) -> str:
        """The route's address for objects of that centre."""
        values: dict[str, Any] = {name: SAMPLES[name](plant) for name in rule.arguments}
        with self.app.test_request_context():
            return self.app.url_for(rule.endpoint, **values)


def furnished(slug: str) -> SamplePlant:
    """A centre with one of everything that an address can name."""
    plant = SamplePlant.at(slug)
    assert isinstance(plant, SamplePlant)
    plant.sample_evidence = plant.submits(LISTEN)
    plant.sample_judgement = _decision(plant)
    [judged] = [one.id for one in plant.standing.evidence.values() if one.judgements]
    plant.sample_sample = plant.samples("H1", judged, agreed=False, feedback="Say what was good.")
    talk = Draft(
        id=uuid4(),
        unit="H1",
        criteria=(LISTEN,),
        method=Method.REFLECTIVE_ACCOUNT,
        happened=uk_day(now()),
        title="My talk",
        text="I listened.",
    )
    plant.sample_draft = keep_draft(plant.acting("learner"), plant.registration, talk).id
    plant.sample_hours = plant.logs(60)
    plant.sample_observation = plant.plans(OBSERVED)
    plant.sample_phrase = add_phrase(plant.centre, plant.people["assessor"], "Well done.", uuid4()).id
    plant.sample_cohort = add_cohort(plant.centre, "January", "bench", date(2026, 1, 5)).id
    plant.sample_witness = add_witness(
        plant.centre, plant.registration, name="Wyn Sample", occupation="Key worker", expert=False, relationship=""
    ).id
    plant.sample_job = request_portfolio(plant.acting("trainer"), plant.registration, uuid4())
    plant.sample_destination = outbox.add(
        plant.centre, outbox.Choices("County", "https://lrs.example.org/", key="us", secret="a secret")
    ).id
    plant.sample_client = add_client(plant.centre, "A platform", [Scope.STATE], plant.people["trainer"])[0].id
    plant.sample_thread = ask_trainer(
        plant.acting("learner"), plant.registration, uuid4(), subject="My hours", text="Do they count?"
    ).id
    plant.sample_platform = add_platform(
        plant.centre,
        Said(
            name="College",
            issuer="https://college.example",
            client_id=slug,
            auth_login_url="https://college.example/auth",
            token_url="https://college.example/token",
            jwks_url="https://college.example/jwks",
            deployments=("1",),
        ),
        plant.people["trainer"],
        state=PlatformState.ACTIVE,
    ).id
    plant.sample_platform_course, plant.sample_mark = _course_there(plant)
    plant.community = Community.of(plant)
    db.session.commit()
    return plant


def _decision(plant: Plant) -> UUID:
    """A decision on other evidence than the sample."""
    piece = plant.submits(LISTEN)
    plant.judges(piece, LISTEN, verdict=Verdict.NOT_YET)
    return plant.standing.evidence[piece].verdicts[LISTEN].id


def _course_there(plant: SamplePlant) -> tuple[UUID, UUID]:
    """A course on the platform in which the learner is, and a mark that the platform did not take."""
    own = {"centre_id": plant.centre, "platform_id": plant.sample_platform}
    deployment = db.session.scalars(select(Deployment).filter_by(**own)).one()
    course = Context(
        deployment_id=deployment.id, context_id="c", title="Peer advice", cohort_id=plant.sample_cohort,
        memberships_url="https://college.example/members", **own,
    )  # fmt: skip
    user = LtiUser(sub="a learner", account_id=plant.people["learner"], **own)
    db.session.add_all((course, user))
    db.session.flush()
    unit = Placement(context_id=course.id, resource_link_id="r", title="Listen well", **own)
    db.session.add_all(
        (unit, Member(context_id=course.id, user_id=user.id, centre_id=plant.centre, roles="Learner"))
    )
    db.session.flush()
    mark = Grade(
        centre_id=plant.centre, placement_id=unit.id, user_id=user.id, cause=uuid4(), score=50.0, activity="InProgress",
        grading="NotReady", at=now(), state=GradeState.FAILED, attempts=1, last_error="The course is closed.",
    )  # fmt: skip
    db.session.add(mark)
    db.session.flush()
    return course.id, mark.id


def routes(app: Flask) -> list[tuple[Rule, str]]:
    """Every route with each of its methods."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
