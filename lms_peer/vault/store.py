"""Keeping and reading bytes. The one place that knows obstore, and the layout `{centre}/{ab}/{cd}/{sha256}`.

Bytes arrive under a name of their own and are moved to their place in one step, only if that place is empty.
So a crash leaves nothing half-written under a SHA-256, two people may keep the same bytes at once, and
nothing that is kept is ever overwritten. Every read from the store compares the bytes with their SHA-256.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import obstore
from cachetools import LRUCache, cached
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, ObjectStore, S3Store

from lms_peer.config import BadSetting
from lms_peer.domain.facts import Document
from lms_peer.vault.faults import VaultDamaged, VaultMissing, VaultUnavailable

CHUNK = 1024 * 1024
_WORDS_REMEMBERED = 4 * CHUNK  # bytes, in each process
PART = 8 * CHUNK  # S3 wants parts of 5 MiB or more
WORDS = "application/json"
_ARRIVING = "arriving"
_DRAWN = "drawn"
_SHELF = "shelf"
_SALT = "salt"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def open_vault(url: str, **s3_options: Any) -> Vault:
    """The vault at `file:///absolute/folder` (made if it is not there) or `s3://bucket/prefix`.

    `s3_options` are obstore's S3 settings (`endpoint`, `region`, `access_key_id`, …); what is not given is
    read from the `AWS_*` environment. Raises BadSetting when the address is neither, or the folder can not be made.
    """
    if url.startswith("file:///"):
        folder = Path(url.removeprefix("file://"))
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise BadSetting(
                f"The vault can not be kept in {folder} ({error.strerror}). "
                "Set LMS_PEER_VAULT_URL to a folder that you may write to."
            ) from error
        return Vault(LocalStore(folder), folder)
    if url.startswith("s3://") and url.removeprefix("s3://").strip("/"):
        return Vault(S3Store.from_url(url, **{"copy_if_not_exists": "multipart", **s3_options}))
    raise BadSetting(f"LMS_PEER_VAULT_URL must be file:///a/folder or s3://bucket/prefix, not {url!r}.")


class Vault:
    """Bytes by SHA-256. Safe to share between threads. `folder` is set when the store is a local folder."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder
        # A page shows fifty short texts, and each costs a journey to the store. They never change.
        remember = cached(LRUCache(_WORDS_REMEMBERED, getsizeof=len), lock=Lock())
        self._read_words = remember(self.read)

    def keep(self, centre: UUID, stream: BinaryIO | bytes, media_type: str) -> Document:
        """Keep every byte from the stream's present position on, and answer what they are known by.

        Memory stays bounded however long the stream is. On return the bytes are on the disk, not in a cache.
        Raises VaultDamaged when the place is taken by something of another length, and VaultUnavailable.
        """
        source = BytesIO(stream) if isinstance(stream, bytes) else stream
        arriving = f"{_ARRIVING}/{uuid4()}"
        counted = _Counted(source)
        with _speaking(""):
            try:
                self._put(arriving, counted)
                document = Document(counted.sha256, counted.size, media_type)
                self._settle(arriving, _key(centre, document.sha256), document)
            finally:
                with suppress(FileNotFoundError, BaseError):
                    obstore.delete(self._store, arriving)
        return document

    def open(self, centre: UUID, sha256: str) -> Iterator[bytes]:
        """The bytes, chunk by chunk. The last chunk is held back until all were found to be unchanged.

        Raises VaultMissing at once, and VaultDamaged before the last chunk.
        """
        key = _key(centre, sha256)
        with _speaking(sha256):
            chunks = obstore.get(self._store, key).stream(min_chunk_size=CHUNK)
        return _verified(sha256, chunks)

    def borrow(self, centre: UUID, sha256: str) -> BinaryIO:
        """The bytes, verified, as a temporary file that can seek (to play a part of a film)."""
        copy = tempfile.SpooledTemporaryFile(max_size=CHUNK)  # noqa: SIM115 - the borrower closes it
        for chunk in self.open(centre, sha256):
            copy.write(chunk)
        copy.seek(0)
        return copy  # type: ignore[return-value]

    def read(self, centre: UUID, sha256: str, limit: int | None = None) -> bytes:
        """All the bytes, verified. Raises VaultMissing, VaultDamaged, and ValueError beyond `limit` bytes."""
        if limit is not None and self.size(centre, sha256) > limit:
            raise ValueError(f"{sha256} is longer than {limit} bytes")
        key = _key(centre, sha256)
        with _speaking(sha256):
            whole = bytes(obstore.get(self._store, key).bytes())
        if hashlib.sha256(whole).hexdigest() != sha256:
            raise VaultDamaged(sha256)
        return whole

    def size(self, centre: UUID, sha256: str) -> int:
        """Length in bytes, without reading them. Raises VaultMissing."""
        key = _key(centre, sha256)
        with _speaking(sha256):
            return obstore.head(self._store, key)["size"]

    def verify(self, centre: UUID, sha256: str) -> None:
        """Read every byte. Raises VaultMissing or VaultDamaged; says nothing when all is well."""
        for _chunk in self.open(centre, sha256):
            pass

    def keep_words(self, centre: UUID, words: Mapping[str, Any], secret: str = "") -> Document:
        """Keep what people wrote as canonical JSON (sorted keys, UTF-8, no spaces): one text, one SHA-256.

        Others get the SHA-256. With a `secret`, a salt that nobody has without it is kept beside the words: who knows
        all but a name that was blacked out can not try names until one fits.
        """
        if secret:
            salt = hmac.digest(secret.encode(), b"salt of words\n" + _canonical(words), "sha256")
            words = {**words, _SALT: salt.hex()}
        return self.keep(centre, _canonical(words), WORDS)

    def read_words(self, centre: UUID, document: Document | str) -> dict[str, Any]:
        """What `keep_words` kept; looked at once, then remembered for a while. Raises VaultMissing or VaultDamaged."""
        sha256 = document.sha256 if isinstance(document, Document) else document
        words: dict[str, Any] = json.loads(self._read_words(centre, sha256))
        words.pop(_SALT, None)
        return words

    def drawn(self, centre: UUID, sha256: str, size: str, draw: Callable[[bytes], bytes]) -> bytes:
        """A copy fit to show of what is kept, made by `draw` from the bytes the first time and then kept beside.

        `size` is one word for which copy it is. Copies can be deleted at any time: they are drawn anew. Raises
        VaultMissing, VaultDamaged, and what `draw` raises.
        """
        place = f"{_DRAWN}/{_key(centre, sha256)}-{size}"
        try:
            with _speaking(sha256):
                return bytes(obstore.get(self._store, place).bytes())
        except VaultMissing:
            copy = draw(self.read(centre, sha256))
        with suppress(BaseError):  # it can be shown though it can not be kept
            obstore.put(self._store, place, copy)
        return copy

    def is_drawn(self, centre: UUID, sha256: str, size: str) -> bool:
        """True when `drawn` has such a copy already, and so need draw nothing."""
        try:
            with _speaking(sha256):
                obstore.head(self._store, f"{_DRAWN}/{_key(centre, sha256)}-{size}")
        except VaultMissing:
            return False
        return True

    def shelve(self, centre: UUID, key: str, name: str, content: bytes) -> None:
        """Keep something that can be made again, below `shelf/`, under the SHA-256 of what it is made from.

        `name` is one word for which of the things made from it this is. What can not be kept is not.
        """
        with suppress(BaseError):
            obstore.put(self._store, f"{_SHELF}/{_key(centre, key)}.{name}", content)

    def shelved(self, centre: UUID, key: str, name: str) -> bytes | None:
        """What `shelve` kept; None when it is not there. Whether it is whole is for the asker to see."""
        try:
            with _speaking(key):
                return bytes(obstore.get(self._store, f"{_SHELF}/{_key(centre, key)}.{name}").bytes())
        except VaultMissing:
            return None

    def sweep(self, older_than: timedelta = timedelta(days=1)) -> int:
        """Remove what never finished arriving (a crash half-way) and answer how many."""
        before = datetime.now(UTC) - older_than
        if self._folder is not None:  # a folder's listing hides half-written files, so look for ourselves
            left = [path for path in (self._folder / _ARRIVING).glob("*") if _changed_before(path, before)]
            for path in left:
                path.unlink(missing_ok=True)
            return len(left)
        with _speaking(""):
            pages = obstore.list(self._store, f"{_ARRIVING}/")
            paths = [meta["path"] for page in pages for meta in page if meta["last_modified"] < before]
            obstore.delete(self._store, paths)
        return len(paths)

    def _put(self, key: str, counted: _Counted) -> None:
        obstore.put(self._store, key, counted, chunk_size=PART, max_concurrency=2)
        if self._folder is not None:
            _sync(self._folder / key)

    def _settle(self, arriving: str, key: str, document: Document) -> None:
        with suppress(AlreadyExistsError):
            obstore.rename(self._store, arriving, key, overwrite=False)
        if obstore.head(self._store, key)["size"] != document.size:
            raise VaultDamaged(document.sha256)
        if self._folder is not None:
            # The names are on the disk only when each folder that leads to them is.
            for parent in (self._folder / key).parents:
                _sync(parent)
                if parent == self._folder:
                    break


