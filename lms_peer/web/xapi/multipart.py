"""Statements that travel with their attachments: multipart/mixed in and out, never whole in memory.

The JSON comes first; each further part is the bytes of one attachment, named by their SHA-256. It knows the format
only: which statement names what is checked by whoever reads. Source: xAPI 1.0.3 part 3, 1.5.2; RFC 2046.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple
from uuid import uuid4

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.http import parse_options_header

from lms_peer.web.xapi.protocol import HASH_HEADER, JSON_BYTES

MIXED = "multipart/mixed"
JSON = "application/json"
ATTACHMENTS = 200  # each may be an open file
_CHUNK = 64 * 1024
_IN_MEMORY = 64 * 1024  # what is larger waits on the disk

logging.getLogger("python_multipart").setLevel(logging.ERROR)  # what a client sends wrong is answered, not logged


class Attached(NamedTuple):
    """The bytes of one attachment, in a file that can be read from its start."""

    sha2: str
    media_type: str
    size: int
    file: IO[bytes]


class Mixed(NamedTuple):
    """What a request held: the JSON of its statements, and attachments by the hash they were sent under."""

    statements: bytes
    attached: dict[str, Attached]


@contextmanager
def received(content_type: str, stream: IO[bytes]) -> Iterator[Mixed]:
    """Read a request to its end; what it held is there until the block ends.

    Raises BadRequest when a part is not as the standard has it, or its bytes are not those that its hash names, and
    RequestEntityTooLarge when there is too much of anything.
    """
    with ExitStack() as files:
        reader = _Reader(_boundary(content_type), files)
        while chunk := stream.read(_CHUNK):
            reader.write(chunk)
        yield reader.mixed()


def sent(statements: bytes, attached: Iterable[tuple[str, str, Iterable[bytes]]]) -> tuple[str, Iterator[bytes]]:
    """A content type, and a body that is read chunk by chunk. `attached` are SHA-256, media type and bytes."""
    boundary = uuid4().hex
    return f"{MIXED}; boundary={boundary}", _body(boundary.encode(), statements, attached)


def _body(
    boundary: bytes, statements: bytes, attached: Iterable[tuple[str, str, Iterable[bytes]]]
) -> Iterator[bytes]:
    yield b"--%b\r\nContent-Type: application/json\r\n\r\n%b" % (boundary, statements)
    for sha2, media_type, chunks in attached:
        heads = f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: binary\r\n{HASH_HEADER}: {sha2}"
        yield b"\r\n--%b\r\n%b\r\n\r\n" % (boundary, heads.encode())
        yield from chunks
    yield b"\r\n--%b--\r\n" % boundary


def _boundary(content_type: str) -> str:
    boundary = parse_options_header(content_type)[1].get("boundary")
    if not boundary:
        raise BadRequest(f"The Content-Type {MIXED} must name a boundary.")
    return boundary


class _Reader:
    """Takes chunks, and puts what they hold into the right place as the parser finds it."""

    def __init__(self, boundary: str, files: ExitStack) -> None:
        self._files = files
        self._statements = bytearray()
        self._attached: dict[str, Attached] = {}
        self._parts = 0
        self._name = self._value = b""
        self._heads: dict[str, str] = {}
        self._file: IO[bytes] | None = None
        self._digest = hashlib.sha256()
        self._ended = False
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._head_name,
                    "on_header_value": self._head_value,
                    "on_header_end": self._head_end,
                    "on_headers_finished": self._open,
                    "on_part_data": self._take,
                    "on_part_end": self._close,
                    "on_end": self._end,
                },
            )
        except (FormParserError, UnicodeEncodeError) as error:
            raise BadRequest("The boundary can not be used. Use up to 70 letters and digits.") from error

    def write(self, chunk: bytes) -> None:
        """Take the next bytes. Raises BadRequest, RequestEntityTooLarge."""
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise BadRequest(f"This is not {MIXED} with the boundary that was named.") from error

    def mixed(self) -> Mixed:
        """Everything, when all was taken. Raises BadRequest when the end is missing."""
        if not self._ended:
            raise BadRequest(f"The {MIXED} ends before its last boundary.")
        return Mixed(bytes(self._statements), self._attached)

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > ATTACHMENTS + 1:
            raise RequestEntityTooLarge(f"{ATTACHMENTS} attachments in one request is the most.")
        self._heads = {}

    def _head_name(self, chunk: bytes, start: int, end: int) -> None:
        self._name += chunk[start:end]

    def _head_value(self, chunk: bytes, start: int, end: int) -> None:
        self._value += chunk[start:end]

    def _head_end(self) -> None:
        self._heads[self._name.decode("latin-1").lower()] = self._value.decode("latin-1").strip()
        self._name = self._value = b""

    def _open(self) -> None:
        if self._parts == 1:
            if parse_options_header(self._heads.get("content-type"))[0] != JSON:
                raise BadRequest(f"The first part must hold the statements, as {JSON}.")
            return
        if HASH_HEADER.lower() not in self._heads:
            raise BadRequest(f"Part {self._parts} has no header {HASH_HEADER}.")
        if self._heads.get("content-transfer-encoding", "").lower() != "binary":
            raise BadRequest(f"Part {self._parts} must have the header Content-Transfer-Encoding: binary.")
        file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed when the request is over
        self._file = self._files.enter_context(file)
        self._digest = hashlib.sha256()

    def _take(self, chunk: bytes, start: int, end: int) -> None:
        if self._file is not None:
            with memoryview(chunk)[start:end] as part:
                self._file.write(part)
                self._digest.update(part)
            return
        if len(self._statements) + end - start > JSON_BYTES:
            raise RequestEntityTooLarge(f"The statements are too long. {JSON_BYTES} bytes is the most.")
        self._statements += chunk[start:end]

    def _close(self) -> None:
        if self._file is None:
            return
        named = self._heads[HASH_HEADER.lower()].lower()
        if self._digest.hexdigest() != named:
            raise BadRequest(f"The bytes of part {self._parts} are not those with the SHA-256 {named[:64]}.")
        size = self._file.tell()
        self._file.seek(0)
        media_type = self._heads.get("content-type", "application/octet-stream")
        self._attached[named] = Attached(named, media_type, size, self._file)
        self._file = None

    def _end(self) -> None:
        self._ended = True
