"""Every refusal has an answer, in words that people read easily."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, get_type_hints
from uuid import UUID

import pytest

from lms_peer.domain import refusals
from lms_peer.domain.blocks import Block, NotMet, NotObserved, Unconfirmed, Uncountersigned, Undecided
from lms_peer.domain.launching import BadPlatform, Fault, LaunchRefused, NotJoinable, PlatformUnreachable
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.web import errors, platform_words
from lms_peer.web.errors import ANSWERS, Answer, answer, portfolios

SAMPLES: dict[Any, Any] = {
    tuple[tuple[str, str], ...]: (("E12", "it takes too much time"),),
    str: "sample",
    int: 5,
    bool: True,
    UUID: UUID(int=7),
    date: date(2026, 3, 3),
    datetime: datetime(2026, 3, 3, 14, 15, tzinfo=UTC),
    Role: Role.ASSESSOR,
    Method: Method.WORK_PRODUCT,
    Fault: Fault.EXPIRED,
    tuple[Role, ...]: (Role.ASSESSOR, Role.IQA),
    tuple[Block, ...]: (
        NotMet(CriterionRef("H1", "1.1")),
        NotObserved(CriterionRef("H1", "1.2")),
        Undecided(UUID(int=7), (CriterionRef("H1", "1.3"), CriterionRef("H1", "1.4"))),
        Uncountersigned(UUID(int=7), (CriterionRef("H1", "2.1"),)),
        Unconfirmed(UUID(int=7)),
    ),
    tuple[str, ...]: ("One thing is missing", "So is another."),
    tuple[CriterionRef, ...]: (CriterionRef("H1", "1.1"), CriterionRef("H1", "1.2"), CriterionRef("H2", "2.1")),
}


def kinds_of(kind: type[Refusal]) -> set[type[Refusal]]:
    """Every kind of refusal below `kind`, in whichever module of the rules it is."""
    below = {one for one in kind.__subclasses__() if one.__module__.startswith("lms_peer.")}
    return below.union(*(kinds_of(one) for one in below))


KINDS = sorted(kinds_of(Refusal), key=lambda kind: kind.__name__)
# Words that blame, or that only a programmer knows.
HARD_WORDS = re.compile(
    r"\b(error|invalid|illegal|failed|denied|forbidden|null|none|input|submit|UUID|HTTP)\b", re.I
)


def sample(kind: type[Refusal]) -> Refusal:
    """One refusal of the kind, with facts of the right types."""
    facts = {name: SAMPLES[hint] for name, hint in get_type_hints(kind).items()}
    return kind(**facts | ({"units": ("H1", "H2")} if "units" in facts else {}))


@pytest.mark.parametrize("kind", KINDS)
def test_every_refusal_has_an_answer_that_reads_easily(kind: type[Refusal]) -> None:
    reads_easily(answer(sample(kind)))


@pytest.mark.parametrize(
    "refusal",
    [
        *map(LaunchRefused, Fault),
        *(PlatformUnreachable("moodle.example", trouble) for trouble in platform_words.TROUBLES),
        *map(BadPlatform, platform_words.BAD_PLATFORM),
        *map(NotJoinable, platform_words.NOT_JOINABLE),
    ],
)
def test_every_trouble_with_a_platform_has_words_of_its_own(refusal: Refusal) -> None:
    reads_easily(answer(refusal))
    sentences = [answer(LaunchRefused(fault)).sentence for fault in Fault]
    assert len(set(sentences)) == len(sentences)


def reads_easily(told: Answer) -> None:
    assert 400 <= told.status < 500
    assert told.sentence.endswith(".")
    assert told.sentence[0].isupper() or not told.sentence[0].isalpha()
    assert not re.search(r"[{}<>\[\]]|00000007|\.\.", told.sentence)
    assert not HARD_WORDS.search(told.sentence), told.sentence
    for sentence in re.split(r"(?<=\.)\s", told.sentence):
        assert len(sentence.split()) <= 18, sentence


def test_the_table_knows_nothing_else() -> None:
    assert set(ANSWERS) == set(KINDS)


def test_no_refusal_has_words_in_two_places() -> None:
    places = [vars(import_module(f"{errors.__name__}.{one.name}")) for one in iter_modules(errors.__path__)]
    written = [kind for place in places for kind in place.get("LINES", ())]
    assert sorted(written, key=repr) == sorted(ANSWERS, key=repr)


def test_a_sentence_is_made_from_the_refusals_facts() -> None:
    overlap = refusals.HoursOverlap(SAMPLES[datetime], datetime(2026, 7, 1, 11, 0, tzinfo=UTC))
    assert "hours from 3 March 2026, 2:15pm to 1 July 2026, midday" in answer(overlap).sentence
    overlap = refusals.HoursOverlap(SAMPLES[datetime], datetime(2026, 3, 3, 17, tzinfo=UTC))
    assert "hours on 3 March 2026, 2:15pm to 5pm." in answer(overlap).sentence
    assert "up to 100 MB" in answer(refusals.FileTooBig("day.mp4", 100 * 1024 * 1024)).sentence
    assert "H1 1.1, H1 1.2 and H2 2.1" in answer(sample(refusals.UnknownCriteria)).sentence
    assert "Use 10,000 characters" in answer(refusals.TooLong("text", 10_000)).sentence


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (refusals.NotFound("unit"), "You do not take this unit. Go back and choose from the list."),
        (refusals.NotFound("centre"), "There is no such centre. Check its short name."),
        (refusals.NotFound("course"), "There is no such course at your centre. Go back and choose from the list."),
        (refusals.BadULN("1234567890"), "One of the digits is wrong. Check it against their letter or card."),
        (refusals.BadULN("123"), "123 is not a Unique Learner Number. It has 10 digits. This one has 3."),
        (
            refusals.FileTypeRefused("a.jpg", "a picture (jpeg) and a web page in one"),
            "We can not take a.jpg. Something is hidden in it. Take a photo of it instead.",
        ),
        (
            refusals.FileTypeRefused("a.pdf", "a PDF with a script inside"),
            "We can not take a.pdf. Something is hidden in it. Take a photo of it instead.",
        ),
        (
            refusals.FileTypeRefused("a.txt", "text that is not saved as UTF-8"),
            "We can not take a.txt. Save it as a PDF and send that.",
        ),
        (refusals.FileTypeRefused("a.pdf", "a PDF with a password"), "Take the password off first."),
        (refusals.FileTypeRefused("a.exe", "a program"), "We can not take a.exe: it looks like a program."),
    ],
)
def test_what_to_do_next_depends_on_what_is_wrong(refusal: Refusal, told: str) -> None:
    assert told in answer(refusal).sentence


def test_an_answer_names_the_field_that_it_is_about() -> None:
    assert answer(refusals.Missing("feedback")).field == "feedback"
    assert answer(refusals.BadULN("1")).field == "uln"
    assert answer(refusals.DeclaredInterest()).field is None


def test_a_section_that_could_not_be_drawn_is_named_in_the_readers_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(portfolios, "gettext", lambda text, **facts: f"[{text % facts if facts else text}]")
    names = ("The log of hours", "Unit H1", "The statements from number 151", "E12")
    said = answer(refusals.SectionsNotDrawn(tuple((name, "odd") for name in names))).sentence
    for told in ("[[The log of hours]", "[[Unit H1]", "[[The statements from number 151]", "[E12 could"):
        assert told in said
