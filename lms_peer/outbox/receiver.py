"""Speaking to another Learning Record Store. The one place, with `xapi`, that knows tincan.

tincan's RemoteLRS knows the addresses, the credentials and the requests. Its transport is replaced: it waits for ever,
sends text as Latin-1, and reads an answer however long it is. Here every request has time-outs, bytes go out as they
are, an answer has a largest size, and no redirect is followed: credentials go to the address that was written down.
"""

from __future__ import annotations

import base64
import http.client
import ipaddress
import json
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID, uuid4

from tincan.http_request import HTTPRequest
from tincan.lrs_response import LRSResponse
from tincan.remote_lrs import RemoteLRS

from lms_peer.outbox.parcels import Parcel
from lms_peer.vault.faults import VaultDamaged, VaultFault
from lms_peer.vault.store import Vault

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 30.0
ANSWER_SECONDS = 120.0
LARGEST_ANSWER = 64 * 1024 * 1024
_CHUNK = 64 * 1024
_SHOWN = 300
_JSON = "application/json"
BAD_FILE = 400


class NoAnswer(Exception):
    """Their system could not be spoken to; the message says in plain words why. `wait` is what it asked for."""

    def __init__(self, words: str, wait: float = 0) -> None:
        super().__init__(words)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Address:
    """Where a store is and who we are there. `inside` allows an address in our own network."""

    endpoint: str
    version: str
    key: str
    secret: str
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What their system said. `wait` is how many seconds it asked us to stay away."""

    status: int
    body: bytes = b""
    wait: float = 0

    @property
    def taken(self) -> bool:
        """True for success."""
        return 200 <= self.status < 300

    @property
    def words(self) -> str:
        """The status and the beginning of what was said with it, for a person to read."""
        said = re.sub(r"<[^>]*>", " ", self.body[:4000].decode("utf-8", "replace"))
        said = "".join(sign if sign.isprintable() else " " for sign in said)
        return f"{self.status} {' '.join(said.split())[:_SHOWN]}".strip()


class Receiver:
    """One other Learning Record Store. Every method may raise NoAnswer."""

    def __init__(self, address: Address, vault: Vault | None = None, centre: UUID | None = None) -> None:
        self._address, self._vault, self._centre = address, vault, centre
        basic = base64.b64encode(f"{address.key}:{address.secret}".encode()).decode()
        self._lrs = _Lrs(
            endpoint=address.endpoint,
            auth=f"Basic {basic}" if address.key or address.secret else None,
            inside=address.inside,
            speaks=address.version,
        )

    def say(self, parcels: Sequence[Parcel]) -> Answer:
        """Send statements in one request. A damaged file of ours is answered as if they had refused it."""
        body = b"[" + b",".join(parcel.body for parcel in parcels) + b"]"
        headers, length, content = {"Content-Type": _JSON}, len(body), cast("Iterable[bytes] | bytes", body)
        if any(parcel.files for parcel in parcels):
            boundary = uuid4().hex
            headers["Content-Type"] = f'multipart/mixed; boundary="{boundary}"'
            content = self._multipart(boundary, body, parcels)
            length = sum(map(len, self._multipart(boundary, body, parcels, measure=True)))
            length += sum(file.size for file in _files(parcels))
        headers["Content-Length"] = str(length)
        try:
            return self._ask("POST", "statements", headers=headers, content=content)
        except VaultDamaged:
            return Answer(BAD_FILE, b"A file of this statement is damaged in our own store.")
        except VaultFault as fault:
            raise NoAnswer("Our own store of files does not answer.") from fault

    def held(self, statement_id: UUID) -> dict[str, Any] | None:
        """The statement they hold under this id, voided or not; None when they do not show one."""
        for parameter in ("statementId", "voidedStatementId"):
            answer = self._ask("GET", "statements", {parameter: str(statement_id)})
            if answer.taken:
                with suppress(ValueError, RecursionError):
                    found = json.loads(answer.body)
                    return found if isinstance(found, dict) else None
                return None
            if answer.status not in (400, 403, 404):
                raise NoAnswer(trouble(answer), answer.wait)
        return None

    def read(self, resource: str, query: dict[str, str]) -> Answer:
        """What they answer to a GET. `resource` is a name such as `statements`, or a whole address."""
        return self._ask("GET", resource, query)

    def _ask(
        self,
        method: str,
        resource: str,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        content: Iterable[bytes] | bytes | None = None,
    ) -> Answer:
        request = _Raw(
            method=method, resource=resource, query_params=query or {}, headers=headers or {}, content=content
        )
        response = self._lrs._send_request(request)
        asked = response.response.getheader("Retry-After", "")
        return Answer(response.response.status, response.content, float(asked) if asked.isdecimal() else 0)

    def _multipart(
        self, boundary: str, body: bytes, parcels: Sequence[Parcel], measure: bool = False
    ) -> Iterator[bytes]:
        """Statements first, then each file once (xAPI 1.0.3 part 3, 1.5.2). `measure` leaves out the files' bytes."""
        yield f"--{boundary}\r\nContent-Type: {_JSON}\r\n\r\n".encode() + body
        for file in _files(parcels):
            kind = " ".join(file.media_type.split())  # whoever said it must not add lines of their own
            yield (
                f"\r\n--{boundary}\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: binary\r\n"
                f"X-Experience-API-Hash: {file.sha2}\r\n\r\n"
            ).encode()
            if not measure and self._vault and self._centre:
                yield from self._vault.open(self._centre, file.sha2)
        yield f"\r\n--{boundary}--\r\n".encode()


