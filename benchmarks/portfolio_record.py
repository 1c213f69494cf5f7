"""Records of invented learners that print as portfolios of a wished-for length, with photos. Kept in one installation.

The facts are made as the rules would make them; words and photos are kept in the vault as people's are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from itertools import cycle, islice
from uuid import UUID, uuid4

from flask import Flask
from PIL import Image, ImageDraw

from lms_peer import ledger, progress
from lms_peer.actions.draw_ahead import request_drawing
from lms_peer.actions.record import Acting, keep_words, qualification_of, record
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor, Document, Verdict
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.jobs.worker import work
from lms_peer.people import centres
from lms_peer.people.models import Account
from lms_peer.people.names import actor_of
from lms_peer.xapi import AUTHORITY, write

COURSE, OPTIONAL = "community-mentoring", ("CM5",)
PHOTOS = 40
PAGES_A_PIECE, PAGES_BESIDE = 2.25, 16  # as they come out with the words below
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
PHOTO_SIZE = (1600, 1200)
_SENTENCES = (
    "I met the person in the front room, and we sat where nobody could hear us.",
    "First I asked what they wanted from the talk, and I wrote it down in their words.",
    "They were worried about the letter, so we read it together, slowly, twice.",
    "I said what I can do and what I can not, and whom I would have to tell.",
    "We rang the office, waited a quarter of an hour, and got an appointment.",
    "At the end they said back to me what would happen next, and when.",
    "What I would do another time: ask earlier whether they had eaten.",
)


@dataclass(frozen=True)
class Crew:
    """Who works at the centre."""

    centre: UUID
    trainer: UUID
    assessor: UUID
    staff: UUID

    @classmethod
    def at(cls, centre: UUID) -> Crew:
        """One of each."""
        return cls(
            centre, *(_person(centre, role.value, role) for role in (Role.TRAINER, Role.ASSESSOR, Role.STAFF))
        )

    @property
    def acting(self) -> Acting:
        """The trainer at work."""
        return Acting(self.centre, _actor(self.trainer))


def make_record(
    crew: Crew, pages: int, photos: int = PHOTOS, *, cohort: UUID | None = None, first_photo: int = 0
) -> UUID:
    """A learner whose portfolio has about so many pages and so many photos; answers the registration.

    Progress has to be rebuilt before anything else is done with it.
    """
    name = f"Learner {uuid4().hex[:6]}"
    registered = register_learner(
        crew.acting, uuid4(), account=_person(crew.centre, name, Role.LEARNER), slug=COURSE, optional_units=OPTIONAL,
        assessor=crew.assessor, cohort=cohort,
    )  # fmt: skip
    standing = progress.standing(crew.centre, registered.registration)
    bodies = [
        write(fact, "https://college.example")
        for fact in _facts(crew, standing, pages, range(first_photo, first_photo + photos))
    ]
    ledger.append_all(crew.centre, bodies, AUTHORITY, BEGAN + timedelta(days=300))
    db.session.commit()
    return registered.registration


def judge_once_more(crew: Crew, registration: UUID) -> None:
    """Change one piece of evidence: its last criterion is decided on again."""
    standing = progress.standing(crew.centre, registration)
    before = [judged for piece in standing.evidence.values() for judged in piece.judgements][-1]
    words = keep_words(crew.acting, feedback="I read it again, and it shows all that was asked for.")
    record(
        crew.centre,
        f.CriterionJudged(
            id=uuid4(), by=before.by, learner=before.learner, registration=registration,
            qualification=before.qualification, at=before.at + timedelta(days=1), words=words,
            evidence=before.evidence, criterion=before.criterion, verdict=before.verdict,
        ),
    )  # fmt: skip
    db.session.commit()


def draw_ahead(app: Flask, crew: Crew, registration: UUID) -> None:
    """What a worker does once evidence was judged."""
    request_drawing(crew.acting, registration)
    db.session.commit()
    work(app, once=True)


def _facts(crew: Crew, standing: Standing, pages: int, photos: range) -> Iterator[f.Fact]:
    about = {
        "learner": standing.learner,
        "registration": standing.registration,
        "qualification": standing.qualification,
    }
    course = qualification_of(crew.centre, standing)
    taken = (*course.rules.mandatory, *OPTIONAL)
    refs = [ref for unit in course.units if unit.reference in taken for ref in unit.refs()]
    pieces = max(4, round((pages - PAGES_BESIDE) / PAGES_A_PIECE))
    chance = random.Random(pages)  # noqa: S311 - the same record each time, no secret
    for turn, ref in enumerate(islice(cycle(refs), pieces)):
        at = BEGAN + timedelta(hours=20 * turn)
        own = photos[len(photos) * turn // pieces : len(photos) * (turn + 1) // pieces]
        yield from _piece(crew, about, ref, at, chance, [_photo(crew, number) for number in own])
        if turn % 3 == 0:
            yield from _hours(crew, about, course.hours[0].kind, at)


def _piece(
    crew: Crew,
    about: dict[str, object],
    ref: CriterionRef,
    at: datetime,
    chance: random.Random,
    photos: list[Document],
) -> Iterator[f.Fact]:
    text = "\n\n".join(" ".join(chance.choices(_SENTENCES, k=6)) for _ in range(9))
    files = {photo.sha256: f"page-{number}.jpg" for number, photo in enumerate(photos, 1)}
    words = keep_words(crew.acting, title=f"What I did for {ref}", text=text, files=files)
    evidence = f.EvidenceSubmitted(
        id=uuid4(), by=about["learner"], method=Method.REFLECTIVE_ACCOUNT, criteria=(ref,), happened=at.date(),
        used_ai=False, files=tuple(photos), at=at, words=words, **about,
    )  # fmt: skip
    yield evidence
    yield f.CriterionJudged(
        id=uuid4(), by=_actor(crew.assessor), evidence=evidence.id, criterion=ref, verdict=Verdict.MET,
        at=at + timedelta(days=2), words=keep_words(crew.acting, feedback=" ".join(chance.choices(_SENTENCES, k=2))),
        **about,
    )  # fmt: skip


def _hours(crew: Crew, about: dict[str, object], kind: str, at: datetime) -> Iterator[f.Fact]:
    words = keep_words(crew.acting, text="I sat beside the adviser and listened.")
    logged = f.HoursLogged(
        id=uuid4(),
        by=about["learner"],
        kind=kind,
        minutes=60,
        staff=_actor(crew.staff),
        at=at,
        words=words,
        **about,
    )
    yield logged
    yield f.HoursCountersigned(
        id=uuid4(), by=_actor(crew.staff), hours=logged.id, at=at + timedelta(days=1), words=None, **about
    )


@cache
def _photo(crew: Crew, number: int) -> Document:
    """A page of handwriting, as a phone takes it: grain, a shadow and lines of ink."""
    chance = random.Random(number)  # noqa: S311
    paper = Image.effect_noise(PHOTO_SIZE, 24).convert("RGB")
    ink = ImageDraw.Draw(paper)
    for line in range(60, PHOTO_SIZE[1], 55):
        at = 80
        while at < PHOTO_SIZE[0] - 120:
            wide = chance.randint(20, 110)
            ink.line([(at, line), (at + wide, line + chance.randint(-9, 9))], fill=(30, 30, 90 + number), width=5)
            at += wide + 25
    written = BytesIO()
    paper.save(written, "JPEG", quality=85)
    return workplace().vault.keep(crew.centre, written.getvalue(), "image/jpeg")


def _actor(account: UUID) -> Actor:
    return actor_of("https://college.example", account)


def _person(centre: UUID, name: str, role: Role) -> UUID:
    account = Account(name=name.title(), username=f"{name.lower().replace(' ', '-')}")
    db.session.add(account)
    db.session.flush()
    centres.give_role(centre, account.id, role)
    return account.id
