"""Files that go inside the document, byte for byte (ISO 19005-3, 6.8)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from pikepdf import Array, Dictionary, Name, String

from lms_peer.portfolio.binding.links import key
from lms_peer.portfolio.binding.metadata import pdf_date
from lms_peer.portfolio.binding.stack import Stack
from lms_peer.portfolio.binding.values import Attachment, NameTwice

# What is packed already gains nothing from being packed again, and costs a second for each 30 MB.
PACKED = ("image/", "audio/", "video/", "application/pdf", "application/zip", "application/vnd.openxmlformats")
AS_IT_IS, SMALL = 0, 6


class Attached:
    """The files that go inside, and the document that they are in from its beginning."""

    def __init__(self, stack: Stack, attachments: Iterable[Attachment]) -> None:
        """They are asked for one by one, and wait on the stack. Raises NameTwice."""
        self.sums: dict[str, str] = {}  # of each file, by name: its SHA-256 in hexadecimal
        self._named: dict[str, Any] = {}
        waiting = [(_specified(one), stack.put(*self._packed(one))) for one in attachments]
        self.bound = stack.open()
        for specified, number in waiting:
            self._name(specified, self.bound.get_object(number, 0))

    def add(self, attachment: Attachment) -> None:
        """Put one more file in. Raises NameTwice."""
        said, content = self._packed(attachment)
        self._name(_specified(attachment), self.bound.make_stream(content, said))

    def close(self) -> None:
        """Name each file once in the list of files and once in /AF, once all are in."""
        if not self._named:
            return
        root = self.bound.Root
        pairs = sorted((key(name), specified) for name, specified in self._named.items())
        if "/Names" not in root:
            root.Names = Dictionary()
        files = Array([part for name, specified in pairs for part in (String(name), specified)])
        root.Names.EmbeddedFiles = self.bound.make_indirect(Dictionary(Names=files))
        root.AF = Array(self._named.values())

    def _packed(self, attachment: Attachment) -> tuple[Dictionary, bytes]:
        """The stream of a file: what is said of it, and its bytes."""
        if attachment.name in self.sums:
            raise NameTwice(attachment.name)
        self.sums[attachment.name] = attachment.sha256 or sha256(attachment.content).hexdigest()
        said = Dictionary(
            Type=Name.EmbeddedFile,
            Subtype=Name("/" + attachment.media_type),
            Filter=Name.FlateDecode,
            Params=Dictionary(Size=len(attachment.content), ModDate=pdf_date(attachment.modified)),
        )
        effort = AS_IT_IS if attachment.media_type.startswith(PACKED) else SMALL
        return said, zlib.compress(attachment.content, effort)

    def _name(self, specified: Dictionary, stream: Any) -> None:
        specified.EF = Dictionary(F=stream, UF=stream)
        self._named[str(specified.UF)] = self.bound.make_indirect(specified)


def _specified(attachment: Attachment) -> Dictionary:
    return Dictionary(
        Type=Name.Filespec,
        F=attachment.name,
        UF=attachment.name,
        Desc=attachment.description,
        AFRelationship=Name("/" + attachment.relationship),
    )
