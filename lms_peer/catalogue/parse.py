"""One course file: bytes in, a frozen Qualification out, or every mistake at once.

The one place that puts reading, shape and consistency together. Touches no folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cattrs
from marshmallow import ValidationError

from lms_peer.catalogue.consistency import inconsistencies
from lms_peer.catalogue.document import Path, bad_keys, path_name, read
from lms_peer.catalogue.errors import CourseError, CourseErrors
from lms_peer.catalogue.schemas import QualificationSchema
from lms_peer.domain.qualification import Qualification

_SCHEMA = QualificationSchema()
_CONVERTER = cattrs.Converter()


def parse(text: bytes, name: str) -> Qualification:
    """Read the bytes of a course file. `name` is what errors call the file.

    Raises CourseErrors with every mistake in the file. Where YAML itself can not be read, that is the first
    mistake only, since nothing after it has a sure meaning.
    """
    course = read(text, name)
    errors = [
        CourseError(name, place.line, path_name(place.path), message)
        for find in (bad_keys, inconsistencies)
        for place, message in find(course)
    ]
    loaded: dict[str, Any] = {}
    try:
        loaded = _SCHEMA.load(course.plain())
    except ValidationError as error:
        lines = course.lines()
        errors += [
            CourseError(name, _nearest(path, lines), path_name(path), message)
            for path, message in _flat(error.messages, ())
        ]
    if errors:
        raise CourseErrors(errors)
    return _CONVERTER.structure(loaded, Qualification)


def _nearest(path: Path, lines: dict[Path, int]) -> int:
    """The line of a place, or of the nearest one above it that is in the file."""
    while path not in lines:
        path = path[:-1]
    return lines[path]


def _flat(messages: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """marshmallow's nested messages, each with its path. `_schema` stands for the mapping itself."""
    if isinstance(messages, dict):
        for step, inner in messages.items():
            yield from _flat(inner, path if step == "_schema" else (*path, step))
    else:
        for message in messages:
            yield path, message
