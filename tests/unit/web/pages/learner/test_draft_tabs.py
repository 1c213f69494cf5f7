"""A draft in two windows: a clear answer, and nothing that was typed is lost."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

import pytest
from PIL import Image, ImageDraw, ImageFilter

from lms_peer.actions.keep_draft import draft as kept
from lms_peer.actions.keep_draft import drafts, drop_draft
from lms_peer.database import db
from tests.plant import Plant

from .drafting import SEND, begun, step, upload, written, yesterday
from .visitor import Visitor, words_on

FIRST = "I went with her to the council and we waited."
SECOND = "I rang the council with her, and she spoke."
HERE = {"Sec-Fetch-Site": "same-origin"}


def text_of(plant: Plant, draft: UUID) -> str:
    """What is saved."""
    db.session.rollback()
    return kept(plant.acting("learner"), plant.registration, draft).text


def test_words_of_two_windows_are_both_shown_and_the_second_is_kept_when_asked_for(
    plant: Plant, learner: Visitor
) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "words")).text
    assert learner.sends(step(draft, "words"), {"text": FIRST}, page=page).status_code == 302
    second = learner.sends(step(draft, "words"), {"text": SECOND}, page=page)
    assert second.status_code == 422
    words = words_on(second.text)
    assert "You changed this in another window" in words
    assert FIRST in words
    assert SECOND in words
    assert text_of(plant, draft) == FIRST
    assert learner.sends(step(draft, "words"), {"text": SECOND}, page=second.text).status_code == 302
    assert text_of(plant, draft) == SECOND


def test_the_same_words_from_two_windows_are_no_quarrel(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "words")).text
    for _ in range(2):
        assert learner.sends(step(draft, "words"), {"text": FIRST}, page=page).status_code == 302


def test_two_windows_at_different_steps_do_not_write_over_each_other(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    kind, words = learner.opens(step(draft, "kind")).text, learner.opens(step(draft, "words")).text
    learner.sends(step(draft, "kind"), yesterday(title="Another title"), page=kind)
    learner.sends(step(draft, "words"), {"text": FIRST}, page=words)
    db.session.rollback()
    both = kept(plant.acting("learner"), plant.registration, draft)
    assert (both.title, both.text) == ("Another title", FIRST)


@pytest.mark.parametrize(
    ("name", "typed", "other"),
    [
        ("kind", yesterday(title="The first title"), yesterday(title="The second title")),
        ("criteria", {"criteria": ["H1/1.1"]}, {"criteria": []}),
    ],
)
def test_the_other_steps_ask_too(
    plant: Plant, learner: Visitor, name: str, typed: dict[str, object], other: dict[str, object]
) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, name)).text
    learner.sends(step(draft, name), typed, page=page)
    answer = learner.sends(step(draft, name), other, page=page)
    assert answer.status_code == 422
    assert other.get("title", "") in answer.text  # type: ignore[operator]


def test_what_is_sent_is_what_was_checked(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    check = learner.opens(step(draft, "check")).text
    learner.sends(step(draft, "words"), {"text": SECOND})
    answer = learner.sends(step(draft, "check"), SEND, page=check)
    assert answer.status_code == 422
    assert SECOND in words_on(answer.text)
    assert plant.standing.evidence == {}
    assert learner.sends(step(draft, "check"), SEND, page=answer.text).status_code == 302


def test_words_typed_after_it_was_sent_are_shown_to_copy(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "words")).text
    learner.sends(step(draft, "check"), SEND)
    answer = Visitor(_same_origin(learner), plant.registration).sends("", {"text": SECOND}, page=page)
    assert answer.status_code == 409
    assert "You sent this already" in answer.text
    assert SECOND in answer.text


def test_words_typed_after_it_was_thrown_away_are_shown_to_copy(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "words")).text
    drop_draft(plant.acting("learner"), plant.registration, draft)
    db.session.commit()
    answer = Visitor(_same_origin(learner), plant.registration).sends("", {"text": SECOND}, page=page)
    assert answer.status_code == 409
    assert "This is not there any more" in answer.text
    assert SECOND in answer.text
    assert drafts(plant.acting("learner"), plant.registration) == []


def test_words_typed_while_signed_out_are_shown_to_copy(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "words")).text
    learner.client.delete_cookie("session")
    answer = Visitor(_same_origin(learner), plant.registration).sends("", {"text": SECOND}, page=page)
    assert answer.status_code in (400, 401)
    assert SECOND in answer.text


def _same_origin(visitor: Visitor):  # type: ignore[no-untyped-def]
    visitor.client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return visitor.client


def page_of_notes(blur: int, turned: bool = False) -> bytes:
    """A photo of lines of handwriting, as sharp as asked; `turned` as a phone held on its side does it."""
    drawn = Image.new("RGB", (1200, 1600), (236, 230, 215))
    pen = ImageDraw.Draw(drawn)
    for line in range(30):
        for letter in range(40):
            x, y = 60 + letter * 27, 60 + line * 50
            pen.line([(x, y), (x + 14, y + 22), (x + 20, y)], fill=(40, 40, 90), width=4)
    drawn = drawn.filter(ImageFilter.GaussianBlur(blur)) if blur else drawn
    out, exif = BytesIO(), Image.Exif()
    if turned:
        exif[274] = 6
    drawn.save(out, "JPEG", quality=80, exif=exif)
    return out.getvalue()


def test_a_blurred_photo_is_told_of_and_may_stay(plant: Plant, learner: Visitor) -> None:
    draft = begun(plant, learner)
    learner.sends(step(draft, "kind"), yesterday())
    sent = {
        "files": [upload("sharp.jpg", page_of_notes(0)), upload("soft.jpg", page_of_notes(9))],
        "continue": "yes",
    }
    answer = learner.sends(step(draft, "files"), sent)
    assert "/files" in answer.location  # the page comes again, to look at it
    page = words_on(learner.opens(answer.location).text)
    assert "One photo may be blurred." in page
    assert page.count("This photo may be blurred.") == 1
    onward = learner.sends(step(draft, "files"), {"continue": "yes"})
    assert onward.location.endswith("/check")


def test_a_photo_of_a_draft_is_shown_small_upright_and_drawn_once(
    plant: Plant, learner: Visitor, stranger: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begun(plant, learner)
    learner.sends(
        step(draft, "files"), {"files": [upload("page.jpg", page_of_notes(0, turned=True))], "add": "yes"}
    )
    db.session.rollback()
    [file] = kept(plant.acting("learner"), plant.registration, draft).files
    address = f"/learn/{{here}}/evidence/{draft}/pictures/{file.document.sha256}"
    first = learner.opens(address)
    shown = Image.open(BytesIO(first.data))
    assert shown.size == (240, 180)  # it was taken upright and marked as turned
    assert len(first.data) < 15_000
    monkeypatch.setattr("lms_peer.vault.pictures.thumbnail", lambda *_args, **_more: b"drawn anew")
    assert learner.opens(address).data == first.data
    assert stranger.opens(address).status_code == 404
    assert learner.opens(f"/learn/{{here}}/evidence/{draft}/pictures/{'0' * 64}").status_code == 404


def test_the_page_of_files_may_record_and_the_page_before_may_not(plant: Plant, learner: Visitor) -> None:
    draft = begun(plant, learner)
    files, words = learner.opens(step(draft, "files")), learner.opens(step(draft, "words"))
    assert "microphone=(self)" in files.headers["Permissions-Policy"]
    assert "media-src 'self' blob:" in files.headers["Content-Security-Policy"]
    assert "microphone=()" in words.headers["Permissions-Policy"]
    assert "blob:" not in words.headers["Content-Security-Policy"]
