"""Bytes go in once, come out unchanged or not at all, and stay within their centre."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import obstore
import pytest

from lms_peer.config import BadSetting
from lms_peer.domain.facts import Document
from lms_peer.vault.faults import VaultDamaged, VaultMissing, VaultUnavailable
from lms_peer.vault.store import Vault, open_vault

MEBIBYTE = 1024 * 1024


class LongStream:
    """Bytes without end, up to `size`, that were never in memory at once."""

    def __init__(self, size: int) -> None:
        self.left = size
        self._block = os.urandom(MEBIBYTE)

    def read(self, count: int = -1) -> bytes:
        """The next bytes."""
        assert count > 0, "somebody asked for everything at once"
        piece = self._block[: min(count, self.left)]
        self.left -= len(piece)
        return piece


def kept_file(folder: Path, centre: UUID, sha256: str) -> Path:
    """Where the layout says the bytes are."""
    return folder / str(centre) / sha256[:2] / sha256[2:4] / sha256


@pytest.mark.parametrize("size", [0, 1, MEBIBYTE, 9 * MEBIBYTE + 1])
def test_what_is_kept_comes_back_unchanged(vault: Vault, centre: UUID, size: int) -> None:
    original = os.urandom(size)
    document = vault.keep(centre, BytesIO(original), "application/pdf")
    assert document == Document(hashlib.sha256(original).hexdigest(), size, "application/pdf")
    assert vault.read(centre, document.sha256) == original
    assert b"".join(vault.open(centre, document.sha256)) == original
    assert vault.size(centre, document.sha256) == size
    vault.verify(centre, document.sha256)


def test_keeping_the_same_bytes_twice_is_fine(vault: Vault, centre: UUID) -> None:
    first = vault.keep(centre, b"the same", "text/plain")
    assert vault.keep(centre, b"the same", "text/plain") == first
    assert vault.read(centre, first.sha256) == b"the same"


def test_many_may_keep_the_same_bytes_at_once(vault: Vault, centre: UUID) -> None:
    original = os.urandom(3 * MEBIBYTE)
    together = threading.Barrier(8)

    def keep(_: int) -> Document:
        together.wait()
        return vault.keep(centre, original, "image/png")

    with ThreadPoolExecutor(8) as people:
        documents = set(people.map(keep, range(8)))
    assert len(documents) == 1
    assert vault.read(centre, documents.pop().sha256) == original
    assert arrivals(vault) == []


def arrivals(vault: Vault) -> list[str]:
    """What has arrived and was neither moved to its place nor cleared away."""
    return [meta["path"] for page in obstore.list(vault._store, "arriving/") for meta in page]


def test_another_centre_can_not_read_the_bytes(vault: Vault, centre: UUID) -> None:
    document = vault.keep(centre, b"theirs", "text/plain")
    for ask in (vault.read, vault.open, vault.size, vault.verify):
        with pytest.raises(VaultMissing):
            ask(uuid4(), document.sha256)


@pytest.mark.parametrize(
    "sha256",
    ["", "abc", "../../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", "a" * 62 + "/.", "..%2f" * 13],
)
def test_what_is_not_a_sha256_names_nothing(vault: Vault, centre: UUID, sha256: str) -> None:
    for ask in (vault.read, vault.open, vault.size, vault.verify):
        with pytest.raises(VaultMissing):
            ask(centre, sha256)


def test_a_centre_is_a_uuid_and_no_path(folder_vault: Vault) -> None:
    with pytest.raises(TypeError):
        folder_vault.keep("../elsewhere", b"x", "text/plain")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: bytes([kept[0] ^ 1]) + kept[1:],
        lambda kept: kept[:-1] + bytes([kept[-1] ^ 128]),
        lambda kept: kept[:-1],
        lambda kept: kept + b"!",
        lambda kept: kept[:0],
    ],
    ids=["first byte flipped", "last byte flipped", "cut short", "longer", "emptied"],
)
@pytest.mark.parametrize("size", [10, 5 * MEBIBYTE])
def test_changed_bytes_are_found_and_never_handed_out_whole(
    vault: Vault, centre: UUID, harm: Callable[[bytes], bytes], size: int
) -> None:
    original = os.urandom(size)
    sha256 = vault.keep(centre, original, "audio/mpeg").sha256
    changed = harm(original)
    obstore.put(vault._store, f"{centre}/{sha256[:2]}/{sha256[2:4]}/{sha256}", changed)
    for ask in (vault.read, vault.verify, vault.borrow):
        with pytest.raises(VaultDamaged) as damaged:
            ask(centre, sha256)
        assert damaged.value.sha256 == sha256
    given: list[bytes] = []
    with pytest.raises(VaultDamaged):
        given.extend(vault.open(centre, sha256))
    assert len(b"".join(given)) < max(len(changed), 1)


def test_bytes_of_another_length_under_the_same_name_are_not_taken_for_kept(vault: Vault, centre: UUID) -> None:
    sha256 = vault.keep(centre, b"twelve bytes", "text/plain").sha256
    obstore.put(vault._store, f"{centre}/{sha256[:2]}/{sha256[2:4]}/{sha256}", b"")
    with pytest.raises(VaultDamaged):
        vault.keep(centre, b"twelve bytes", "text/plain")


def test_bytes_can_be_borrowed_to_jump_about_in(vault: Vault, centre: UUID) -> None:
    original = os.urandom(3 * MEBIBYTE)
    document = vault.keep(centre, original, "video/mp4")
    with vault.borrow(centre, document.sha256) as film:
        film.seek(2 * MEBIBYTE)
        assert film.read(10) == original[2 * MEBIBYTE : 2 * MEBIBYTE + 10]


def test_reading_stops_at_the_limit_asked_for(vault: Vault, centre: UUID) -> None:
    document = vault.keep(centre, b"twelve bytes", "text/plain")
    assert vault.read(centre, document.sha256, limit=12) == b"twelve bytes"
    with pytest.raises(ValueError, match="longer than 11 bytes"):
        vault.read(centre, document.sha256, limit=11)


def test_words_come_back_and_the_same_words_are_kept_once(vault: Vault, centre: UUID) -> None:
    words = {"feedback": "Da iawn ✓", "answers": [{"question": "Why?", "answer": None}], "count": 2}
    document = vault.keep_words(centre, words)
    assert document.media_type == "application/json"
    assert vault.read_words(centre, document) == words
    assert vault.read_words(centre, document.sha256) == words
    assert vault.keep_words(centre, dict(reversed(words.items()))) == document
    assert vault.read(centre, document.sha256) == (
        '{"answers":[{"answer":null,"question":"Why?"}],"count":2,"feedback":"Da iawn ✓"}'.encode()
    )


def test_words_that_are_not_json_are_refused(folder_vault: Vault, centre: UUID) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        folder_vault.keep_words(centre, {"score": float("nan")})


def test_a_film_of_200_megabytes_passes_through_little_memory(vault: Vault, centre: UUID) -> None:
    size = 200 * MEBIBYTE
    tracemalloc.start()
    try:
        document = vault.keep(centre, LongStream(size), "video/mp4")  # type: ignore[arg-type]
        assert document.size == size
        assert sum(len(chunk) for chunk in vault.open(centre, document.sha256)) == size
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 32 * MEBIBYTE


MEMORY_OF_A_FILM = """
import resource, sys, uuid
from lms_peer.vault.store import open_vault

