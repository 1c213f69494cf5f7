"""The text of a course file as a tree of places that know their line.

Turns bytes into a `Place`, refusing what a course file never needs (anchors, aliases, tags, deep nesting, huge
files). Knows YAML and nothing about qualifications.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from lms_peer.catalogue.errors import CourseError, CourseErrors, shortened
from lms_peer.catalogue.syntax import in_plain_words

LARGEST = 1_000_000
"""The most bytes a course file may hold. The largest real specification is a tenth of it."""

_NOT_TEXT = (b"PK\x03\x04", b"%PDF-", b"\xd0\xcf\x11\xe0")  # ZIP and today's Word, PDF, Word until 2003
_BEGIN = "Begin with a line such as: title: My course"
_DEEPEST = 20
_MOST_PARTS = 1_000
_MOST_KEYS = 100
_TEXT = "tag:yaml.org,2002:str"
_NOTHING = "tag:yaml.org,2002:null"
_EMPTY = yaml.ScalarNode(_NOTHING, "")

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Unquoted:
    """A value that YAML takes for something else than text: `text` as it was typed and YAML's `kind` for it."""

    text: str
    kind: str


@dataclass(frozen=True)
class Place:
    """One value of the file, with the line it starts on and the way to it from the top.

    Reading through `get`, `parts` and `text` never fails: what is absent or of another type is simply empty, so
    that a check can look at the good parts of a file that has mistakes elsewhere.
    """

    node: yaml.Node
    path: Path
    line: int

    def entries(self) -> Iterator[tuple[str, Place]]:
        """The keys and values of a mapping; nothing for other values."""
        if isinstance(self.node, yaml.MappingNode):
            for key, value in self.node.value:
                if isinstance(key, yaml.ScalarNode):
                    name = key_name(key.value)
                    yield name, Place(value, (*self.path, name), key.start_mark.line + 1)

    def parts(self) -> list[Place]:
        """The members of a list; nothing for other values."""
        if not isinstance(self.node, yaml.SequenceNode):
            return []
        return [Place(n, (*self.path, i), n.start_mark.line + 1) for i, n in enumerate(self.node.value)]

    def get(self, *keys: str) -> Place:
        """The value under a key, then under the next; an empty place on the same line when there is none."""
        place = self
        for key in keys:
            found = (value for name, value in place.entries() if name == key)
            place = next(found, Place(_EMPTY, (*place.path, key), place.line))
        return place

    def lines(self) -> dict[Path, int]:
        """The line of every place from here down, by its path."""
        found = {self.path: self.line}
        for part in (*self.parts(), *(value for _, value in self.entries())):
            found |= part.lines()
        return found

    @property
    def text(self) -> str:
        """A single value as it was typed; empty for lists and mappings."""
        return self.node.value.strip() if isinstance(self.node, yaml.ScalarNode) else ""

    def plain(self) -> Any:
        """The value as dict, list, str or None; `Unquoted` where YAML sees a number, a date or yes and no."""
        if isinstance(self.node, yaml.MappingNode):
            return {name: value.plain() for name, value in self.entries()}
        if isinstance(self.node, yaml.SequenceNode):
            return [part.plain() for part in self.parts()]
        if self.node.tag == _NOTHING:
            return None
        if self.node.tag == _TEXT:
            return self.node.value
        return Unquoted(self.node.value, self.node.tag.rpartition(":")[2])


def key_name(written: str) -> str:
    """A key in its one spelling: lower case, with spaces (`Must_Be-observed` is `must be observed`)."""
    return re.sub(r"[\s_-]+", " ", written.strip().casefold())


def path_name(path: Path) -> str:
    """A path in words, counting from 1: `units 2 > outcomes 1 > title`."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return " > ".join(words)


def read(source: bytes, name: str) -> Place:
    """The tree of a course file. `name` is what errors call the file. Raises CourseErrors."""

    try:
        text = _text(source)
        node = _Loader(text).get_single_node()
    except _Refused as refused:
        raise CourseErrors([CourseError(name, refused.line, "", refused.message)]) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise CourseErrors(
            CourseError(name, line, "", message) for line, message in in_plain_words(error, text)
        ) from None
    if node is None or (isinstance(node, yaml.ScalarNode) and node.tag == _NOTHING):
        raise CourseErrors([CourseError(name, 1, "", f"The file is empty. {_BEGIN}")])
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.MappingNode):
        raise CourseErrors([CourseError(name, line, "", f"A course is made of keys and values. {_BEGIN}")])
    return Place(node, (), line)


def _text(source: bytes) -> str:
    """The file as text. Raises _Refused when it is too large, or no text."""
    if len(source) > LARGEST:
        raise _Refused(0, f"The file is larger than {LARGEST:,} bytes. Keep one course in a file.")
    if source.startswith(_NOT_TEXT):
        raise _Refused(
            0, "This is a Word, PDF or ZIP file under another name. Copy its words into a plain text file."
        )
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        message = 'A letter here is not saved as UTF-8. In your editor choose "Save as", then "UTF-8".'
        raise _Refused(line, message) from None


def bad_keys(place: Place) -> Iterator[tuple[Place, str]]:
    """Keys that stand twice in one mapping, or are not plain words, anywhere below a place."""
    if isinstance(place.node, yaml.MappingNode):
        first: dict[str, int] = {}
        for key, value in place.node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                yield (
                    Place(value, place.path, line),
                    "A key must be a plain word. If this is text, put it in quotes.",
                )
                continue
            name = key_name(key.value)
            if name in first:
                yield (
                    Place(value, (*place.path, name), line),
                    f'"{shortened(name)}" is here twice, first on line {first[name]}. Keep one of them.',
                )
            first.setdefault(name, line)
    inner = place.parts() or [value for _, value in place.entries()]
    for part in inner:
        yield from bad_keys(part)


class _Refused(Exception):
    def __init__(self, node_line: int, message: str) -> None:
        self.line, self.message = node_line, message


class _Loader(yaml.SafeLoader):
    """Composes nodes, stopping at what a course file never needs and what could make a small file huge."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        for written, sign in (
            (getattr(event, "anchor", None), "*" if isinstance(event, yaml.AliasEvent) else "&"),
            (getattr(event, "tag", None), "!"),
        ):
            if written:
                raise _Refused(line, f'{sign} at the start has a meaning of its own. Put the text in "quotes".')
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _Refused(line, f"More than {_DEEPEST} lists inside lists. Take some brackets or spaces out.")
        node = super().compose_node(parent, index)
        most = _MOST_KEYS if isinstance(node, yaml.MappingNode) else _MOST_PARTS
        if isinstance(node, yaml.CollectionNode) and len(node.value) > most:
            raise _Refused(line, f"More than {most:,} parts here. A course needs fewer: take some out.")
        self.depth -= 1
        return node
