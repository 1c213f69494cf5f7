"""Files that can not be taken."""

from __future__ import annotations

from dataclasses import dataclass

from lms_peer.domain.refusals.refusal import Refusal


@dataclass
class FileEmpty(Refusal):
    """The file holds no bytes."""

    name: str


@dataclass
class FileTooBig(Refusal):
    """The file is larger than `limit` bytes."""

    name: str
    limit: int


@dataclass
class FileTypeRefused(Refusal):
    """Not a kind of file that is taken, or not what its name says; `found` is what the bytes look like."""

    name: str
    found: str


@dataclass
class FileDamaged(Refusal):
    """The file says it is of a kind that is taken, but can not be opened."""

    name: str


@dataclass
class FileUnpacksTooBig(Refusal):
    """Small on disk, huge when opened (a decompression bomb)."""

    name: str


@dataclass
class TooManyFiles(Refusal):
    """More than `limit` files on one piece of evidence."""

    limit: int
