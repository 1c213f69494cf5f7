"""The pictures of one portfolio, each drawn anew once, without what can not be seen in it; and files fit to enclose.

Photos, pages of PDFs, one picture of each film. A picture is drawn the first time that anybody prints it, and kept
beside its original. Only where a section is drawn are its bytes read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache, partial
from uuid import UUID

from lms_peer.domain.facts import Document
from lms_peer.domain.refusals import Refusal
from lms_peer.vault import films, paper_pages, placeless
from lms_peer.vault.films import Recording
from lms_peer.vault.paper_pages import Paper
from lms_peer.vault.pictures import show_picture
from lms_peer.vault.store import Vault

SCHEME = "vault:"
COPY = "printed-1"  # another number when pictures are drawn in another way
# What stands behind the SHA-256 in the address of a picture that is not the file itself.
_PAGE = f"page-{paper_pages.VERSION}"
_FILM = f"film-{films.VERSION}"
_HANDED = "handed"


class Album:
    """The pictures of one centre, shown as `vault:SHA-256` of the original; of a page, `…/page-1/3`."""

    def __init__(self, vault: Vault, centre: UUID) -> None:
        self._vault, self._centre = vault, centre
        self._shown: dict[str, bool] = {}
        self._handed: dict[str, bytes] = {}
        self._leaving: dict[Document, Document | None] = {}
        # A section shows many pages of one PDF, one after another.
        self._paper = lru_cache(maxsize=1)(partial(paper_pages.paper_of, vault, centre))

    def show(self, document: Document) -> str | None:
        """The address of the picture within the portfolio; None for a file that is no picture or can not be drawn.

        Raises VaultMissing or VaultDamaged.
        """
        if not document.media_type.startswith("image/"):
            return None
        if document.sha256 not in self._shown:
            self._shown[document.sha256] = self._can_be_drawn(document.sha256)
        return f"{SCHEME}{document.sha256}" if self._shown[document.sha256] else None

    def paper(self, document: Document) -> tuple[Paper, tuple[str, ...]]:
        """A PDF, and the addresses of the pages that are shown. Raises VaultMissing or VaultDamaged."""
        paper = self._paper(document.sha256)
        numbers = range(1, len(paper.pictures) + 1)
        return paper, tuple(f"{SCHEME}{document.sha256}/{_PAGE}/{number}" for number in numbers)

    def recording(self, document: Document) -> tuple[Recording, str | None]:
        """Sound or film, and the address of its picture if it has one. Raises VaultMissing or VaultDamaged."""
        recording = films.recording_of(self._vault, self._centre, document.sha256)
        return recording, f"{SCHEME}{document.sha256}/{_FILM}" if recording.picture else None

    def hand_in(self, picture: bytes) -> str:
        """The address of a picture that lies in no vault, such as a code for a camera."""
        name = hashlib.sha256(picture).hexdigest()
        self._handed[name] = picture
        return f"{SCHEME}{name}/{_HANDED}"

    def leaving(self, document: Document) -> Document | None:
        """What a file leaves the centre as: see `placeless.leaving`. Raises VaultMissing or VaultDamaged."""
        if document not in self._leaving:
            self._leaving[document] = placeless.leaving(self._vault, self._centre, document)
        return self._leaving[document]

    def bytes_leaving(self, document: Document) -> bytes:
        """The bytes that a file leaves the centre as. Raises ValueError when it stays, VaultMissing or VaultDamaged."""
        return placeless.copy_to_leave(self._vault, self._centre, document)

    def read(self, urls: Iterable[str]) -> dict[str, bytes]:
        """The pictures under these addresses, as they are printed. Raises VaultMissing or VaultDamaged."""
        return {url: self._picture(*url.removeprefix(SCHEME).split("/")) for url in urls}

    def _picture(self, sha256: str, kind: str = "", number: str = "1") -> bytes:
        if kind == _HANDED:
            return self._handed[sha256]
        if kind == _PAGE:
            return self._paper(sha256).pictures[int(number) - 1]
        if kind == _FILM:
            return films.recording_of(self._vault, self._centre, sha256).picture or b""
        return self._copy(sha256)

    def _can_be_drawn(self, sha256: str) -> bool:
        if self._vault.is_drawn(self._centre, sha256, COPY):
            return True
        try:
            self._copy(sha256)
        except Refusal:
            return False
        return True

    def _copy(self, sha256: str) -> bytes:
        return self._vault.drawn(self._centre, sha256, COPY, show_picture)
