"""Pictures: is it whole, and a copy fit to show. Bytes in, bytes out; opens nothing but what it is handed.

A shown picture is always drawn anew: turned the right way up, without place, camera or anything else that
can not be seen in it. The original stays untouched in the vault.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pillow_heif
from PIL import Image, ImageCms, ImageFile, ImageFilter, ImageOps, ImageStat

from lms_peer.domain.refusals import FileDamaged, FileUnpacksTooBig, Refusal
from lms_peer.vault.limits import USUAL, UploadLimits

SHOWN = 1600
THUMBNAIL = 240
GOOD, SMALL = 85, 45  # JPEG qualities: to be read, and to be told apart on a bad line
FORMATS = {"image/jpeg": ("JPEG",), "image/png": ("PNG",), "image/webp": ("WEBP",), "image/heic": ("HEIF",)}

_ALL = tuple(name for names in FORMATS.values() for name in names)
# One large picture unpacked takes hundreds of megabytes: never two at once in a process.
_one_at_a_time = threading.Lock()

# How much of a picture's contrast is in its edges, seen at the size at which it is read. A page of handwriting in
# focus has 0.016 by this measure, 0.005 when it is a little soft, and less than 0.001 when it can hardly be read.
_READ_AT = 1000
_BLURRED_BELOW = 0.001
_NO_CONTRAST = 25.0  # a plain wall has no edges, and that is no fault
_EDGES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=4, offset=128)

warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
pillow_heif.register_heif_opener()


def check_picture(name: str, stream: BinaryIO, media_type: str, limits: UploadLimits) -> None:
    """Draw the whole picture once. Raises FileDamaged when that fails, FileUnpacksTooBig before trying."""
    with _one_at_a_time, _refusing(name):
        picture = _open(name, stream, FORMATS[media_type], limits)
        picture.draft("RGB", (picture.width // 8, picture.height // 8))  # reads all of a JPEG, draws an eighth
        picture.load()


def looks_blurred(stream: BinaryIO, limits: UploadLimits = USUAL, name: str = "") -> bool:
    """True when a picture is likely to be too blurred to read. A guess, to be said and never to be acted on.

    Raises FileDamaged and FileUnpacksTooBig. The stream may be left anywhere.
    """
    with _one_at_a_time, _refusing(name):
        picture = _open(name, stream, _ALL, limits)
        picture.draft("L", (_READ_AT, _READ_AT))
        grey = picture.convert("L")
        grey.thumbnail((_READ_AT, _READ_AT), Image.Resampling.BOX)
        contrast = ImageStat.Stat(grey).var[0]
        inside = (1, 1, grey.width - 1, grey.height - 1)  # a filter leaves the border as it was
        if contrast < _NO_CONTRAST or min(grey.size) < 3:
            return False
        return ImageStat.Stat(grey.filter(_EDGES).crop(inside)).var[0] / contrast < _BLURRED_BELOW


def show_picture(
    original: bytes | Path,
    longest: int = SHOWN,
    limits: UploadLimits = USUAL,
    name: str = "",
    quality: int = GOOD,
) -> bytes:
    """A JPEG of at most `longest` pixels a side, upright, with nothing hidden inside. Never drawn larger.

    Raises FileDamaged when the original is no whole JPEG, PNG, WebP or HEIC, and FileUnpacksTooBig.
    """
    source = original if isinstance(original, Path) else BytesIO(original)
    shown = BytesIO()
    with _one_at_a_time, _refusing(name):
        picture = _open(name, source, _ALL, limits)
        picture.draft("RGB", (longest, longest))
        picture = _flat(ImageOps.exif_transpose(picture))
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        # Only what can be seen goes on: EXIF, colour profile and comments stay behind with `picture.info`.
        seen = Image.frombytes(picture.mode, picture.size, picture.tobytes())
        seen.save(shown, "JPEG", quality=quality, optimize=True, progressive=True)
    return shown.getvalue()


def thumbnail(original: bytes | Path, limits: UploadLimits = USUAL, name: str = "") -> bytes:
    """A small JPEG of few kilobytes, for lists; see `show_picture`."""
    return show_picture(original, THUMBNAIL, limits, name, SMALL)


def _open(name: str, source: BinaryIO | Path, formats: tuple[str, ...], limits: UploadLimits) -> Image.Image:
    # WeasyPrint, where it is loaded, tells Pillow to fill up pictures that were cut short, for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    picture = Image.open(source, formats=formats)
    if picture.width * picture.height > limits.pictures_pixels:
        raise FileUnpacksTooBig(name)
    return picture


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Say in our words that a picture can not be drawn: what its bytes do to a decoder is anyone's guess."""
    try:
        yield
    except Refusal:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise FileUnpacksTooBig(name) from error
    except Exception as error:
        raise FileDamaged(name) from error


def _flat(picture: Image.Image) -> Image.Image:
    """Plain RGB in the screen's colours, what was see-through on white."""
    profile = picture.info.get("icc_profile")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        picture = Image.new("RGB", layer.size, "white")
        picture.paste(layer, mask=layer.getchannel("A"))
    if profile and picture.mode in {"RGB", "CMYK"}:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            picture = converted or picture
        except (ImageCms.PyCMSError, OSError):  # a broken profile only shifts the colours a little
            pass
    return picture.convert("RGB")
