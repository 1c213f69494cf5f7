"""The witness status list of a learner: who may put on record what they saw, and what they are to the learner."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from lms_peer.database import db
from lms_peer.domain.refusals import NotFound
from lms_peer.people.enrolments import enrolment
from lms_peer.people.models import NAME_LENGTH, Witness
from lms_peer.people.words import optional, required

RELATIONSHIP_LENGTH = 1000

# Asked by the pages about a record, so put together once.
_WITNESSES = (
    select(Witness)
    .where(Witness.centre_id == bindparam("centre"), Witness.registration == bindparam("registration"))
    .order_by(Witness.added, Witness.id)
)


def add_witness(
    centre: UUID,
    registration: UUID,
    *,
    name: str,
    occupation: str,
    expert: bool,
    relationship: str | None,
    account: UUID | None = None,
) -> Witness:
    """A new line on the list. `relationship` says how they know the learner.

    Raises NotFound for another centre's record, Missing, TooLong.
    """
    enrolment(centre, registration)
    witness = Witness(
        centre_id=centre,
        registration=registration,
        name=required("name", name, NAME_LENGTH),
        occupation=required("occupation", occupation, NAME_LENGTH),
        expert=expert,
        relationship=optional("relationship", relationship, RELATIONSHIP_LENGTH) or "",
        account_id=account,
    )
    db.session.add(witness)
    db.session.flush()
    return witness


def witnesses(centre: UUID, registration: UUID) -> list[Witness]:
    """The learner's witness status list, in the order it was written."""
    return list(db.session.scalars(_WITNESSES, {"centre": centre, "registration": registration}))


def witness(centre: UUID, witness_id: UUID) -> Witness:
    """One line of a list at this centre. Raises NotFound."""
    found = db.session.scalar(select(Witness).where(Witness.id == witness_id, Witness.centre_id == centre))
    if found is None:
        raise NotFound("witness")
    return found