class _Counted:
    """A stream read once, chunk by chunk, that knows its own length and SHA-256 when it is through."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self._stream.read(CHUNK):
            self._digest.update(chunk)
            self.size += len(chunk)
            yield chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _canonical(words: Mapping[str, Any]) -> bytes:
    said = json.dumps(words, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return said.encode()


def _verified(sha256: str, chunks: Iterable[Any]) -> Iterator[bytes]:
    digest, held = hashlib.sha256(), b""
    with _speaking(sha256):
        for chunk in chunks:
            if held:
                yield held
            held = bytes(chunk)
            digest.update(held)
    if digest.hexdigest() != sha256:
        raise VaultDamaged(sha256)
    yield held


def _key(centre: UUID, sha256: str) -> str:
    if not isinstance(centre, UUID):
        raise TypeError("a centre is a UUID")
    if not _SHA256.fullmatch(sha256):
        raise VaultMissing(sha256)
    return f"{centre}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


@contextmanager
def _speaking(sha256: str) -> Iterator[None]:
    """Say obstore's errors in the vault's words."""
    try:
        yield
    except FileNotFoundError as error:
        raise VaultMissing(sha256) from error
    except BaseError as error:
        raise VaultUnavailable(str(error).partition("\n")[0]) from error


def _changed_before(path: Path, moment: datetime) -> bool:
    try:
        return path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:  # it arrived meanwhile
        return False


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
