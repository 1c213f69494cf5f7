"""Sections that were drawn alone become one document: PDF/A-3a and PDF/UA-1 in one file, the same bytes each time.

Works on bytes: asks no database, no clock and no network. It knows what WeasyPrint writes, and mends what is wrong.
`preparing.prepare` and `bind.bind` do it; here is what they take and give.
"""

from lms_peer.portfolio.binding.values import (
    About,
    AnchorTwice,
    Attachment,
    BindingRefused,
    Bookmark,
    Manifest,
    NameTwice,
    NotASection,
    NothingToBind,
    Section,
    Sidecar,
    Signature,
    UnknownAnchor,
    Unprintable,
)

__all__ = [
    "About",
    "AnchorTwice",
    "Attachment",
    "BindingRefused",
    "Bookmark",
    "Manifest",
    "NameTwice",
    "NotASection",
    "NothingToBind",
    "Section",
    "Sidecar",
    "Signature",
    "UnknownAnchor",
    "Unprintable",
]
