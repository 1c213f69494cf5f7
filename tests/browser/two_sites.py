"""Two sites on this computer, over https, and a Chromium that is told what to do with cookies of third parties."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask, Response, make_response, request
from playwright.sync_api import BrowserContext, BrowserType
from werkzeug.serving import make_server

PEER, SCHOOL = "https://peer.example", "https://school.example"


class Cookies(Enum):
    """What the browser keeps for us in a frame of the school, as its own preferences say it."""

    ALL = {"cookie_controls_mode": 0}
    APART = {"cookie_controls_mode": 1}  # "block third-party cookies", but for those kept apart for each site
    NONE = {"content_settings": {"exceptions": {"cookies": {f"{PEER}:443,{SCHOOL}:443": {"setting": 2}}}}}


def which_cookies() -> Flask:
    """A page that says which cookies came, and gives one of each kind."""
    app = Flask("which_cookies")

    @app.get("/")
    def say() -> Response:
        answer = make_response(f"<p>{' '.join(sorted(request.cookies)) or 'none'}</p>")
        for name, apart in (("apart", True), ("plain", False)):
            answer.set_cookie(name, "yes", secure=True, samesite="None", partitioned=apart)
        return answer

    return app


def certificate_in(folder: Path) -> tuple[str, str]:
    """A certificate that nobody signed but itself, and its key, as files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "for tests only")])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(paths[0]), str(paths[1])


@contextmanager
def over_https(app: Any, certificate: tuple[str, str]) -> Iterator[int]:
    """Serve a WSGI application until the block ends; answers its port."""
    server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=certificate)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join(timeout=5)


@contextmanager
def browser_with(
    cookies: Cookies, folder: Path, sites: dict[str, int], browser_type: BrowserType, how: dict[str, Any]
) -> Iterator[BrowserContext]:
    """A browser with a home of its own in `folder`, that finds each site at its port and nothing else."""
    settled = folder / "Default" / "Preferences"
    settled.parent.mkdir(parents=True)
    settled.write_text(json.dumps({"profile": cookies.value}))
    found = ", ".join(f"MAP {site.removeprefix('https://')}:443 127.0.0.1:{port}" for site, port in sites.items())
    rules = f"--host-resolver-rules={found}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    # One process for every site: a frame that moves between processes is sometimes lost by Playwright, for good. What
    # is kept and sent is decided elsewhere in the browser, and a small phone has one process too.
    flags = [*how["args"], rules, "--disable-site-isolation-trials"]
    with browser_type.launch_persistent_context(
        folder, **{**how, "args": flags}, ignore_https_errors=True, locale="en-GB"
    ) as context:
        yield context
