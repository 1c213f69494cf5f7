"""Each mistake a course file can hold is answered with its line and with what to write instead."""

from __future__ import annotations

import pytest

from lms_peer.catalogue import CourseError
from tests.unit.catalogue.given import RIGHT, changed, errors_of

# What is replaced in the right file, with what, and a part of what is said about that line.
MISTAKES = [
    # keys
    ("title: Listening\n", "titel: Listening\n", 'There is no key "titel" here. Write "title" instead.'),
    ("title: Listening\n", "name: Listening\n", 'There is no key "name" here. Write "title" instead.'),
    ("title: Listening\n", "title:\n", '"title" is empty. Write for example: title: Peer mentor'),
    ("title: Listening\n", 'title: " "\n', "This is empty."),
    ("credit: {", "credits: {", 'Write "credit" instead.'),
    ("tqt: {", "guided learning hours: {", 'Write "glh" instead.'),
    ("        criteria:\n", "        criterias:\n", 'Write "criteria" instead.'),
    ("            methods: [obs", "            metods: [obs", 'Write "methods" instead.'),
    # text
    ('version: "1"', "version: 1.10", '1.10 has no quotes, so it is read as a number. Put it in quotes: "1.10"'),
    ('- number: "1.1"', "- number: 1.10", '1.10 has no quotes, so it is read as a number.'),
    ('- number: "1"', "- number: 1", '1 has no quotes, so it is read as a number. Put it in quotes: "1"'),
    ("title: Listening\n", "title: yes\n", 'yes has no quotes, so it is read as yes or no. Put it in quotes: "yes"'),
    ("title: Listening\n", "title: 2024-01-31\n", "so it is read as a date."),
    ("title: Listening\n", "title: [Listening]\n", 'This should be text.'),
    ("title: Listening\n", "title: {Listening}\n", 'This should be text.'),
    ("title: Listening\n", f"title: {'long ' * 60}\n", "Write 200 at most."),
    ("title: Listening\n", 'title: "a\\0b"\n', "There is a hidden sign in this text."),
    ("title: Listening\n", 'title: "\\ud800"\n', "There is a hidden sign in this text."),
    ("slug: listening", "slug: Listening Course", "Use small letters, digits and hyphens"),
    ('version: "1"', 'version: "first"', 'Use digits and dots, such as "1" or "1.2".'),
    ("reference: L1", "reference: L/1", "Use letters, digits, dots and hyphens only"),
    ('- number: "1.1"', '- number: "1/1"', 'Use digits and dots, such as "1.1".'),
    # lists and mappings
    ("methods: [work product]", "methods: work product", "Put square brackets round it: [work product]"),
    ("methods: [work product]", "methods: []", "This list is empty. Write at least one part in it."),
    ("methods: [work product]", "methods: {a: b}", 'Begin each part of it on a new line with "- ".'),
    ("  - reference: L1\n", "  - L0\n  - reference: L1\n", "Put keys and values here"),
    ("rules:\n  mandatory: [L1]\n", "rules: [L1]\nx:\n", "Say which units to achieve, such as: mandatory: [PM1, PM2]"),
    # methods and roles
    ("[observation, Refl", "[observed, Refl", '"observed" is not a way of showing evidence. Did you mean'),
    ("Reflective_Account", "reflectiv acount", 'Did you mean "reflective account"?'),
    ("Reflective_Account", "xyzzy", "You can use: observation, work product, reflective account"),
    ("Reflective_Account", "[a]", "is not a way of showing evidence"),
    ("[staff, trainer]", "[staf, trainer]", 'Did you mean "staff"?'),
    ("[staff, trainer]", "[learner]", '"learner" is not someone who may countersign hours. Did you mean "staff"?'),
    ("must be observed: true", "must be observed: always", "Write true or false here."),
    # figures
    ("tqt: {value: 210, source: Its handbook, verified: true}", "tqt: 210", "Say where the number was read too"),
    ("tqt: {value: 210, source: Its handbook, verified: true}", "tqt: {value: 210}", '"source" is missing.'),
    ("tqt: {value: 210, source: Its handbook,", "tqt: {value: 210, source: '',", "This is empty."),
    ("tqt: {value: 210, source: Its handbook,", "tqt: {value: 210,", '"source" is missing.'),
    ("tqt: {value: 210", "tqt: {value: many", "Write a whole number here, in digits"),
    ("tqt: {value: 210", "tqt: {value: 2.5", "Write a whole number here, in digits"),
    ("minutes: {value: 600", "minutes: {value: 0", "Write a whole number from 1"),
    ("minutes: {value: 600", "minutes: {value: -600", "Write a whole number from 1"),
    ("minutes: {value: 600", "minutes: {value: 10:00", "Write a whole number here, in digits"),
    ("kind: shadowing", "kind: Shadowing hours", "Use one word in small letters"),
    ("awarding body: {value: A body, source: Its site, verified: false}\n", "", 'needs an "awarding body" too.'),
    # units and rules
    ("reference: L2", "reference: L1", "L1 is here twice, first on line 9."),
    ('number: "1.2"', 'number: "1.1"', "1.1 is here twice, first on line 15."),
    ("mandatory: [L1]", "mandatory: [L1, Wholly-other]", "There is no unit Wholly-other. You can use: L1, L2, L3."),
    ("mandatory: [L1]", "mandatory: [L1, L1]", "L1 is here twice"),
    ("mandatory: [L1]", "mandatory: L1", "Put square brackets round it: [L1]"),
    ("units: [L2, L3]", "units: [L2, L3, L4]", "There is no unit L4."),
    ("choose units: 1", "choose units: 3", "This asks for 3 units, but the group has 2. Ask for fewer."),
    ("choose units: 1", "choose credits: 4", "the units of the group have 3. Give a credit to L3."),
    ("    - [L2, L3]", "    - [L2, L3, L1]", "A barred pair names two units."),
    ("    - [L2, L3]", "    - L2", "A barred pair names two units."),
    ("    - [L2, L3]", "    - [L2, L9]", "There is no unit L9."),
    ("    - [L2, L3]", "    - [L2, L2]", "A barred pair names two different units."),
    ("  source: Set by this scheme\n  verified", "  verified", "This says true, but not where it was checked."),
    ("600/1617/6", "6001/6176", 'such as "600/1617/6"'),
    ("mandatory: [L1]", "mandatory: [L1, L9]", "There is no unit L9. You can use: L1, L2, L3."),
    ("    - [L2, L3]", "    - [L2]", "A barred pair names two units."),
    # external activities
    ("https://learn.example/module-1", "learn.example/module-1", "is not a full web address. Copy all of it"),
    ("https://learn.example/module-1", "https://", "is not a full web address."),
    ("https://learn.example/module-1", "https://learn.example/a module", "is not a full web address."),
    ("https://learn.example/module-1", "http://[learn.example", "is not a full web address."),
    ("http://adlnet.gov/expapi/verbs/passed", "passed", "is not a full web address."),
    ("[L1/1.2]", "[L1/1.9]", "There is no criterion L1/1.9. Did you mean L1/1"),
    ("[L1/1.2]", "[1.2]", "1.2 has no quotes"),
    ("[L1/1.2]", "['1.2']", "Write the unit, a slash and the number, such as PM1/1.1"),
    ("[L1/1.2]", "[L2/1.1]", "L2/1.1 can not be shown by questioning."),
    ("at least: 0.8", "at least: 80", "For 80 per cent write 0.8"),
]  # fmt: skip


