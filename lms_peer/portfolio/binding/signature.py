"""The room for a signature: a field that is tagged, and a dictionary that waits for the bytes of one. Signs nothing."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from lms_peer.portfolio.binding.metadata import pdf_date
from lms_peer.portfolio.binding.structure import Structure
from lms_peer.portfolio.binding.values import Signature

PRINTED_AND_LOCKED = 4 + 128
SIGNED_AND_NOTHING_BUT_ADDED_TO = 1 + 2  # SigFlags
# As wide as any place in a file that may still come: whoever signs writes over them.
NOT_KNOWN_YET = 9_999_999_999


def add_signature(bound: Pdf, structure: Structure, page: Any, signature: Signature) -> None:
    """Put the field on this page. It takes no room: what a reader sees of a signature is in their program's bar."""
    waiting = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/ETSI.CAdES.detached"),
        ByteRange=Array([0, *[NOT_KNOWN_YET] * 3]),
        Contents=String(bytes(signature.room)),
        Name=signature.by,
        Reason=signature.reason,
        M=pdf_date(signature.at),
    )
    widget = bound.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(signature.field),
            TU=String(signature.words),
            V=bound.make_indirect(waiting),
            F=PRINTED_AND_LOCKED,
            Rect=Array([0, 0, 0, 0]),
            P=page,
        )
    )
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(widget)
    structure.add("Form", page, widget)
    bound.Root.AcroForm = Dictionary(Fields=Array([widget]), SigFlags=SIGNED_AND_NOTHING_BUT_ADDED_TO)
