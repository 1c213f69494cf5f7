"""Films, papers and photos with something in them to be found, or to be hidden."""

from __future__ import annotations

from io import BytesIO

import av
import pikepdf
from PIL import Image, ImageDraw

HERE = "+51.7500-001.2500/"


def film(
    seconds: int = 3, place: str = "", dark: float = 1.0, size: tuple[int, int] = (320, 240), kind: str = "mov"
) -> bytes:
    """A film of a golden ball that is dark at first, as phones make it: with the place where it was made."""
    kept = BytesIO()
    options = {"movflags": "use_metadata_tags"} if kind == "mov" else {}
    with av.open(kept, "w", format=kind, options=options) as made:
        if place:
            made.metadata["com.apple.quicktime.location.ISO6709"] = place
        stream = made.add_stream("mpeg4", rate=10)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        for number in range(seconds * 10):
            made.mux(stream.encode(av.VideoFrame.from_image(_ball(size, dark=number < dark * 10))))
        made.mux(stream.encode(None))
    return kept.getvalue()


def _ball(size: tuple[int, int], *, dark: bool) -> Image.Image:
    drawn = Image.new("RGB", size, "black")
    if not dark:
        ImageDraw.Draw(drawn).ellipse((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill="gold")
    return drawn


def paper(*pages: str, colour: str = "0 g") -> bytes:
    """A PDF with one line of text at the top of each page, in this colour (a PDF operator)."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    for words in pages:
        page = made.add_blank_page(page_size=(595, 842))
        name = page.add_resource(made.make_indirect(font), pikepdf.Name.Font, pikepdf.Name.F)
        page.contents_add(f"{colour} BT {name} 24 Tf 72 770 Td ({words}) Tj ET".encode())
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()