# The same, where the line to change is another: a piece of text that stands on it.
MISTAKES_ELSEWHERE = [
    ("title: Listening\n", "titel: Listening\n", "slug:", '"title" is missing. Add: title: Peer mentor'),
    ("title: Listening\n", "", "slug:", '"title" is missing.'),
    ("title: Listening\n", "title: Listening\nsummary:\n", "summary:", "or take the line out"),
    ("title: Listening\n", "title: Listening\nTITLE: A\n", "TITLE:", '"title" is here twice, first on line 3.'),
    ("title: Listening\n", "title: Listening\n? [a]: b\n", "? [a]", "A key must be a plain word."),
    ("title: Listening\n", "title: Listening\nqwerty: 1\n", "qwerty", "You can use: slug, version, title"),
    ("            methods: [obs", "            metods: [obs", 'number: "1.1"', '"methods" is missing.'),
    ("[observation, Refl", "[Refl", "must be observed", "so its methods need observation. Add it to the methods."),
    ("tqt: {value: 210", "tqt: {value: 100", "glh:", "so write 100 or less"),
    ("mandatory: [L1]", "mandatory: []", "reference: L1", 'L1 is in no rule. Add it to "mandatory" or'),
    ("mandatory: [L1]", "mandatory: [L1, L2]", "units: [L2, L3]", "L2 is mandatory already."),
    ("barred:", "barred:\n    - [L1, L4]", "[L1, L4]", "There is no unit L4."),
    ("mandatory: [L1]", "mandatory: [L1, L2, L3]", "    - [L2, L3]", "L2 and L3 are both mandatory."),
    ("choose units: 1", "choose units: 2", "barred:", "With these barred pairs the choices can never be met."),
    ("      choose units: 1\n", "", "title: Where you listen", "Say how many to choose. Add: choose units: 1"),
    ("hours:\n", "hours:\n  - {kind: shadowing, title: x, minutes: {value: 1, source: y}}\n", "kind: shadowing\n",
     "shadowing is here twice"),
]  # fmt: skip


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


