"""The sampling plan of a cohort: what no sample looked at, each unit of each learner, and planning several at once."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms_peer.actions.register_learner import register_learner
from lms_peer.database import now, pretend
from lms_peer.domain.facts import SamplePlanned
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.people import allocations, centres, enrolments
from lms_peer.web.wording import day
from tests.plant import LISTEN, OBSERVED, PLACES, Plant
from tests.unit.web.conftest import SignIn
from tests.unit.web.pages.scene import Scene, words_on

WHY = "The assessor is new."
RECORDS = "/quality/records"


@pytest.fixture
def scene(app: Flask, sign_in: SignIn) -> Scene:
    return Scene(app, sign_in)


@pytest.fixture
def cohort(scene: Scene) -> UUID:
    """A cohort of the learner, who takes H1 and H2, and Bo, who takes H1 and H3."""

    def opened(plant: Plant) -> UUID:
        made = enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id
        enrolments.move(plant.centre, plant.registration, made)
        plant.add("bo", Role.LEARNER)
        plant.people["RECORD bo"] = register_learner(
            plant.acting("trainer"), uuid4(), account=plant.people["bo"], slug="bench", optional_units=("H3",),
            cohort=made,
        ).registration  # fmt: skip
        return made

    return scene.do(opened)


def soon() -> date:
    return uk_day(now()) + timedelta(days=14)


def planned(scene: Scene, *units: str, learners: tuple[str, ...] = ("learner",), **said: object):
    """What the form sends: a sample of H2 of the learner by a day, unless said."""
    records = {"learner": scene.registration, "bo": scene.plant.people["RECORD bo"]}
    by = soon()
    usual: dict[str, object] = {
        "units": list(units or ("H2",)),
        "learners": [str(records[who]) for who in learners],
        "what": "sample",
        "by_day-day": str(by.day),
        "by_day-month": str(by.month),
        "by_day-year": str(by.year),
        "reason": WHY,
    }
    return usual | said


def page_of(cohort: UUID | str) -> str:
    return f"/quality/plans/{cohort}"


def sends(scene: Scene, cohort: UUID | str, who: str = "iqa", submission: str = "", **fields: object):
    return scene.browser(who).send(f"{page_of(cohort)}/samples", submission=submission, **fields)


def plans_of(scene: Scene) -> list[SamplePlanned]:
    return scene.do(lambda plant: [one.planned for one in plant.standing.sample_plans])


def test_with_one_cohort_there_is_nothing_to_choose(scene: Scene) -> None:
    iqa = scene.browser("iqa")
    assert iqa.get("/quality/plans", 302).location == page_of("none")
    assert 'href="/quality/plans"' in iqa.get(RECORDS).text


def test_a_cohort_is_chosen_where_there_are_several(scene: Scene, cohort: UUID) -> None:
    scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Autumn", "bench", date(2026, 9, 1)))
    page = scene.browser("iqa").get("/quality/plans")
    assert "Spring , from 5 January 2026. Learners: 2" in words_on(page)
    assert "Autumn , from 1 September 2026. Learners: 0" in words_on(page)
    assert f'href="{page_of(cohort)}"' in page.text
    assert "no cohort" not in words_on(page)


@pytest.mark.parametrize("reader", ["iqa", "eqa", "trainer"])
def test_the_plan_says_first_what_no_sample_looked_at_and_then_each_unit(
    scene: Scene, cohort: UUID, reader: str
) -> None:
    def works(plant: Plant) -> None:
        seen = plant.submits(LISTEN)
        plant.judges(seen, LISTEN)
        plant.judges(plant.submits(PLACES), PLACES)
        plant.samples("H1", seen)
        visit = plant.plans(OBSERVED)
        plant.judges(plant.observes(visit, OBSERVED), OBSERVED)

    scene.do(works)
    page = scene.browser(reader).get(page_of(cohort))
    read = words_on(page)
    gaps, _, table = read.partition("Each unit of each learner")
    unseen, _, counted = gaps.partition("How much samples have looked at")
    assert "Methods Observation Units H2" in unseen
    assert "Assessors" not in unseen
    assert "Learners Learner: 1 of 3 Assessors Assessor: 1 of 3 Methods Observation: 0 of 1" in counted
    assert f"Learner Interim sample, {day(now())} : Learner, H1 Not planned : Learner, H2 Not taken" in table
    assert "Bo Nothing decided Not taken Nothing decided" in table
    assert f'href="/records/{scene.registration}/units/H2"' in page.text
    assert ("Plan samples" in read) is (reader == "iqa")


def test_a_place_is_named_by_its_role_only_and_counted_where_it_is_known(scene: Scene, cohort: UUID) -> None:
    def works(plant: Plant) -> None:
        visit = plant.plans(OBSERVED)
        plant.judges(plant.observes(visit, OBSERVED), OBSERVED)

    scene.do(works)
    assert "Places of observations" in words_on(scene.browser("iqa").get(page_of(cohort)))


def test_where_nothing_is_decided_and_where_all_was_looked_at_the_page_says_so(scene: Scene, cohort: UUID) -> None:
    iqa = scene.browser("iqa")
    assert "Nothing is decided yet" in words_on(iqa.get(page_of(cohort)))
    piece = scene.do(lambda plant: plant.submits(PLACES))
    scene.do(lambda plant: plant.judges(piece, PLACES))
    scene.do(lambda plant: plant.samples("H2", piece))
    assert "Samples have looked at some work of every learner" in words_on(iqa.get(page_of(cohort)))


def test_an_empty_cohort_and_one_of_another_centre(
    scene: Scene, cohort: UUID, app: Flask, sign_in: SignIn
) -> None:
    iqa = scene.browser("iqa")
    assert "There is no learner here yet." in words_on(iqa.get(page_of("none")))
    assert "There is no learner here for whom you can plan." in words_on(iqa.get(f"{page_of('none')}/samples"))
    south = Scene(app, sign_in, "south").browser("iqa")
    for address in (page_of(cohort), f"{page_of(cohort)}.csv", f"{page_of(cohort)}/samples"):
        south.get(address, 404)
    iqa.get(page_of(uuid4()), 404)


@pytest.mark.parametrize("other", ["learner", "staff", "assessor"])
def test_those_whose_work_it_is_about_do_not_read_it(scene: Scene, cohort: UUID, other: str) -> None:
    scene.do(lambda plant: plant.plans_samples("H2", by_day=soon(), reason=WHY))
    browser = scene.browser(other)
    for address in ("/quality/plans", page_of(cohort), f"{page_of(cohort)}.csv"):
        browser.get(address, 403)
    if other != "staff":
        unit = browser.get(f"/records/{scene.registration}/units/H2")
        assert WHY not in unit.text
    if other == "learner":
        assert "planned how unit" not in browser.get(f"/learn/{scene.registration}/timeline").text


def test_a_learner_who_is_a_trainer_too_does_not_read_it_on_their_own_record(scene: Scene, cohort: UUID) -> None:
    scene.do(lambda plant: plant.plans_samples("H2", by_day=soon(), reason=WHY))
    scene.do(lambda plant: centres.give_role(plant.centre, plant.people["learner"], Role.TRAINER))
    assert WHY not in scene.browser("learner").get(f"/records/{scene.registration}/units/H2").text


@pytest.mark.parametrize("other", ["eqa", "trainer", "assessor"])
def test_only_an_internal_quality_assurer_plans(scene: Scene, cohort: UUID, other: str) -> None:
    scene.browser(other).get(f"{page_of(cohort)}/samples", 403)


def test_several_units_of_several_learners_are_planned_at_once(scene: Scene, cohort: UUID) -> None:
    answer = sends(scene, cohort, **planned(scene, "H1", "H2", learners=("learner", "bo")))
    assert answer.location == page_of(cohort)
    iqa = scene.browser("iqa")
    page = words_on(iqa.get(page_of(cohort)))
    told = f"Sample by {day(soon())}"
    assert f"Learner {told} : Learner, H1 {told} : Learner, H2 Not taken" in page
    assert f"Bo {told} : Bo, H1 Not taken Nothing decided" in page
    assert [(one.unit, one.by_day) for one in plans_of(scene)] == [("H1", soon()), ("H2", soon())]
    assert f"Learner, H1 : by {day(soon())}" in words_on(iqa.get(RECORDS))


def test_the_same_form_sent_twice_plans_once_and_a_changed_one_is_asked_about(scene: Scene, cohort: UUID) -> None:
    sent = str(uuid4())
    for _ in range(2):
        assert sends(scene, cohort, submission=sent, **planned(scene)).status_code == 302
    assert len(plans_of(scene)) == 1
    changed = sends(scene, cohort, submission=sent, **planned(scene, reason="Something else."))
    assert changed.status_code == 422
    assert "Something else." in changed.text
    assert len(plans_of(scene)) == 1


def test_no_sample_needs_no_day_but_a_reason(scene: Scene, cohort: UUID) -> None:
    empty = {"by_day-day": "xx", "by_day-month": "", "by_day-year": ""}
    answer = sends(scene, cohort, **planned(scene, what="none", **empty))
    assert answer.status_code == 302
    assert [one.by_day for one in plans_of(scene)] == [None]
    assert "Not needed : Learner, H2" in words_on(scene.browser("iqa").get(page_of(cohort)))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"units": []}, "Tick at least one unit."),
        ({"units": ["H9"]}, "Choose units from the list."),
        ({"learners": []}, "Tick at least one learner."),
        ({"learners": [str(uuid4())]}, "Choose learners from the list."),
        ({"units": ["H3"]}, "Learner: none of these units is theirs."),
        ({"what": ""}, "Say whether to sample them."),
        ({"by_day-day": "", "by_day-month": "", "by_day-year": ""}, "Write the day."),
        ({"by_day-month": ""}, "The date needs a month."),
        ({"by_day-year": "2020"}, "The day of the sample is in the past."),
        ({"by_day-year": "2999"}, "The day of the sample is a long way off."),
        ({"reason": " "}, "Write why."),
        ({"reason": "long " * 500}, "2,000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_nothing_is_planned_and_the_rest_stays(
    scene: Scene, cohort: UUID, wrong: dict[str, object], told: str
) -> None:
    page = sends(scene, cohort, **(planned(scene) | wrong))
    assert page.status_code == 422
    assert told in words_on(page)
    kept = {"reason": WHY, "units": 'value="H2" checked', "learners": f'value="{scene.registration}" checked'}
    kept |= {"what": 'value="sample" checked', "by_day-day": f'value="{soon().day}"'}
    for field, text in kept.items():
        if field not in wrong:
            assert text in page.text, field
    assert plans_of(scene) == []


def test_all_are_planned_or_none(scene: Scene, cohort: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody becomes an assessor of the second learner while the plan is put on record."""

    def knows_bo(plant: Plant) -> None:
        allocations.declare_interest(plant.centre, plant.people["iqa"], plant.people["bo"])

    scene.do(knows_bo)
    monkeypatch.setattr("lms_peer.web.pages.sampling_plan._barred", lambda _group: {})
    page = sends(scene, cohort, **planned(scene, "H1", learners=("learner", "bo")))
    assert page.status_code == 422
    assert "You said that you know this learner in another way." in words_on(page)
    assert WHY in page.text
    assert plans_of(scene) == []


