"""The files that people sent, in a portfolio: shown, enclosed, known by their hash. What a trainer hid is not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID, uuid4

import pikepdf
import pytest

from lms_peer import seal
from lms_peer.actions import redact_evidence as action
from lms_peer.actions.issue_portfolio import draw_again, issue_now
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from lms_peer.domain.facts import Document
from lms_peer.domain.redaction import Box
from lms_peer.domain.refusals import AlreadySaid, NotBlackedOut, NotFound, OwnRecord, WordsNotThere
from lms_peer.portfolio.settings import Settings, keep_settings
from tests.plant import LISTEN, PLACES, Plant
from tests.unit.portfolio.given import Read, app_that_issues, kept
from tests.unit.vault import uploads
from tests.unit.vault.recorded import HERE, film, paper

pytestmark = pytest.mark.usefixtures("sections_drawn_once")
FILES = {
    "Ann at home.jpg": ("image/jpeg", uploads.photo(size=(1600, 1200))),
    "letter.pdf": ("application/pdf", paper("Ann Smith asked for help", "She left")),
    "talk.mov": ("video/quicktime", film(2, HERE)),
    "../note.wav": ("audio/wav", uploads.sound(65)),
    "note.txt": ("text/plain", b"I met Ann Smith.\n"),
    "plan.png": ("image/png", uploads.picture("PNG")),
}


@dataclass(frozen=True)
class Printed:
    """A portfolio, read back; `enclosed` holds its attachments by name, with their description."""

    drawn: bytes
    read: Read
    enclosed: Mapping[str, bytes]
    described: Mapping[str, str]


@dataclass(frozen=True)
class Told:
    """A record on which something was redacted, with the portfolio before and the one after."""

    plant: Plant
    evidence: UUID
    sent: Mapping[str, Document]
    before: Printed
    after: Printed


def printed(plant: Plant) -> Printed:
    """A draft issued now."""
    fact = issue_now(plant.acting("trainer"), plant.registration, uuid4())
    db.session.commit()
    drawn = workplace().vault.read(plant.centre, fact.portfolio.sha256)
    with pikepdf.open(BytesIO(drawn)) as document:
        found = {one.filename: one for one in document.attachments.values() if one.filename.startswith("E")}
        content = {name: one.get_file().read_bytes() for name, one in found.items()}
        described = {name: one.description for name, one in found.items()}
    return Printed(drawn, Read(drawn), content, described)


def hides(plant: Plant, evidence: UUID, *words: str, left_out: tuple[Document, ...] = (), who: str = "trainer"):
    """The trainer hides words, and leaves files out."""
    fact = action.hide_words(
        plant.acting(who),
        plant.registration,
        uuid4(),
        evidence=evidence,
        words=words,
        left_out=[one.sha256 for one in left_out],
        reason="The client is named",
    )
    db.session.commit()
    return fact


def covers(plant: Plant, evidence: UUID, document: Document, *boxes: Box, submission: UUID | None = None):
    """The trainer puts black boxes on the first page."""
    fact = action.cover(
        plant.acting("trainer"),
        plant.registration,
        submission or uuid4(),
        evidence=evidence,
        sha256=document.sha256,
        page=1,
        boxes=boxes,
        reason="A face",
    )
    db.session.commit()
    return fact


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Two portfolios of one record; tests that use it only look."""
    folder = tmp_path_factory.mktemp("told")
    app = app_that_issues(f"sqlite:///{folder / 'told.sqlite'}", folder)
    with app.app_context():
        plant = Plant.at()
        files = [kept(plant, content, kind, name) for name, (kind, content) in FILES.items()]
        sent = {file.name: file.document for file in files}
        evidence = plant.submits(LISTEN, text="I met Ann Smith. ANN was well.", files=files)
        plant.judges(evidence, LISTEN)
        before = printed(plant)
        hides(plant, evidence, "Ann Smith", "Ann", left_out=(sent["talk.mov"],))
        covers(plant, evidence, sent["Ann at home.jpg"], Box(1, 0, 0, 30, 30))
        covers(plant, evidence, sent["letter.pdf"], Box(1, 0, 0, 100, 15))
        yield Told(plant, evidence, sent, before, printed(plant))
        db.session.remove()
        db.engine.dispose()


