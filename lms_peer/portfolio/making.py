"""Having sections made: found on the shelf, or drawn by the press and put there. Says how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

from lms_peer.domain.refusals import SectionsNotDrawn
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.binding import Sidecar
from lms_peer.portfolio.binding.preparing import prepare
from lms_peer.portfolio.press import Drawn, Press, Sheet
from lms_peer.portfolio.sections import Manuscript
from lms_peer.portfolio.shelf import Kept, Shelf
from lms_peer.portfolio.spool import Aside, Spool


@dataclass(frozen=True)
class Made:
    """A section, found or drawn: where its PDF lies on the spool, its SHA-256, and what is to be known of it."""

    pdf: Aside
    sha256: str
    sidecar: Sidecar


class Progress(Protocol):
    """Is told how far it is: `done` of `total` steps, and what is being done in plain words."""

    def __call__(self, done: int, total: int, words: str, /) -> None:
        """Called often. What it raises ends the making."""


class Making:
    """Makes the sections of one portfolio. `press` is asked for only when something has to be drawn."""

    def __init__(
        self, shelf: Shelf, spool: Spool, album: Album, press: Callable[[], Press], progress: Progress, total: int
    ) -> None:
        self._shelf, self._spool, self._album, self._press = shelf, spool, album, press
        self._progress, self._total = progress, total
        self._made: dict[str, Made] = {}
        self._done: set[str] = set()

    def make(self, wanted: Sequence[Manuscript]) -> Mapping[str, Made]:
        """All of these, by name. Raises SectionsNotDrawn, naming each that could not be drawn, and PressFailed."""
        for manuscript in wanted:
            if manuscript.key not in self._made and (kept := self._shelf.find(manuscript.key)):
                self._take(manuscript, kept)
        missing = {one.name: one for one in wanted if one.key not in self._made}
        if missing:
            self._draw(missing)
        return {one.name: self._made[one.key] for one in wanted}

    def _draw(self, missing: Mapping[str, Manuscript]) -> None:
        refused = []
        sheets = [self._sheet(one) for one in missing.values()]
        with closing(self._press().draw(sheets, self._tell)) as drawn:
            for one in drawn:
                if one.why:
                    refused.append(one)
                else:
                    self._keep(missing[one.name], one)
        if refused:
            order = list(missing)
            refused.sort(key=lambda one: order.index(one.name))
            raise SectionsNotDrawn(tuple((one.name, one.why) for one in refused))

    def _sheet(self, manuscript: Manuscript) -> Sheet:
        return Sheet(manuscript.name, manuscript.html, lambda: self._album.read(manuscript.pictures))

    def _keep(self, manuscript: Manuscript, drawn: Drawn) -> None:
        kept = Kept(*prepare(drawn.pdf, manuscript.key[:16]))
        self._shelf.keep(manuscript.key, kept)
        self._take(manuscript, kept)

    def _take(self, manuscript: Manuscript, kept: Kept) -> None:
        self._made[manuscript.key] = Made(self._spool.lay_aside(kept.pdf), kept.sha256, kept.sidecar)
        self._done.add(manuscript.name)
        self._tell()

    def _tell(self) -> None:
        done = len(self._done)
        self._progress(done, self._total, f"Section {min(done + 1, self._total)} of {self._total}")
