"""Files that the sample learners send: photos of handwritten pages, a PDF, a recording. Made here, of nobody."""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Sequence
from functools import cache

import pillow_heif
from PIL import Image, ImageDraw, ImageFilter, ImageFont

_PAPER, _RULE, _INK, _MARGIN = (250, 247, 238), (196, 210, 226), (38, 48, 92), (224, 160, 160)
_RATE = 16_000


def _page(lines: Sequence[str], *, tilt: float, size: tuple[int, int] = (900, 1200)) -> Image.Image:
    """A ruled page with `lines` written on it, as a camera held a little askew would see it."""
    page = Image.new("RGB", size, _PAPER)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(36)
    for y in range(146, size[1] - 60, 58):
        draw.line((0, y, size[0], y), fill=_RULE, width=3)
    draw.line((112, 0, 112, size[1]), fill=_MARGIN, width=3)
    for number, line in enumerate(lines):
        draw.text((136 + (number * 7) % 13, 100 + number * 58), line, fill=_INK, font=font)
    turned = page.rotate(tilt, expand=True, fillcolor=(120, 104, 88), resample=Image.Resampling.BICUBIC)
    return turned.filter(ImageFilter.GaussianBlur(0.6))


@cache
def photo_of_notes(lines: tuple[str, ...]) -> bytes:
    """A JPEG photo of a handwritten page."""
    out = io.BytesIO()
    _page(lines, tilt=1.6).save(out, "JPEG", quality=82)
    return out.getvalue()


@cache
def heic_photo_of_notes(lines: tuple[str, ...]) -> bytes:
    """The same as an iPhone sends it."""
    out = io.BytesIO()
    pillow_heif.from_pillow(_page(lines, tilt=-1.2)).save(out, quality=60)
    return out.getvalue()


@cache
def pdf_of_pages(pages: tuple[tuple[str, ...], ...]) -> bytes:
    """A scanned document, one picture a page."""
    first, *rest = [_page(lines, tilt=0) for lines in pages]
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=150)
    return out.getvalue()


@cache
def voice_note(seconds: int = 4) -> bytes:
    """A WAV recording: not a voice, but a sound that plays."""
    samples = bytearray()
    for n in range(seconds * _RATE):
        time = n / _RATE
        pitch = 150 + 30 * math.sin(time * 5) + 12 * math.sin(time * 17)
        loudness = 0.5 + 0.5 * math.sin(time * 9)
        samples += int(9000 * loudness * math.sin(2 * math.pi * pitch * time)).to_bytes(2, "little", signed=True)
    out = io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(bytes(samples))
    return out.getvalue()
