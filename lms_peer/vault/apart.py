"""Opening what other people sent with programs that are too large to trust, in a process of its own within limits.

`ask` runs a module of this package with the file as its input and hears what it found: words, and pictures. Whatever
the file does to that process, this one goes on. `look` remembers the answer beside the file, where it can be deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

if TYPE_CHECKING:
    from lms_peer.vault.store import Vault


CPU_SECONDS = 40
WALL_SECONDS = 180
# All that it hears of this machine: no secret is among the settings that it is started with.
_KNOWN = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")
MEMORY = 1536 * 1024 * 1024  # of address space: most of it is libraries


@dataclass(frozen=True)
class Found:
    """What was found out: words as JSON, and pictures as JPEG. Nothing at all when the file could not be opened."""

    said: Mapping[str, Any]
    pictures: tuple[bytes, ...] = ()


NOTHING = Found({})


class TookTooLong(Exception):
    """No answer in time. It may be the machine's fault and not the file's."""


def look(vault: Vault, centre: UUID, sha256: str, looker: str, version: int) -> Found:
    """What `looker` finds in what is kept under this SHA-256; found out once. Raises VaultMissing, VaultDamaged."""
    name = f"{looker}-{version}"
    if (found := _remembered(vault, centre, sha256, name)) is not None:
        return found
    with vault.borrow(centre, sha256) as kept:
        try:
            found = ask(looker, kept)
        except TookTooLong:
            return NOTHING
    for number, picture in enumerate(found.pictures, 1):
        vault.shelve(centre, sha256, f"{name}-{number}", picture)
    hashes = [hashlib.sha256(picture).hexdigest() for picture in found.pictures]
    vault.shelve(centre, sha256, name, json.dumps({"said": found.said, "pictures": hashes}).encode())
    return found


def _remembered(vault: Vault, centre: UUID, sha256: str, name: str) -> Found | None:
    try:
        kept = json.loads(vault.shelved(centre, sha256, name) or b"null")
        said, hashes = dict(kept["said"]), list(kept["pictures"])
    except (ValueError, TypeError, KeyError):
        return None
    pictures = [vault.shelved(centre, sha256, f"{name}-{number}") or b"" for number in range(1, len(hashes) + 1)]
    whole = [hashlib.sha256(picture).hexdigest() for picture in pictures] == hashes
    return Found(said, tuple(pictures)) if whole else None


def ask(looker: str, stream: BinaryIO, *words: str) -> Found:
    """Let a module of this package look at a temporary file. Raises TookTooLong."""
    handle = stream.fileno()  # puts it on the disk, if it was only in memory
    stream.flush()
    os.lseek(handle, 0, os.SEEK_SET)
    command = [sys.executable, "-m", f"{__package__}.{looker}", *words]
    known = {name: os.environ[name] for name in _KNOWN if name in os.environ}
    try:
        ran = subprocess.run(  # noqa: S603
            command, stdin=handle, capture_output=True, timeout=WALL_SECONDS, env=known, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooLong from error
    head, _, rest = ran.stdout.partition(b"\n")
    try:
        answer = json.loads(head)
        said, sizes = answer["said"], answer["sizes"]
    except (ValueError, TypeError, KeyError):  # it ended before it had an answer
        return NOTHING
    pictures, at = [], 0
    for size in sizes:
        pictures.append(rest[at : at + size])
        at += size
    return Found(said, tuple(pictures)) if at == len(rest) else NOTHING


def be_limited() -> None:
    """To be called first in the process that opens the file."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def answer(said: Mapping[str, Any], pictures: Sequence[bytes] = ()) -> None:
    """To be called last in it: one line of JSON, then the pictures."""
    head = json.dumps({"said": said, "sizes": [len(picture) for picture in pictures]})
    sys.stdout.buffer.write(head.encode() + b"\n" + b"".join(pictures))
    sys.stdout.buffer.flush()