def test_every_file_is_enclosed_under_a_safe_name_that_says_which_evidence_it_is(told: Told):
    assert list(told.before.enclosed) == [
        "E1-Ann at home.jpg",
        "E1-_note.wav",
        "E1-letter.pdf",
        "E1-note.txt",
        "E1-plan.png",
        "E1-talk.mov",
    ]
    assert told.before.described["E1-letter.pdf"] == "E1: letter.pdf, as it was sent"
    assert told.before.described["E1-talk.mov"] == "E1: talk.mov, without the place where it was made"


def test_what_tells_no_place_is_enclosed_byte_for_byte(told: Told):
    for name in ("letter.pdf", "note.txt", "plan.png"):
        assert told.before.enclosed[f"E1-{name}"] == FILES[name][1]


def test_the_portfolio_names_the_hash_of_each_original_and_of_what_is_enclosed_in_its_place(told: Told):
    for document in told.sent.values():
        assert document.sha256 in told.before.read.packed
    for name in ("E1-Ann at home.jpg", "E1-talk.mov"):
        assert hashlib.sha256(told.before.enclosed[name]).hexdigest() in told.before.read.packed
    assert not any(HERE.encode() in content for content in told.before.enclosed.values())
    assert b"Owner of the phone" not in told.before.enclosed["E1-Ann at home.jpg"]


def test_pages_of_a_pdf_are_shown_and_a_film_is_told_with_its_length(told: Told):
    assert "Page 1 of 2 of letter.pdf" in told.before.read.text
    assert "Page 2 of 2 of letter.pdf" in told.before.read.text
    assert "talk.mov Film, length 0:00:02" in told.before.read.text
    assert "Sound recording, length 0:01:05" in told.before.read.text
    assert "I met Ann Smith." in told.before.read.text


def test_pictures_of_pages_say_to_whom_can_not_see_what_is_on_them(told: Told):
    alt = "Page 1 of 2 of letter.pdf, put forward as evidence E1. It says: Ann Smith asked for help"
    assert alt in _spoken(told.before.drawn)
    assert not [said for said in _spoken(told.after.drawn) if "Ann" in said]


def _spoken(drawn: bytes) -> list[str]:
    with pikepdf.open(BytesIO(drawn)) as document:
        return [
            str(thing.Alt)
            for thing in document.objects
            if isinstance(thing, pikepdf.Dictionary) and "/Alt" in thing
        ]


def test_what_was_hidden_is_neither_written_nor_shown_nor_enclosed(told: Told):
    after = told.after
    assert "ann" not in after.read.text.lower().split()
    assert "Smith" not in after.read.text
    assert "I met ████. ████ was well." in after.read.text
    shown = {"E1-____ at home.jpg", "E1-letter.pdf", "E1-note.txt", "E1-_note.wav", "E1-plan.png"}
    assert set(after.enclosed) == shown
    hidden = [told.sent[name].sha256 for name in ("Ann at home.jpg", "letter.pdf", "talk.mov", "note.txt")]
    enclosed = {hashlib.sha256(content).hexdigest() for content in after.enclosed.values()}
    assert not enclosed & set(hidden)
    assert after.enclosed["E1-note.txt"] == "I met ████.\n".encode()
    assert Read(after.enclosed["E1-letter.pdf"]).text.strip() == ""
    everything = _streams(after.drawn)
    for name in ("Ann at home.jpg", "letter.pdf", "talk.mov"):
        assert FILES[name][1] not in everything
    assert b"Ann Smith" not in everything


def _streams(drawn: bytes) -> bytes:
    """Everything in the PDF, unpacked."""
    with pikepdf.open(BytesIO(drawn)) as document:
        return b"".join(
            bytes(thing.unparse())
            + (thing.read_bytes() if isinstance(thing, pikepdf.Stream) and _is_plain(thing) else b"")
            for thing in document.objects
        )


def _is_plain(stream: pikepdf.Stream) -> bool:
    return stream.get("/Filter") != pikepdf.Name.DCTDecode


