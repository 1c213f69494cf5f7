"""A trainer blacks out what could tell who a client is, with or without a script."""

from __future__ import annotations

import io
import re
from uuid import UUID

import pytest
from PIL import Image

from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.actions.workplace import workplace
from lms_peer.domain.facts import Document
from tests.plant import LISTEN, Plant
from tests.printed import issue
from tests.unit.vault import uploads
from tests.unit.vault.recorded import paper
from tests.unit.web.pages.scene import Browser, Scene, words_on


@pytest.fixture
def files() -> dict[str, Document]:
    """The files that were sent, by name."""
    return {}


@pytest.fixture
def evidence(scene: Scene, files: dict[str, Document]) -> UUID:
    """A text with a photo, a letter and a voice note."""

    def submit(plant: Plant) -> UUID:
        sent = (
            ("wall.jpg", "image/jpeg", uploads.photo()),
            ("letter.pdf", "application/pdf", paper("Ann", "Bye")),
            ("note.wav", "audio/wav", uploads.sound()),
        )
        for name, kind, content in sent:
            files[name] = workplace().vault.keep(plant.centre, content, kind)
        kept = [KeptFile(document, name) for name, document in files.items()]
        return plant.submits(LISTEN, text="I met Ann on the wing.", files=kept)

    return scene.do(submit)


@pytest.fixture
def page(scene: Scene, evidence: UUID) -> str:
    """Where it is done."""
    return f"/train/{scene.registration}/evidence/{evidence}/redact"


def redaction(scene: Scene, evidence: UUID):
    return scene.do(lambda plant: plant.standing.evidence[evidence].redaction)


def boxes(*rows: tuple[object, ...]) -> dict[str, list[str]]:
    """What four columns of boxes to type in send."""
    columns = zip(*rows, strict=True)
    return {f"boxes-{name}": [str(cell) for cell in column] for name, column in zip(PARTS, columns, strict=True)}


PARTS = ("left", "top", "width", "height")
EMPTY = ("", "", "", "")


def test_the_way_there_is_on_the_page_of_the_evidence(scene: Scene, trainer: Browser, evidence: UUID, page: str):
    record = f"/records/{scene.registration}/evidence/{evidence}"
    assert f'href="{page}"' in trainer.get(record).text
    assert f'href="{page}"' not in scene.browser("assessor").get(record).text
    assert f'href="{page}"' not in scene.browser("learner").get(record).text


def test_words_and_files_are_hidden_and_the_page_shows_how_it_reads_now(
    scene: Scene, trainer: Browser, evidence: UUID, page: str, files: dict[str, Document]
):
    sent = trainer.send(page, words="ann\n\n", left_out=[files["note.wav"].sha256], reason="A client")
    assert sent.status_code == 302
    said = words_on(trainer.get(page))
    assert "It holds for portfolios made from now on." in said
    assert "I met ████ on the wing." in said
    assert "blacked out parts on" in said
    found = redaction(scene, evidence)
    assert found.hides_words
    assert found.left_out == (files["note.wav"].sha256,)
    timeline = words_on(scene.browser("learner").get(f"/records/{scene.registration}/evidence/{evidence}"))
    assert "I met Ann on the wing." in timeline  # the record itself stays as it is


def test_final_portfolios_that_still_show_it_are_named_with_the_way_to_withdraw_them(
    scene: Scene, trainer: Browser, evidence: UUID, page: str
):
    scene.do(lambda plant: issue(plant, 1, final=True))
    scene.do(lambda plant: issue(plant, 2, final=False))
    assert "Withdraw version" not in trainer.get(page).text
    trainer.send(page, words="ann", reason="A client")
    scene.do(lambda plant: issue(plant, 3, final=True))
    shown = trainer.get(page).text
    assert re.findall(r">Withdraw version (\d)</a>", shown) == ["1"]


def test_a_word_that_is_nowhere_is_said_and_what_was_typed_stays(
    scene: Scene, trainer: Browser, evidence: UUID, page: str
):
    answer = trainer.send(page, words="Anne", reason="A client")
    assert answer.status_code == 422
    assert "We did not find this in the evidence: “Anne”." in words_on(answer)
    assert ">Anne</textarea>" in answer.text.replace("\r\n", "").replace("\n", "")
    assert redaction(scene, evidence) is None


def test_it_needs_a_reason_and_something_to_hide(scene: Scene, trainer: Browser, evidence: UUID, page: str):
    assert "Say why, in a few words." in words_on(trainer.send(page, words="Ann"))
    assert "Nothing is hidden yet." in words_on(trainer.send(page, words="", reason="A client"))
    assert redaction(scene, evidence) is None


