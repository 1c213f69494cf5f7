"""Feedback phrases: what an assessor keeps to say again. Each assessor sees and changes only their own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from lms_peer.database import db, keep_once
from lms_peer.domain.refusals import NotFound, TooMany
from lms_peer.people.models import Phrase
from lms_peer.people.words import required

LENGTH = 1000
MOST = 60


def phrases(centre: UUID, account: UUID) -> list[Phrase]:
    """The assessor's own phrases, in the order of their words."""
    query = (
        select(Phrase)
        .where(Phrase.centre_id == centre, Phrase.account_id == account)
        .order_by(func.lower(Phrase.text), Phrase.id)
    )
    return list(db.session.scalars(query))


def phrase(centre: UUID, account: UUID, phrase_id: UUID) -> Phrase:
    """One phrase of the assessor's own. Raises NotFound, for another's too."""
    query = select(Phrase).where(Phrase.id == phrase_id, Phrase.centre_id == centre, Phrase.account_id == account)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound("phrase")
    return found


def add_phrase(centre: UUID, account: UUID, text: str, phrase_id: UUID) -> Phrase:
    """Keep one more phrase; the same `phrase_id` twice is one. Raises Missing, TooLong, TooMany, AlreadySaid."""
    wanted = required("text", text, LENGTH)
    if db.session.get(Phrase, phrase_id) is None and len(phrases(centre, account)) >= MOST:
        raise TooMany("phrases", MOST)
    return keep_once(Phrase(id=phrase_id, centre_id=centre, account_id=account, text=wanted))


def change_phrase(centre: UUID, account: UUID, phrase_id: UUID, text: str) -> None:
    """Say it another way. Feedback that was sent stays as it was. Raises NotFound, Missing, TooLong."""
    phrase(centre, account, phrase_id).text = required("text", text, LENGTH)
    db.session.flush()


def remove_phrase(centre: UUID, account: UUID, phrase_id: UUID) -> None:
    """Keep it no longer. Raises NotFound."""
    db.session.delete(phrase(centre, account, phrase_id))
    db.session.flush()
