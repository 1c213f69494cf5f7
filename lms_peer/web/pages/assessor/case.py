"""A learner's record as the assessor signed in works on it, and what every page of the assessor shares.

Reads and asks the rules; changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from uuid import UUID

from flask import Blueprint

from lms_peer.actions.assessing import assessor_on
from lms_peer.domain import stages
from lms_peer.domain.countersigning import require_countersigner
from lms_peer.domain.facts import CriterionJudged
from lms_peer.domain.judgement import Assessor, require_assessor
from lms_peer.domain.qualification import Criterion, CriterionRef, Method, Qualification, Unit
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.registration import require_active, require_not_completed
from lms_peer.domain.standing import EvidenceStanding, Standing
from lms_peer.web.access import signed_in_person
from lms_peer.web.errors import answer
from lms_peer.web.forms import PageForm, refuse
from lms_peer.web.records import names_for, qualification_for, standing_for_reading

pages = Blueprint("assessor", __name__)

Said = TypeVar("Said")
Group = tuple[Unit, tuple[tuple[CriterionRef, Criterion], ...]]


@dataclass(frozen=True)
class Case:
    """One learner's record and the assessor who looks at it, as they were when the page was asked for."""

    standing: Standing
    qualification: Qualification
    assessor: Assessor
    learner: str

    @property
    def registration(self) -> UUID:
        """Whose record it is."""
        return self.standing.registration

    @property
    def units(self) -> tuple[Unit, ...]:
        """The learner's units, in the order printed."""
        return stages.units_taken(self.standing, self.qualification)

    @property
    def closed(self) -> str | None:
        """Why nothing can be added to the record now, in plain words."""
        return told(lambda: require_active(self.standing))

    @property
    def finished(self) -> str | None:
        """Why nothing can be decided on the record any more, in plain words."""
        return told(lambda: require_not_completed(self.standing))

    def barred(self, units: Collection[str] = ()) -> str | None:
        """Why this assessor may not decide on these units of this learner, in plain words."""
        return told(lambda: require_assessor(self.standing, self.assessor, units))

    def to_countersign(self, piece: EvidenceStanding) -> tuple[CriterionJudged, ...]:
        """The decisions on this evidence that wait for a second assessor and that this one may countersign."""
        if self.finished:
            return ()
        waiting = piece.uncountersigned.values()
        return tuple(one for one in waiting if not told(partial(self._check_countersigner, one)))

    def _check_countersigner(self, judged: CriterionJudged) -> None:
        require_countersigner(self.standing, self.assessor, judged)

    def groups(self, *methods: Method, scoped: bool = True) -> tuple[Group, ...]:
        """The criteria that may be shown by one of the methods, unit by unit.

        Leaves out units that are signed off, and with `scoped` those that this assessor may not assess.
        """
        found = (
            (unit, tuple(self._showable(unit, methods)))
            for unit in self.units
            if unit.reference not in self.standing.sign_offs and not (scoped and self.barred({unit.reference}))
        )
        return tuple((unit, criteria) for unit, criteria in found if criteria)

    def _showable(self, unit: Unit, methods: Collection[Method]) -> Iterable[tuple[CriterionRef, Criterion]]:
        for criterion in unit.criteria():
            if criterion.methods.intersection(methods):
                yield CriterionRef(unit.reference, criterion.number), criterion


def case_of(registration: UUID) -> Case:
    """The case of a registration at this centre. Raises NotFound."""
    person = signed_in_person()
    standing = standing_for_reading(registration)
    return Case(
        standing,
        qualification_for(standing),
        assessor_on(person.centre.id, person.actor, standing.qualification.slug),
        names_for([standing.learner])[standing.learner],
    )


def told(check: Callable[[], object]) -> str | None:
    """What a person is told when a rule says no; None when it does not."""
    try:
        check()
    except Refusal as refusal:
        return answer(refusal).sentence
    return None


def accepted(form: PageForm, act: Callable[[], Said]) -> Said | None:
    """What the action answers, or None when it refused: then the form says why."""
    try:
        return act()
    except Refusal as refusal:
        refuse(form, refusal)
        return None
