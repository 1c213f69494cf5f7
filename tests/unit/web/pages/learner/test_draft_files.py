"""The files of a draft: kept as they come, refused by name."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pillow_heif
import pytest
from flask import Flask
from PIL import Image

from lms_peer.actions.keep_draft import drafts
from lms_peer.actions.workplace import workplace
from tests.plant import Plant

from .drafting import photo, step, upload, written
from .visitor import Visitor, words_on


def test_files_are_kept_as_they_come_and_can_be_taken_off(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    files = step(draft, "files")
    assert learner.sends(files, {"files": upload("one.jpg", photo()), "add": "yes"}).location.endswith("/files")
    learner.sends(files, {"files": upload("two.jpg", photo("red")), "add": "yes"})
    one, two = drafts(plant.acting("learner"), plant.registration)[0].files
    assert (one.name, two.name) == ("one.jpg", "two.jpg")
    assert workplace().vault.read(plant.centre, one.document.sha256) == photo()
    learner.sends(files, {"remove": one.document.sha256})
    assert drafts(plant.acting("learner"), plant.registration)[0].files == (two,)


def test_files_of_many_kinds_are_taken(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    pillow_heif.register_heif_opener()
    heic = BytesIO()
    Image.new("RGB", (64, 64), "green").save(heic, "HEIF")
    answer = learner.sends(
        step(draft, "files"),
        {"files": [upload("IMG_1.HEIC", heic.getvalue()), upload("notes.txt", b"Plain words")], "add": "yes"},
    )
    assert answer.status_code == 302
    kept = drafts(plant.acting("learner"), plant.registration)[0].files
    assert [file.document.media_type for file in kept] == ["image/heic", "text/plain"]


def bomb() -> bytes:
    """A Word file that gets a thousand times larger when it is opened."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 30_000_000)
    return packed.getvalue()


def two_in_one() -> bytes:
    """A photo with a ZIP file behind it."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return photo() + packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.jpg", b"", "The file empty.jpg is empty. Choose another file."),
        ("run.exe", b"MZ" + b"\0" * 200, "We can not take run.exe: it looks like a program."),
        ("page.jpg", b"<!doctype html><script>1</script>", "We can not take page.jpg: it looks like a web page."),
        ("both.jpg", two_in_one(), "We can not take both.jpg"),
        ("bomb.docx", bomb(), "The file bomb.docx is too large to open."),
        ("half.jpg", photo()[:300], "We could not open the file half.jpg."),
    ],
)
def test_a_bad_file_is_refused_by_name_and_the_good_one_beside_it_is_kept(
    plant: Plant, learner: Visitor, name: str, content: bytes, said: str
) -> None:
    draft = written(plant, learner)
    good = upload("good.jpg", photo())
    answer = learner.sends(step(draft, "files"), {"files": [good, upload(name, content)], "continue": "yes"})
    assert answer.location.endswith("/files")
    told = words_on(learner.opens(answer.location).text)
    assert "Your file is saved." in told
    assert said in told
    [kept] = drafts(plant.acting("learner"), plant.registration)
    assert ([file.name for file in kept.files], kept.text) == (["good.jpg"], "I listened for an hour.")


def test_bad_files_alone_are_refused_beside_the_field(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    bad = [upload("empty.jpg", b""), upload("run.exe", b"MZ" + b"\0" * 200)]
    answer = learner.sends(step(draft, "files"), {"files": bad, "continue": "yes"})
    assert answer.status_code == 422
    for said in ("The file empty.jpg is empty.", "We can not take run.exe: it looks like a program."):
        assert said in words_on(answer.text)
    assert drafts(plant.acting("learner"), plant.registration)[0].files == ()


def test_the_same_photo_twice_is_kept_once_and_said(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    twins = [upload("a.jpg", photo()), upload("b.jpg", photo())]
    answer = learner.sends(step(draft, "files"), {"files": twins, "add": "yes"})
    told = words_on(learner.opens(answer.location).text)
    assert "Your file is saved." in told
    assert "b.jpg was there already. The same file is kept once." in told
    again = learner.sends(step(draft, "files"), {"files": upload("a.jpg", photo()), "continue": "yes"})
    assert again.location.endswith("/check")
    assert len(drafts(plant.acting("learner"), plant.registration)[0].files) == 1


def test_more_than_ten_files_are_refused(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    many = [upload(f"{number}.txt", b"words %d" % number) for number in range(11)]
    answer = learner.sends(step(draft, "files"), {"files": many[:10], "add": "yes"})
    assert answer.status_code == 302
    answer = learner.sends(step(draft, "files"), {"files": upload("more.txt", b"one more"), "add": "yes"})
    assert answer.status_code == 422
    assert "10 files is the most. Take some off first. Not saved: more.txt." in words_on(answer.text)
    assert len(drafts(plant.acting("learner"), plant.registration)[0].files) == 10


def test_of_more_than_ten_files_the_first_ten_are_kept(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    many = [upload(f"{number}.txt", b"words %d" % number) for number in range(12)]
    answer = learner.sends(step(draft, "files"), {"files": many, "add": "yes"})
    told = words_on(learner.opens(answer.location).text)
    assert "Your 10 files are saved." in told
    assert "10 files is the most. Take some off first. Not saved: 10.txt and 11.txt." in told


def test_of_very_many_bad_files_the_first_are_named_and_the_rest_counted(plant: Plant, learner: Visitor) -> None:
    draft = written(plant, learner)
    bad = [upload(f"{number}{'x' * 100}.jpg", b"") for number in range(40)]
    more = [upload(f"{number}{'y' * 100}.txt", b"words %d" % number) for number in range(40)]
    answer = learner.sends(step(draft, "files"), {"files": [*more, *bad], "add": "yes"})
    told = words_on(learner.opens(answer.location).text)
    assert "Your 10 files are saved." in told
    assert "and 65 more." in told
    answer = learner.sends(step(draft, "files"), {"files": bad, "add": "yes"})
    assert "35 more files could not be saved. Send them one at a time." in words_on(answer.text)


def test_an_upload_that_is_too_big_is_refused_and_the_draft_is_untouched(
    app: Flask, plant: Plant, learner: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = written(plant, learner)
    page = learner.opens(step(draft, "files")).text
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100_000)
    answer = learner.sends("", {"files": upload("big.txt", b"words " * 50_000), "add": "yes"}, page=page)
    assert answer.status_code == 413
    assert "You can send up to 98 KB at a time. Nothing was saved." in words_on(answer.text)
    [kept] = drafts(plant.acting("learner"), plant.registration)
    assert (kept.files, kept.text) == ((), "I listened for an hour.")


def test_pressing_save_without_choosing_a_file_says_so(plant: Plant, learner: Visitor) -> None:
    answer = learner.sends(step(written(plant, learner), "files"), {"add": "yes"})
    assert answer.status_code == 422
    assert "Choose a file first." in words_on(answer.text)
