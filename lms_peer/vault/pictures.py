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
from PIL import Image, ImageCms, ImageFile, ImageOps

from lms_peer.domain.refusals import FileDamaged, FileUnpacksTooBig, Refusal
from lms_peer.vault.limits import USUAL, UploadLimits

SHOWN = 1600
THUMBNAIL = 320
FORMATS = {"image/jpeg": ("JPEG",), "image/png": ("PNG",), "image/webp": ("WEBP",), "image/heic": ("HEIF",)}

_ALL = tuple(name for names in FORMATS.values() for name in names)
# One large picture unpacked takes hundreds of megabytes: never two at once in a process.
_one_at_a_time = threading.Lock()

warnings.filterwarnings("error", category=Image.DecompressionBombWarning)
pillow_heif.register_heif_opener()


def check_picture(name: str, stream: BinaryIO, media_type: str, limits: UploadLimits) -> None:
    """Draw the whole picture once. Raises FileDamaged when that fails, FileUnpacksTooBig before trying."""
    with _one_at_a_time, _refusing(name):
        picture = _open(name, stream, FORMATS[media_type], limits)
        picture.draft("RGB", (picture.width // 8, picture.height // 8))  # reads all of a JPEG, draws an eighth
        picture.load()


def show_picture(
    original: bytes | Path, longest: int = SHOWN, limits: UploadLimits = USUAL, name: str = ""
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
        seen.save(shown, "JPEG", quality=85, optimize=True, progressive=True)
    return shown.getvalue()


def thumbnail(original: bytes | Path, limits: UploadLimits = USUAL, name: str = "") -> bytes:
    """A small JPEG for lists; see `show_picture`."""
    return show_picture(original, THUMBNAIL, limits, name)


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
