"""Matches of a mentor and a client, and the supervision of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import bindparam, select

from lms_peer.database import db, keep_once, now
from lms_peer.domain.matches import Session, Terms
from lms_peer.domain.refusals import NotFound
from lms_peer.pastoral.tables import Match, RiskAssessment, Supervision
from lms_peer.people.enrolments import enrolment
from lms_peer.people.words import optional

NOTE_LENGTH = 500

# Asked by each page about a learner, so put together once.
_OF = (
    select(Match)
    .where(Match.centre_id == bindparam("centre"), Match.registration == bindparam("registration"))
    .order_by(Match.since.desc(), Match.id)
)


def add(centre: UUID, registration: UUID, match: UUID, agreed: Terms, *, client: str, by: UUID) -> Match:
    """A new match of the learner behind `registration` with the client called `client`.

    Raises NotFound for another centre's record, AlreadySaid.
    """
    learner = enrolment(centre, registration).account_id
    made = keep_once(
        Match(
            id=match,
            centre_id=centre,
            registration=registration,
            learner_id=learner,
            client=client,
            since=agreed.since,
            assessed=agreed.assessed,
            review=agreed.review,
            weeks=agreed.weeks,
            by=by,
        )
    )
    _assess(made, match, agreed, by)
    return made


def find(centre: UUID, match: UUID) -> Match:
    """One match of this centre. Raises NotFound."""
    found = db.session.get(Match, match)
    if found is None or found.centre_id != centre:
        raise NotFound("match")
    return found


def of_centre(centre: UUID) -> Sequence[Match]:
    """Every match of the centre."""
    return db.session.scalars(select(Match).where(Match.centre_id == centre).order_by(Match.since, Match.id)).all()


def of(centre: UUID, registration: UUID) -> Sequence[Match]:
    """The matches of one mentor, the latest first."""
    return db.session.scalars(_OF, {"centre": centre, "registration": registration}).all()


def agree(match: Match, assessment: UUID, agreed: Terms, *, by: UUID) -> None:
    """A new risk assessment, or another interval of supervision; what was agreed before stays to be seen.

    Raises AlreadySaid.
    """
    _assess(match, assessment, agreed, by)
    match.assessed, match.review, match.weeks = agreed.assessed, agreed.review, agreed.weeks
    db.session.flush()


def _assess(match: Match, assessment: UUID, agreed: Terms, by: UUID) -> None:
    keep_once(
        RiskAssessment(
            id=assessment,
            match_id=match.id,
            assessed=agreed.assessed,
            review=agreed.review,
            weeks=agreed.weeks,
            by=by,
        )
    )


def assessments(match: Match) -> Sequence[RiskAssessment]:
    """Everything that was agreed for the match, the latest first."""
    query = select(RiskAssessment).where(RiskAssessment.match_id == match.id)
    return db.session.scalars(query.order_by(RiskAssessment.kept.desc(), RiskAssessment.id)).all()


def end(match: Match, until: date) -> None:
    """`until` is the last day of the match."""
    match.until = until
    db.session.flush()


def supervise(match: Match, supervision: UUID, session: Session, *, note: str, by: UUID) -> Supervision:
    """A supervision session about the match; the one of before when the same form comes again.

    Raises TooLong, AlreadySaid.
    """
    return keep_once(
        Supervision(
            id=supervision,
            match_id=match.id,
            held=session.held,
            present=session.present,
            note=optional("note", note, NOTE_LENGTH) or "",
            by=by,
        )
    )


def sessions(match: Match) -> Sequence[Supervision]:
    """Every supervision session about the match, also those taken back; the latest first."""
    query = select(Supervision).where(Supervision.match_id == match.id)
    return db.session.scalars(query.order_by(Supervision.held.desc(), Supervision.kept.desc())).all()


def session(match: Match, supervision: UUID) -> Supervision:
    """One session about this match. Raises NotFound."""
    found = db.session.get(Supervision, supervision)
    if found is None or found.match_id != match.id:
        raise NotFound("session")
    return found


def take_back(supervision: Supervision, *, by: UUID) -> None:
    """The session counts no more; it stays to be seen. Doing it twice changes nothing."""
    if supervision.taken_back is None:
        supervision.taken_back, supervision.taken_back_by = now(), by
        db.session.flush()


def held(matches: Iterable[Match]) -> Mapping[UUID, list[Session]]:
    """The sessions that count for each match, in one query."""
    query = select(Supervision).where(
        Supervision.match_id.in_([match.id for match in matches]), Supervision.taken_back.is_(None)
    )
    found: dict[UUID, list[Session]] = defaultdict(list)
    for one in db.session.scalars(query):
        found[one.match_id].append(one.session())
    return found
