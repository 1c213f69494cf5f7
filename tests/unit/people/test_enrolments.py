"""Learners, cohorts, enrolments, allocations and witnesses: each seen by its own centre only."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from lms_peer.domain.refusals import Missing, NotAtCentre, NotFound, ULNTaken
from lms_peer.domain.roles import Role
from lms_peer.people.allocations import (
    allocate,
    allocated,
    approval,
    declare_interest,
    interests,
    records_of,
    release,
    scope,
    set_scope,
)
from lms_peer.people.centres import end_role, give_role
from lms_peer.people.enrolments import (
    CohortHere,
    accounts,
    add_cohort,
    add_learner,
    cohort,
    cohort_roll,
    cohorts,
    enrol,
    enrolment,
    enrolments_of,
    find_records,
    outside_cohorts,
    roll,
)
from lms_peer.people.enrolments import (
    learner as learner_details,
)
from lms_peer.people.training import set_in_training
from lms_peer.people.witnesses import add_witness, witness, witnesses

from .conftest import person

ULN = "9276308686"

SPEC = "0" * 64


@pytest.fixture
def registration(north: UUID, learner: UUID) -> UUID:
    """The learner's record."""
    return enrol(north, uuid4(), learner, "bench", "1", SPEC).registration


def test_a_unique_learner_number_is_used_once_at_a_centre(north: UUID, south: UUID, learner: UUID) -> None:
    add_learner(north, learner, "Lee Sample", ULN, "AB 1")
    assert learner_details(north, learner).uln == ULN
    other = person("Bob Sample", north, Role.LEARNER)
    with pytest.raises(ULNTaken):
        add_learner(north, other, "Bob Sample", ULN)
    elsewhere = person("Cat Sample", south, Role.LEARNER)
    assert add_learner(south, elsewhere, "Cat Sample", ULN).uln == ULN


def test_many_learners_may_have_no_number_yet(north: UUID, learner: UUID) -> None:
    add_learner(north, learner, "Lee Sample", "")
    assert add_learner(north, person("Bob Sample", north, Role.LEARNER), "Bob Sample").uln is None


def test_only_a_learner_of_the_centre_can_be_written_down_or_enrolled(
    north: UUID, south: UUID, learner: UUID, assessor: UUID
) -> None:
    for centre, account in ((north, assessor), (south, learner)):
        with pytest.raises(NotAtCentre):
            add_learner(centre, account, "Someone")
        with pytest.raises(NotAtCentre):
            enrol(centre, uuid4(), account, "bench", "1", SPEC)
    with pytest.raises(NotFound):
        learner_details(south, learner)


def test_another_centres_record_is_not_found(north: UUID, south: UUID, learner: UUID, registration: UUID) -> None:
    assert enrolment(north, registration).account_id == learner
    assert [one.registration for one in enrolments_of(north, learner)] == [registration]
    with pytest.raises(NotFound) as refusal:
        enrolment(south, registration)
    assert refusal.value.what == "learner's record"
    assert enrolments_of(south, learner) == []
    assert find_records(south, "", 0, 9) == []


def test_a_cohort_lists_its_learners_by_name(north: UUID, south: UUID) -> None:
    first = add_cohort(north, "January", "bench", date(2026, 1, 5))
    second = add_cohort(north, "March", "bench", date(2026, 3, 2), date(2026, 9, 1))
    for name in ("Zoe Sample", "Abe Sample"):
        enrol(north, uuid4(), person(name, north, Role.LEARNER), "bench", "1", SPEC, first.id)
    assert [account.name for _, account in cohort_roll(north, first.id)] == ["Abe Sample", "Zoe Sample"]
    assert [one.name for one in find_records(north, "", 0, 9)] == ["Abe Sample", "Zoe Sample"]
    assert cohort_roll(north, second.id) == cohort_roll(south, first.id) == []
    assert cohorts(north) == [second, first]
    assert cohort(north, first.id) is first
    with pytest.raises(NotFound):
        cohort(south, first.id)
    with pytest.raises(NotFound):
        enrol(south, uuid4(), person("Bob Sample", south, Role.LEARNER), "bench", "1", SPEC, first.id)
    with pytest.raises(Missing):
        add_cohort(north, " ", "bench", date(2026, 1, 5))


