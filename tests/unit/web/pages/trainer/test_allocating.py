"""Who assesses and who quality assures: one person for several learners at once, refusing those who are not fit."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID, uuid4

import pytest

from lms_peer.actions.register_learner import register_learner
from lms_peer.domain.roles import Role
from lms_peer.people import allocations, enrolments
from tests.plant import LISTEN, Plant
from tests.unit.web.pages.scene import Scene, words_on


@pytest.fixture
def cohort(scene: Scene) -> UUID:
    """A cohort of two learners: Ann, and Bo in whom the assessor and the quality assurer declared an interest."""

    def open_cohort(plant: Plant) -> UUID:
        opened = enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id
        for who in ("ann", "bo"):
            plant.add(who, Role.LEARNER)
            plant.people[f"RECORD {who}"] = register_learner(
                plant.acting("trainer"),
                uuid4(),
                account=plant.people[who],
                slug="bench",
                optional_units=("H2",),
                cohort=opened,
            ).registration
        for who in ("assessor", "iqa"):
            allocations.declare_interest(plant.centre, plant.people[who], plant.people["bo"])
        plant.add("second", Role.ASSESSOR, Role.IQA)
        return opened

    return scene.do(open_cohort)


def allocates(scene: Scene, cohort: UUID, role: Role, who: str, *learners: str):
    return scene.browser("trainer").send(
        f"/cohorts/{cohort}/allocate",
        person=f"{role.value}:{scene.plant.people[who]}",
        learners=[str(scene.plant.people[f"RECORD {learner}"]) for learner in learners],
    )


def looking_after(scene: Scene, learner: str, role: Role) -> list[str]:
    registration = scene.plant.people[f"RECORD {learner}"]
    return scene.do(lambda plant: [one.name for one in allocations.allocated(plant.centre, registration, role)])


def test_all_learners_are_ticked_at_once_without_a_script_and_the_person_stays(scene: Scene, cohort: UUID) -> None:
    address, person = f"/cohorts/{cohort}/allocate", f"assessor:{scene.plant.people['second']}"
    ticked = scene.browser("trainer").send(address, person=person, tick="all")
    assert ticked.status_code == 200
    chosen = set(re.findall(r'value="([^"]+)" checked', ticked.text))
    assert chosen == {person, *(str(scene.plant.people[f"RECORD {who}"]) for who in ("ann", "bo"))}
    assert "Take all ticks away" in ticked.text
    assert looking_after(scene, "ann", Role.ASSESSOR) == []
    assert " checked" not in scene.browser("trainer").send(address, learners=list(chosen), tick="none").text


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.IQA])
def test_one_person_looks_after_several_learners_at_once(scene: Scene, cohort: UUID, role: Role) -> None:
    for _ in range(2):  # twice changes nothing
        assert allocates(scene, cohort, role, "second", "ann", "bo").status_code == 302
    assert [looking_after(scene, who, role) for who in ("ann", "bo")] == [["Second"], ["Second"]]
    page = words_on(scene.browser("trainer").get(f"/cohorts/{cohort}/allocate"))
    assert "Ann Now: Second" in page


@pytest.mark.parametrize(("role", "who"), [(Role.ASSESSOR, "assessor"), (Role.IQA, "iqa")])
def test_a_declared_interest_in_one_stops_all_and_names_the_one(
    scene: Scene, cohort: UUID, role: Role, who: str
) -> None:
    page = allocates(scene, cohort, role, who, "ann", "bo")
    assert page.status_code == 422
    assert "Nothing was saved." in words_on(page)
    assert "Bo : They know this learner in another way." in words_on(page)
    assert looking_after(scene, "ann", role) == []
    assert allocates(scene, cohort, role, who, "ann").status_code == 302


def test_nobody_quality_assures_what_they_assess_and_the_other_way_round(scene: Scene, cohort: UUID) -> None:
    allocates(scene, cohort, Role.ASSESSOR, "second", "ann")
    assert "Nobody can check the work that they assess." in words_on(
        allocates(scene, cohort, Role.IQA, "second", "ann")
    )
    allocates(scene, cohort, Role.IQA, "second", "bo")
    assert allocates(scene, cohort, Role.ASSESSOR, "second", "bo").status_code == 422


@pytest.mark.parametrize(
    ("person", "learners", "sentence"),
    [
        ("", "ann", "Choose a person."),
        ("assessor:learner", "ann", "Choose a person from the list."),
        ("assessor:second", "", "Tick at least one learner."),
        ("assessor:second", "elsewhere", "Choose learners from the list."),
    ],
)
def test_only_people_and_learners_from_the_list_are_taken(
    scene: Scene, cohort: UUID, person: str, learners: str, sentence: str
) -> None:
    role, _, who = person.partition(":")
    records = {"ann": str(scene.plant.people["RECORD ann"]), "elsewhere": str(uuid4())}
    page = scene.browser("trainer").send(
        f"/cohorts/{cohort}/allocate",
        person=f"{role}:{scene.plant.people[who]}" if who else "",
        learners=[records[learners]] if learners else [],
    )
    assert page.status_code == 422
    assert sentence in words_on(page)


def test_the_quality_assurers_of_one_record_are_changed(scene: Scene, cohort: UUID) -> None:
    trainer, record = scene.browser("trainer"), f"/train/{scene.plant.people['RECORD ann']}"
    iqa, second = (str(scene.plant.people[who]) for who in ("iqa", "second"))
    assert trainer.send(f"{record}/verifiers", verifiers=[iqa, second]).status_code == 302
    assert looking_after(scene, "ann", Role.IQA) == ["Iqa", "Second"]
    assert "Quality assurers Iqa and Second" in words_on(trainer.get(record))
    assert trainer.send(f"{record}/verifiers", verifiers=[second]).status_code == 302
    assert looking_after(scene, "ann", Role.IQA) == ["Second"]
    assert trainer.send(f"{record}/verifiers", verifiers=[str(uuid4())]).status_code == 422


def test_an_interest_is_said_beside_the_quality_assurer(scene: Scene, cohort: UUID) -> None:
    record = f"/train/{scene.plant.people['RECORD bo']}"
    page = scene.browser("trainer").send(f"{record}/verifiers", verifiers=[str(scene.plant.people["iqa"])])
    assert page.status_code == 422
    assert "They know this learner in another way. Choose someone else." in words_on(page)


def test_whoever_decided_on_a_record_does_not_quality_assure_it(scene: Scene, cohort: UUID) -> None:
    scene.do(lambda plant: plant.judges(plant.submits(LISTEN), LISTEN, who="second"))
    page = scene.browser("trainer").send(
        f"/train/{scene.registration}/verifiers", verifiers=[str(scene.plant.people["second"])]
    )
    assert "Nobody can check the work that they assess." in words_on(page)
