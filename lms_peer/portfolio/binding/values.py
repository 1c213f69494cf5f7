"""What is bound and what comes with it, as plain frozen values, and why a binding is refused. Does nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Section:
    """A part that was drawn alone and prepared. `name` is its own; `level` is where its bookmarks begin.

    `sha256` is that of the PDF, in hexadecimal, for whoever knows it; it is worked out otherwise.
    """

    name: str
    pdf: bytes
    level: int = 1
    sha256: str = ""


@dataclass(frozen=True)
class Bookmark:
    """A line of the outline: its level from 1, its page from 0, and how far up the page it is, in points."""

    level: int
    title: str
    page: int
    top: float


@dataclass(frozen=True)
class Sidecar:
    """What others need to know of a section: how many pages, the page (from 0) of each anchor, its bookmarks."""

    pages: int
    anchors: Mapping[str, int]
    bookmarks: tuple[Bookmark, ...]


@dataclass(frozen=True)
class Attachment:
    """A file that goes inside. `relationship` says what it is to the document (ISO 19005-3, AFRelationship).

    `sha256` is that of the content, in hexadecimal, for whoever knows it; it is worked out otherwise.
    """

    name: str
    content: bytes
    media_type: str
    description: str
    relationship: Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]
    modified: datetime
    sha256: str = ""


@dataclass(frozen=True)
class About:
    """What the whole says of itself. `language` is a tag such as en-GB or cy; `identifier` is 16 bytes of its own.

    The `watermark` stands behind the text of each page, if there is one.
    """

    title: str
    author: str
    subject: str
    language: str
    issued: datetime
    identifier: bytes
    watermark: str = ""


@dataclass(frozen=True)
class Signature:
    """The room for a signature: its field, and what is said of it. `by`, `at` and `reason` are the signer's.

    `words` are what a screen reader says of the field; `room` is how many bytes the signature may have.
    """

    field: str
    by: str
    reason: str
    at: datetime
    room: int
    words: str = "Digital signature"


# Makes one more attachment of the SHA-256 of each attachment, by name, and of what each page draws.
Manifest = Callable[[Mapping[str, str], Sequence[str]], Attachment]


class BindingRefused(Exception):
    """These parts can not become one document."""


class NothingToBind(BindingRefused):
    """There is no section."""


class NameTwice(BindingRefused):
    """Two sections, or two attachments, have the same name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"two parts are called {name}")
        self.name = name


class AnchorTwice(BindingRefused):
    """Two sections have the same anchor."""

    def __init__(self, anchor: str, first: str, second: str) -> None:
        super().__init__(f"the anchor {anchor} is in {first} and in {second}")
        self.anchor, self.first, self.second = anchor, first, second


class UnknownAnchor(BindingRefused):
    """A section links to an anchor that no section has."""

    def __init__(self, anchor: str, section: str) -> None:
        super().__init__(f"{section} links to {anchor}, which no section has")
        self.anchor, self.section = anchor, section


class NotASection(BindingRefused):
    """The bytes are not a tagged PDF/A-3a of at least one page."""

    def __init__(self, name: str, lacks: str) -> None:
        super().__init__(f"{name} can not be bound: {lacks}")
        self.name, self.lacks = name, lacks


class Unprintable(BindingRefused):
    """The font of the page words lacks one of their characters."""
