"""A trainer starts a learner on a qualification."""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from lms_peer import progress
from lms_peer.actions.allocate_assessors import allocate_assessors
from lms_peer.actions.record import Acting, record, said_before
from lms_peer.actions.workplace import workplace
from lms_peer.catalogue import Specification
from lms_peer.domain import registration as rules
from lms_peer.domain.facts import LearnerRegistered
from lms_peer.domain.refusals import NotFound, SpecificationChanged
from lms_peer.people import enrolments
from lms_peer.people.names import actor_of

YAML = "application/yaml"


def register_learner(
    acting: Acting,
    submission: UUID,
    *,
    account: UUID,
    slug: str,
    optional_units: tuple[str, ...] = (),
    cohort: UUID | None = None,
    assessor: UUID | None = None,
) -> LearnerRegistered:
    """Register the learner who has `account` on the newest version of the course `slug`.

    The course file's bytes go into the vault, and the registration stays on them. Raises NotFound, NotAtCentre,
    SpecificationChanged, UnknownUnits, WrongCombination, AlreadyRegistered, and what `allocate_assessors` refuses.
    """
    if earlier := said_before(acting, submission, LearnerRegistered):
        return earlier
    fact = _registered(acting, submission, account, slug, optional_units)
    recorded = record(acting.centre, fact)
    enrolments.enrol(
        acting.centre,
        fact.registration,
        account,
        *fact.qualification,
        specification=fact.specification.sha256,
        cohort_id=cohort,
    )
    if assessor is not None:
        allocate_assessors(acting, fact.registration, [assessor])
    return recorded


def _registered(
    acting: Acting, submission: UUID, account: UUID, slug: str, optional_units: tuple[str, ...]
) -> LearnerRegistered:
    """Held from the look at what else they do until the transaction ends, so that two forms at once are one."""
    specification = _specification(acting.centre, slug)
    enrolments.hold_learner(acting.centre, account)
    learner = actor_of(workplace().config.issuer, account)
    return rules.register(
        acting.stamp(submission),
        registration=uuid5(NAMESPACE_URL, f"registration:{submission}"),
        learner=learner,
        qualification=specification.qualification,
        specification=workplace().vault.keep(acting.centre, specification.source, YAML),
        optional_units=optional_units,
        others=progress.standings(acting.centre, learner=learner),
    )


def _specification(centre: UUID, slug: str) -> Specification:
    """The newest version of the course, unless its file was changed since other learners started on that version."""
    found = workplace().catalogue.get(slug)
    if found is None:
        raise NotFound("course")
    if enrolments.specifications(centre, *found.qualification.ref) - {found.sha256}:
        raise SpecificationChanged(*found.qualification.ref)
    return found