def test_who_may_not_be_sampled_is_not_in_the_list_and_why_is_said(scene: Scene, cohort: UUID) -> None:
    scene.do(lambda plant: allocations.declare_interest(plant.centre, plant.people["iqa"], plant.people["bo"]))
    form = scene.browser("iqa").get(f"{page_of(cohort)}/samples")
    assert "Bo : You said that you know this learner in another way." in words_on(form)
    assert f'value="{scene.plant.people["RECORD bo"]}"' not in form.text
    assert sends(scene, cohort, **planned(scene, "H1", learners=("bo",))).status_code == 422
    assert plans_of(scene) == []


def test_all_learners_are_ticked_at_once_without_a_script_and_the_rest_stays(scene: Scene, cohort: UUID) -> None:
    page = sends(scene, cohort, **planned(scene, learners=()), tick="all")
    assert page.status_code == 200
    assert f'value="{scene.plant.people["RECORD bo"]}" checked' in page.text
    assert WHY in page.text
    assert plans_of(scene) == []


def test_what_helps_to_choose_stands_beside_each_learner(scene: Scene, cohort: UUID) -> None:
    def works(plant: Plant) -> None:
        piece = plant.submits(PLACES)
        plant.judges(piece, PLACES)
        plant.samples("H2", piece)

    scene.do(works)
    form = words_on(scene.browser("iqa").get(f"{page_of(cohort)}/samples"))
    assert "Learner Takes H1 and H2. Assessed by Assessor. Sampled: H2." in form
    assert "Bo Takes H1 and H3. Nothing is decided yet." in form


