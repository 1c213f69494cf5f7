"""A small centre for tests: one of each role, one learner registered on the bench course. Invented people only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask

from lms_peer import progress
from lms_peer.actions.judge_evidence import Decision, judge_evidence, sign_off_unit
from lms_peer.actions.log_hours import countersign_hours, log_hours
from lms_peer.actions.plan_samples import plan_samples
from lms_peer.actions.record import Acting
from lms_peer.actions.record_observation import (
    Observed,
    cancel_observation,
    confirm_observation,
    plan_observation,
    record_observation,
)
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.sample_unit import close_action, sample_unit
from lms_peer.actions.submit_evidence import KeptFile, Work, submit_evidence
from lms_peer.actions.take_back_decision import reopen_unit, withdraw_judgement
from lms_peer.app import create_app
from lms_peer.config import Config
from lms_peer.database import db, now
from lms_peer.domain.facts import Actor, CancelReason, Verdict
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.domain.uk import uk_day
from lms_peer.people import centres
from lms_peer.people.models import Account, Membership
from lms_peer.people.names import actor_of

ISSUER = "http://peer.example"
COURSES = Path(__file__).parent / "courses"
LISTEN, OBSERVED, PLACES = (CriterionRef("H1", "1.1"), CriterionRef("H1", "1.2"), CriterionRef("H2", "1.1"))


def app_on(database_url: str, folder: Path, *courses: Path, issuer: str = ISSUER) -> Flask:
    """The application on a database and a vault in `folder`, with the bench course and folders of more courses."""
    config = Config(
        issuer=issuer,
        database_url=database_url,
        vault_url=f"file://{folder / 'vault'}",
        secret_key="for tests only",
        password_salt="for tests only",
        courses=(COURSES, *courses),
        testing=True,
    )
    app = create_app(config)
    with app.app_context():
        db.create_all()
    return app


@dataclass
class Plant:
    """One centre. Every method acts as the person who would, and commits. Needs an app context."""

    centre: UUID
    people: dict[str, UUID] = field(default_factory=dict)
    registration: UUID = field(default_factory=uuid4)

    @classmethod
    def at(cls, slug: str = "north") -> Plant:
        """A new centre with a learner, another learner, staff, an assessor, a trainer, an IQA and an EQA."""
        plant = cls(centres.add_centre(slug, f"{slug.title()} centre").id)
        plant._settle({**{role.value: (role,) for role in Role}, "other learner": (Role.LEARNER,)})
        plant.registration = register_learner(
            plant.acting("trainer"), uuid4(), account=plant.people["learner"], slug="bench", optional_units=("H2",)
        ).registration
        db.session.commit()
        return plant

    def add(self, who: str, *roles: Role) -> None:
        """One more invented person with these roles."""
        self._settle({who: roles})

    def _settle(self, people: Mapping[str, Sequence[Role]]) -> None:
        """Invented people with their roles, all written in one go."""
        for who, roles in people.items():
            name = f"{who.replace(' ', '-')}-{uuid4().hex[:8]}"
            account = Account(id=uuid4(), name=who.title(), username=name)
            held = [Membership(account_id=account.id, centre_id=self.centre, role=role) for role in roles]
            db.session.add_all([account, *held])
            self.people[who] = account.id
        db.session.flush()

    def actor(self, who: str) -> Actor:
        """The person's opaque actor."""
        return actor_of(ISSUER, self.people[who])

    def acting(self, who: str) -> Acting:
        """The person, at this centre."""
        return Acting(self.centre, self.actor(who))

    @property
    def standing(self) -> Standing:
        """Where the learner stands."""
        return progress.standing(self.centre, self.registration)

    def submits(
        self,
        *criteria: CriterionRef,
        who: str = "learner",
        text: str = "I listened and asked what she needed.",
        submission: UUID | None = None,
        files: Sequence[KeptFile] = (),
        method: Method = Method.REFLECTIVE_ACCOUNT,
        declared: bool = True,
        replaces: UUID | None = None,
    ) -> UUID:
        """The learner puts evidence forward; answers its id."""
        work = Work(
            method=method,
            criteria=criteria,
            happened=uk_day(now()),
            title="My day",
            text=text,
            files=files,
            declared=declared,
            replaces=replaces,
        )
        fact = submit_evidence(self.acting(who), self.registration, submission or uuid4(), work)
        db.session.commit()
        return fact.id

    def logs(
        self, minutes: int, began: datetime | None = None, who: str = "learner", submission: UUID | None = None
    ) -> UUID:
        """The learner logs shadowing; answers the entry's id."""
        fact = log_hours(
            self.acting(who),
            self.registration,
            submission or uuid4(),
            kind="shadowing",
            began=began or now() - timedelta(days=len(self.standing.hours) + 1, hours=12),
            minutes=minutes,
            staff=self.people["staff"],
            text="I went along on the visits.",
        )
        db.session.commit()
        return fact.id

    def countersigns(self, hours: UUID, who: str = "staff") -> None:
        """The member of staff confirms the hours."""
        countersign_hours(self.acting(who), self.registration, uuid4(), hours=hours)
        db.session.commit()

    def judges(
        self,
        evidence: UUID,
        *criteria: CriterionRef,
        verdict: Verdict = Verdict.MET,
        who: str = "assessor",
        feedback: str = "Clear and honest.",
    ) -> None:
        """The assessor decides criteria on the evidence."""
        decisions = [Decision(criterion, verdict, feedback) for criterion in criteria]
        judge_evidence(self.acting(who), self.registration, uuid4(), evidence=evidence, decisions=decisions)
        db.session.commit()

    def takes_back(self, judgement: UUID, reason: str = "It was about another learner.") -> None:
        """The assessor takes a decision back."""
        withdraw_judgement(self.acting("assessor"), self.registration, uuid4(), judgement=judgement, reason=reason)
        db.session.commit()

    def samples(
        self, unit: str, *evidence: UUID, agreed: bool = True, feedback: str = "The decisions are sound."
    ) -> UUID:
        """The quality assurer samples a unit; answers the id of the sample."""
        fact = sample_unit(
            self.acting("iqa"),
            self.registration,
            uuid4(),
            unit=unit,
            sampled=evidence,
            agreed=agreed,
            feedback=feedback,
        )
        db.session.commit()
        return fact.id

    def plans_samples(
        self, *units: str, by_day: date | None = None, reason: str = "The assessor is new."
    ) -> list[UUID]:
        """The quality assurer plans for units of the learner; answers the ids of the plans."""
        said = plan_samples(self.acting("iqa"), uuid4(), {self.registration: units}, by_day=by_day, reason=reason)
        db.session.commit()
        return [fact.id for fact in said]

    def closes(self, sample: UUID, comment: str = "The feedback is written now.") -> None:
        """The quality assurer saw that it is done."""
        close_action(self.acting("iqa"), self.registration, uuid4(), sample=sample, comment=comment)
        db.session.commit()

    def opens_again(self, unit: str, reason: str = "It was signed off too early.") -> None:
        """The assessor takes a sign-off back."""
        reopen_unit(self.acting("assessor"), self.registration, uuid4(), unit=unit, reason=reason)
        db.session.commit()

    def plans(self, *criteria: CriterionRef) -> UUID:
        """The assessor plans an observation; answers its id."""
        fact = plan_observation(
            self.acting("assessor"),
            self.registration,
            uuid4(),
            due=now() + timedelta(days=3),
            criteria=criteria,
            text="Meet a new client",
            setting="hostel",
        )
        db.session.commit()
        return fact.id

    def observes(self, observation: UUID, *criteria: CriterionRef) -> UUID:
        """The assessor records the observation; answers the id of the record, which is evidence."""
        seen = Observed(
            began=now() - timedelta(hours=1),
            minutes=45,
            text="A first talk with a new client.",
            setting="hostel",
            covered=dict.fromkeys(criteria, "Asked open questions and waited."),
            questions=[{"question": "What would you do next?", "answer": "Ring the council."}],
        )
        fact = record_observation(
            self.acting("assessor"), self.registration, uuid4(), observation=observation, seen=seen
        )
        db.session.commit()
        return fact.id

    def cancels(self, observation: UUID, note: str = "") -> None:
        """The assessor cancels a planned observation that the place did not allow; `note` is for staff."""
        cancel_observation(
            self.acting("assessor"),
            self.registration,
            uuid4(),
            observation=observation,
            reason=CancelReason.REGIME,
            text=note,
        )
        db.session.commit()

    def confirms(self, observation: UUID) -> None:
        """The learner signs the record of the observation."""
        confirm_observation(self.acting("learner"), self.registration, uuid4(), observation=observation)
        db.session.commit()

    def signs_off(self, unit: str, who: str = "assessor") -> None:
        """The assessor signs the unit off."""
        sign_off_unit(self.acting(who), self.registration, uuid4(), unit=unit)
        db.session.commit()

    def achieves_everything(self) -> None:
        """Everything that the bench course asks for, short of completing."""
        self.judges(self.submits(LISTEN), LISTEN)
        self.judges(self.submits(PLACES), PLACES)
        observation = self.plans(OBSERVED)
        self.judges(self.observes(observation, OBSERVED), OBSERVED)
        self.confirms(observation)
        self.signs_off("H1")
        self.signs_off("H2")
        for _ in range(2):
            self.countersigns(self.logs(300))
