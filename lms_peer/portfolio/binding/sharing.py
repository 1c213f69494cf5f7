"""One copy of what the sections have in common: fonts, colour profiles, pictures."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from pikepdf import Dictionary, Name, Object, Stream

FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


class Shared:
    """Streams by what is in them."""

    def __init__(self) -> None:
        self.sums: dict[tuple[int, int], bytes] = {}  # of what was seen, as it lies: SHA-256, in hexadecimal
        self._known: dict[tuple[bytes, bytes], Any] = {}
        self._seen: set[tuple[int, int]] = set()

    def one(self, stream: Any) -> Any:
        """The first stream with this content."""
        form = b"".join(
            f"{key}={_form(value)};".encode() for key, value in sorted(stream.items()) if key != "/Length"
        )
        summed = sha256(stream.get_raw_stream_buffer()).hexdigest().encode()
        self.sums[stream.objgen] = summed
        return self._known.setdefault((form, summed), stream)

    def share(self, resources: Any) -> None:
        """Point these resources, and those of what they name, to the first copy of each stream."""
        for font in resources.get("/Font", Dictionary()).values():
            self._share_font(font)
        for space in resources.get("/ColorSpace", Dictionary()).values():
            if space[0] == Name.ICCBased:
                space[1] = self.one(space[1])
        for kind in ("/XObject", "/Pattern"):
            for name, drawn in resources.get(kind, Dictionary()).items():
                if drawn.get("/Subtype") == Name.Image:
                    resources[kind][name] = self._picture(drawn)
                elif "/Resources" in drawn and drawn.objgen not in self._seen:
                    self._seen.add(drawn.objgen)
                    self.share(drawn.Resources)

    def _picture(self, picture: Any) -> Any:
        if "/Interpolate" in picture:
            del picture.Interpolate  # ISO 19005-3, 6.2.8: it is false or absent
        if "/SMask" in picture:
            picture.SMask = self._picture(picture.SMask)
        return self.one(picture)

    def _share_font(self, font: Any) -> None:
        if "/ToUnicode" in font:
            font.ToUnicode = self.one(font.ToUnicode)
        for shaped in font.get("/DescendantFonts", ()):
            described = shaped.get("/FontDescriptor", Dictionary())
            for key in FONT_FILES:
                if key in described:
                    described[key] = self.one(described[key])


def _form(value: Any) -> str:
    if isinstance(value, Stream):
        return str(value.objgen)
    return value.unparse().decode("latin-1") if isinstance(value, Object) else repr(value)