def says(errors: tuple[CourseError, ...], line: int, said: str) -> bool:
    return any(error.line == line and said in error.message for error in errors)


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_is_answered_with_its_line_and_what_to_write(old: str, new: str, said: str) -> None:
    found = errors_of(changed(old, new))
    assert says(found, line_of(RIGHT, old), said), "\n".join(map(str, found))


@pytest.mark.parametrize(("old", "new", "piece", "said"), MISTAKES_ELSEWHERE)
def test_a_mistake_is_answered_on_the_line_that_must_change(old: str, new: str, piece: str, said: str) -> None:
    found = errors_of(changed(old, new))
    assert says(found, line_of(changed(old, new), piece), said), "\n".join(map(str, found))


# Text that YAML itself can not read, again with a part of what is said about that line.
UNREADABLE = [
    ("title: Listening\n", 'title: "Listening\n', "The quote opened on this line is never closed."),
    ("title: Listening\n", "  title: Listening\n", "This line does not line up with the lines it belongs to"),
    ("mandatory: [L1]", "mandatory: [L1", "The list opened with [ here is not closed."),
    ("tqt: {value: 210, source: Its handbook, verified: true}", "tqt: {value: 210", "The brace { here is not closed."),
    ("title: Listening\n", "title: Listening: a start\n", "There is a second colon on this line."),
    ("title: Listening\n", "title:Listening\n", "Put a space after the colon of the key"),
    ("title: Listening\n", "title\n", "This line has no colon after its key."),
    ("title: Listening\n", "\ttitle: Listening\n", "There is a tab here. Use spaces, never the tab key."),
    ("    title: Listening on", "   title: Listening on", "This line does not line up with the lines it belongs to"),
    ("title: Listening\n", "title: 'it's listening'\n", "A quote or bracket inside this text ends it too soon."),
    ("title: Listening\n", 'title: "C:\\qwerty"\n', "Use single quotes round this text."),
    ("title: Listening\n", "title: @home\n", "Text may not begin with @ without quotes."),
    ("title: Listening\n", "title: *home\n", '* at the start has a meaning of its own. Put the text in "quotes".'),
    ("title: Listening\n", "title: &home away\n", '& at the start has a meaning of its own.'),
    ("title: Listening\n", "title: !home away\n", '! at the start has a meaning of its own.'),
    ("title: Listening\n", "title: !!python/object:os.system x\n", "! at the start"),
    ("title: Listening\n", "title: - Listening\n", "A list may not begin here."),
    ("title: Listening\n", "title: a\x07b\n", "There is a hidden character here."),
    ("mandatory: [L1]", "mandatory: [L1,, L2]", "Take out a comma too many"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), UNREADABLE)
