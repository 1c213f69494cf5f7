"""Whatever a file holds, reading it ends in a qualification or in mistakes with lines, never in anything else."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms_peer.catalogue import shipped_courses
from tests.unit.catalogue.given import RIGHT, errors_of

SHIPPED = [file.read_text() for file in sorted(shipped_courses().glob("*.yaml"))]
KEYS = ["slug", "units", "rules", "hours", "external activities", "choices", "barred", "value", "minutes", "tqt"]
SIGNS = st.sampled_from(
    [*" \t\n:-[]{}\"'#&*!|>%@`,?\\.~", "---", "1.10", "yes", "\u2028", "\x85", "\ufeff", "\x00"]
)


def is_answered(content: bytes) -> None:
    for error in errors_of(content):
        assert error.message
        assert 0 <= error.line <= len(content) + 1


@settings(deadline=None)
@given(st.binary())
@example(b"\xff\xfe")
@example(b'a: "\\UFFFFFFFF"')
@example(b"? ? ? ?")
@example(b"<<: {a: 1}\n<<: [b]\n")
@example(b"=: =\n")
def test_any_bytes_are_answered(content: bytes) -> None:
    is_answered(content)


@settings(deadline=None)
@given(st.lists(SIGNS | st.sampled_from(KEYS) | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_made_of_the_signs_of_yaml_is_answered(text: str) -> None:
    is_answered(text.encode("utf-8", "surrogatepass"))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner, max_size=5)
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(values)
def test_any_yaml_is_answered(value: object) -> None:
    is_answered(yaml.safe_dump(value, allow_unicode=True).encode("utf-8", "surrogatepass"))


@settings(deadline=None)
@given(
    st.sampled_from(["units", "rules", "hours", "external activities", "notes", "tqt", "ofqual number"]), values
)
def test_any_value_in_the_place_of_a_right_one_is_answered(key: str, value: object) -> None:
    course = yaml.safe_load(RIGHT)
    course[key] = value
    is_answered(yaml.safe_dump(course, allow_unicode=True).encode("utf-8", "surrogatepass"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_real_file_with_something_changed_is_answered(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([RIGHT, RIGHT, RIGHT, *SHIPPED]))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 12)))
        text = text[:start] + data.draw(SIGNS | st.text(max_size=4)) + text[end:]
    is_answered(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_real_file_with_lines_moved_or_lost_is_answered(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from([RIGHT, *SHIPPED])).splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 1))
    line = lines.pop(at)
    if data.draw(st.booleans()):
        lines.insert(data.draw(st.integers(0, len(lines))), line)
    is_answered("".join(lines).encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 900_000, "More than 20 lists"),
        (b"{a: " * 200_000, "More than 20 lists"),
        (b"- " * 400_000, "More than 20 lists"),
        (b"units: [" + b"{}, " * 2_000 + b"]", "More than 1,000 parts"),
        (b"".join(b"key%d: 1\n" % number for number in range(2_000)), "More than 100 parts"),
    ],
    ids=["brackets", "braces", "hyphens", "units", "keys"],
)
def test_a_file_made_to_take_long_is_refused(content: bytes, said: str) -> None:
    (error,) = errors_of(content)
    assert said in error.message