def test_from_where_a_unit_is_sampled_it_can_be_planned_too(scene: Scene, cohort: UUID) -> None:
    iqa = scene.browser("iqa")
    page = iqa.get(f"/quality/{scene.registration}/units/H2/sample").text
    link = re.search(r'href="([^"]+)">Plan this unit<', page)
    assert link is not None
    form = iqa.get(unescape(link[1])).text
    assert re.findall(r'value="([^"]+)" checked', form) == ["H2", str(scene.registration)]


def test_the_plan_stands_on_the_page_of_the_unit_and_where_it_is_sampled(scene: Scene, cohort: UUID) -> None:
    scene.do(lambda plant: plant.judges(plant.submits(PLACES), PLACES))
    scene.do(lambda plant: plant.plans_samples("H2", by_day=soon(), reason=WHY))
    told = f"Iqa planned on {day(now())} to sample this unit by {day(soon())}: {WHY}"
    unit = f"/records/{scene.registration}/units/H2"
    for reader in ("iqa", "eqa", "trainer"):
        assert told in words_on(scene.browser(reader).get(unit))
    sampling = f"/quality/{scene.registration}/units/H2/sample"
    assert told in words_on(scene.browser("iqa").get(sampling))
    scene.do(lambda plant: plant.plans_samples("H2", reason="One sample is enough."))
    told = f"Iqa said on {day(now())} that this unit need not be sampled: One sample is enough."
    assert told in words_on(scene.browser("iqa").get(sampling))