class Long:
    left = int(sys.argv[2])
    block = b"x" * 2**20
    def read(self, count):
        piece = self.block[:min(count, self.left)]
        self.left -= len(piece)
        return piece

vault, centre = open_vault(sys.argv[1]), uuid.uuid4()
for _chunk in vault.open(centre, vault.keep(centre, Long(), "video/mp4").sha256):
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def test_the_whole_process_grows_little_with_the_size_of_a_film(folder: Path) -> None:
    """`ru_maxrss` counts what the native store holds too, which tracemalloc does not see."""

    def memory(size: int) -> int:
        command = [sys.executable, "-c", MEMORY_OF_A_FILM, f"file://{folder}", str(size)]
        return int(subprocess.check_output(command))  # noqa: S603

    assert memory(200 * MEBIBYTE) - memory(MEBIBYTE) < 100


KEEP_FOREVER = """
import sys, time, uuid
from lms_peer.vault.store import open_vault

class Slow:
    def read(self, count):
        time.sleep(0.01)
        return b"y" * count

print("keeping", flush=True)
open_vault(sys.argv[1]).keep(uuid.UUID(sys.argv[2]), Slow(), "video/mp4")
"""


def test_a_crash_half_way_leaves_nothing_kept_and_is_swept_up(
    folder: Path, folder_vault: Vault, centre: UUID
) -> None:
    crashing = subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", KEEP_FOREVER, f"file://{folder}", str(centre)], stdout=subprocess.PIPE
    )
    until = time.monotonic() + 20
    while not any(path.stat().st_size for path in folder.glob("arriving/*")):
        assert time.monotonic() < until
        time.sleep(0.05)
    crashing.send_signal(signal.SIGKILL)
    crashing.communicate()
    assert not (folder / str(centre)).exists()
    assert folder_vault.sweep() == 0  # it might still be arriving
    assert folder_vault.sweep(older_than=timedelta(0)) == 1
    assert list(folder.glob("arriving/*")) == []


