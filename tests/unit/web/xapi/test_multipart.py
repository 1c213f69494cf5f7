"""The format multipart/mixed, however its bytes are cut into chunks."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO

import pytest
from werkzeug.exceptions import BadRequest

from lms_peer.web.xapi.multipart import received, sent

STATEMENTS = b'[{"id":"one"}]'
FILES = [b"first", b"", b"\r\n--\r\n" * 3, bytes(range(256)) * 700]


class Slow(BytesIO):
    """A stream that gives a few bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self.step = step

    def read(self, size: int | None = -1) -> bytes:
        """At most `step` bytes."""
        return super().read(self.step)


def a_body(files: list[bytes] = FILES) -> tuple[str, bytes]:
    kind, chunks = sent(STATEMENTS, [(sha256(file).hexdigest(), "text/plain", [file]) for file in files])
    return kind, b"".join(chunks)


@pytest.mark.parametrize(("step", "files"), [(1, FILES[:3]), (7, FILES), (61, FILES), (1_000_000, FILES)])
def test_what_is_sent_is_received_however_it_is_cut(step: int, files: list[bytes]) -> None:
    kind, body = a_body(files)
    with received(kind, Slow(body, step)) as mixed:
        assert mixed.statements == STATEMENTS
        for file in files:
            part = mixed.attached[sha256(file).hexdigest()]
            assert (part.size, part.media_type) == (len(file), "text/plain")
            assert part.file.read() == file


def test_files_are_gone_when_the_request_is_over() -> None:
    kind, body = a_body()
    with received(kind, BytesIO(body)) as mixed:
        parts = list(mixed.attached.values())
    assert parts
    assert all(part.file.closed for part in parts)


@pytest.mark.parametrize("cut", range(3, 400, 23))
def test_a_body_that_ends_early_is_refused(cut: int) -> None:
    kind, body = a_body()
    with pytest.raises(BadRequest), received(kind, BytesIO(body[:-cut])):
        pass


def test_what_stands_around_the_parts_is_passed_over() -> None:
    kind, body = a_body()
    with received(kind, BytesIO(b"\r\n" + body + b"the end")) as mixed:
        assert mixed.statements == STATEMENTS
