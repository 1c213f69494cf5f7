"""A real Learning Record Store on a port, small, that does as it is told: refuse, fail, fall silent, hang up.

It keeps a statement under its id, in the order of arrival, as the bytes that came.
"""

from __future__ import annotations

import email
import email.policy
import json
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lms_peer.xapi.parse import parse

KEY, SECRET = "us", "söme secret"


@dataclass
class Store:
    """What it holds, and what it was told to do."""

    address: str = ""
    held: dict[str, bytes] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, int]] = field(default_factory=list)  # method, path, how many statements
    versions: list[str | None] = field(default_factory=list)
    answer: int | None = None  # to everything
    answers: list[int | None] = field(default_factory=list)  # to the next requests, before anything else
    headers: dict[str, str] = field(default_factory=dict)  # with `answer`
    refused: set[str] = field(default_factory=set)  # ids that make a request bad
    words: str = "the verb is not one of ours"
    strict: bool = False  # 409 for what it has, even when it is the same
    blind: bool = False  # does not let us read
    silent: float = 0  # seconds before it answers
    hangs_up: bool = False  # stores, and says nothing
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """The statements it holds, in the order they came."""
        return [json.loads(body) for body in self.held.values()]

    def take(self, body: bytes) -> tuple[int, str]:
        """All of a batch, or none."""
        with self.lock:
            statements = {one.statement["id"]: one.body for one in parse(body).statements}
            self.asked.append(("POST", "statements", len(statements)))
            if bad := self.refused & set(statements):
                return 400, f"{sorted(bad)[0]}: {self.words}"
            for name, one in statements.items():
                if name in self.held and (self.strict or self.held[name] != one):
                    return 409, f"{name} is here already"
            self.held |= {name: one for name, one in statements.items() if name not in self.held}
            return 200, json.dumps(list(statements))


class Handler(BaseHTTPRequestHandler):
    """Answers for the store of its server."""

    protocol_version = "HTTP/1.1"

    @property
    def store(self) -> Store:
        """What the server holds."""
        return self.server.store  # type: ignore[attr-defined,no-any-return]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        body = self.rfile.read(length)
        if len(body) < length or self._told():  # cut off on the way
            return
        kind = self.headers["Content-Type"]
        if kind.startswith("multipart/mixed"):
            body = self._keep_files(kind, body)
        status, words = self.store.take(body)
        if self.store.hangs_up:
            self.close_connection = True
            return
        self._say(status, words)

    def do_GET(self) -> None:
        if self._told():
            return
        wanted = parse_qs(urlsplit(self.path).query).get("statementId", [""])[0]
        self.store.asked.append(("GET", wanted, 0))
        if self.store.blind:
            self._say(403, "no")
        elif wanted in self.store.held:
            self._say(200, self.store.held[wanted].decode())
        else:
            self._say(404, "not here")

    def _keep_files(self, kind: str, body: bytes) -> bytes:
        parsed = email.message_from_bytes(
            b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=email.policy.HTTP
        )
        first, *files = parsed.iter_parts()  # type: ignore[attr-defined]
        for one in files:
            self.store.files[one["X-Experience-API-Hash"]] = one.get_payload(decode=True)
        return bytes(first.get_payload(decode=True))

    def _told(self) -> bool:
        """True when the answer is given already."""
        self.store.versions.append(self.headers["X-Experience-API-Version"])
        time.sleep(self.store.silent)
        basic = b64encode(f"{KEY}:{SECRET}".encode()).decode()
        told = self.store.answers.pop(0) if self.store.answers else self.store.answer
        if told is not None:
            self._say(told, "<p>as I was told</p>", self.store.headers)
        elif self.headers["Authorization"] != f"Basic {basic}":
            self._say(401, "who are you?")
        else:
            return False
        return True

    def _say(self, status: int, words: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**(headers or {}), "Content-Length": str(len(words.encode()))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(words.encode())


@contextmanager
def a_store(port: int = 0) -> Iterator[Store]:
    """The store, served until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.store = Store(f"http://127.0.0.1:{server.server_port}/xapi/")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server.store  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