def test_a_roll_says_which_cohort_each_record_is_in(north: UUID, south: UUID, registration: UUID) -> None:
    march = add_cohort(north, "March", "bench", date(2026, 3, 2), date(2026, 9, 1))
    joined = enrol(
        north, uuid4(), person("Abe Sample", north, Role.LEARNER), "bench", "1", SPEC, march.id
    ).registration
    both = [joined, registration]
    listed = {enrolled.registration: enrolled.cohort for enrolled, _ in roll(north, both)}
    assert listed == {joined: CohortHere("March", date(2026, 3, 2), date(2026, 9, 1)), registration: None}
    assert [enrolled.registration for enrolled, _ in outside_cohorts(north)] == [registration]
    assert {one: account.name for one, account in accounts(north, both).items()}[joined] == "Abe Sample"
    assert roll(south, both) == outside_cohorts(south) == []
    assert accounts(south, both) == {}


def test_a_record_is_allocated_to_people_who_hold_the_role(
    north: UUID, south: UUID, registration: UUID, assessor: UUID, learner: UUID
) -> None:
    for _ in range(2):
        allocate(north, registration, assessor, Role.ASSESSOR)
    assert [account.id for account in allocated(north, registration, Role.ASSESSOR)] == [assessor]
    assert records_of(north, assessor, Role.ASSESSOR) == [registration]
    assert records_of(south, assessor, Role.ASSESSOR) == []
    assert allocated(south, registration, Role.ASSESSOR) == ()
    with pytest.raises(NotAtCentre):
        allocate(north, registration, learner, Role.ASSESSOR)
    with pytest.raises(NotFound):
        allocate(south, registration, assessor, Role.ASSESSOR)
    with pytest.raises(NotFound):
        release(south, registration, assessor, Role.ASSESSOR)
    release(north, registration, assessor, Role.ASSESSOR)
    assert allocated(north, registration, Role.ASSESSOR) == ()


def test_no_scope_means_every_unit(north: UUID, south: UUID, assessor: UUID, learner: UUID) -> None:
    assert scope(north, assessor, "bench") is None
    set_scope(north, assessor, "bench", ["H1", "H2", "H1"])
    assert scope(north, assessor, "bench") == {"H1", "H2"}
    assert scope(north, assessor, "other") is None
    assert scope(south, assessor, "bench") is None
    set_scope(north, assessor, "bench", ["H2"])
    assert scope(north, assessor, "bench") == {"H2"}
    with pytest.raises(NotAtCentre):
        set_scope(north, learner, "bench", ["H1"])


def test_an_interest_is_declared_once_and_at_one_centre(
    north: UUID, south: UUID, assessor: UUID, learner: UUID
) -> None:
    for _ in range(2):
        declare_interest(north, assessor, learner)
    assert interests(north, assessor) == {learner}
    assert interests(south, assessor) == frozenset()
    with pytest.raises(NotAtCentre):
        declare_interest(south, assessor, learner)


def test_an_approval_holds_all_that_the_centre_said_of_an_assessor(
    north: UUID, south: UUID, assessor: UUID, learner: UUID
) -> None:
    assert approval(north, assessor, "bench") == (False, None, frozenset())
    others = [person(name, north, Role.LEARNER) for name in ("Kim Sample", "Max Sample")]
    for one in (learner, *others):
        declare_interest(north, assessor, one)
    set_scope(north, assessor, "bench", ["H1", "H2"])
    set_in_training(north, assessor, True)
    assert approval(north, assessor, "bench") == (True, {"H1", "H2"}, {learner, *others})
    assert approval(north, assessor, "other") == (True, None, {learner, *others})


def test_who_is_no_assessor_at_the_centre_has_no_approval(
    north: UUID, south: UUID, assessor: UUID, learner: UUID
) -> None:
    set_scope(north, assessor, "bench", ["H1"])
    assert approval(north, learner, "bench") is None
    assert approval(south, assessor, "bench") is None
    give_role(south, assessor, Role.ASSESSOR)
    assert approval(south, assessor, "bench") == (False, None, frozenset())
    end_role(north, assessor, Role.ASSESSOR)
    assert approval(north, assessor, "bench") is None


def test_a_witness_is_listed_with_the_record_it_is_about(north: UUID, south: UUID, registration: UUID) -> None:
    seen = add_witness(
        north, registration, name="Wyn Sample", occupation="Key worker", expert=True, relationship="Line manager"
    )
    assert witnesses(north, registration) == [seen]
    assert witness(north, seen.id).relationship == "Line manager"
    assert witnesses(south, registration) == []
    with pytest.raises(NotFound):
        witness(south, seen.id)
    with pytest.raises(NotFound):
        add_witness(south, registration, name="W", occupation="O", expert=False, relationship=None)
    with pytest.raises(Missing):
        add_witness(north, registration, name="W", occupation="", expert=False, relationship=None)
