"""Asking a learning platform something over the network: the only way out of `lti`.

Whoever registers a platform chooses these addresses, so none is trusted. A name is resolved once, every address that it
has must be a public one, and that very address is connected to: a name that changes its mind in between gains
nothing. No redirect is followed, no proxy is asked, an answer has a largest size, and all of it has one deadline.
With LMS_PEER_LTI_PRIVATE_NETWORK the service's own network is allowed too, but never link-local addresses and others
where clouds keep their secrets (169.254.169.254), nor multicast.
"""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import current_app

from lms_peer.domain.launching import PlatformUnreachable

CONNECT_SECONDS = 5.0
ALL_SECONDS = 15.0
LARGEST = 1024 * 1024
_CHUNK = 64 * 1024
_PORTS = {"https": 443, "http": 80}
# Where clouds keep secrets at other than link-local addresses: Amazon, Azure, Oracle, Alibaba.
_CLOUDS = frozenset(map(ip_address, ("fd00:ec2::254", "168.63.129.16", "192.0.0.192", "100.100.100.200")))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a platform answered. The names of `headers` are in small letters."""

    url: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def good(self) -> bool:
        """True for success."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The answer as JSON. Raises PlatformUnreachable when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise PlatformUnreachable(host_of(self.url), "nonsense") from error


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    largest: int = LARGEST,
) -> Reply:
    """What the platform answers, whatever its status; a redirect is an answer too, and is not followed.

    Raises PlatformUnreachable: `why` is "address" (may not be asked), "silent" (no connection, or it broke off), "slow"
    or "long".
    """
    parts = _checked(url)
    until = time.monotonic() + ALL_SECONDS
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    sent = {"Accept": "application/json", "Connection": "close", "User-Agent": "lms_peer", **(headers or {})}
    try:
        with closing(_connected(parts, until)) as connection:
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Reply(url, response.status, told, _read(url, response, largest))
    except TimeoutError as error:
        raise PlatformUnreachable(host_of(url), "slow") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise PlatformUnreachable(host_of(url), "silent") from error


def ask_json(url: str, **how: Any) -> Any:
    """The JSON at `url`. Raises PlatformUnreachable as `ask` does, also with "refused" and "nonsense"."""
    reply = ask(url, **how)
    if not reply.good:
        raise PlatformUnreachable(host_of(url), "refused")
    return reply.json()


def host_of(url: str) -> str:
    """The host in an address, for people to read."""
    try:
        return urlsplit(url).hostname or url[:100]
    except ValueError:
        return url[:100]


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise PlatformUnreachable(host_of(url), "address") from error
    plain = parts.scheme == "http" and _own_network_allowed()
    odd = parts.username or parts.password or not parts.hostname or any(sign <= " " for sign in url)
    if odd or not (parts.scheme == "https" or plain):
        raise PlatformUnreachable(host_of(url), "address")
    return parts


def _connected(parts: SplitResult, until: float) -> http.client.HTTPConnection:
    """A connection to an address that was checked. `host` stays in the request and in the certificate's check."""
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    reached = _first_that_answers(_addresses(host, port, until), port, until)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port)
    connection.response_class = lambda sock, **how: http.client.HTTPResponse(_InTime(sock, until), **how)  # type: ignore[arg-type, assignment]
    try:
        reached.settimeout(_left(until))
        connection.sock = reached
        if parts.scheme == "https":
            connection.sock = _tls().wrap_socket(reached, server_hostname=host)
    except BaseException:
        reached.close()
        raise
    return connection


def _addresses(host: str, port: int, until: float) -> list[str]:
    """Every address of the host. Raises PlatformUnreachable when one of them may not be asked."""
    found = _looked_up(host, port).result(_left(until))
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not all(_may_be_asked(ip_address(one.partition("%")[0])) for one in addresses):
        raise PlatformUnreachable(host, "address")
    return addresses


def _looked_up(host: str, port: int) -> Future[list[Any]]:
    """What the system knows about a name. To ask has no deadline, so a thread does it that nobody has to wait for."""
    found: Future[list[Any]] = Future()

    def look_up() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    threading.Thread(target=look_up, daemon=True).start()
    return found


def _may_be_asked(address: IPv4Address | IPv6Address) -> bool:
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    never = inner.is_link_local or inner.is_multicast or inner.is_unspecified or inner.is_reserved
    return (
        not never and inner not in _CLOUDS and (inner.is_global or (_own_network_allowed() and inner.is_private))
    )


def _own_network_allowed() -> bool:
    return bool(current_app.config.get("LMS_PEER_LTI_PRIVATE_NETWORK"))


def _first_that_answers(addresses: list[str], port: int, until: float) -> socket.socket:
    seconds = min(CONNECT_SECONDS, _left(until)) / len(addresses)
    trouble: OSError = OSError("no address")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=seconds)
        except OSError as error:
            trouble = error
    raise trouble


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


@dataclass(frozen=True, slots=True)
class _InTime:
    """A connection as an answer is read from it: for no part of it, be it one sign of a header, later than `until`."""

    reached: socket.socket
    until: float

    def makefile(self, _mode: str) -> io.BufferedReader:
        """What comes in."""
        return io.BufferedReader(_Incoming(self.reached, self.until))


class _Incoming(io.RawIOBase):
    def __init__(self, reached: socket.socket, until: float) -> None:
        self._reached, self._until = reached, until
        self._file = reached.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int | None:
        self._reached.settimeout(_left(self._until))
        return self._file.readinto(into)

    def close(self) -> None:
        self._file.close()
        super().close()


def _read(url: str, response: http.client.HTTPResponse, largest: int) -> bytes:
    """The whole body, unless it is too long."""
    body = bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > largest:
            raise PlatformUnreachable(host_of(url), "long")
    return bytes(body)