def test_the_portfolio_says_who_redacted_it_when_and_why_and_the_hash_of_the_original(told: Told):
    text = told.after.read.text
    assert text.count("Redacted by Trainer on ") == 3
    assert ": The client is named" in text
    assert ": A face" in text
    for document in told.sent.values():
        assert document.sha256 in told.after.read.packed
    assert "KB. The centre keeps this file and left it out of this portfolio." in text


def test_the_version_before_stays_as_it_was_and_the_last_can_be_drawn_again(told: Told):
    assert b"Ann Smith" in _streams(told.before.drawn)
    assert seal.blanked(told.after.drawn) == draw_again(told.plant.centre, told.plant.registration, 2)


def test_a_recording_above_the_size_that_the_centre_set_is_named_and_not_enclosed(small: Plant):
    keep_settings(small.centre, Settings(listed_above=1))
    sound = kept(small, uploads.sound(70), "audio/wav", "long.wav")
    small.submits(LISTEN, files=[sound, kept(small, uploads.sound(1), "audio/wav", "long.wav")])
    portfolio = printed(small)
    assert list(portfolio.enclosed) == ["E1-long.wav"]
    assert "It is larger than 1 MB, so the centre keeps it" in portfolio.read.text
    assert "length 0:01:10" in portfolio.read.text


def test_everything_is_shown_again_when_nothing_is_hidden_any_more(small: Plant):
    photo = kept(small, uploads.picture("JPEG"), "image/jpeg", "wall.jpg")
    evidence = small.submits(LISTEN, text="I met Ann.", files=[photo])
    covers(small, evidence, photo.document, Box(1, 0, 0, 50, 50))
    hides(small, evidence, "Ann")
    piece = small.standing.evidence[evidence]
    assert piece.redaction is not None
    assert piece.redaction.replaced == (photo.document.sha256,)  # hiding words left the boxes where they were
    action.show_everything(
        small.acting("trainer"), small.registration, uuid4(), evidence=evidence, reason="The client agreed"
    )
    db.session.commit()
    portfolio = printed(small)
    assert "I met Ann." in portfolio.read.text
    assert "Redacted" not in portfolio.read.text
    assert portfolio.enclosed["E1-wall.jpg"] == uploads.picture("JPEG")


def test_a_form_sent_twice_redacts_once(small: Plant):
    photo = kept(small, uploads.picture("JPEG"), "image/jpeg", "wall.jpg")
    evidence = small.submits(LISTEN, files=[photo])
    submission = uuid4()
    once = covers(small, evidence, photo.document, Box(1, 0, 0, 50, 50), submission=submission)
    assert covers(small, evidence, photo.document, Box(1, 0, 0, 50, 50), submission=submission) == once
    assert len(small.standing.evidence[evidence].redactions) == 1
    with pytest.raises(AlreadySaid):
        covers(small, evidence, photo.document, Box(1, 0, 0, 60, 50), submission=submission)


def test_what_can_not_be_hidden_is_refused_and_nothing_is_recorded(small: Plant):
    damaged = kept(small, b"\xff\xd8\xff no picture", "image/jpeg", "broken.jpg")
    sound = kept(small, uploads.sound(), "audio/wav", "note.wav")
    evidence = small.submits(LISTEN, text="I met Annie.", files=[damaged, sound])
    other = kept(small, uploads.picture("JPEG"), "image/jpeg", "other.jpg")
    small.submits(PLACES, files=[other])
    with pytest.raises(WordsNotThere) as refused:
        hides(small, evidence, "Annie", "Ann")
    assert refused.value.words == ("Ann",)
    for file, refusal in ((damaged, NotBlackedOut), (sound, NotBlackedOut), (other, NotFound)):
        with pytest.raises(refusal):
            covers(small, evidence, file.document, Box(1, 0, 0, 50, 50))
    with pytest.raises(OwnRecord):
        hides(small, evidence, "Annie", who="learner")
    assert not small.standing.evidence[evidence].redactions


def test_what_an_assessor_says_later_is_blacked_out_too(small: Plant):
    evidence = small.submits(LISTEN, text="I was clear and honest with Bob.")
    hides(small, evidence, "honest")
    small.judges(evidence, LISTEN)  # whose feedback says "Clear and honest."
    assert "Clear and ████." in printed(small).read.text
