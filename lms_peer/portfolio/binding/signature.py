"""An empty signature field, tagged, so that signing later adds nothing that PDF/UA-1 would refuse. Signs nothing."""

from __future__ import annotations

from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from lms_peer.portfolio.binding.structure import Structure

PRINTED_AND_LOCKED = 4 + 128


def add_signature_field(bound: Pdf, structure: Structure, page: Any, name: str, words: str) -> None:
    """Put the field on this page. It takes no room: what a reader sees of a signature is in their program's bar."""
    widget = bound.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(name),
            TU=String(words),
            F=PRINTED_AND_LOCKED,
            Rect=Array([0, 0, 0, 0]),
            P=page,
        )
    )
    if "/Annots" not in page:
        page.Annots = Array()
    page.Annots.append(widget)
    structure.add("Form", page, widget)
    bound.Root.AcroForm = Dictionary(Fields=Array([widget]))
