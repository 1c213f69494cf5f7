"""Speaking to a platform's services (marks, rosters) in the name of one registration.

Leave to do so is an access token, asked for with an assertion that we sign (1EdTech Security Framework 1.0, 4.1; RFC
7523). A token is kept in memory until it ends, under the registration it was given to and never under the issuer: two
client ids of one issuer may be two centres. How the network is spoken to is decided by `fetching` alone.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import UUID, uuid4

from lms_peer import keyring
from lms_peer.keyring import Purpose
from lms_peer.lti import fetching
from lms_peer.lti.fetching import Reply
from lms_peer.lti.keys import signed
from lms_peer.lti.tables import Platform

_GOOD_FOR = 60  # seconds, an assertion
_EARLY = 60  # seconds before its end that a token is not used any more
_UNTOLD = 300  # seconds that a token is used which says nothing of its end; and the most of any
_LONGEST = 24 * 3600
_MOST_TOKENS = 500
_SHUT = (401, 403)  # Open edX answers 403 to a token that is not good
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_NEXT = re.compile(
    r"<([^<>]*)>\s*;[^,<]*\brel=[^a-z,;<]{0,8}next\b", re.IGNORECASE | re.ASCII
)  # Moodle curls quotes
MOST_PAGES = 200


@dataclass(frozen=True)
class Registration:
    """As much of a platform's registration as is needed to speak to it, outside any transaction."""

    id: UUID
    client_id: str
    token_url: str
    audience: str | None

    @classmethod
    def of(cls, platform: Platform) -> Registration:
        """That of a platform."""
        return cls(platform.id, platform.client_id, platform.token_url, platform.audience)


@dataclass
class NotTaken(Exception):
    """A platform answered, and said no. `said` is how its words begin; `wait` the seconds it asked us to wait."""

    status: int
    said: str
    wait: float = 0

    @property
    def passing(self) -> bool:
        """True when the same may be taken later: the platform is busy or has a fault, or does not know our key yet."""
        return self.status in (401, 408, 425, 429) or self.status >= 500


@dataclass(frozen=True)
class _Token:
    value: str = field(repr=False)
    until: float

    @property
    def header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.value}"}


_Key = tuple[UUID, str, str, tuple[str, ...]]
_tokens: dict[_Key, _Token] = {}
_turn = threading.Lock()


def _keep(key: _Key, token: _Token) -> None:
    with _turn:
        if len(_tokens) >= _MOST_TOKENS:
            _tokens.clear()
        _tokens[key] = token


class Connector:
    """One registration, as its platform's services know it. Every method may raise NotTaken and PlatformUnreachable."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration

    def get(self, url: str, scopes: Sequence[str], accept: str) -> Reply:
        """What is at `url`."""
        return self._ask(url, scopes, {"Accept": accept})

    def post(self, url: str, scopes: Sequence[str], body: str, kind: str, accept: str = "*/*") -> Reply:
        """Send `body`, which is of the media type `kind`."""
        headers = {"Accept": accept, "Content-Type": kind}
        return self._ask(url, scopes, headers, method="POST", body=body.encode())

    def pages(self, url: str, scopes: Sequence[str], accept: str) -> Iterator[Any]:
        """The JSON of a list, page by page. The next page must be on the same server: no other gets our token."""
        here: str | None = url
        for _ in range(MOST_PAGES):
            if here is None:
                return
            reply = self.get(here, scopes, accept)
            yield reply.json()
            here = _next_page(reply)
        raise NotTaken(508, "The list has too many pages.")

    def _ask(self, url: str, scopes: Sequence[str], headers: dict[str, str], **how: Any) -> Reply:
        key = self._key(scopes)
        kept = _tokens.get(key)
        if kept is not None and kept.until > time.monotonic():
            reply = fetching.ask(url, headers=headers | kept.header, **how)
            if reply.status not in _SHUT:
                return _taken(reply)
        # There is none, or it was taken back before its end: platforms do that when they change their keys.
        fresh = self._new_token(scopes)
        _keep(key, fresh)
        return _taken(fetching.ask(url, headers=headers | fresh.header, **how))

    def _key(self, scopes: Sequence[str]) -> _Key:
        mine = self._registration
        return mine.id, mine.client_id, mine.token_url, tuple(sorted(scopes))

    def _new_token(self, scopes: Sequence[str]) -> _Token:
        # The platform fetches our key while we wait for its answer, so the key must be there for everybody.
        keyring.lasting(Purpose.LTI, None)
        mine, present = self._registration, int(time.time())
        assertion = {
            "iss": mine.client_id,
            "sub": mine.client_id,
            "aud": mine.audience or mine.token_url,
            "iat": present - 5,
            "exp": present + _GOOD_FOR,
            "jti": str(uuid4()),
        }
        asked = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION,
            "client_assertion": signed(assertion),
            "scope": " ".join(scopes),
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = fetching.ask(mine.token_url, method="POST", headers=headers, body=urlencode(asked).encode())
        given = _taken(reply).json()
        if not isinstance(given, dict) or not isinstance(given.get("access_token"), str):
            raise NotTaken(502, "There is no access token in the answer.")
        return _Token(given["access_token"], time.monotonic() + _seconds(given.get("expires_in")))


def _taken(reply: Reply) -> Reply:
    if reply.good:
        return reply
    said = " ".join(re.sub(r"<[^>]*>", " ", reply.body[:4000].decode("utf-8", "replace")).split())
    asked = reply.headers.get("retry-after", "")
    raise NotTaken(reply.status, said[:300], float(asked) if asked.isdecimal() else 0)


def _next_page(reply: Reply) -> str | None:
    """Where the next page is (RFC 8288), or None. Raises NotTaken when it is on another server."""
    found = _NEXT.search(reply.headers.get("link", ""))
    if found is None:
        return None
    address: str = urljoin(reply.url, found[1])
    if urlsplit(address)[:2] != urlsplit(reply.url)[:2]:
        raise NotTaken(508, "The next page is on another server.")
    return address


def _seconds(told: object) -> float:
    """How long a token may be used. Some platforms write the number as text."""
    try:
        return min(max(int(str(told)) - _EARLY, 1), _LONGEST)
    except ValueError:
        return _UNTOLD
