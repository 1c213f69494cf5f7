"""Assessors in training: who at a centre is not qualified yet, so that a qualified assessor countersigns for them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from lms_peer.database import db
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.people.centres import holds
from lms_peer.people.models import AssessorInTraining

# Asked by nearly each page of an assessor, so put together once.
_IN_TRAINING = select(AssessorInTraining.account_id).where(
    AssessorInTraining.account_id == bindparam("account"), AssessorInTraining.centre_id == bindparam("centre")
)


def is_in_training(centre: UUID, account: UUID) -> bool:
    """True for an assessor whose decisions have to be countersigned."""
    return db.session.scalar(_IN_TRAINING, {"account": account, "centre": centre}) is not None


def in_training(centre: UUID) -> dict[UUID, AssessorInTraining]:
    """Every assessor in training at the centre, by account."""
    query = select(AssessorInTraining).where(AssessorInTraining.centre_id == centre)
    return {row.account_id: row for row in db.session.scalars(query)}


def set_in_training(centre: UUID, account: UUID, yes: bool) -> None:
    """Say whether the assessor is in training; twice changes nothing. What they decided stays as it was.

    Raises NotFound for somebody who is no assessor here.
    """
    if not holds(centre, account, Role.ASSESSOR):
        raise NotFound("assessor")
    row = db.session.get(AssessorInTraining, (account, centre))
    if yes and row is None:
        db.session.add(AssessorInTraining(account_id=account, centre_id=centre))
    elif row is not None and not yes:
        db.session.delete(row)
    db.session.flush()