def test_what_yaml_can_not_read_is_said_in_plain_words(old: str, new: str, said: str) -> None:
    (error,) = errors_of(changed(old, new))
    assert says((error,), line_of(RIGHT, old), said), str(error)


def test_a_quote_that_is_never_closed_names_the_line_where_it_was_opened() -> None:
    text = RIGHT.replace('"', "") + 'summary: "never closed\nhere\n'
    assert says(errors_of(text), line_of(text, "summary"), "The quote opened on this line is never closed.")


def test_a_code_that_stands_for_no_letter_is_refused() -> None:
    (error,) = errors_of(changed("title: Listening", 'title: "\\UFFFFFFFF"'))
    assert "Use single quotes round texts with a \\" in error.message


def test_a_second_document_in_the_file_is_refused() -> None:
    (error,) = errors_of(RIGHT + "---\nslug: two\n")
    assert says((error,), RIGHT.count("\n") + 1, "A file holds one course.")


def test_every_line_with_a_tab_is_named_at_once() -> None:
    found = errors_of(changed("title: Listening\n", "\ttitle: Listening\n").replace("  mandatory", "\tmandatory"))
    assert [error.line for error in found] == [3, line_of(RIGHT, "  mandatory")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty. Begin with a line such as: title: My course"),
        (b"# only a remark\n", "The file is empty."),
        (b"null", "The file is empty."),
        (b"- a\n- b\n", "A course is made of keys and values."),
        (b"just words", "A course is made of keys and values."),
        (b"slug: a\ntitle: caf\xe9\n", 'choose "Save as", then "UTF-8"'),
        (b"PK\x03\x04 word/document.xml", "This is a Word, PDF or ZIP file under another name."),
        (b"%PDF-1.7\n", "This is a Word, PDF or ZIP file under another name."),
        (RIGHT.encode("utf-16"), 'choose "Save as", then "UTF-8"'),
        (b"#" * 1_000_001, "The file is larger than 1,000,000 bytes."),
        (b"a: " + b"[" * 100_000, "More than 20 lists inside lists."),
        (b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "& at the start"),
        (b"%TAG ! tag:example,2000:\n---\na: !b c\n", "! at the start"),
    ],
)
def test_what_is_no_course_file_at_all_is_refused(content: bytes, said: str) -> None:
    (error,) = errors_of(content)
    assert said in error.message, str(error)


def test_the_line_of_a_letter_that_is_not_utf_8_is_named() -> None:
    (error,) = errors_of(RIGHT.encode().replace(b"Listening on the phone", b"Gwrando \xff"))
    assert error.line == line_of(RIGHT, "Listening on the phone")


def test_every_mistake_in_a_file_is_told_at_once_in_the_order_of_lines() -> None:
    mistakes = (
        ("slug: listening", "slug: LISTENING"),
        ("tqt: {value: 210, source: Its handbook, verified: true}", "tqt: 210"),
        ('- number: "1.2"', "- number: 1.2"),
        ("[work product]", "[photo]"),
        ("mandatory: [L1]", "mandatory: [L1, L7]"),
        ("kind: shadowing", "knd: shadowing"),
        ("at least: 0.8", "at least: 80"),
    )
    text = RIGHT
    for old, new in mistakes:
        text = text.replace(old, new, 1)
    lines = [error.line for error in errors_of(text)]
    assert {line_of(RIGHT, old) for old, _ in mistakes} <= set(lines)
    assert lines == sorted(lines)


def test_an_error_says_its_file_line_and_place() -> None:
    (error,) = errors_of(changed("text: Say what you heard", "text: 12"))
    assert str(error).startswith("course.yaml:20: 12 has no quotes")
    assert error.path == "units 1 > outcomes 1 > criteria 2 > text"


def test_a_right_file_has_no_mistakes() -> None:
    assert errors_of(RIGHT) == ()


def test_one_mistake_on_one_line_is_said_once() -> None:
    wrong = RIGHT.replace("    - [L2, L3]", "    [L2, L3]")
    said = [str(error) for error in errors_of(wrong.encode())]
    assert any("A barred pair names two units." in line for line in said)
    assert len(said) == len(set(said))
