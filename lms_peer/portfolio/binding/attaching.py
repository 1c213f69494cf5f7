"""Files that go inside the document, byte for byte (ISO 19005-3, 6.8)."""

from __future__ import annotations

import zlib
from hashlib import sha256
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from lms_peer.portfolio.binding.links import key
from lms_peer.portfolio.binding.metadata import pdf_date
from lms_peer.portfolio.binding.values import Attachment, NameTwice

# What is packed already gains nothing from being packed again, and costs a second for each 30 MB.
PACKED = ("image/", "audio/", "video/", "application/pdf", "application/zip", "application/vnd.openxmlformats")
AS_IT_IS, SMALL = 0, 6


class Attached:
    """The files that were put in so far."""

    def __init__(self, bound: Pdf) -> None:
        self._bound = bound
        self._named: dict[str, Any] = {}
        self.sums: dict[str, str] = {}  # of each file, by name: its SHA-256 in hexadecimal

    def add(self, attachment: Attachment) -> None:
        """Put a file in. Raises NameTwice."""
        if attachment.name in self._named:
            raise NameTwice(attachment.name)
        self._named[attachment.name] = self._bound.make_indirect(_specified(self._bound, attachment))
        self.sums[attachment.name] = attachment.sha256 or sha256(attachment.content).hexdigest()

    def close(self) -> None:
        """Name each file once in the list of files and once in /AF, once all are in."""
        if not self._named:
            return
        root = self._bound.Root
        pairs = sorted((key(name), specified) for name, specified in self._named.items())
        if "/Names" not in root:
            root.Names = Dictionary()
        files = Array([part for name, specified in pairs for part in (String(name), specified)])
        root.Names.EmbeddedFiles = self._bound.make_indirect(Dictionary(Names=files))
        root.AF = Array(self._named.values())


def _specified(bound: Pdf, attachment: Attachment) -> Dictionary:
    effort = AS_IT_IS if attachment.media_type.startswith(PACKED) else SMALL
    stream = bound.make_stream(
        zlib.compress(attachment.content, effort),
        Type=Name.EmbeddedFile,
        Subtype=Name("/" + attachment.media_type),
        Filter=Name.FlateDecode,
        Params=Dictionary(Size=len(attachment.content), ModDate=pdf_date(attachment.modified)),
    )
    return Dictionary(
        Type=Name.Filespec,
        F=attachment.name,
        UF=attachment.name,
        Desc=attachment.description,
        AFRelationship=Name("/" + attachment.relationship),
        EF=Dictionary(F=stream, UF=stream),
    )