def trouble(answer: Answer) -> str:
    """What keeps us from sending anything, in plain words."""
    if answer.status in (401, 403):
        return "Their system does not let us in. Check the key and the secret, and what they may do there."
    if answer.status == 404:
        return "There is no Learning Record Store at this address. Check the address."
    if 300 <= answer.status < 400:
        return "Their system sends us to another address. Write the new address here, if you trust it."
    if answer.status == 429:
        return "Their system asks us to be slower."
    return f"Their system has a fault of its own ({answer.status})."


def _files(parcels: Sequence[Parcel]) -> list[Any]:
    """Each file of the parcels, once."""
    return list({file.sha2: file for parcel in parcels for file in parcel.files}.values())


class _Raw(HTTPRequest):  # type: ignore[misc]
    """A request whose content stays bytes; tincan's own makes text of it, and Latin-1 of the text."""

    @property
    def content(self) -> Iterable[bytes] | bytes | None:
        """Bytes, or chunks of bytes that are made while they are sent."""
        return self._content

    @content.setter
    def content(self, value: Iterable[bytes] | bytes | None) -> None:
        self._content = value


class _Lrs(RemoteLRS):  # type: ignore[misc]
    """tincan's client with a transport of ours. `speaks` is the version in the header, 2.0.0 too."""

    _props = [*RemoteLRS._props, "inside", "speaks"]

    def _send_request(self, request: HTTPRequest) -> LRSResponse:
        """Send, and answer with the bytes as `content`. Raises NoAnswer."""
        resource = request.resource
        url = urlsplit(resource if resource.startswith("http") else f"{self.endpoint}{resource}")
        query = "&".join(part for part in (url.query, urlencode(request.query_params)) if part)
        headers = {"X-Experience-API-Version": self.speaks, "Connection": "close", **request.headers}
        if self.auth is not None:
            headers["Authorization"] = self.auth
        try:
            with closing(_connected(url.scheme, url.hostname or "", url.port, self.inside)) as connection:
                path = f"{url.path or '/'}{'?' + query if query else ''}"
                with suppress(BrokenPipeError, ConnectionResetError):  # it may answer before it has heard it all
                    connection.request(request.method, path, body=request.content, headers=headers)
                response = connection.getresponse()
                body = _read(response)
        except TimeoutError as error:
            raise NoAnswer("Their system took too long to answer.") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NoAnswer("Their system did not answer.") from error
        success = 200 <= response.status < 300
        return LRSResponse(success=success, request=request, response=response, data="", content=body)


def _connected(scheme: str, host: str, port: int | None, inside: bool) -> http.client.HTTPConnection:
    """A connection to an address that may be spoken to. Looks at the address that was really reached."""
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    connection = kind(host, port, timeout=CONNECT_SECONDS)
    try:
        connection.connect()
        reached = ipaddress.ip_address(str(connection.sock.getpeername()[0]).partition("%")[0])
        mapped = getattr(reached, "ipv4_mapped", None)
        if not (inside or (mapped or reached).is_global):
            raise NoAnswer(
                "This address is inside the network of this service. Only the people who look after this service can "
                "allow that, with: lms-peer outbox change --inside"
            )
        connection.sock.settimeout(SILENCE_SECONDS)
    except BaseException:
        connection.close()
        raise
    return connection


def _read(response: http.client.HTTPResponse) -> bytes:
    """The whole body, unless it is too long or drips. Raises NoAnswer."""
    until, body = time.monotonic() + ANSWER_SECONDS, bytearray()
    while chunk := response.read1(_CHUNK):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise NoAnswer("The answer of their system is too long.")
        if time.monotonic() > until:
            raise NoAnswer("Their system took too long to answer.")
    return bytes(body)
