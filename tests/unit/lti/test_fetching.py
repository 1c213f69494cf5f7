"""Speaking to addresses that strangers chose."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest
from flask import Flask

from lms_peer.domain.launching import PlatformUnreachable
from lms_peer.lti import fetching
from tests.signer import Signer, signer


@pytest.fixture(scope="module")
def school() -> Iterator[Signer]:
    """A platform on this machine."""
    with signer() as found:
        yield found


@pytest.fixture
def inside() -> Iterator[Flask]:
    """A service that may speak to its own network."""
    app = Flask("inside")
    app.config["LMS_PEER_LTI_PRIVATE_NETWORK"] = True
    with app.app_context():
        yield app


@pytest.fixture
def outside() -> Iterator[Flask]:
    """A service as it usually is."""
    with Flask("outside").app_context() as context:
        yield context.app


def trouble(url: str, **how: Any) -> str:
    with pytest.raises(PlatformUnreachable) as refused:
        fetching.ask_json(url, **how)
    return refused.value.trouble


PRIVATE = [
    "https://127.0.0.1/",
    "https://10.1.2.3/",
    "https://[::1]/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
]
NEVER = [
    "https://169.254.169.254/",
    "https://[fe80::1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://[2002:a9fe:a9fe::]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[fd00:ec2::254]/",
    "https://168.63.129.16/",
    "https://[::ffff:168.63.129.16]/",
    "https://192.0.0.192/",
    "https://0.0.0.0/",
    "https://224.0.0.1/",
]
NO_ADDRESS = [
    "ftp://example.org/",
    "https://",
    "https://u:p@example.org/",
    "https://example.org:x/",
    "https://a b/",
]


@pytest.mark.parametrize("url", [*PRIVATE, *NEVER, *NO_ADDRESS, "http://example.org/"])
def test_only_https_on_the_internet_is_asked(outside: Flask, url: str) -> None:
    assert trouble(url) == "address"


@pytest.mark.parametrize("url", [*NEVER, *NO_ADDRESS])
def test_some_addresses_are_never_asked(inside: Flask, url: str) -> None:
    assert trouble(url) == "address"


def test_a_name_that_means_one_inside_address_among_others_is_not_asked(
    outside: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert trouble("https://two-faces.example/") == "address"


def test_the_address_that_was_looked_at_is_the_one_that_is_reached(
    inside: Flask, school: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(school.issuer.rpartition(":")[2])
    asked: list[str] = []

    def looked_up(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", _connected_by_number_only)
    assert fetching.ask_json(f"http://changes-its-mind.example:{port}/jwks")["keys"]
    assert asked == ["changes-its-mind.example"]


def _connected_by_number_only(address: tuple[str, int], timeout: float) -> socket.socket:
    made = socket.socket()
    made.settimeout(timeout)
    made.connect((str(ip_address(address[0])), address[1]))
    return made


def test_a_redirect_is_an_answer_and_is_not_followed(inside: Flask, school: Signer) -> None:
    reply = fetching.ask(f"{school.issuer}/away")
    assert (reply.status, reply.good, reply.headers["location"][:22]) == (302, False, "http://169.254.169.254")
    assert trouble(f"{school.issuer}/away") == "refused"


def test_an_answer_that_is_too_long_or_no_json_is_refused(inside: Flask, school: Signer) -> None:
    assert trouble(f"{school.issuer}/long") == "long"
    assert trouble(f"{school.issuer}/long", largest=5_000_000) == "nonsense"
    assert trouble(f"{school.issuer}/broken") == "refused"


def test_a_server_that_hangs_is_given_up(inside: Flask, school: Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "ALL_SECONDS", 0.2)
    assert trouble(f"{school.issuer}/slow") == "slow"


DRIPS = {
    "body": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b" "),
    "headers": (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
    "status": (b"HTTP/1.1 200 ", b"O"),
    "a piece's length": (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "promises": (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
}


@pytest.mark.parametrize("what", DRIPS)
def test_a_server_that_drips_is_given_up(inside: Flask, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    first, drop = DRIPS[what]

    def drip() -> None:
        talking, _ = listening.accept()
        with talking:
            talking.sendall(first)
            try:
                for _ in range(60):
                    talking.sendall(drop)
                    time.sleep(0.05)
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    monkeypatch.setattr(fetching, "ALL_SECONDS", 0.3)
    with listening:  # whoever waits for the end of it says that the connection broke off
        assert trouble(f"http://127.0.0.1:{listening.getsockname()[1]}/") == "slow"


def test_a_name_that_nobody_can_say_the_address_of_is_given_up(
    inside: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: over.wait(60) and [])
    monkeypatch.setattr(fetching, "ALL_SECONDS", 0.2)
    try:
        assert trouble("https://silent.example/") == "slow"
    finally:
        over.set()


def test_a_name_that_is_nobodys_is_told_apart(inside: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert trouble("https://nobody.example/") == "silent"


def test_nobody_there_is_told_apart(inside: Flask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert trouble(f"http://127.0.0.1:{port}/") == "silent"
