"""What one person at the sample centre does at one moment, each through the same action as real work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from itertools import count
from uuid import UUID, uuid4

from lms_peer import progress
from lms_peer.actions.judge_evidence import Decision, judge_evidence
from lms_peer.actions.log_hours import log_hours
from lms_peer.actions.record import Acting
from lms_peer.actions.record_observation import plan_observation
from lms_peer.actions.record_testimony import record_discussion, record_testimony
from lms_peer.actions.submit_evidence import KeptFile, Work, submit_evidence
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.demo import papers, voices
from lms_peer.demo.cast import LearnerPart
from lms_peer.domain.combination import units_of
from lms_peer.domain.facts import Verdict
from lms_peer.domain.qualification import CriterionRef, Method, Qualification, Unit
from lms_peer.domain.uk import LONDON, uk_day
from lms_peer.vault.media import take

_ASKED = (Method.PROFESSIONAL_DISCUSSION, Method.QUESTIONING)


@dataclass
class Telling:
    """One learner's story while it is told: who is in it, and the pace (time between steps)."""

    part: LearnerPart
    registration: UUID
    qualification: Qualification
    learner: Acting
    assessor: Acting
    trainer: Acting
    verifier: Acting
    staff: Acting
    staff_account: UUID
    witness: UUID
    pace: timedelta
    turn: Iterator[int] = field(default_factory=count)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units that this learner takes."""
        chosen = progress.standing(self.trainer.centre, self.registration).optional_units
        return units_of(self.qualification, chosen)


def at_hour(hour: int, days_ago: int = 0) -> datetime:
    """That hour in London, so many days ago, in UTC as records hold it; fewer than none are days to come."""
    there = datetime.combine(uk_day(now()) - timedelta(days=days_ago), time(hour), tzinfo=LONDON)
    return there.astimezone(UTC)


def log_shadowing(telling: Telling, kind: str, session: int, minutes: int) -> UUID:
    """The learner logs time of the morning before; answers the entry."""
    return log_hours(
        telling.learner,
        telling.registration,
        uuid4(),
        kind=kind,
        began=at_hour(9, days_ago=1),
        minutes=minutes,
        staff=telling.staff_account,
        text=voices.SHADOWED[session % len(voices.SHADOWED)],
        setting="hostel",
    ).id


def put_on_record(telling: Telling, method: Method, refs: Sequence[CriterionRef]) -> UUID:
    """Evidence by this method, from whoever puts such evidence on record; answers it."""
    if method in _ASKED:
        return record_discussion(
            telling.assessor,
            telling.registration,
            uuid4(),
            method=method,
            criteria=refs,
            began=now() - timedelta(hours=1),
            minutes=35,
            questions=[{"question": asked, "answer": answer} for asked, answer in voices.DISCUSSED],
            text="We talked in the quiet room after the morning meeting.",
        ).id
    if method is Method.WITNESS_TESTIMONY:
        return record_testimony(
            telling.assessor,
            telling.registration,
            uuid4(),
            witness=telling.witness,
            criteria=refs,
            happened=uk_day(now()),
            text=voices.TESTIMONY,
        ).id
    return submit(telling, method, refs)


def submit(telling: Telling, method: Method, refs: Sequence[CriterionRef], replaces: UUID | None = None) -> UUID:
    """The learner sends their own work; answers the evidence."""
    turn = next(telling.turn)
    work = Work(
        method=method,
        criteria=refs,
        happened=(now() - timedelta(days=1)).date(),
        title=voices.TITLES[turn % len(voices.TITLES)],
        text=voices.ACCOUNTS[turn % len(voices.ACCOUNTS)],
        files=_files(telling, turn),
        declared=True,
        ai_use="I used a program to check my spelling." if turn % 5 == 4 else "",
        replaces=replaces,
    )
    return submit_evidence(telling.learner, telling.registration, uuid4(), work).id


def _files(telling: Telling, turn: int) -> list[KeptFile]:
    """Now and then something that is really there: photos from two kinds of phone, a scan, a recording."""
    notes = voices.NOTES[turn % len(voices.NOTES)]
    match turn % 6:
        case 0:
            return [_keep(telling, "my notes.jpg", papers.photo_of_notes(notes))]
        case 2:
            return [_keep(telling, "places that help.pdf", papers.pdf_of_pages(voices.NOTES))]
        case 3:
            return [
                _keep(telling, "IMG_0412.HEIC", papers.heic_photo_of_notes(notes)),
                _keep(telling, "second page.jpg", papers.photo_of_notes(notes)),
            ]
        case 5:
            return [_keep(telling, "what I learned.wav", papers.voice_note())]
        case _:
            return []


def _keep(telling: Telling, name: str, content: bytes) -> KeptFile:
    stream = BytesIO(content)
    taken = take(name, stream)
    return KeptFile(workplace().vault.keep(telling.learner.centre, stream, taken.media_type), taken.name)


def judge(telling: Telling, evidence: UUID, refs: Sequence[CriterionRef], verdict: Verdict = Verdict.MET) -> None:
    """The assessor decides these criteria on the evidence, and says why."""
    praise = voices.FEEDBACK_MET[next(telling.turn) % len(voices.FEEDBACK_MET)]
    feedback = praise if verdict is Verdict.MET else voices.FEEDBACK_NOT_YET
    decisions = [Decision(ref, verdict, feedback) for ref in refs]
    judge_evidence(telling.assessor, telling.registration, uuid4(), evidence=evidence, decisions=decisions)


def plan_first_meeting(telling: Telling, refs: Sequence[CriterionRef]) -> UUID:
    """The assessor agrees an observation in two days; answers it."""
    return plan_observation(
        telling.assessor,
        telling.registration,
        uuid4(),
        due=at_hour(now().astimezone(LONDON).hour, days_ago=-2),
        criteria=refs,
        text="A first meeting with a new client.",
        setting="office",
    ).id
