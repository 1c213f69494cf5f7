"""A centre full of invented learners: 500 statements each, of which about 200 are facts of their record.

The facts are made as the rules would make them and written by the ledger itself; progress is computed from it. Kept
between runs, and made anew when the tables, the facts or this file have changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID, uuid4

import click
import lrs_statements
from lrs_servers import CENTRE, Ours

import lms_peer
from lms_peer import ledger, progress
from lms_peer.actions.record import Acting, keep_words, qualification_of
from lms_peer.actions.register_learner import register_learner
from lms_peer.app import create_app
from lms_peer.database import db, pretend
from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor, Document, Verdict
from lms_peer.domain.qualification import CriterionRef, Method, Qualification
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.people import centres, enrolments
from lms_peer.people.models import Account
from lms_peer.people.names import actor_of
from lms_peer.xapi import AUTHORITY, write

COURSE, OPTIONAL = "community-mentoring", ("CM5",)
STATEMENTS_EACH = 500
TURNS, WAITING = 49, 3  # pieces of evidence and hours a learner brings, and how many of each nobody looked at yet
IN_A_COHORT = 20
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
_HERE = Path(__file__)
_PACKAGE = Path(lms_peer.__file__).parent
_SHAPED_BY = ("migrations/versions/*.py", "domain/facts.py", "xapi/kinds.py", "progress/*.py", "people/models.py")


@dataclass(frozen=True)
class Sample:
    """Whose pages are asked for: an account for each role, and what an address can name."""

    accounts: dict[str, str]
    names: dict[str, str]


def filled(folder: Path, learners: int) -> tuple[Ours, Sample]:
    """An installation with so many learners, and what to ask it for."""
    home = folder / f"pages-{learners}"
    ours = Ours(home, f"sqlite:///{home / 'lms_peer.sqlite'}")
    kept, shape = home / "sample.json", _shape()
    if not kept.exists() or json.loads(kept.read_text())["shape"] != shape:
        click.echo(
            f"Making a centre of {learners} learners, {learners * STATEMENTS_EACH:,} statements. It is kept."
        )
        shutil.rmtree(home, ignore_errors=True)
        ours.set_up()
        with ProcessPoolExecutor(1, get_context("spawn")) as apart:
            sample = apart.submit(_fill, ours, learners).result()
        kept.write_text(json.dumps({"shape": shape, "accounts": sample.accounts, "names": sample.names}))
    read = json.loads(kept.read_text())
    return ours, Sample(read["accounts"], read["names"])


def _shape() -> str:
    sources = [path for pattern in _SHAPED_BY for path in sorted(_PACKAGE.glob(pattern))]
    return hashlib.sha256(b"".join(path.read_bytes() for path in [*sources, _HERE])).hexdigest()


def _fill(ours: Ours, learners: int) -> Sample:
    os.environ |= ours.environment
    with create_app().app_context(), pretend(BEGAN):
        crew = _Crew.at(centres.centre_named(CENTRE).id)
        registrations = []
        with click.progressbar(range(learners), width=30) as bar:
            for number in bar:
                registrations.append(crew.learner(number))
                db.session.commit()
        progress.rebuild(crew.centre)
        db.session.commit()
        return crew.sample(registrations[learners // 2])


@dataclass
class _Crew:
    """Who works at the centre; each cohort has an assessor and a member of staff of its own."""

    centre: UUID
    trainer: UUID
    iqa: UUID
    eqa: UUID
    assessor: UUID | None = None
    staff: UUID | None = None
    cohort: UUID | None = None

    @classmethod
    def at(cls, centre: UUID) -> _Crew:
        """A trainer and the quality assurers."""
        return cls(centre, *(_person(centre, role.value, role) for role in (Role.TRAINER, Role.IQA, Role.EQA)))

    def learner(self, number: int) -> UUID:
        """One more learner with a full record; answers the registration."""
        if number % IN_A_COHORT == 0:
            title = f"Cohort {number // IN_A_COHORT + 1}"
            self.cohort = enrolments.add_cohort(self.centre, title, COURSE, BEGAN.date()).id
            self.assessor = _person(self.centre, f"Assessor of {title}", Role.ASSESSOR)
            self.staff = _person(self.centre, f"Staff of {title}", Role.STAFF)
        account = _person(self.centre, f"Learner {number + 1:03}", Role.LEARNER)
        acting = Acting(self.centre, self._actor(self.trainer))
        registered = register_learner(
            acting, uuid4(), account=account, slug=COURSE, optional_units=OPTIONAL, cohort=self.cohort,
            assessor=self.assessor,
        )  # fmt: skip
        course = qualification_of(self.centre, progress.standing(self.centre, registered.registration))
        words = keep_words(
            acting, title="A day at the hostel", text="I listened and wrote down what we agreed. " * 5
        )
        facts = list(self._facts(registered, course, words, number))
        bodies = [write(fact, "https://college.example") for fact in facts]
        ledger.append_all(self.centre, bodies, AUTHORITY, BEGAN + timedelta(seconds=number))
        others = list(islice(lrs_statements.bodies(number), STATEMENTS_EACH - 1 - len(facts)))
        outside = json.dumps({"account": {"homePage": "https://college.example/clients", "name": "platform"}})
        ledger.append_all(self.centre, others, outside, BEGAN + timedelta(seconds=number))
        return registered.registration

    def _actor(self, account: UUID | None) -> Actor:
        return actor_of("https://college.example", account or self.trainer)

    def _facts(
        self, registered: f.LearnerRegistered, course: Qualification, words: Document | None, number: int
    ) -> Iterator[f.Fact]:
        """Evidence that was judged, hours that were countersigned, observations; the last of each still waits."""
        learner, assessor, staff = registered.learner, self._actor(self.assessor), self._actor(self.staff)
        at = BEGAN + timedelta(minutes=number)
        about = {
            "learner": learner,
            "registration": registered.registration,
            "qualification": registered.qualification,
        }
        refs = [
            CriterionRef(unit.reference, criterion.number)
            for unit in course.units
            if unit.reference in (*course.rules.mandatory, *OPTIONAL)
            for outcome in unit.outcomes
            for criterion in outcome.criteria
        ]
        for turn, ref in enumerate(islice(cycle(refs), TURNS)):
            at += timedelta(hours=6)
            stamp = {**about, "at": at, "words": words}
            evidence = f.EvidenceSubmitted(
                id=uuid4(), by=learner, method=Method.REFLECTIVE_ACCOUNT, criteria=(ref,), happened=at.date(),
                used_ai=False, **stamp,
            )  # fmt: skip
            hours = f.HoursLogged(
                id=uuid4(), by=learner, kind=course.hours[0].kind, minutes=60, staff=staff, **stamp
            )
            planned = f.ObservationPlanned(
                id=uuid4(), by=assessor, assessor=assessor, due=at + timedelta(days=9), criteria=(ref,), **stamp
            )
            yield from (evidence, hours)
            if turn % 8 == 0:
                yield planned
            if turn < TURNS - WAITING:
                verdict = Verdict.NOT_YET if turn % 7 == 6 else Verdict.MET
                yield f.CriterionJudged(
                    id=uuid4(), by=assessor, evidence=evidence.id, criterion=ref, verdict=verdict, **stamp
                )
                yield f.HoursCountersigned(id=uuid4(), by=staff, hours=hours.id, **stamp)

    def sample(self, registration: UUID) -> Sample:
        """One learner of the middle, and what waits on their record."""
        standing = progress.standing(self.centre, registration)
        enrolled = enrolments.enrolment(self.centre, registration)
        waiting = next(one for one in standing.evidence.values() if one.open)
        criterion = waiting.submitted.criteria[0]
        hours = next(one for one in reversed(standing.hours.values()))
        names = {
            "registration": registration,
            "unit": criterion.unit,
            "criterion": criterion.number,
            "evidence": waiting.id,
            "hours": hours.logged.id,
            "entry": hours.logged.id,
            "observation": next(reversed(standing.observations)),
            "cohort": enrolled.cohort_id,
            "cohort_id": enrolled.cohort_id,
            "learner": enrolled.account_id,
            "account": enrolled.account_id,
            "slug": COURSE,
        }
        waits_for = {"staff": UUID(hours.logged.staff.name), "assessor": UUID(self._assessor_of(standing))}
        crew = {role: str(getattr(self, role)) for role in ("trainer", "iqa", "eqa")} | {
            role: str(account) for role, account in waits_for.items()
        }
        accounts = crew | {"learner": str(enrolled.account_id)}
        return Sample(accounts, {name: str(value) for name, value in names.items()})

    def _assessor_of(self, standing: Standing) -> str:
        judged = next(said for one in standing.evidence.values() for said in one.judgements)
        return judged.by.name


def _person(centre: UUID, name: str, role: Role) -> UUID:
    account = Account(name=name.title(), username=f"{name.lower().replace(' ', '-')}")
    db.session.add(account)
    db.session.flush()
    centres.give_role(centre, account.id, role)
    return account.id
