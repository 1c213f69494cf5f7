"""Sections of portfolios that are drawn once for a whole test run: what goes into one says all of what comes out.

Most tests of a portfolio look at one section of it, and the others are the same in each. What WeasyPrint made of the
same HTML, pictures and styles, for any test in any worker, is taken instead of being made again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from lms_peer.portfolio.press import Drawn, Press, Sheet

Draw = Callable[[Press, Iterable[Sheet], Callable[[], None]], Iterator[Drawn]]


def drawn_once(folder: Path, draw: Draw) -> Draw:
    """`Press.draw` with a memory: sheets that were drawn well lie in `folder`, which workers share."""

    def draw_what_is_new(
        press: Press, sheets: Iterable[Sheet], tick: Callable[[], None] = lambda: None
    ) -> Iterator[Drawn]:
        new = {}
        for sheet in sheets:
            file = folder / _known_by(press, sheet)
            if file.exists():
                yield Drawn(sheet.name, pdf=file.read_bytes())
            else:
                new[sheet.name] = sheet, file
        with closing(draw(press, [sheet for sheet, _ in new.values()], tick)) as drawing:  # type: ignore[type-var]
            for drawn in drawing:
                if not drawn.why:
                    _keep(new[drawn.name][1], drawn.pdf)
                yield drawn

    return draw_what_is_new


def _known_by(press: Press, sheet: Sheet) -> str:
    """All that a drawing depends on: its words, its pictures, and the style sheets and pictures of the document."""
    look = press.room.certificate
    known = hashlib.sha256(repr((sheet.html, look.styles)).encode())
    for name, picture in sorted({**look.pictures, **sheet.pictures()}.items()):
        known.update(name.encode() + hashlib.sha256(picture).digest())
    return known.hexdigest()


def _keep(file: Path, pdf: bytes) -> None:
    arriving = file.with_name(uuid4().hex)
    arriving.write_bytes(pdf)
    arriving.rename(file)