def test_what_is_late_is_named_first_among_the_records(scene: Scene, cohort: UUID) -> None:
    def plans(plant: Plant) -> None:
        plant.plans_samples("H1", by_day=soon())
        with pretend(now() - timedelta(days=30)):
            plant.plans_samples("H2", by_day=uk_day(now()))

    scene.do(plans)
    late = day(now() - timedelta(days=30))
    iqa = scene.browser("iqa")
    assert f"Learner, H2 : by {late} Late Learner, H1 : by {day(soon())}" in words_on(iqa.get(RECORDS))
    assert f"Late: by {late} : Learner, H2" in words_on(iqa.get(page_of(cohort)))


def test_a_long_list_of_plans_is_cut_short_with_a_word_of_where_the_rest_is(
    scene: Scene, cohort: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lms_peer.web.pages.quality.NEXT_SAMPLES", 1)
    scene.do(lambda plant: plant.plans_samples("H1", "H2", by_day=soon()))
    read = words_on(scene.browser("iqa").get(RECORDS))
    assert read.count(f"by {day(soon())}") == 1
    assert "More are in the sampling plan." in read


def test_what_is_planned_waits_on_the_trainers_page_of_the_learner(scene: Scene, cohort: UUID) -> None:
    scene.do(lambda plant: plant.plans_samples("H1", by_day=soon()))
    page = words_on(scene.browser("trainer").get(f"/train/{scene.registration}"))
    assert f"Unit to sample by {day(soon())}: a quality assurer" in page


@pytest.mark.parametrize("reader", ["iqa", "eqa", "trainer"])
def test_the_plan_is_a_table_to_take_away(scene: Scene, cohort: UUID, reader: str) -> None:
    piece = scene.do(lambda plant: plant.submits(PLACES))
    scene.do(lambda plant: plant.judges(piece, PLACES))
    scene.do(lambda plant: plant.plans_samples("H1", by_day=soon(), reason="=1+1"))
    scene.do(lambda plant: plant.plans_samples("H2", reason="One is enough."))
    scene.do(lambda plant: plant.samples("H2", piece))
    browser = scene.browser(reader)
    assert f'href="{page_of(cohort)}.csv"' in browser.get(page_of(cohort)).text
    first, second, *bo = csv.DictReader(io.StringIO(browser.get(f"{page_of(cohort)}.csv").text.lstrip("\ufeff")))
    if first["Learner"] == "Bo":
        first, second, bo = *bo, [first, second]
    today, named = str(uk_day(now())), ("Learner", "Unit", "How it stands", "Sample by", "Why", "Planned by")
    assert [first[name] for name in named] == ["Learner", "H1", "To sample", str(soon()), "'=1+1", "Iqa"]
    assert [second[name] for name in named] == ["Learner", "H2", "Sampled", "", "One is enough.", "Iqa"]
    assert (second["Evidence decided on"], second["Sampled on"], second["Sampled by"]) == ("1", today, "Iqa")
    assert [(one["Unit"], one["How it stands"], one["Planned on"]) for one in bo] == [
        ("H1", "Nothing decided", ""),
        ("H3", "Nothing decided", ""),
    ]
