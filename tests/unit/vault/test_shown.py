"""PDFs, films and photos that people sent: what can be shown of them, what leaves, and that none of them does harm."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from lms_peer.domain.facts import Document
from lms_peer.domain.redaction import Box
from lms_peer.vault import apart
from lms_peer.vault.blacking import black_out_picture
from lms_peer.vault.films import Recording, recording_of
from lms_peer.vault.paper_pages import MOST_BLACKED_OUT, MOST_SHOWN, Paper, black_out_paper, page_of, paper_of
from lms_peer.vault.placeless import copy_to_leave, leaving
from lms_peer.vault.store import Vault
from tests.unit.vault import uploads
from tests.unit.vault.recorded import HERE, film, paper

PDF, FILM, PHOTO = "application/pdf", "video/quicktime", "image/jpeg"


@pytest.fixture
def vault(folder_vault: Vault) -> Vault:
    return folder_vault


def kept(vault: Vault, centre: UUID, content: bytes, media_type: str = PDF) -> Document:
    return vault.keep(centre, content, media_type)


def picture_of(jpeg: bytes | None) -> Image.Image:
    assert jpeg is not None
    return Image.open(BytesIO(jpeg))


# --- PDFs ------------------------------------------------------------------------------------------------------


def test_each_page_is_a_picture_with_its_words_grey_where_the_page_has_no_colour(vault: Vault, centre: UUID):
    plain, red = paper("One", "Two"), paper("Red", colour="1 0 0 rg")
    shown = paper_of(vault, centre, kept(vault, centre, plain).sha256)
    assert (shown.pages, shown.texts) == (2, ("One", "Two"))
    assert [(picture_of(one).mode, picture_of(one).size) for one in shown.pictures] == [("L", (1075, 1521))] * 2
    assert picture_of(paper_of(vault, centre, kept(vault, centre, red).sha256).pictures[0]).mode == "RGB"


def test_a_pdf_is_looked_at_once_and_anew_when_what_is_remembered_is_damaged(
    vault: Vault, centre: UUID, monkeypatch: pytest.MonkeyPatch
):
    document = kept(vault, centre, paper("One"))
    first = paper_of(vault, centre, document.sha256)
    vault.shelve(centre, document.sha256, "paper_pages-1-1", b"no picture")
    assert paper_of(vault, centre, document.sha256) == first
    monkeypatch.setattr(apart, "ask", lambda *_: pytest.fail("looked again"))
    assert paper_of(vault, centre, document.sha256) == first


def test_of_a_long_pdf_the_first_pages_are_shown_and_any_page_can_be_asked_for(vault: Vault, centre: UUID):
    document = kept(vault, centre, paper(*(f"Page {number}" for number in range(1, MOST_SHOWN + 3))))
    shown = paper_of(vault, centre, document.sha256)
    assert (shown.pages, len(shown.pictures)) == (MOST_SHOWN + 2, MOST_SHOWN)
    assert picture_of(page_of(vault, centre, document.sha256, MOST_SHOWN + 1)).size == (1075, 1521)
    assert page_of(vault, centre, document.sha256, MOST_SHOWN + 3) is None


def test_what_is_blacked_out_on_a_page_is_gone_from_the_copy(vault: Vault, centre: UUID):
    document = kept(vault, centre, paper("Ann Smith", "Ann Smith"))
    with vault.borrow(centre, document.sha256) as stream:
        copy = black_out_paper(stream, [Box(1, 0, 0, 100, 15)])
        assert copy == black_out_paper(stream, [Box(1, 0, 0, 100, 15)])
    assert copy is not None
    pages = pypdfium2.PdfDocument(copy)
    assert [page.get_textpage().get_text_bounded() for page in pages] == ["", ""]
    first, second = (page.render(scale=0.5).to_pil().convert("L") for page in pages)
    assert first.crop((0, 0, first.width, int(first.height * 0.14))).getextrema()[1] <= 3
    assert second.crop((0, 0, second.width, 20)).getextrema() == (255, 255)
    assert round(pages[0].get_width()) == 595


def test_boxes_on_a_page_that_is_not_there_and_too_many_pages_are_not_blacked_out(vault: Vault, centre: UUID):
    for content, box in (
        (paper("One"), Box(2, 0, 0, 9, 9)),
        (uploads.pdf(MOST_BLACKED_OUT + 1), Box(1, 0, 0, 9, 9)),
    ):
        with vault.borrow(centre, kept(vault, centre, content).sha256) as stream:
            assert black_out_paper(stream, [box]) is None


def bomb(width: str = "595", height: str = "842") -> bytes:
    """A PDF of few bytes whose page is a million lines to draw."""
    made = pikepdf.new()
    page = made.add_blank_page()
    page.MediaBox = pikepdf.Object.parse(f"[0 0 {width} {height}]".encode())
    packed = zlib.compress(b"0 0 m 9 9 l S " * 1_000_000, 9)
    page.Contents = made.make_stream(packed, Filter=pikepdf.Name.FlateDecode)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "pages"),
    [
        (b"", 0),
        (paper("One")[:200], 0),
        (bomb("1000000000", "1000000000"), 1),
    ],
    ids=["empty", "cut short", "a page of a thousand kilometres"],
)
def test_a_pdf_that_can_not_be_drawn_is_said_to_be_so(vault: Vault, centre: UUID, content: bytes, pages: int):
    assert paper_of(vault, centre, kept(vault, centre, content).sha256).pages == pages


def test_a_file_that_takes_too_much_is_given_up_and_nothing_else_is(
    vault: Vault, centre: UUID, monkeypatch: pytest.MonkeyPatch
):
    document = kept(vault, centre, bomb())
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.2)
    assert paper_of(vault, centre, document.sha256) == Paper()
    monkeypatch.undo()
    assert vault.shelved(centre, document.sha256, "paper_pages-1") is None  # it may have been the machine's fault


# --- sound and film --------------------------------------------------------------------------------------------


def test_a_film_is_measured_and_shown_by_its_first_picture_of_something(vault: Vault, centre: UUID):
    recording = recording_of(vault, centre, kept(vault, centre, film(3, dark=1), FILM).sha256)
    assert recording.seconds == pytest.approx(3, abs=0.1)
    assert recording.places == ()
    shown = picture_of(recording.picture)
    assert shown.size == (320, 240)
    assert shown.convert("L").getextrema()[1] > 150


def test_sound_has_a_length_and_no_picture(vault: Vault, centre: UUID):
    sound = kept(vault, centre, uploads.sound(3.5), "audio/wav")
    assert recording_of(vault, centre, sound.sha256) == Recording(3.5, None, ())


def lying(content: bytes) -> bytes:
    """The film with a header that says it goes on for weeks."""
    at = content.index(b"mvhd") + 4 + 16
    return content[:at] + b"\x7f\xff\xff\xff" + content[at + 4 :]


def test_a_length_is_measured_and_not_believed(vault: Vault, centre: UUID):
    recording = recording_of(vault, centre, kept(vault, centre, lying(film(2)), FILM).sha256)
    assert recording.seconds == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize(
    "content",
    [b"", uploads.film(), film(2)[:3000]],
    ids=["empty", "a frame and no film", "cut short"],
)
def test_a_damaged_film_is_said_to_be_unreadable_and_stays(vault: Vault, centre: UUID, content: bytes):
    document = kept(vault, centre, content, FILM)
    assert recording_of(vault, centre, document.sha256).picture is None
    assert leaving(vault, centre, document) is None
    with pytest.raises(ValueError, match="stays"):
        copy_to_leave(vault, centre, document)


@pytest.mark.parametrize(
    "content",
    [b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:9,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n", film(1, kind="avi")],
    ids=["a playlist", "another container"],
)
def test_what_is_no_kind_that_is_taken_is_not_opened(vault: Vault, centre: UUID, content: bytes):
    assert recording_of(vault, centre, kept(vault, centre, content, FILM).sha256) == Recording()


def test_the_process_that_opens_files_hears_no_secret(
    vault: Vault, centre: UUID, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    asker = tmp_path / "python"
    asker.write_text("#!/bin/sh\n/usr/bin/env > " + str(tmp_path / "heard") + "\n")
    asker.chmod(0o700)
    monkeypatch.setenv("LMS_PEER_SECRET_KEY", "hush")
    monkeypatch.setattr(sys, "executable", str(asker))
    assert paper_of(vault, centre, kept(vault, centre, paper("One")).sha256) == Paper()
    heard = (tmp_path / "heard").read_text()
    assert "PATH=" in heard
    assert "hush" not in heard


def test_the_process_that_opens_files_starts_with_little():
    says = "import sys, lms_peer.vault.films, lms_peer.vault.paper_pages; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", says], capture_output=True, text=True, check=True)  # noqa: S603
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert {"lms_peer", "PIL"} <= loaded
    assert not {"sqlalchemy", "flask", "obstore", "av", "pypdfium2"} & loaded


def test_a_film_of_a_huge_size_is_not_decoded(vault: Vault, centre: UUID):
    content = bytearray(film(1))
    at = content.index(b"mp4v") + 28
    content[at : at + 4] = b"\xff\xff\xff\xff"  # what the container says of its width and height
    recording = recording_of(vault, centre, kept(vault, centre, bytes(content), FILM).sha256)
    assert recording.picture is None or max(picture_of(recording.picture).size) <= 640


# --- what leaves -----------------------------------------------------------------------------------------------


def test_what_tells_no_place_leaves_byte_for_byte(vault: Vault, centre: UUID):
    for content, kind in (
        (uploads.picture("JPEG"), PHOTO),
        (uploads.picture("PNG"), "image/png"),
        (film(1), FILM),
        (uploads.docx(), "application/msword"),
    ):
        document = kept(vault, centre, content, kind)
        assert leaving(vault, centre, document) == document
        assert copy_to_leave(vault, centre, document) == content


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_photo_leaves_without_the_place_and_the_owner_and_with_every_pixel(
    vault: Vault, centre: UUID, orientation: int
):
    photo = uploads.photo(orientation=orientation)
    document = kept(vault, centre, photo, PHOTO)
    copy = copy_to_leave(vault, centre, document)
    left = leaving(vault, centre, document)
    assert left == Document(hashlib.sha256(copy).hexdigest(), len(copy), PHOTO)
    before, after = Image.open(BytesIO(photo)), Image.open(BytesIO(copy))
    assert before.tobytes() == after.tobytes()
    assert after.getexif().get(0x0112, 1) == orientation
    assert not after.getexif().get_ifd(0x8825)
    assert b"Owner of the phone" in photo
    assert b"Owner of the phone" not in copy


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (uploads.several_in_one(), PHOTO),
        (uploads.photo("PNG"), "image/png"),
        (uploads.photo("WEBP"), "image/webp"),
        (uploads.photo() + b"\xff\xd8" + uploads.photo()[2:], PHOTO),
    ],
    ids=["two pictures", "PNG", "WebP", "a second photo behind"],
)
def test_any_other_picture_leaves_as_it_is_seen(vault: Vault, centre: UUID, content: bytes, kind: str):
    copy = copy_to_leave(vault, centre, kept(vault, centre, content, kind))
    seen = Image.open(BytesIO(copy))
    assert (seen.format, getattr(seen, "n_frames", 1), dict(seen.getexif().get_ifd(0x8825))) == ("JPEG", 1, {})
    assert b"Owner of the phone" not in copy
    assert seen.size == Image.open(BytesIO(content)).size


@pytest.mark.parametrize("what", uploads.TELLING)
def test_whatever_tells_the_place_or_the_person_stays_behind(vault: Vault, centre: UUID, what: str):
    content, kind = uploads.TELLING[what]
    copy = copy_to_leave(vault, centre, kept(vault, centre, content, kind))
    assert uploads.ADDRESS in content or uploads.ADDRESS.hex().encode() in content
    assert uploads.ADDRESS not in copy
    assert uploads.ADDRESS.hex().encode() not in copy
    assert picture_of(copy).size == picture_of(content).size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_a_phone_says_of_itself_changes_nothing(vault: Vault, centre: UUID, kind: str):
    exif = Image.Exif()
    exif[0x010F] = "Telephone maker"
    exif.get_ifd(0x8769)[0x927C] = b"Apple iOS\0\0\x01MM"
    document = kept(vault, centre, uploads.picture(kind, exif=exif.tobytes()), f"image/{kind.lower()}")
    assert leaving(vault, centre, document) == document


def test_a_film_leaves_without_the_name_of_the_place(vault: Vault, centre: UUID):
    content = film(1, "12 Acacia Avenue, Leeds")
    copy = copy_to_leave(vault, centre, kept(vault, centre, content, FILM))
    assert b"Acacia" not in copy
    assert (len(copy), copy.count(b"0" * 23)) == (len(content), 1)


def test_a_film_in_which_the_place_may_stand_by_chance_stays(vault: Vault, centre: UUID):
    assert leaving(vault, centre, kept(vault, centre, film(1, "5"), FILM)) is None


def test_a_film_leaves_without_the_place(vault: Vault, centre: UUID):
    content = film(1, HERE)
    document = kept(vault, centre, content, FILM)
    copy = copy_to_leave(vault, centre, document)
    assert HERE.encode() in content
    assert HERE.encode() not in copy
    assert len(copy) == len(content)
    again = kept(vault, centre, copy, FILM)
    assert recording_of(vault, centre, again.sha256).seconds == pytest.approx(1, abs=0.1)


def test_a_picture_that_can_not_be_opened_stays(vault: Vault, centre: UUID):
    document = kept(vault, centre, b"\xff\xd8\xff no picture", PHOTO)
    assert leaving(vault, centre, document) is None
    assert json.loads(vault.shelved(centre, document.sha256, "placeless-2") or b"{}") == []
    assert leaving(vault, centre, document) is None


# --- black boxes -----------------------------------------------------------------------------------------------


def test_what_is_under_a_box_is_gone_and_what_is_beside_it_is_there():
    covered = picture_of(black_out_picture(uploads.photo(size=(640, 480)), [Box(1, 0, 0, 25, 50)])).convert("RGB")
    assert covered.crop((0, 0, 156, 236)).convert("L").getextrema()[1] <= 3
    assert covered.getpixel((300, 100))[0] > 240
    assert covered.getpixel((600, 400))[2] > 240
    assert not covered.getexif()


def test_boxes_are_on_the_picture_as_it_is_seen():
    covered = picture_of(black_out_picture(uploads.photo(orientation=6, size=(640, 480)), [Box(1, 0, 0, 100, 10)]))
    assert covered.size == (480, 640)
    assert covered.crop((0, 0, 480, 60)).convert("L").getextrema()[1] <= 3
