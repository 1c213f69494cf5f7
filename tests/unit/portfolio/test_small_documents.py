"""The observation form and the statement of achievement: drawn from their samples, tagged, and with nothing fetched."""

from __future__ import annotations

from typing import Any

import pikepdf
import pypdfium2
import pytest
import yaml

from lms_peer.portfolio import (
    Achievement,
    ObservationForm,
    certificate,
    draw_achievement,
    draw_observation_form,
)
from lms_peer.portfolio.achievement import Outcome
from lms_peer.portfolio.observation_form import AimedAt


def sample(name: str) -> dict[str, Any]:
    return yaml.safe_load((certificate(name).folder / "sample.yaml").read_text("utf-8"))


def an_achievement(**changed: Any) -> Achievement:
    values = sample("statement_of_achievement") | changed
    outcomes = tuple(
        Outcome(one["title"], tuple((number, text) for number, text in one["criteria"]))
        for one in values.pop("outcomes")
    )
    return Achievement(**values, outcomes=outcomes)


def a_form(**changed: Any) -> ObservationForm:
    values = sample("observation_form") | changed
    return ObservationForm(
        **values
        | {
            "units": tuple(map(tuple, values["units"])),
            "criteria": tuple(AimedAt(**one) for one in values["criteria"]),
        }
    )


def words_in(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pages).split())


@pytest.fixture(scope="module")
def statement() -> bytes:
    return draw_achievement(an_achievement(), certificate("statement_of_achievement"))


@pytest.fixture(scope="module")
def form() -> bytes:
    return draw_observation_form(a_form(), certificate("observation_form"))


def test_a_statement_says_what_was_achieved_and_that_it_is_no_certificate(statement: bytes):
    words = words_in(statement)
    for said in ("Casey Sample", "Listen and respond", "12 March 2027", "This is not a certificate.", "1204"):
        assert said in words


def test_a_statement_of_an_accredited_course_points_to_the_awarding_body():
    drawn = draw_achievement(an_achievement(accredited=True), certificate("statement_of_achievement"))
    assert "Only the awarding body issues certificates." in words_in(drawn)


def test_the_same_statement_is_drawn_as_the_same_bytes(statement: bytes):
    assert draw_achievement(an_achievement(), certificate("statement_of_achievement")) == statement


def test_a_form_is_filled_in_with_what_is_known_and_says_to_name_no_place(form: bytes):
    words = words_in(form)
    for said in ("Casey Sample", "H1 1.1", "Prison wing", "No names of clients, and no name of the place."):
        assert said in words


@pytest.mark.parametrize("document", ["statement", "form"])
def test_a_document_can_be_read_aloud(document: str, request: pytest.FixtureRequest, tmp_path):
    file = tmp_path / "drawn.pdf"
    file.write_bytes(request.getfixturevalue(document))
    with pikepdf.open(file) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_what_people_typed_is_text_and_never_markup():
    drawn = draw_observation_form(
        a_form(plan='<img src="http://example.org/x.png"> & so on'), certificate("observation_form")
    )
    assert '<img src="http://example.org/x.png"> & so on' in words_in(drawn)
