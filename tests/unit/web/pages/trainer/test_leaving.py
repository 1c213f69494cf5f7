"""A trainer says that somebody who worked at the centre has left it."""

from __future__ import annotations

from uuid import UUID

from lms_peer.domain.roles import Role
from lms_peer.people import allocations, centres
from tests.unit.web.pages.scene import Browser, Scene, words_on

PEOPLE = "/train/people"


def leaving(scene: Scene, who: str) -> str:
    return f"{PEOPLE}/{scene.plant.people[who]}/leave"


def roles(scene: Scene, who: str) -> frozenset[Role]:
    return scene.do(lambda plant: centres.roles_at(plant.centre, plant.people[who]))


def test_who_has_left_sees_nothing_any_more_and_the_list_names_them_no_longer(
    scene: Scene, trainer: Browser
) -> None:
    assessor = scene.browser("assessor")
    assert leaving(scene, "assessor") in trainer.get(PEOPLE).text
    assert trainer.send(leaving(scene, "assessor")).status_code == 302
    assert roles(scene, "assessor") == frozenset()
    assessor.get("/assess", 302)
    page = trainer.get(PEOPLE)
    assert leaving(scene, "assessor") not in page.text
    assert "Assessor has left." in page.text
    assert "does not work here any more" in trainer.get(leaving(scene, "assessor")).text


def test_the_page_says_first_which_learners_still_count_on_them(scene: Scene, trainer: Browser) -> None:
    assert "No learner is allocated to them." in words_on(trainer.get(leaving(scene, "assessor")))
    scene.do(
        lambda plant: allocations.allocate(
            plant.centre, plant.registration, plant.people["assessor"], Role.ASSESSOR
        )
    )
    page = trainer.get(leaving(scene, "assessor"))
    assert "1 learner still has them." in words_on(page)
    assert f"/train/{scene.registration}/assessors" in page.text


def test_the_last_trainer_stays_until_there_is_another(scene: Scene, trainer: Browser) -> None:
    refused = trainer.send(leaving(scene, "trainer"))
    assert refused.status_code == 422
    assert "Nobody else is a trainer" in words_on(refused)
    scene.do(lambda plant: plant.add("second", Role.TRAINER))
    assert trainer.send(leaving(scene, "trainer")).status_code == 302
    assert roles(scene, "trainer") == frozenset()
    trainer.get(PEOPLE, 302)


def test_who_learns_here_too_stays_a_learner(scene: Scene, trainer: Browser) -> None:
    scene.do(lambda plant: plant.add("both", Role.STAFF, Role.LEARNER))
    trainer.send(leaving(scene, "both"))
    assert roles(scene, "both") == {Role.LEARNER}
    for nobody in (scene.plant.people["learner"], UUID(int=7)):
        trainer.get(f"{PEOPLE}/{nobody}/leave", 404)
