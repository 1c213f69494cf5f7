"""Sends requests to a Learning Record Store as fast as it answers, and looks at every answer.

It runs in a process of its own and is kept cheap, so that it is never what is measured: every request is bytes
before the clock starts, and one loop serves all connections over plain sockets that stay open. It knows HTTP/1.1 as
far as our servers speak it.
"""

from __future__ import annotations

import base64
import re
import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

import lrs_statements

READ_AT_ONCE = 1 << 20
STALLED_SECONDS = 60
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)


class Door(NamedTuple):
    """Where a store listens and who we are there."""

    host: str
    port: int
    path: str
    key: str
    secret: str

    def head(self, method: str, query: str = "", length: int = 0) -> bytes:
        """The head of a request."""
        identity = base64.b64encode(f"{self.key}:{self.secret}".encode()).decode()
        lines = [
            f"{method} {self.path}{query} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            f"Authorization: Basic {identity}",
            "X-Experience-API-Version: 1.0.3",
        ]
        if method == "POST":
            lines += ["Content-Type: application/json", f"Content-Length: {length}"]
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass
class Load:
    """What came of it: how long every good answer took in seconds, and what went wrong.

    `sender_seconds` is what the sending itself took of a processor.
    """

    seconds: float = 0.0
    sender_seconds: float = 0.0
    taken: list[float] = field(default_factory=list)
    answered_bytes: int = 0
    errors: int = 0
    first_error: str = ""


def post(door: Door, batch: int, connections: int, seconds: float, seed: int, statements: int) -> Load:
    """Write statements in batches for some seconds, or until `statements` were sent."""
    requests = (door.head("POST", length=len(body)) + body for body in _batches(seed, batch, statements))
    return send(door, list(requests), connections, seconds)


def get(door: Door, queries: list[dict[str, str]], connections: int, seconds: float) -> Load:
    """Ask the queries once each, or as far as the seconds reach."""
    requests = [door.head("GET", "?" + urlencode(query)) for query in queries]
    return send(door, requests, connections, seconds)


@lru_cache(maxsize=1)
def _bodies(seed: int, statements: int) -> list[bytes]:
    """The same statements for every server whose turn it is, made once."""
    return list(islice(lrs_statements.bodies(seed), statements))


def _batches(seed: int, batch: int, statements: int) -> Iterator[bytes]:
    some = _bodies(seed, statements)
    if batch == 1:
        yield from some
    else:
        for start in range(0, len(some) - batch + 1, batch):
            yield b"[" + b",".join(some[start : start + batch]) + b"]"


def send(door: Door, requests: Iterable[bytes], connections: int, seconds: float) -> Load:
    """Send the requests over so many connections, each the next as soon as its last was answered.

    After `seconds` no more are begun, and those under way are waited for: what the store took is what we counted.
    """
    load, waiting = Load(), iter(requests)
    selector = selectors.DefaultSelector()
    lines = [_Line(door, selector, load) for _ in range(connections)]
    began, own = time.perf_counter(), time.process_time()
    ends = began + seconds
    busy = sum(line.next(waiting) for line in lines)
    while busy:
        ready = selector.select(STALLED_SECONDS)
        if not ready:
            raise TimeoutError(f"{door.host}:{door.port} did not answer for {STALLED_SECONDS} seconds")
        for key, _ in ready:
            line: _Line = key.data
            if line.move():
                busy -= not (time.perf_counter() < ends and line.next(waiting))
    load.seconds, load.sender_seconds = time.perf_counter() - began, time.process_time() - own
    for line in lines:
        line.close()
    return load


class _Line:
    """One connection with at most one request under way."""

    def __init__(self, door: Door, selector: selectors.BaseSelector, load: Load) -> None:
        self.door, self.selector, self.load = door, selector, load
        self.left = memoryview(b"")
        self.answer = bytearray()
        self.needed = 0  # bytes of the whole answer, once its head has come
        self.began = 0.0
        self._open()

    def next(self, waiting: Iterator[bytes]) -> bool:
        """Begin the next request; False when there is none."""
        request = next(waiting, None)
        if request is None:
            return False
        self.left, self.began = memoryview(request), time.perf_counter()
        self._push()
        return True

    def move(self) -> bool:
        """Send and receive what can be; True when the answer is complete, or lost."""
        try:
            if self.left:
                self._push()
            return self._pull()
        except OSError as error:
            return self._lost(str(error))

    def close(self) -> None:
        """Hang up."""
        self.selector.unregister(self.socket)
        self.socket.close()

    def _open(self) -> None:
        self.socket = socket.create_connection((self.door.host, self.door.port), timeout=STALLED_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.selector.register(self.socket, selectors.EVENT_READ, self)

    def _push(self) -> None:
        whole = len(self.left)
        with suppress(BlockingIOError):
            self.left = self.left[self.socket.send(self.left) :]
        if self.left or whole != len(self.left):
            events = selectors.EVENT_READ | (selectors.EVENT_WRITE if self.left else 0)
            if self.selector.get_key(self.socket).events != events:
                self.selector.modify(self.socket, events, self)

    def _pull(self) -> bool:
        try:
            part = self.socket.recv(READ_AT_ONCE)
        except BlockingIOError:
            return False
        if not part:
            return self._lost("the server hung up before it answered")
        self.answer += part
        if not self.needed:
            self._look_at_the_head()
        if not self.needed or len(self.answer) < self.needed:
            return False
        self._count()
        return True

    def _look_at_the_head(self) -> None:
        end = self.answer.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self.answer, 0, end)
        if not length:
            raise OSError("the answer does not say how long it is")
        self.needed = end + 4 + int(length[1])

    def _count(self) -> None:
        if self.answer.startswith(b"HTTP/1.1 200 "):
            self.load.taken.append(time.perf_counter() - self.began)
            self.load.answered_bytes += len(self.answer)
        else:
            self._wrong(bytes(self.answer[:500]).decode(errors="replace"))
        closes = _CLOSES.search(self.answer, 0, self.answer.find(b"\r\n\r\n"))
        self.answer.clear()
        self.needed = 0
        if closes:
            self._again()

    def _lost(self, reason: str) -> bool:
        self._wrong(reason)
        self.answer.clear()
        self.needed = 0
        self._again()
        return True

    def _again(self) -> None:
        self.close()
        self.left = memoryview(b"")
        self._open()

    def _wrong(self, reason: str) -> None:
        self.load.errors += 1
        self.load.first_error = self.load.first_error or reason
