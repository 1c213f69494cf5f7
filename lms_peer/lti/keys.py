"""Keys at a launch: ours, which platforms fetch from us, and theirs, which we fetch from them.

Theirs are kept in memory for an hour. A key that is not among them is asked for once more, but a platform is not asked
again within a minute, whatever others send us; nor within ten seconds of a try that failed.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jwt
from jwt.algorithms import RSAAlgorithm

from lms_peer import keyring
from lms_peer.domain.launching import Fault, LaunchRefused, PlatformUnreachable
from lms_peer.keyring import Purpose
from lms_peer.lti.fetching import ask_json, host_of

ALGORITHM = "RS256"  # the one that the 1EdTech Security Framework names for LTI
_KEPT = 3600.0
_ASKED_AGAIN = 60.0
_AFTER_TROUBLE = 10.0
_MOST_PLATFORMS = 1000
_SHORTEST = 2048  # bits: a shorter key must not be used (RFC 7518, 3.3), since somebody may work it out


def published() -> dict[str, Any]:
    """Our public keys as a JSON Web Key Set (RFC 7517): the one in use, and those that were until lately."""
    return {"keys": [_as_jwk(one) for one in keyring.published(Purpose.LTI, None)]}


def signed(claims: Mapping[str, Any]) -> str:
    """Claims as a JSON Web Token that is signed with our key."""
    key = keyring.current(Purpose.LTI, None)
    return jwt.encode(dict(claims), keyring.private(key), ALGORITHM, headers={"kid": key.id})


def platform_key(jwks_url: str, kid: str | None) -> Any:
    """The platform's public key of this name, or its only one when a token names none.

    Raises LaunchRefused(UNKNOWN_KEY), PlatformUnreachable.
    """
    kept = _kept_for(jwks_url)
    with kept.lock:
        if kept.age > _KEPT:
            kept.ask(jwks_url)
        found = kept.find(kid)
        if found is None and kept.age > _ASKED_AGAIN:
            kept.ask(jwks_url)
            found = kept.find(kid)
    if found is None:
        raise LaunchRefused(Fault.UNKNOWN_KEY)
    return found


@dataclass
class _Kept:
    """The keys of one platform. Whoever holds `lock` may ask for them."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    keys: dict[str | None, Any] = field(default_factory=dict)
    asked: float = float("-inf")
    trouble: float = float("-inf")

    @property
    def age(self) -> float:
        return time.monotonic() - self.asked

    def find(self, kid: str | None) -> Any:
        if kid is None and len(self.keys) == 1:
            return next(iter(self.keys.values()))
        return self.keys.get(kid)

    def ask(self, jwks_url: str) -> None:
        """Ask the platform. When it does not answer, the keys of before still hold, if there are any."""
        try:
            if time.monotonic() - self.trouble < _AFTER_TROUBLE:
                raise PlatformUnreachable(host_of(jwks_url), "silent")
            try:
                self.keys = _rsa_keys(jwks_url, ask_json(jwks_url))
            except PlatformUnreachable:
                self.trouble = time.monotonic()
                raise
        except PlatformUnreachable:
            if not self.keys:
                raise
        else:
            self.asked = time.monotonic()


_platforms: dict[str, _Kept] = {}
_guard = threading.Lock()


def _kept_for(jwks_url: str) -> _Kept:
    with _guard:
        if len(_platforms) >= _MOST_PLATFORMS and jwks_url not in _platforms:
            _platforms.clear()
        return _platforms.setdefault(jwks_url, _Kept())


def _rsa_keys(jwks_url: str, told: Any) -> dict[str | None, Any]:
    """The RSA keys for signatures among what the platform published, if long enough; others are of no use to us."""
    listed = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(listed, list):
        raise PlatformUnreachable(host_of(jwks_url), "nonsense")
    found: dict[str | None, Any] = {}
    for one in listed:
        if isinstance(one, dict) and one.get("kty") == "RSA" and one.get("use", "sig") == "sig":
            try:
                key = RSAAlgorithm.from_jwk({name: one[name] for name in ("kty", "n", "e")})
                if key.key_size >= _SHORTEST:
                    found[one.get("kid")] = key
            except (jwt.PyJWTError, KeyError, ValueError, TypeError):
                continue
    return found


def _as_jwk(key: keyring.Key) -> dict[str, Any]:
    public: dict[str, Any] = json.loads(RSAAlgorithm.to_jwk(keyring.public_key(key.public)))  # type: ignore[arg-type]
    return {name: public[name] for name in ("kty", "n", "e")} | {"kid": key.id, "use": "sig", "alg": ALGORITHM}