def test_boxes_are_typed_in_percent_and_stay_to_be_changed(
    scene: Scene, trainer: Browser, evidence: UUID, page: str, files: dict[str, Document]
):
    here = f"{page}/{files['wall.jpg'].sha256}"
    assert trainer.send(here, reason="A face", **boxes(("10", "20%", "30,5", "40"), EMPTY)).status_code == 302
    shown = trainer.get(here).text
    assert '<rect x="10.0" y="20.0" width="30.5" height="40.0">' in shown
    assert 'value="30.5"' in shown
    [copy] = redaction(scene, evidence).copies
    content = scene.do(lambda plant: workplace().vault.read(plant.centre, copy.sha256))
    assert Image.open(io.BytesIO(content)).convert("L").getpixel((150, 200)) <= 3
    assert "1 part is black." in words_on(trainer.get(page))


def test_each_page_of_a_pdf_has_boxes_of_its_own(
    scene: Scene, trainer: Browser, evidence: UUID, page: str, files: dict[str, Document]
):
    here = f"{page}/{files['letter.pdf'].sha256}"
    assert "Page 1 of 2" in words_on(trainer.get(here))
    assert trainer.get(f"{here}/picture?page=2").mimetype == "image/jpeg"
    trainer.send(f"{here}?page=2", reason="A name", **boxes(("0", "0", "50", "10")))
    assert "<rect" not in trainer.get(here).text
    assert "<rect" in trainer.get(f"{here}?page=2").text
    trainer.send(here, reason="A name", **boxes(("0", "0", "50", "10"), ("50", "50", "50", "50")))
    assert "3 parts are black." in words_on(trainer.get(page))
    trainer.get(f"{here}?page=3", status=404)


@pytest.mark.parametrize(
    "row", [("1", "2", "3", ""), ("a", "2", "3", "4"), ("100", "2", "3", "4"), ("1", "2", "0", "4")]
)
def test_a_box_that_is_none_is_said_and_the_numbers_stay(
    scene: Scene, trainer: Browser, evidence: UUID, page: str, files: dict[str, Document], row: tuple[str, ...]
):
    answer = trainer.send(f"{page}/{files['wall.jpg'].sha256}", reason="A face", **boxes(row))
    assert answer.status_code == 422
    assert "from 0 to 100" in words_on(answer)
    assert f'value="{row[0]}"' in answer.text
    assert redaction(scene, evidence) is None


def test_more_than_can_be_hidden_is_refused_and_never_left_to_be_read(
    scene: Scene, trainer: Browser, evidence: UUID, page: str, files: dict[str, Document]
):
    names = "\n".join(f"Ann{number}" for number in range(51))
    assert "Write 50 lines or fewer." in words_on(trainer.send(page, words=names, reason="Clients"))
    crowd = boxes(*((str(number), "2", "1", "1") for number in range(53)))
    answer = trainer.send(f"{page}/{files['wall.jpg'].sha256}", reason="A crowd", **crowd)
    assert answer.status_code == 422
    assert "Keep 40 boxes or fewer on a page." in words_on(answer)
    assert redaction(scene, evidence) is None


def test_what_can_not_be_covered_has_no_such_page(
    scene: Scene, trainer: Browser, page: str, files: dict[str, Document]
):
    trainer.get(f"{page}/{files['note.wav'].sha256}", status=404)
    trainer.get(f"{page}/{'0' * 64}", status=404)
    trainer.get(f"{page}/{files['wall.jpg'].sha256}/picture")


def test_everything_is_shown_again(scene: Scene, trainer: Browser, evidence: UUID, page: str):
    trainer.send(page, words="Ann", reason="A client")
    assert trainer.send(f"{page}/undo", reason="They agreed").status_code == 302
    assert redaction(scene, evidence) is None
    assert "I met Ann on the wing." in words_on(trainer.get(page))
    answer = trainer.send(f"{page}/undo", reason="They agreed")
    assert "Nothing is hidden yet." in words_on(answer)


def test_another_centres_evidence_is_not_found(scene: Scene, page: str):
    south = Scene(scene.app, scene.sign_in, "south")
    south.browser("trainer").get(page, status=404)


def test_a_hidden_word_on_a_page_of_a_pdf_is_pointed_out_until_there_is_a_box(
    trainer: Browser, evidence: UUID, page: str, files: dict[str, Document]
):
    warned = "A word that you hid can still be read here, on page 1."
    assert warned not in words_on(trainer.get(page))
    trainer.send(page, words="Ann", reason="A client")
    assert warned in words_on(trainer.get(page))
    trainer.send(f"{page}/{files['letter.pdf'].sha256}", reason="A client", **boxes(("0", "0", "99", "20")))
    assert warned not in words_on(trainer.get(page))
