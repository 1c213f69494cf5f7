"""What portfolios leave out of evidence: words are found as people write them, and who decides is on record."""

from __future__ import annotations

import pytest

from lms_peer.domain import redaction
from lms_peer.domain.facts import Document, EvidenceRedacted
from lms_peer.domain.redaction import BLACK, black_out, shown_as, stands_in, words_about
from lms_peer.domain.refusals import Missing, NotFound, NothingHidden, OwnRecord
from tests.unit.domain.given import LEARNER, LISTEN, PLACES, TRAINER, WORDS, Record

PHOTO = Document("a" * 64, 7, "image/jpeg")
FILM = Document("b" * 64, 9, "video/mp4")
COPY = Document("c" * 64, 5, "image/jpeg")


def redacts(record: Record, evidence, *, by=TRAINER, copies=None, left_out=(), hides_words=False, words=WORDS):
    return record.says(
        redaction.redact(
            record.standing,
            record.stamp(by),
            evidence=evidence,
            copies=copies or {},
            left_out=left_out,
            hides_words=hides_words,
            words=words,
        )
    )


@pytest.fixture
def record() -> Record:
    return Record()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I met Ann on the wing.", "Ann"),
        ("ANN was well.", "ann"),
        ("Ann’s room", "Ann's room"),
        ("with Ann\n  Smith there", "Ann Smith"),
        ("Jose\u0301 spoke", "José"),
        ("A\u00adnn wrote", "Ann"),
        ("Smith–Jones", "Smith-Jones"),
        ("C++ (Bob) said", "C++ (Bob)"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, word: str):
    assert stands_in(text, word)
    assert BLACK in black_out(text, [word])
    assert word[:3] not in black_out(text, [word])


def test_a_word_is_not_found_inside_another():
    assert black_out("The annual plan of Annie", ["Ann"]) == "The annual plan of Annie"


@pytest.mark.parametrize(
    "name", ["Mary_letter.pdf", "letter_Mary.pdf", "IMG_Mary_2.jpg", "Mary2.jpg", "2Mary.jpg"]
)
def test_a_name_is_found_in_the_name_of_a_file(name: str):
    assert "Mary" not in black_out(name, ("Mary",))
    assert stands_in(name, "Mary")


def test_a_number_is_not_found_inside_another():
    assert black_out("Flat 12 in 2012, room 12b", ("12",)) == f"Flat {BLACK} in 2012, room 12b"


def test_every_place_is_blacked_out_and_the_black_does_not_tell_how_long_the_word_was():
    said = {
        "title": "Ann at home",
        "covered": {"H1/1.1": "Ann asked Maximilian"},
        "questions": [{"question": "Who is Ann?", "answer": "A client"}],
        "files": {"Ann": "ann.jpg"},
    }
    assert black_out(said, ["Ann", "Maximilian"]) == {
        "title": f"{BLACK} at home",
        "covered": {"H1/1.1": f"{BLACK} asked {BLACK}"},
        "questions": [{"question": f"Who is {BLACK}?", "answer": "A client"}],
        "files": {"Ann": f"{BLACK}.jpg"},  # a key is the SHA-256 of a file
    }
    assert black_out(said, []) is said


def test_a_full_name_goes_before_a_first_name():
    assert black_out("Ann Smith and Ann", ["Ann", "Ann Smith"]) == f"{BLACK} and {BLACK}"


def test_a_redaction_stands_until_another_takes_its_place(record: Record):
    evidence = record.submits(LISTEN, files=(PHOTO, FILM)).id
    redacts(record, evidence, copies={PHOTO.sha256: COPY})
    piece = record.standing.evidence[evidence]
    assert shown_as(record.standing, piece, PHOTO) == COPY
    assert shown_as(record.standing, piece, FILM) == FILM
    redacts(record, evidence, left_out=[FILM.sha256], hides_words=True)
    piece = record.standing.evidence[evidence]
    assert shown_as(record.standing, piece, PHOTO) == PHOTO
    assert shown_as(record.standing, piece, FILM) is None
    redacts(record, evidence)
    piece = record.standing.evidence[evidence]
    assert piece.redaction is None
    assert len(piece.redactions) == 3
    assert shown_as(record.standing, piece, FILM) == FILM


def test_a_file_that_is_left_out_has_no_copy(record: Record):
    evidence = record.submits(LISTEN, files=(PHOTO,)).id
    said = redacts(record, evidence, copies={PHOTO.sha256: COPY}, left_out=[PHOTO.sha256])
    assert (said.replaced, said.copies, said.left_out) == ((), (), (PHOTO.sha256,))


def test_what_is_hidden_in_one_piece_is_hidden_in_every_piece_with_the_same_file(record: Record):
    first, second = record.submits(LISTEN, files=(PHOTO,)).id, record.submits(PLACES, files=(PHOTO,)).id
    redacts(record, first, copies={PHOTO.sha256: COPY})
    assert shown_as(record.standing, record.standing.evidence[second], PHOTO) == COPY


def test_it_may_be_done_when_the_record_is_paused(record: Record):
    evidence = record.submits(LISTEN).id
    record.pauses()
    assert redacts(record, evidence, hides_words=True).hides_words


def test_a_redaction_says_why_and_hides_something(record: Record):
    evidence = record.submits(LISTEN, files=(PHOTO,)).id
    with pytest.raises(Missing):
        redacts(record, evidence, hides_words=True, words=None)
    with pytest.raises(NothingHidden):
        redacts(record, evidence)
    with pytest.raises(NotFound):
        redacts(record, evidence, left_out=[FILM.sha256])
    with pytest.raises(NotFound):
        redacts(record, TRAINER, hides_words=True)
    assert not any(isinstance(fact, EvidenceRedacted) for fact in record.facts)


def test_nobody_redacts_their_own_record(record: Record):
    evidence = record.submits(LISTEN).id
    with pytest.raises(OwnRecord):
        redacts(record, evidence, by=LEARNER, hides_words=True)


def test_everything_that_was_said_about_a_piece_is_looked_through(record: Record):
    fact = record.submits(LISTEN)
    judged = record.judges(fact, LISTEN)
    said = set(words_about(record.standing, record.standing.evidence[fact.id]))
    assert said == {words for words in (fact.words, judged.words) if words}


def test_a_client_who_is_called_by_a_letter_is_hidden_and_every_article_stays() -> None:
    assert (
        black_out("A met a friend. A’s flat is cold.", ["A"]) == f"{BLACK} met a friend. {BLACK}’s flat is cold."
    )
