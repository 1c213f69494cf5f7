"""A section as WeasyPrint drew it becomes one that can be bound: what is wrong in it is mended, what says nothing goes.

Done once, before the section is kept; so binding, which comes often, has little left to do.
"""

from __future__ import annotations

import re
from collections.abc import Set
from io import BytesIO
from typing import Any

from pikepdf import ObjectStreamMode, Pdf

from lms_peer.portfolio.binding.sidecar import READY, open_drawn, sidecar_of
from lms_peer.portfolio.binding.tagging import mend_tags
from lms_peer.portfolio.binding.values import Sidecar

PAGINATION = b"/Artifact\n<</Type /Pagination /Subtype /Footer>>\nBDC"
_MARKED = rb"/\w+\n<</MCID (?:%s)>>\nBDC"  # as WeasyPrint writes it


def prepare(drawn: bytes, own: str) -> tuple[bytes, Sidecar]:
    """The section ready to be bound, and what is to be known of it.

    `own` is a word that no other section of the same document has; ids begin with it. The same section and word give
    the same bytes. Raises NotASection when the bytes are no tagged PDF/A-3a.
    """
    written = BytesIO()
    with open_drawn("the section", drawn) as section:
        for page, in_margin in zip(section.pages, mend_tags(section, own), strict=True):
            if in_margin:
                _take_out_of_the_text(section, page, in_margin)
        section.Root[READY] = True
        sidecar = sidecar_of(section)
        section.save(written, object_stream_mode=ObjectStreamMode.generate, static_id=True)
    return written.getvalue(), sidecar


def _take_out_of_the_text(section: Pdf, page: Any, marks: Set[int]) -> None:
    """Say that these marks of a page stand in its margins."""
    wanted = _MARKED % b"|".join(b"%d" % mark for mark in marks)
    page.Contents = section.make_stream(re.sub(wanted, PAGINATION, page.Contents.read_bytes()))
