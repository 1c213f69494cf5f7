"""The pages of a PDF as pictures: the first ones to show, or all of them with parts blacked out.

PDFium draws them in a process of its own: `python -m lms_peer.vault.paper_pages < FILE`, see `apart`. A page is drawn
without what can be pressed, played or fetched. What is blacked out is gone: the new file holds pictures and no text.
What draws is loaded where it is used: 14 MB and more, which whoever only asks has no use for.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from lms_peer.vault.apart import TookTooLong, answer, ask, be_limited, look

if TYPE_CHECKING:
    import pikepdf
    import pypdfium2  # type: ignore[import-untyped]
    from PIL import Image

    from lms_peer.domain.redaction import Box
    from lms_peer.vault.store import Vault

VERSION = 1  # another number when pages are drawn in another way
MOST_SHOWN = 20
MOST_BLACKED_OUT = 100  # pages
DPI = 130
FINE_DPI = 150
MOST_PIXELS = 4_000_000  # of one page
LONGEST_TEXT = 2_000  # characters of one page
QUALITY = 72
_POINTS = 72
_GREYISH = 16  # how far red, green and blue may differ before a page counts as coloured


@dataclass(frozen=True)
class Paper:
    """A PDF as it is shown: how many pages it has, and of the first ones a JPEG and what it says.

    One that can not be opened has no pages.
    """

    pages: int = 0
    pictures: tuple[bytes, ...] = ()
    texts: tuple[str, ...] = ()


def paper_of(vault: Vault, centre: UUID, sha256: str) -> Paper:
    """The PDF that is kept under this SHA-256. Raises VaultMissing, VaultDamaged."""
    found = look(vault, centre, sha256, "paper_pages", VERSION)
    return Paper(found.said.get("pages", 0), found.pictures, tuple(found.said.get("texts", ())))


def page_of(vault: Vault, centre: UUID, sha256: str, number: int) -> bytes | None:
    """One page as a JPEG, counted from 1; None when there is no such page, or it can not be drawn.

    Raises VaultMissing, VaultDamaged.
    """
    if number <= MOST_SHOWN:
        shown = paper_of(vault, centre, sha256).pictures
        return shown[number - 1] if 0 < number <= len(shown) else None
    try:
        with vault.borrow(centre, sha256) as kept:
            found = ask("paper_pages", kept, str(number))
    except TookTooLong:
        return None
    return found.pictures[0] if found.pictures else None


def black_out_paper(stream: BinaryIO, boxes: Sequence[Box]) -> bytes | None:
    """A PDF of pictures of every page, with these boxes black; None when that can not be done."""
    try:
        found = ask("paper_pages", stream, json.dumps(sorted(boxes)))
    except TookTooLong:
        return None
    sizes = found.said.get("sizes", ())
    return _of_pictures(found.pictures, sizes) if found.pictures else None


def main() -> None:
    """Answer what is asked of the file on the standard input."""
    import pypdfium2

    be_limited()
    paper = pypdfium2.PdfDocument(sys.stdin.buffer)
    asked: Any = json.loads(sys.argv[1]) if len(sys.argv) > 1 else None
    if asked is None:
        _answer_shown(paper)
    elif isinstance(asked, int):
        answer({}, [_jpeg(_page(paper, asked - 1)[0])] if asked <= len(paper) else [])
    else:
        from lms_peer.domain.redaction import Box

        _answer_blacked_out(paper, [Box(int(page), *rest) for page, *rest in asked])


def _answer_shown(paper: pypdfium2.PdfDocument) -> None:
    pictures, texts = [], []
    for number in range(min(len(paper), MOST_SHOWN)):
        picture, text = _page(paper, number)
        pictures.append(_jpeg(picture))
        texts.append(text)
    answer({"pages": len(paper), "texts": texts}, pictures)


def _answer_blacked_out(paper: pypdfium2.PdfDocument, boxes: Sequence[Box]) -> None:
    if len(paper) > MOST_BLACKED_OUT or any(box.page > len(paper) for box in boxes):
        return
    from lms_peer.vault.blacking import cover

    of_page = {page: tuple(found) for page, found in groupby(sorted(boxes), key=lambda box: box.page)}
    pictures = [cover(_drawn(paper[at], FINE_DPI), of_page.get(at + 1, ())) for at in range(len(paper))]
    sizes = [_points(paper[at]) for at in range(len(paper))]
    answer({"sizes": sizes}, [_jpeg(picture) for picture in pictures])


def _page(paper: pypdfium2.PdfDocument, number: int) -> tuple[Image.Image, str]:
    """One page; an empty sheet stands for one that can not be drawn."""
    try:
        page = paper[number]
        return _drawn(page, DPI), _text(page)
    except Exception:  # what a broken page does to a decoder is anyone's guess
        from PIL import Image

        return Image.new("L", (595, 842), "white"), ""


def _drawn(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    width, height = _points(page)
    scale = min(dpi / _POINTS, math.sqrt(MOST_PIXELS / (width * height)))
    drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    return drawn.convert("L") if _is_grey(drawn) else drawn


def _points(page: pypdfium2.PdfPage) -> tuple[float, float]:
    """Width and height in points. A page can say anything of itself, and a strip has too few pixels to be drawn."""
    width, height = page.get_size()
    if not (math.isfinite(width) and math.isfinite(height) and 1 <= width <= 20_000 and 1 <= height <= 20_000):
        raise ValueError("no size for a page")
    return width, height


def _is_grey(picture: Image.Image) -> bool:
    from PIL import ImageChops

    red, green, blue = picture.split()
    apart = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    return not any(any(one.histogram()[_GREYISH + 1 :]) for one in apart)


def _text(page: pypdfium2.PdfPage) -> str:
    """What the page says to whoever can not see it; empty where its letters can not be told."""
    written = page.get_textpage().get_text_bounded().replace("\ufffe", "").replace("\x02", "")
    text = " ".join(written.split())[:LONGEST_TEXT]
    untold = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" for sign in text)
    return "" if untold * 10 > len(text) else text


def _jpeg(picture: Image.Image) -> bytes:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()


def _of_pictures(pictures: Sequence[bytes], sizes: Sequence[Sequence[float]]) -> bytes:
    """One page for each picture; the same bytes for the same pictures."""
    import pikepdf

    kept = BytesIO()
    with pikepdf.new() as paper:
        for picture, size in zip(pictures, sizes, strict=True):
            _add_page(paper, picture, size)
        paper.save(kept, deterministic_id=True)
    return kept.getvalue()


def _add_page(paper: pikepdf.Pdf, picture: bytes, size: Sequence[float]) -> None:
    import pikepdf
    from PIL import Image

    with Image.open(BytesIO(picture), formats=("JPEG",)) as drawn:
        pixels, grey = drawn.size, drawn.mode == "L"
    page = paper.add_blank_page(page_size=(size[0], size[1]))
    stream = paper.make_stream(
        picture,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=pixels[0],
        Height=pixels[1],
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
        Filter=pikepdf.Name.DCTDecode,
    )
    name = page.add_resource(stream, pikepdf.Name.XObject, pikepdf.Name.P)
    page.contents_add(f"q {size[0]} 0 0 {size[1]} 0 0 cm {name} Do Q".encode())


if __name__ == "__main__":
    main()
