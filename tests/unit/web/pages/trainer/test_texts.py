"""What is put together from several texts is in the reader's language as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from gettext import NullTranslations

import pytest

from lms_peer.web import language
from tests.unit.web.pages.scene import Browser, Scene, words_on


class Bracketed(NullTranslations):
    """A language in which every text stands in brackets."""

    def gettext(self, message: str) -> str:
        """The text."""
        return f"[{message}]"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form that goes with the number."""
        return f"[{msgid1 if n == 1 else msgid2}]"


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every page is in that language."""
    kept = (language._said, language._as_markup, language._plain_markup)
    monkeypatch.setattr(language, "_texts", lambda _language: Bracketed())
    for texts in kept:
        texts.cache_clear()
    yield
    for texts in kept:
        texts.cache_clear()


@pytest.mark.usefixtures("bracketed")
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/train/{here}/pause", "[You can leave it empty, and write it later. [Write what helps:"),
        ("/train/{here}/units", "[Choose at least [1 unit].]"),
        ("/connected-systems/new", "[[It sees none of the others.] Its manual may say “statements/read/mine”.]"),
        ("/forwarding/new", "[1.0.3 (most systems)]"),
    ],
)
def test_no_part_of_a_text_stays_english(scene: Scene, trainer: Browser, path: str, words: str) -> None:
    assert words in words_on(trainer.get(path.format(here=scene.registration)))
