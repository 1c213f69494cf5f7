"""A shown picture is upright, small enough, and holds nothing but what can be seen."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageCms, ImageFile

from lms_peer.domain.refusals import FileDamaged, FileUnpacksTooBig
from lms_peer.vault.limits import UploadLimits
from lms_peer.vault.pictures import show_picture, thumbnail
from tests.unit.vault.uploads import heic, pdf, photo, picture, png_saying


def opened(shown: bytes) -> Image.Image:
    """The shown picture."""
    return Image.open(io.BytesIO(shown))


def test_the_original_holds_a_place_and_the_shown_picture_does_not() -> None:
    original = photo()
    assert opened(original).getexif().get_ifd(0x8825)
    shown = opened(show_picture(original))
    assert shown.format == "JPEG"
    assert dict(shown.getexif()) == {}
    assert not {"exif", "icc_profile", "comment", "xmp", "photoshop"} & set(shown.info)
    for secret in (b"Exif", b"Telephone maker", b"Owner of the phone"):
        assert secret in original
        assert secret not in show_picture(original)


def test_a_comment_in_the_original_is_not_shown() -> None:
    original = picture("JPEG", comment=b"taken at home")
    assert b"taken at home" in original
    assert b"taken at home" not in show_picture(original)


@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (640, 480), (10, 240)),
        (3, (640, 480), (630, 240)),
        (6, (480, 640), (240, 10)),
        (8, (480, 640), (240, 630)),
    ],
)
def test_a_picture_is_turned_the_right_way_up(
    orientation: int, size: tuple[int, int], red_at: tuple[int, int]
) -> None:
    shown = opened(show_picture(photo(orientation=orientation)))
    assert shown.size == size
    red, green, blue = shown.getpixel(red_at)  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 60


@pytest.mark.parametrize("make", [lambda: photo(size=(4000, 3000)), lambda: heic((2000, 1500))])
def test_large_pictures_are_made_smaller_and_keep_their_shape(make) -> None:  # type: ignore[no-untyped-def]
    original = make()
    assert opened(show_picture(original)).size == (1600, 1200)
    assert opened(show_picture(original, longest=800)).size == (800, 600)
    assert opened(thumbnail(original)).size == (240, 180)


def test_small_pictures_are_never_made_larger() -> None:
    assert opened(show_picture(picture("PNG", (40, 30)))).size == (40, 30)


def test_what_is_see_through_is_shown_on_white() -> None:
    clear = io.BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(clear, "PNG")
    assert min(opened(show_picture(clear.getvalue())).getpixel((10, 10))) > 250  # type: ignore[type-var, arg-type]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_way_of_writing_colours_is_shown(mode: str) -> None:
    out = io.BytesIO()
    Image.new("L", (30, 20), 90).convert("RGB").convert("L" if mode == "I;16" else mode).convert(mode).save(
        out, "JPEG" if mode == "CMYK" else "PNG"
    )
    shown = opened(show_picture(out.getvalue()))
    assert (shown.mode, shown.size) == ("RGB", (30, 20))


def test_a_colour_profile_is_applied_and_left_behind() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given in (profile, b"not a profile at all"):
        shown = opened(show_picture(picture("JPEG", icc_profile=given)))
        assert "icc_profile" not in shown.info
        assert shown.getpixel((5, 5))[0] > 200  # type: ignore[index]


def test_a_file_in_a_folder_can_be_shown_too(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(photo())
    assert show_picture(tmp_path / "a.jpg") == show_picture(photo())


def test_the_same_picture_is_always_drawn_the_same() -> None:
    assert show_picture(photo()) == show_picture(photo())


@pytest.mark.parametrize(
    "original", [b"", b"words", pdf(), photo()[:3000], picture("GIF"), b"\xff\xd8\xff" + b"\0" * 90]
)
def test_what_is_no_whole_picture_is_refused(original: bytes) -> None:
    with pytest.raises(FileDamaged):
        show_picture(original)


def test_too_many_pixels_are_refused_before_drawing() -> None:
    for original in (png_saying(50_000, 50_000), png_saying(8_000, 8_000)):
        with pytest.raises(FileUnpacksTooBig):
            show_picture(original)
    with pytest.raises(FileUnpacksTooBig):
        show_picture(photo(), limits=UploadLimits(pictures_pixels=1000))


def test_a_refused_bomb_takes_no_memory() -> None:
    script = (
        "import sys, resource\n"
        "from lms_peer.vault.pictures import show_picture\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "try: show_picture(sys.stdin.buffer.read())\n"
        "except Exception as refused: print(type(refused).__name__)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    answer = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], input=png_saying(13_000, 13_000), capture_output=True, check=True
    )
    refusal, grown = answer.stdout.split()
    assert refusal == b"FileUnpacksTooBig"
    assert int(grown) < 20_000  # kilobytes


def test_a_picture_cut_short_is_refused_even_where_weasyprint_was_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = photo()
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # as importing WeasyPrint does
    with pytest.raises(FileDamaged):
        show_picture(whole[: len(whole) // 2])
