"""A platform that can say anything, also what no real one would: for the launches that must be refused.

It signs tokens with keys of its own and serves what a platform serves, and trouble, on a port of this machine.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

from lms_peer.lti import keys

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
ADMINISTRATOR = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator"
KEYS = [generate_private_key(65537, 2048) for _ in range(2)]  # slow to make, so once


def forget_keys() -> None:
    """As after an hour: every platform is asked for its keys anew."""
    with keys._guard:
        keys._platforms.clear()


@dataclass
class Signer:
    """One platform. `asked` is each path that somebody asked for, `posted` what they posted, with its headers."""

    issuer: str = ""
    keys: dict[str, RSAPrivateKey] = field(default_factory=lambda: {"one": KEYS[0]})
    asked: list[str] = field(default_factory=list)
    posted: list[tuple[Mapping[str, str], Any]] = field(default_factory=list)
    described: dict[str, Any] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=lambda: {"client_id": "given"})

    @property
    def jwks_url(self) -> str:
        """Where its keys are."""
        return f"{self.issuer}/jwks"

    def jwks(self) -> dict[str, Any]:
        """Its public keys."""
        public = {kid: json.loads(RSAAlgorithm.to_jwk(key.public_key())) for kid, key in self.keys.items()}
        return {"keys": [{**jwk, "kid": kid, "use": "sig", "alg": "RS256"} for kid, jwk in public.items()]}

    def claims(self, nonce: str, client_id: str = "peer", target: str = "", /, **changed: Any) -> dict[str, Any]:
        """What a launch of a learner says; `changed` claims replace these, and None takes one away."""
        said = {
            "iss": self.issuer,
            "aud": client_id,
            "sub": "pupil-7",
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "nonce": nonce,
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}message_type": "LtiResourceLinkRequest",
            f"{CLAIM}deployment_id": "1",
            f"{CLAIM}target_link_uri": target,
            f"{CLAIM}roles": [LEARNER],
            f"{CLAIM}resource_link": {"id": "link-1", "title": "My unit"},
            f"{CLAIM}context": {"id": "course-1", "title": "Peer advice"},
        }
        return {name: value for name, value in (said | changed).items() if value is not None}

    def token(
        self, claims: Mapping[str, Any], kid: str | None = "one", key: Any = None, alg: str = "RS256"
    ) -> str:
        """The claims, signed."""
        headers = {"kid": kid} if kid else {}
        return jwt.encode(dict(claims), self.keys["one"] if key is None else key, alg, headers=headers)

    def describes_itself(self, **changed: Any) -> str:
        """Let it answer with an OpenID configuration; answers where."""
        self.described = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/auth",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": self.jwks_url,
            "registration_endpoint": f"{self.issuer}/register",
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {"product_family_code": "moodle"},
            **changed,
        }
        return f"{self.issuer}/openid"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Answer as the path says."""
        signer, path = self.server.signer, self.path.partition("?")[0]
        signer.asked.append(path)
        if path == "/slow":
            time.sleep(self.server.slow)
        if path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.end_headers()
            return
        if path == "/long":
            self._say(200, b" " * 3_000_000)
            return
        told: dict[str, Any] = {"/jwks": signer.jwks(), "/openid": signer.described}
        self._say(200 if path in told else 500, json.dumps(told.get(path)).encode())

    def do_POST(self) -> None:
        """Take a registration."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.signer.posted.append(({k.lower(): v for k, v in self.headers.items()}, json.loads(body)))
        self._say(200, json.dumps(self.server.signer.answer).encode())

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    signer: Signer
    slow = 1.0

    def handle_error(self, *_: Any) -> None:
        """Whoever asked may go away."""


@contextmanager
def signer() -> Iterator[Signer]:
    """A platform on a free port, until the block ends. Each has an address of its own."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        made = Signer(f"http://127.0.0.1:{server.server_port}")
        server.signer = made
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()
