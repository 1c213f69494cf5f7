"""A platform that does not do as it should: it hangs, breaks, sends elsewhere, or refuses. Remembers what it got."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

METADATA = "http://169.254.169.254/latest/meta-data/"


@dataclass
class Faulty:
    """`does` names what happens to each path: hang, break, elsewhere, or a status with words; else it works.

    `got` is every request: its path with the query, who asked by their token, and the body.
    """

    address: str
    does: dict[str, str | tuple[int, str]] = field(default_factory=dict)
    got: list[tuple[str, str, bytes]] = field(default_factory=list)
    issued: int = 0
    freed: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, token: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        """What comes back for one request."""
        self.got.append((path, token, body))
        does = self.does.get(urlsplit(path).path, "work")
        if does == "hang":
            self.freed.wait(20)
            return 200, {}, b"{}"
        if does == "elsewhere":
            return 302, {"Location": METADATA}, b""
        if isinstance(does, tuple):
            return does[0], {}, does[1].encode()
        return 200, {}, json.dumps(self._good(path, body)).encode()

    def _good(self, path: str, body: bytes) -> Any:
        if not path.startswith("/token"):
            return {}
        self.issued += 1
        asked = parse_qs(body.decode())["client_assertion"][0]
        client = jwt.decode(asked, options={"verify_signature": False})["sub"]
        return {"access_token": f"{client}-{self.issued}", "token_type": "Bearer", "expires_in": 3600}

    def paths(self) -> list[str]:
        """Every path that was asked for."""
        return [path for path, _, _ in self.got]


@contextmanager
def faulty_platform() -> Iterator[Faulty]:
    """Run one until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, headers, said = platform.answer(self.path, token, body)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(said))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    platform = Faulty(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield platform
    finally:
        platform.freed.set()
        server.shutdown()
        server.server_close()
