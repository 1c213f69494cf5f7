"""A cohort as a trainer follows it: narrowing the list, coming back to it, who is quiet, the pace as a chart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event

from lms_peer.actions.allocate_assessors import allocate_assessors
from lms_peer.actions.change_registration import pause_registration
from lms_peer.actions.register_learner import register_learner
from lms_peer.database import db, now, pretend
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.people import enrolments
from tests.plant import LISTEN, PLACES, Plant
from tests.unit.web.pages.scene import Browser, Scene, words_on

STARTED = timedelta(weeks=10, days=1)  # one day more than half, for the hour that the clocks change


@pytest.fixture
def cohort(scene: Scene) -> UUID:
    """A cohort of twenty weeks that began ten weeks ago, with four learners of whom nothing was heard since."""
    with pretend(now() - STARTED):
        return scene.do(open_cohort)


def open_cohort(plant: Plant) -> UUID:
    """Ann, Bo, Cy and Di begin together."""
    starts = uk_day(now())
    opened = enrolments.add_cohort(plant.centre, "Spring", "bench", starts, starts + timedelta(weeks=20)).id
    for who in ("ann", "bo", "cy", "di"):
        take_on(plant, who, opened)
    return opened


def take_on(plant: Plant, who: str, cohort: UUID) -> UUID:
    """One more learner in the cohort; answers the registration, which is kept under `RECORD who` among the people."""
    plant.add(who, Role.LEARNER)
    registration = register_learner(
        plant.acting("trainer"),
        uuid4(),
        account=plant.people[who],
        slug="bench",
        optional_units=("H2",),
        cohort=cohort,
    ).registration
    plant.people[f"RECORD {who}"] = registration
    return registration


def as_(plant: Plant, who: str) -> Plant:
    """The plant, whose learner is this one now."""
    plant.registration, plant.people["learner"] = plant.people[f"RECORD {who}"], plant.people[who]
    return plant


def names_on(page: str) -> list[str]:
    """The learners of the list, in its order."""
    return re.findall(r'role="rowheader"[^>]*><a[^>]*>([^<]+)</a>', page)


@contextmanager
def counted_queries(app: Flask) -> Iterator[list[str]]:
    """What the database is asked meanwhile."""
    asked: list[str] = []

    def hear(_connection, _cursor, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def test_everyone_has_a_word_and_a_reason(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    scene.do(
        lambda plant: pause_registration(
            plant.acting("trainer"), as_(plant, "bo").registration, uuid4(), reason="-"
        )
    )
    page = words_on(trainer.get(f"/cohorts/{cohort}"))
    assert "Ann Behind 0 of 2 units done, 1 expected by now. Nothing for 71 days." in page
    assert "Bo Paused Since" in page
    assert "Nothing is late." in page


def test_the_list_is_narrowed_by_how_it_goes(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    scene.do(lambda plant: as_(plant, "cy").submits(LISTEN))
    scene.do(
        lambda plant: pause_registration(
            plant.acting("trainer"), as_(plant, "bo").registration, uuid4(), reason="-"
        )
    )
    assert names_on(trainer.get(f"/cohorts/{cohort}?going=quiet").text) == ["Ann", "Di"]
    assert names_on(trainer.get(f"/cohorts/{cohort}?going=behind").text) == ["Ann", "Cy", "Di"]
    assert names_on(trainer.get(f"/cohorts/{cohort}?going=paused").text) == ["Bo"]
    assert "Nobody here fits" in words_on(trainer.get(f"/cohorts/{cohort}?going=finished"))


def test_the_list_is_narrowed_by_assessor_and_by_the_stage_of_a_unit(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    assessor = scene.plant.people["assessor"]
    scene.do(lambda plant: allocate_assessors(plant.acting("trainer"), plant.people["RECORD ann"], [assessor]))
    scene.do(lambda plant: as_(plant, "di").submits(PLACES))
    assert names_on(trainer.get(f"/cohorts/{cohort}?assessor={assessor}").text) == ["Ann"]
    assert names_on(trainer.get(f"/cohorts/{cohort}?assessor=nobody").text) == ["Bo", "Cy", "Di"]
    assert names_on(trainer.get(f"/cohorts/{cohort}?unit=H2&stage=to_assess").text) == ["Di"]
    assert len(names_on(trainer.get(f"/cohorts/{cohort}?unit=H3&stage=not_started").text)) == 0
    half = trainer.get(f"/cohorts/{cohort}?stage=to_assess")
    assert "Choose a unit and how far it is. One without the other shows everybody." in words_on(half)


@pytest.mark.parametrize(
    "nonsense", ["going=dancing", "assessor=1", "unit=H2", "stage=met", "sort=shoe", "page=-7"]
)
def test_what_makes_no_sense_in_the_address_shows_everybody(trainer: Browser, cohort: UUID, nonsense: str) -> None:
    assert len(names_on(trainer.get(f"/cohorts/{cohort}?{nonsense}").text)) == 4


def test_the_list_is_put_in_another_order(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    scene.do(lambda plant: as_(plant, "ann").submits(LISTEN))
    scene.do(lambda plant: as_(plant, "cy").judges(plant.submits(PLACES), PLACES))
    scene.do(lambda plant: plant.signs_off("H2"))
    assert names_on(trainer.get(f"/cohorts/{cohort}?sort=heard").text) == ["Bo", "Di", "Ann", "Cy"]
    assert names_on(trainer.get(f"/cohorts/{cohort}?sort=going").text) == ["Bo", "Di", "Ann", "Cy"]
    assert names_on(trainer.get(f"/cohorts/{cohort}?sort=units").text) == ["Ann", "Bo", "Di", "Cy"]


def test_a_record_leads_back_to_the_list_as_it_was(trainer: Browser, scene: Scene, cohort: UUID) -> None:
    listed = f"/cohorts/{cohort}?going=quiet&sort=heard"
    shown = trainer.get(listed)
    assert '<option value="quiet" selected>' in shown.text
    record = f"/train/{scene.plant.people['RECORD ann']}"
    trainer.get(record)
    trainer.get(f"{record}/assessors")
    assert listed.replace("&", "&amp;") in trainer.get(record).text


def test_a_record_leads_to_its_own_cohort_when_the_last_list_was_another(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    other = scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Other", "bench", date(2026, 1, 5)).id)
    trainer.get(f"/cohorts/{other}")
    page = trainer.get(f"/train/{scene.plant.people['RECORD ann']}").text
    assert f'href="/cohorts/{cohort}"' in page
    assert str(other) not in page


def take_on_many(scene: Scene, cohort: UUID) -> None:
    """More learners than a page shows."""

    def more(plant: Plant) -> None:
        for number in range(25):
            take_on(plant, f"more {number:02}", cohort)

    with pretend(now() - STARTED):
        scene.do(more)


def test_a_full_page_leads_to_the_next_and_keeps_what_was_asked(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    take_on_many(scene, cohort)
    first = trainer.get(f"/cohorts/{cohort}?going=quiet")
    assert len(names_on(first.text)) == 25
    assert "29 found" in words_on(first)
    following = re.search(r'href="([^"]+)">Next page', first.text)
    assert following
    second = trainer.get(following[1].replace("&amp;", "&"))
    assert len(names_on(second.text)) == 4
    assert "Page before" in words_on(second)


def test_the_number_of_queries_does_not_grow_with_the_cohort(
    app: Flask, scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    scene.do(lambda plant: as_(plant, "ann").submits(LISTEN))
    paths = (f"/cohorts/{cohort}", "/cohorts/quiet", f"/cohorts/{cohort}/pace", f"/cohorts/{cohort}/progress.csv")
    few = [asked_by(app, trainer, path) for path in paths]

    def more(plant: Plant) -> None:
        for number in range(12):
            as_(plant, "ann").registration = take_on(plant, f"more {number}", cohort)
            plant.people["learner"] = plant.people[f"more {number}"]
            plant.submits(LISTEN)

    scene.do(more)
    assert [asked_by(app, trainer, path) for path in paths] == few


def asked_by(app: Flask, trainer: Browser, path: str) -> int:
    with counted_queries(app) as asked:
        trainer.get(path)
    return len(asked)


def test_who_is_quiet_is_listed_across_cohorts_the_longest_first(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    def later(plant: Plant) -> None:
        other = enrolments.add_cohort(plant.centre, "Summer", "bench", uk_day(now())).id
        take_on(plant, "abel", other)

    with pretend(now() - timedelta(weeks=4)):
        scene.do(later)
    scene.do(lambda plant: as_(plant, "cy").submits(LISTEN))
    page = trainer.get("/cohorts/quiet")
    *longest, last = names_on(page.text)
    assert (sorted(longest), last) == (["Ann", "Bo", "Di"], "Abel")
    assert "Bo Spring Behind" in words_on(page)
    assert "Abel Summer Quiet" in words_on(page)
    assert '"/cohorts/quiet' in trainer.get(f"/train/{scene.plant.people['RECORD bo']}").text


def test_many_who_are_quiet_fill_pages_and_past_the_last_is_the_last(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    take_on_many(scene, cohort)
    first, second, past = (trainer.get(f"/cohorts/quiet{page}") for page in ("", "?page=2", "?page=9"))
    assert len(names_on(first.text)) == 25
    assert "Next page" in words_on(first)
    assert "Page before" not in words_on(first)
    assert 1 <= len(names_on(second.text)) <= 4
    assert not set(names_on(first.text)) & set(names_on(second.text))
    assert "Next page" not in words_on(second)
    assert names_on(past.text) == names_on(second.text)


def test_nobody_quiet_is_good_news(trainer: Browser) -> None:
    assert "Nobody has gone quiet." in words_on(trainer.get("/cohorts/quiet"))


def test_the_pace_is_a_chart_and_the_same_numbers_in_a_table(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    scene.do(lambda plant: as_(plant, "ann").judges(plant.submits(PLACES), PLACES))
    scene.do(lambda plant: plant.signs_off("H2"))
    page = trainer.get(f"/cohorts/{cohort}/pace")
    assert "Today 1 of 8 units are signed off. By now 4 are expected." in words_on(page)
    assert page.text.count("<polyline") == 2
    assert "(today) 4 1" in words_on(page)
    assert "8 Still to come" in words_on(page)
    assert "style=" not in page.text.partition("<main")[2].partition("</main")[0]


def test_a_cohort_without_a_last_day_or_without_learners_has_a_page_too(scene: Scene, trainer: Browser) -> None:
    empty = scene.do(lambda plant: enrolments.add_cohort(plant.centre, "New", "bench", date(2026, 1, 5)).id)
    assert "no learner here yet" in words_on(trainer.get(f"/cohorts/{empty}/pace"))
    scene.do(lambda plant: take_on(plant, "ann", empty))
    page = words_on(trainer.get(f"/cohorts/{empty}/pace"))
    assert "Nobody said when this cohort ends" in page
    assert "Not known" in page


def test_the_days_of_a_cohort_are_changed(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    typed = {
        "title": "Spring again",
        "starts-day": "5",
        "starts-month": "1",
        "starts-year": "2026",
        "ends-day": "1",
        "ends-month": "1",
        "ends-year": "2026",
    }
    refused = trainer.send(f"/cohorts/{cohort}/change", **typed)
    assert refused.status_code == 422
    assert "The last day has to come after the first." in words_on(refused)
    assert trainer.send(f"/cohorts/{cohort}/change", **typed | {"ends-year": "2027"}).status_code == 302
    assert "from 5 January 2026 to 1 January 2027 Spring again" in words_on(trainer.get(f"/cohorts/{cohort}"))
    assert (
        trainer.send(f"/cohorts/{cohort}/change", **typed | dict.fromkeys(typed, "") | {"title": "x"}).status_code
        == 422
    )
