"""What courses/README.md teaches is what the checker does."""

from __future__ import annotations

import re

import pytest
from marshmallow import fields

from lms_peer.catalogue import parse, shipped_courses
from lms_peer.catalogue.fields import Part
from lms_peer.catalogue.schemas import QualificationSchema
from lms_peer.domain.qualification import Method
from tests.unit.catalogue.given import errors_of

README = (shipped_courses() / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
(EXAMPLE,) = [text for language, text in BLOCKS if language == "yaml"]
FRAGMENTS = [text for language, text in BLOCKS if not language and re.match(r"[a-z]+: *", text)]
(MISTAKES,) = re.findall(r"\| You wrote \|.*?\n\|---\|---\|\n(.*?)\n\n", README, re.DOTALL)
ROWS = [tuple(cell.strip() for cell in row.strip("|").split(" | ")) for row in MISTAKES.splitlines()]


def test_the_whole_course_in_the_readme_is_right() -> None:
    course = parse(EXAMPLE.encode(), "good-listener.yaml")
    assert len(course.units) == 3
    assert course.hours[0].minutes.value == 120


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_each_smaller_example_is_right_in_that_course(fragment: str) -> None:
    key = fragment.partition(":")[0]
    if key == "rules":  # this one needs a course with one unit
        start, end = EXAMPLE.index("  - reference: GL2"), EXAMPLE.index("hours:")
        assert errors_of(EXAMPLE[:start] + fragment + EXAMPLE[end:]) == ()
    else:
        without = re.sub(rf"^{key}:.*\n(  .*\n)*", "", EXAMPLE, flags=re.MULTILINE)
        assert errors_of(without + fragment) == ()


def test_the_error_shown_is_the_error_given() -> None:
    (shown,) = re.findall(r"^good-listener.yaml:(\d+): (.*)$", README, re.MULTILINE)
    found = errors_of(EXAMPLE.replace("methods", "metods", 1))
    assert (int(shown[0]), shown[1]) in [(error.line, error.message) for error in found]


@pytest.mark.parametrize(("written", "said"), ROWS)
def test_each_common_mistake_is_answered_as_the_table_says(written: str, said: str) -> None:
    line = written.strip("`") if written.startswith("`") else "\ttitle: Good listener"
    key = line.strip().partition(":")[0]
    pattern = rf"^( *(?:- )?){'title' if key == 'titel' else key}:.*\n" if key != "tqt" else r"^()summary: .*\n"
    course = re.sub(pattern, lambda found: f"{found[1]}{line}\n", EXAMPLE, count=1, flags=re.MULTILINE)
    assert course != EXAMPLE
    assert any(said in error.message for error in errors_of(course)), errors_of(course)


def tables(schema: Part) -> list[set[str]]:
    """The keys of a schema and of all schemas inside it."""
    inner = [field.inner if isinstance(field, fields.List) else field for field in schema.fields.values()]
    nested = [field.schema for field in inner if isinstance(field, fields.Nested)]
    keys = {str(field.data_key) for field in schema.fields.values()}
    return [keys, *(found for one in nested if isinstance(one, Part) for found in tables(one))]


def test_every_key_stands_in_a_table_and_every_table_has_real_keys() -> None:
    written = re.findall(r"\| Key \|.*?\n\|---\|---\|\n(.*?)\n\n", README, re.DOTALL)
    taught = {frozenset(re.findall(r"^\| \**([a-z ]+?)\** \|", table, re.MULTILINE)) for table in written}
    real = {frozenset(keys) for keys in tables(QualificationSchema())} - {
        frozenset({"value", "source", "verified"})
    }
    assert taught == real


def test_every_method_is_named() -> None:
    assert all(f"`{method.value.replace('_', ' ')}`" in README for method in Method)
