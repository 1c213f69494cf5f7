"""The /ID of a bound file (ISO 32000-1, 14.4): the first half says which document, the second what exactly is in it.

The second half is made of all that was bound. qpdf would make it of the whole file, and hash that once more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from io import SEEK_END
from typing import BinaryIO

from lms_peer.portfolio.binding.metadata import pdf_date
from lms_peer.portfolio.binding.values import About, Section

# What qpdf writes when it may leave nothing to chance.
_SAME_FOR_ALL = b"31415926535897932384626433832795"
_TAIL = 4096  # bytes at the end of a file, and of its list of parts, in which these words stand


class Identity:
    """What has been bound so far, as one hash."""

    def __init__(self) -> None:
        self._summed = sha256()

    def add_section(self, section: Section) -> None:
        """A section, in its order."""
        known = section.sha256 or sha256(section.pdf).hexdigest()
        self._summed.update(json.dumps([section.name, known]).encode())

    def add_rest(self, about: About, files: Mapping[str, str], words: list[str]) -> None:
        """What the document says of itself, the SHA-256 of each file inside, and what stands on each page."""
        said = [about.title, about.author, about.subject, about.language, about.watermark, pdf_date(about.issued)]
        self._summed.update(json.dumps([said, dict(files), words]).encode())

    def write(self, file: BinaryIO) -> None:
        """Put it into a file that was saved with an ID that is the same for all."""
        file.seek(max(0, file.seek(0, SEEK_END) - _TAIL))
        found = re.findall(rb"startxref\s+(\d+)", file.read())
        file.seek(int(found[-1]))
        at = int(found[-1]) + file.read(_TAIL).index(_SAME_FOR_ALL)
        file.seek(at)
        file.write(self._summed.hexdigest()[: len(_SAME_FOR_ALL)].encode())
