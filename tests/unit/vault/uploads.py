"""Real files of every kind that is taken, and of the kinds that try to slip through."""

from __future__ import annotations

import io
import struct
import wave
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image, PngImagePlugin

from lms_peer.vault.limits import UploadLimits
from lms_peer.vault.media import Taken, take

PLACE = {1: "N", 2: (51.0, 45.0, 0.0), 3: "W", 4: (1.0, 15.0, 0.0)}
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document'
    '.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


def picture(format_: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **options: Any) -> bytes:
    """A picture: left half red, right half blue."""
    drawn = Image.new(mode, size, "red")
    drawn.paste(Image.new(mode, (size[0] // 2, size[1]), "blue"), (size[0] // 2, 0))
    out = io.BytesIO()
    drawn.save(out, format_, **options)
    return out.getvalue()


def photo(format_: str = "JPEG", orientation: int = 1, size: tuple[int, int] = (640, 480)) -> bytes:
    """A picture as a phone takes it: with place, camera, owner and which way up it was held."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Telephone maker"
    exif[0x013B] = "Owner of the phone"
    exif.get_ifd(0x8825).update(PLACE)
    return picture(format_, size, exif=exif.tobytes())


def heic(size: tuple[int, int] = (64, 48)) -> bytes:
    """A picture as iPhones save it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", size, "green")).save(out, quality=60)
    return out.getvalue()


ADDRESS = b"12 Acacia Avenue"


def _with_segment(marker: int, content: bytes, photo: bytes | None = None) -> bytes:
    photo = photo or picture("JPEG")
    return photo[:2] + bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2) + content + photo[2:]


def _exif(tag: int, said: str | bytes, of_camera: bool = True) -> bytes:
    exif = Image.Exif()
    (exif.get_ifd(0x8769) if of_camera else exif)[tag] = said
    return exif.tobytes()


def _iptc() -> bytes:
    """A street, as programs for press photos write it down (IPTC-IIM 4.2, 2:92)."""
    return b"\x1c\x02\x5c" + len(ADDRESS).to_bytes(2) + ADDRESS


def _png_with(name: str, text: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text(name, text)
    return picture("PNG", pnginfo=info)


_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_PHOTOSHOP = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + len(_iptc()).to_bytes(4) + _iptc()
_FILM_BEHIND = b"\0\0\0\x18ftypmp42\0\0\0\x40udta" + ADDRESS
# Pictures that tell a place or a person, each in a way of its own.
TELLING: dict[str, tuple[bytes, str]] = {
    "a press photo": (_with_segment(0xED, _PHOTOSHOP), "image/jpeg"),
    "a comment": (_with_segment(0xFE, ADDRESS), "image/jpeg"),
    "faces with names": (_with_segment(0xE1, _XMP + b"<mwg-rs:Name>" + ADDRESS), "image/jpeg"),
    "a long XMP": (_with_segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + ADDRESS), "image/jpeg"),
    "two XMP": (_with_segment(0xE1, _XMP + ADDRESS, _with_segment(0xE1, _XMP + b"<x/>")), "image/jpeg"),
    "two EXIF": (
        _with_segment(0xE1, _exif(0x0110, "Phone", of_camera=False), _with_segment(0xE1, _exif(0x9286, ADDRESS))),
        "image/jpeg",
    ),
    "a film behind the photo": (picture("JPEG") + _FILM_BEHIND, "image/jpeg"),
    "a maker's note": (picture("JPEG", exif=_exif(0x927C, b"Panasonic\0\0\0" + ADDRESS)), "image/jpeg"),
    "a photographer": (picture("JPEG", exif=_exif(0xA437, ADDRESS.decode())), "image/jpeg"),
    "a press photo as PNG": (_png_with("Raw profile type iptc", f"\niptc\n 21\n{_iptc().hex()}\n"), "image/png"),
    "the author of a PNG": (_png_with("Author", ADDRESS.decode()), "image/png"),
    "more behind a PNG": (picture("PNG") + ADDRESS, "image/png"),
    "more behind a WebP": (picture("WEBP") + ADDRESS, "image/webp"),
    "a film in a HEIC": (heic() + b"\0\0\0\x18mpvd" + ADDRESS, "image/heic"),
}


def several_in_one() -> bytes:
    """A JPEG with a second picture behind the first, as many phones save them."""
    return picture("MPO", save_all=True, append_images=[Image.new("RGB", (32, 24), "green")])


def packed(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP file of these parts, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def docx(types: str = TYPES, **more: bytes | str) -> bytes:
    """A Word file, with more parts: `word__media__photo_jpg` is no name, so pass a dict with `**`."""
    return packed(
        {
            "[Content_Types].xml": types,
            "_rels/.rels": "<Relationships/>",
            "word/document.xml": "<w:document>What I learned on the wing.</w:document>",
            **more,
        }
    )


def pdf(pages: int = 1, root: Mapping[str, Any] | None = None, **options: Any) -> bytes:
    """A PDF; `root` is added to its catalogue."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    for name, value in (root or {}).items():
        made.Root[name] = made.make_indirect(value)
    out = io.BytesIO()
    made.save(out, **options)
    return out.getvalue()


def sound(seconds: float = 0.1) -> bytes:
    """A WAV file."""
    out = io.BytesIO()
    with wave.open(out, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(8000)
        recording.writeframes(b"\x01\x02" * int(8000 * seconds))
    return out.getvalue()


def box(kind: bytes, content: bytes = b"") -> bytes:
    """One box of an MP4 (ISO 14496-12)."""
    return struct.pack(">I", 8 + len(content)) + kind + content


def film(brand: bytes = b"isom", also: bytes = b"mp42") -> bytes:
    """The frame of an MP4, MOV, 3GP or M4A."""
    start = box(b"ftyp", brand + b"\0\0\0\1" + also)
    return start + box(b"moov", box(b"mvhd", b"\0" * 100)) + box(b"mdat", b"\7" * 500)


def large_box_film() -> bytes:
    """An MP4 whose last box has a 64-bit length, as long recordings have."""
    content = b"\7" * 300
    return (
        box(b"ftyp", b"isom\0\0\0\1isom")
        + box(b"moov")
        + struct.pack(">I4sQ", 1, b"mdat", 16 + len(content))
        + content
    )


def png_saying(width: int, height: int) -> bytes:
    """A tiny PNG that says it is huge."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


TAKEN = {
    "a photo.jpg": (photo(), "image/jpeg"),
    "A PHOTO.JPEG": (photo(), "image/jpeg"),
    "two pictures.jpg": (several_in_one(), "image/jpeg"),
    "screen.png": (picture("PNG"), "image/png"),
    "see-through.png": (picture("PNG", mode="RGBA"), "image/png"),
    "saved.webp": (picture("WEBP"), "image/webp"),
    "IMG_0001.HEIC": (heic(), "image/heic"),
    "notes.pdf": (pdf(), "application/pdf"),
    "diary.docx": (docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "diary with a photo.docx": (
        docx(**{"word/media/image1.jpeg": photo()}),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "account.txt": ("Heddiw dysgais i wrando’n well.\r\n".encode(), "text/plain"),
    "notepad.txt": (b"\xef\xbb\xbfSaved by Notepad", "text/plain"),
    "bike.txt": (b"BMX is what my mentor and I talk about.", "text/plain"),
    "voice.wav": (sound(), "audio/wav"),
    "voice.mp3": (b"ID3\4\0\0\0\0\0\0" + b"\xff\xfb\x90\0" * 50, "audio/mpeg"),
    "voice.m4a": (film(b"M4A ", b"isom"), "audio/mp4"),
    "voice from a browser.m4a": (film(), "audio/mp4"),
    "voice.aac": (b"\xff\xf1\x50\x80" * 20, "audio/aac"),
    "voice.ogg": (b"OggS\0\2" + b"\0" * 22 + b"\x01\x13OpusHead", "audio/ogg"),
    "whatsapp.opus": (b"OggS\0\2" + b"\0" * 22 + b"\x01\x13OpusHead", "audio/ogg"),
    "old phone.amr": (b"#!AMR\n" + b"\x3c" * 100, "audio/amr"),
    "recorded.webm": (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"\0" * 50, "video/webm"),
    "recorded.weba": (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm" + b"\0" * 50, "audio/webm"),
    "film.mp4": (film(), "video/mp4"),
    "long film.mp4": (large_box_film(), "video/mp4"),
    "safari.mp4": (film(b"iso5", b"hlsf"), "video/mp4"),
    "IMG_0002.MOV": (film(b"qt  ", b"qt  "), "video/quicktime"),
    "old phone.3gp": (film(b"3gp5", b"isom"), "video/3gpp"),
    "name without an end": (photo(), "image/jpeg"),
}


def upload(name: str, content: bytes, limits: UploadLimits | None = None) -> Taken:
    """Hand one file in."""
    return take(name, io.BytesIO(content), limits or UploadLimits())
