"""The pictures of one portfolio, each drawn anew once, without what can not be seen in it."""

from __future__ import annotations

from collections.abc import Callable

from lms_peer.domain.facts import Document
from lms_peer.domain.refusals import Refusal
from lms_peer.vault.media import show_picture

SCHEME = "vault:"


class Album:
    """Draws pictures and holds what it drew: `shown` maps `vault:SHA-256` of the original to JPEG bytes."""

    def __init__(self, original: Callable[[Document], bytes]) -> None:
        self._original = original
        self.shown: dict[str, bytes] = {}

    def show(self, document: Document) -> str | None:
        """The address of the picture within the portfolio; None for a file that is no picture or can not be drawn.

        Raises VaultMissing or VaultDamaged.
        """
        if not document.media_type.startswith("image/"):
            return None
        url = f"{SCHEME}{document.sha256}"
        if url not in self.shown:
            original = self._original(document)
            try:
                self.shown[url] = show_picture(original)
            except Refusal:
                return None
        return url