def test_sweeping_leaves_what_is_kept(vault: Vault, centre: UUID) -> None:
    document = vault.keep(centre, b"stays", "text/plain")
    obstore.put(vault._store, "arriving/left-behind", b"half of someth")
    assert vault.sweep(older_than=timedelta(0) - timedelta(minutes=1)) == 1
    assert arrivals(vault) == []
    assert vault.read(centre, document.sha256) == b"stays"


def test_a_stream_that_breaks_leaves_nothing(vault: Vault, centre: UUID) -> None:
    class Broken:
        calls = 0

        def read(self, count: int) -> bytes:
            """Some bytes, then trouble."""
            self.calls += 1
            if self.calls > 12:
                raise ConnectionResetError("the phone lost its signal")
            return b"z" * count

    with pytest.raises(Exception, match="lost its signal"):
        vault.keep(centre, Broken(), "video/mp4")  # type: ignore[arg-type]
    assert [meta["path"] for page in obstore.list(vault._store) for meta in page] == []


def test_every_byte_and_name_is_on_the_disk_before_keep_answers(
    folder: Path, folder_vault: Vault, centre: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    really = os.fsync

    def fsync(handle: int) -> None:
        synced.append(Path(f"/proc/self/fd/{handle}").readlink())
        really(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    sha256 = folder_vault.keep(centre, b"must not be lost", "text/plain").sha256
    kept = kept_file(folder, centre, sha256)
    assert synced[0].parent == folder / "arriving"
    assert synced[1:] == [kept.parent, kept.parent.parent, folder / str(centre), folder]


def test_only_the_owner_may_look_into_the_folder(folder: Path, folder_vault: Vault) -> None:
    assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["", "vault", "file://vault", "s3://", "https://example.org/vault", "memory:///"])
def test_an_address_that_is_no_vault_is_refused_with_what_to_write(url: str) -> None:
    with pytest.raises(BadSetting, match="file:///a/folder or s3://bucket/prefix"):
        open_vault(url)


def test_a_service_that_does_not_answer_is_said_to_be_unavailable(centre: UUID) -> None:
    vault = open_vault(
        "s3://nowhere",
        endpoint="http://127.0.0.1:9",
        access_key_id="a",
        secret_access_key="b",
        region="eu-west-2",
        client_options={"allow_http": True},
        retry_config={"max_retries": 0},
    )
    with pytest.raises(VaultUnavailable):
        vault.keep(centre, b"x", "text/plain")
    with pytest.raises(VaultUnavailable):
        vault.read(centre, "a" * 64)
