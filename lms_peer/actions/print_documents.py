"""Drawing the two small documents of a record: a form to write an observation on, and a statement of achievement.

Both are drawn anew each time from what is on record, and kept nowhere. Writes nothing.
"""

from __future__ import annotations

from typing import cast
from uuid import UUID

from lms_peer import ledger, portfolio, progress
from lms_peer.actions.record import qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.domain import observation as observations
from lms_peer.domain.facts import Document
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.standing import Standing
from lms_peer.domain.words import Words
from lms_peer.people.models import Centre
from lms_peer.people.names import names_of
from lms_peer.portfolio.achievement import Place, achievement_of
from lms_peer.portfolio.observation_form import observation_form_of


def print_observation_form(centre: UUID, registration: UUID, observation: UUID) -> bytes:
    """The form for an observation, as PDF. Raises NotFound."""
    standing = progress.standing(centre, registration)
    found = observations.find(standing, observation)
    names = names_of(centre, {standing.learner, found.assessor})
    form = observation_form_of(
        found,
        qualification_of(centre, standing),
        _said(centre, found.planned.words),
        learner=names[standing.learner],
        assessor=names[found.assessor],
        centre=db.session.get_one(Centre, centre).name,
    )
    return portfolio.draw_observation_form(form, _certificate("observation_form"))


def print_statement_of_achievement(centre: UUID, standing: Standing, unit: str) -> bytes:
    """The statement for a unit that is signed off, as PDF. Raises NotFound for any other unit."""
    fact = standing.sign_offs.get(unit)
    entry = ledger.entry(centre, fact.id) if fact else None
    if fact is None or entry is None:
        raise NotFound("statement of achievement")
    names = names_of(centre, {standing.learner, fact.by})
    here = db.session.get_one(Centre, centre)
    achievement = achievement_of(
        fact,
        qualification_of(centre, standing),
        Place(here.name, here.number or "", entry.position, entry.chain_hash),
        learner=names[standing.learner],
        assessor=names[fact.by],
    )
    return portfolio.draw_achievement(achievement, _certificate("statement_of_achievement"))


def _said(centre: UUID, words: Document | None) -> Words:
    return cast(Words, workplace().vault.read_words(centre, words)) if words else {}


def _certificate(name: str) -> portfolio.Certificate:
    return portfolio.certificate(name, workplace().config.certificates)
