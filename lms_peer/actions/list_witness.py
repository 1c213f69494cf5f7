"""Somebody is put on a learner's witness status list."""

from __future__ import annotations

from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.people import witnesses
from lms_peer.people.models import Witness


def list_witness(
    acting: Acting, registration: UUID, *, name: str, occupation: str, expert: bool, relationship: str
) -> Witness:
    """A line on the list; the one of before when this person, in this job, is on it already.

    Raises NotFound for another centre's record, Missing, TooLong.
    """
    wanted = (name.strip().casefold(), occupation.strip().casefold())
    for one in witnesses.witnesses(acting.centre, registration):
        if (one.name.casefold(), one.occupation.casefold()) == wanted:
            return one
    return witnesses.add_witness(
        acting.centre,
        registration,
        name=name,
        occupation=occupation,
        expert=expert,
        relationship=relationship,
    )
