"""Files that go inside the document, byte for byte (ISO 19005-3, 6.8)."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from hashlib import md5
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from lms_peer.portfolio.binding.links import key
from lms_peer.portfolio.binding.metadata import pdf_date
from lms_peer.portfolio.binding.values import Attachment, NameTwice

# What is packed already gains nothing from being packed again, and costs a second for each 30 MB.
PACKED = ("image/", "audio/", "video/", "application/pdf", "application/zip", "application/vnd.openxmlformats")
AS_IT_IS, SMALL = 0, 6


def attach(bound: Pdf, attachments: Iterable[Attachment]) -> None:
    """Put the files in, and name each once in the list of files and once in /AF. Raises NameTwice."""
    named: dict[str, Any] = {}
    for attachment in attachments:
        if attachment.name in named:
            raise NameTwice(attachment.name)
        named[attachment.name] = bound.make_indirect(_specified(bound, attachment))
    if named:
        pairs = sorted((key(name), specified) for name, specified in named.items())
        if "/Names" not in bound.Root:
            bound.Root.Names = Dictionary()
        files = Array([part for name, specified in pairs for part in (String(name), specified)])
        bound.Root.Names.EmbeddedFiles = bound.make_indirect(Dictionary(Names=files))
        bound.Root.AF = Array(named.values())


def _specified(bound: Pdf, attachment: Attachment) -> Dictionary:
    effort = AS_IT_IS if attachment.media_type.startswith(PACKED) else SMALL
    stream = bound.make_stream(
        zlib.compress(attachment.content, effort),
        Type=Name.EmbeddedFile,
        Subtype=Name("/" + attachment.media_type),
        Filter=Name.FlateDecode,
        Params=Dictionary(
            Size=len(attachment.content),
            CheckSum=String(md5(attachment.content, usedforsecurity=False).digest()),
            ModDate=pdf_date(attachment.modified),
        ),
    )
    return Dictionary(
        Type=Name.Filespec,
        F=attachment.name,
        UF=attachment.name,
        Desc=attachment.description,
        AFRelationship=Name("/" + attachment.relationship),
        EF=Dictionary(F=stream, UF=stream),
    )
