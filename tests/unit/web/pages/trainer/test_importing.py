"""Registering many learners from a table: everything is checked and shown first, and then all are written, or none."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from io import BytesIO
from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.people import centres, enrolments
from lms_peer.people.models import Account
from tests.plant import Plant
from tests.unit.web.pages.scene import Browser, Scene, words_on

TABLE = "Name,Username,Email,ULN\nCasey Rowan,casey,,9276308686\nSiân O’Nëil,,,\n"


@pytest.fixture
def cohort(scene: Scene) -> UUID:
    """A cohort with nobody in it."""
    return scene.do(lambda plant: enrolments.add_cohort(plant.centre, "Spring", "bench", date(2026, 1, 5)).id)


def sends(trainer: Browser, cohort: UUID, table: str | bytes, **more: object) -> TestResponse:
    """The trainer sends a table."""
    content = table.encode() if isinstance(table, str) else table
    fields = {"table": (BytesIO(content), "learners.csv"), "units": "H2"} | more
    return trainer.send(f"/cohorts/{cohort}/import", **fields)


def confirms(trainer: Browser, cohort: UUID, preview: TestResponse) -> TestResponse:
    """The trainer says that what was shown is right: the form of the page, sent as it is."""
    return trainer.client.post(f"/cohorts/{cohort}/import/confirm", data=form_of(preview))


def form_of(page: TestResponse) -> dict[str, str | list[str]]:
    """The hidden fields of the page's one form."""
    fields: dict[str, str | list[str]] = {}
    for name, value in re.findall(r'(?s)<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text):
        fields[name] = [*fields.get(name, []), unescape(value)]
    return fields


def learners(plant: Plant) -> set[str]:
    return {one.name for one in centres.members(plant.centre, Role.LEARNER)} - {"Learner", "Other Learner"}


def test_a_table_is_shown_first_and_written_when_the_trainer_says_so(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    preview = sends(trainer, cohort, TABLE)
    assert preview.status_code == 200
    assert "Nobody is registered yet. Learners in the table: 2." in words_on(preview)
    assert "Siân O’Nëil The same sian.oneil" in words_on(preview)
    assert scene.do(learners) == set()
    done = confirms(trainer, cohort, preview)
    assert done.status_code == 200, words_on(done)
    assert scene.do(learners) == {"Casey Rowan", "Siân O’Nëil"}
    assert len(scene.do(lambda plant: enrolments.cohort_roll(plant.centre, cohort))) == 2


def test_the_first_passwords_are_shown_and_open_the_door(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    done = confirms(trainer, cohort, sends(trainer, cohort, TABLE))
    shown = dict(re.findall(r"(casey|sian\.oneil) ([a-z]+-[a-z]+-[a-z]+-[a-z]+-\d{3})", words_on(done)))
    assert shown.keys() == {"casey", "sian.oneil"}
    browser = Browser(scene.app.test_client())
    answer = browser.send("/sign-in", username="casey", password=shown["casey"], identity="casey")
    assert answer.status_code == 302


def test_the_same_confirmation_sent_twice_registers_once_and_shows_the_same(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    preview = sends(trainer, cohort, TABLE)
    first, second = (words_on(confirms(trainer, cohort, preview)) for _ in range(2))
    assert first == second
    assert len(scene.do(lambda plant: enrolments.cohort_roll(plant.centre, cohort))) == 2


def test_every_problem_is_shown_with_its_row_and_nothing_is_written(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    scene.do(lambda plant: enrolments.add_learner(plant.centre, plant.people["learner"], "L", uln="1000000019"))
    taken = scene.do(lambda plant: db.session.get_one(Account, plant.people["learner"]).username)
    table = "\n".join(
        (
            "Name,Username,Email,ULN",
            "Ann,ann,,1234567890",
            ",bo,,",
            "Cy,cy!,not an address,",
            "Di,di,,9276308686",
            "Di again,DI,,9276 308 686",
            f"Ed,{taken},,1000000019",
            "Flo,flo,,",
        )
    )
    page = sends(trainer, cohort, table)
    words = words_on(page)
    assert page.status_code == 422
    assert "Nobody was registered. 5 rows have to be put right first." in words
    assert "Row 2 Ann 1234567890 is not a Unique Learner Number. One of the digits is wrong." in words
    assert "Row 3 No name Something is missing: a name." in words
    assert "Row 4 Cy “cy!” can not be a username." in words
    assert "Row 4 Cy “not an address” is not an email address." in words
    assert "Row 6 Di again Row 5 has the same username." in words
    assert "Row 6 Di again Row 5 has the same ULN." in words
    assert f"Row 7 Ed Someone else has the username “{taken}”." in words
    assert "Row 7 Ed Another learner here has the number 1000000019." in words
    assert "Flo" not in words
    assert scene.do(learners) == set()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "The file is empty. Check it, then send it again."),
        ("Name\n", "There is no learner below the headings."),
        ("PK\x03\x04", "It is an Excel file. Save it as CSV, then send it again."),
        ("Username\nann\n", "Put Name in the first row as a heading"),
        ("Name,ULN,ULN\nAnn,,\n", "ULN is there twice."),
        ("Name,ULN\nAnn,9.27631E+09\n", "Excel shortened the number 9.27631E+09, and its last digits are lost."),
        ("Name\n" + "Ann\n" * 501, "Send 500 learners or fewer at a time."),
    ],
)
def test_what_is_no_table_gets_a_clear_answer(trainer: Browser, cohort: UUID, table: str, sentence: str) -> None:
    page = sends(trainer, cohort, table)
    assert page.status_code == 422
    assert sentence in words_on(page)


def test_a_column_that_nobody_asked_for_is_left_out_and_said(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    preview = sends(trainer, cohort, "Name,Shoe size\nAnn Sample,5\n")
    assert "We do not read this column: Shoe size." in words_on(preview)
    confirms(trainer, cohort, preview)
    assert scene.do(learners) == {"Ann Sample"}


def test_no_file_and_units_that_make_no_course_are_said(trainer: Browser, cohort: UUID) -> None:
    without = trainer.send(f"/cohorts/{cohort}/import", units="H2")
    assert "Choose a file first." in words_on(without)
    short = sends(trainer, cohort, TABLE, units=[])
    assert short.status_code == 422
    assert "These units do not make the qualification." in words_on(short)


def test_excels_windows_encoding_with_semicolons_is_read(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    preview = sends(trainer, cohort, "NAME;user name\r\nSiân Sample;sian\r\n".encode("cp1252"))
    confirms(trainer, cohort, preview)
    assert scene.do(learners) == {"Siân Sample"}


def test_two_of_one_name_get_usernames_of_their_own(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    words = words_on(sends(trainer, cohort, "Name\nAnn Sample\nAnn Sample\n"))
    assert "ann.sample2" in words


def test_somebody_who_took_a_username_meanwhile_stops_all_of_them(
    scene: Scene, trainer: Browser, cohort: UUID
) -> None:
    preview = sends(trainer, cohort, TABLE)

    def meanwhile(plant: Plant) -> None:
        db.session.add(Account(name="Another", username="casey"))

    scene.do(meanwhile)
    page = confirms(trainer, cohort, preview)
    assert page.status_code == 422
    assert "Row 2 Casey Rowan Someone else has the username “casey”." in words_on(page)
    assert scene.do(learners) == set()


def test_a_table_that_was_cut_on_the_way_is_not_written(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    preview = sends(trainer, cohort, TABLE)
    broken = trainer.client.post(f"/cohorts/{cohort}/import/confirm", data=form_of(preview) | {"table": ""})
    assert broken.status_code == 422
    assert "We could not read this table." in words_on(broken)
    assert trainer.client.get(f"/cohorts/{cohort}/import/confirm").status_code == 302


def test_a_long_table_is_registered_in_one_go(scene: Scene, trainer: Browser, cohort: UUID) -> None:
    table = "Name,Username\n" + "".join(f"Learner {number:03},l{number:03}\n" for number in range(40))
    done = confirms(trainer, cohort, sends(trainer, cohort, table))
    assert "Learners registered: 40." in words_on(done)
    assert "Shown before" not in words_on(done)
    assert len(scene.do(lambda plant: enrolments.cohort_roll(plant.centre, cohort))) == 40


def test_the_template_is_a_table_that_is_read(trainer: Browser, cohort: UUID) -> None:
    page = trainer.get("/cohorts/learners-template.csv")
    assert page.mimetype == "text/csv"
    assert page.data.startswith(b"\xef\xbb\xbfName,Legal name,Username,Email,ULN,Awarding body number")
    filled = page.data + b"Ann Sample,,ann,,,\n"
    assert sends(trainer, cohort, filled).status_code == 200


def test_namesakes_of_learners_who_are_here_are_pointed_out(trainer: Browser, cohort: UUID) -> None:
    preview = words_on(sends(trainer, cohort, TABLE + "other learner,,,\n"))
    assert "Somebody with this name is a learner here already: other learner." in preview
    assert "Somebody with this name" not in words_on(sends(trainer, cohort, TABLE))
