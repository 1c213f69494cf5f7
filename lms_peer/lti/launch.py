"""Reading a launch (LTI 1.3 core, 1EdTech Security Framework 1.0): is it to be believed, and what does it say?

Everything is checked before anything is answered, and nothing is written: using the sign-in up is for whoever acts on
what was read. Each way to fail is one `Fault`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category
from urllib.parse import urlsplit

import jwt

from lms_peer.domain.launching import Fault, LaunchRefused
from lms_peer.lti import nonces
from lms_peer.lti.keys import ALGORITHM, platform_key
from lms_peer.lti.nonces import SignIn
from lms_peer.lti.platforms import active_platform, takes_deployment
from lms_peer.lti.tables import ID_LENGTH, Platform

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINKING = "LtiDeepLinkingRequest"
_LEEWAY = 30  # seconds that a platform's clock may be wrong
_LONGEST_TOKEN = 64 * 1024

_FAULTS: tuple[tuple[type[jwt.PyJWTError], Fault], ...] = (
    (jwt.ExpiredSignatureError, Fault.EXPIRED),
    (jwt.InvalidAudienceError, Fault.AUDIENCE),
    (jwt.InvalidIssuerError, Fault.ISSUER),
    (jwt.ImmatureSignatureError, Fault.TOO_EARLY),
    (jwt.InvalidIssuedAtError, Fault.TOO_EARLY),
    (jwt.InvalidAlgorithmError, Fault.ALGORITHM),
    (jwt.InvalidSignatureError, Fault.SIGNATURE),
)
_MISSING = {"exp": Fault.NO_EXPIRY, "nonce": Fault.NONCE, "aud": Fault.AUDIENCE, "iss": Fault.ISSUER}


@dataclass(frozen=True)
class Launch:
    """A launch that is to be believed. `target` is an address of ours, without our own name before it.

    `context_id` and `resource_link_id` are empty when the platform named none; `name` is None when it keeps names back.
    """

    sign_in: SignIn
    platform: Platform = field(repr=False)
    deployment_id: str
    sub: str = field(repr=False)
    message: str
    target: str
    roles: frozenset[str]
    name: str | None = field(repr=False)
    context_id: str
    context_title: str
    resource_link_id: str
    resource_link_title: str
    custom: Mapping[str, str]
    claims: Mapping[str, Any] = field(repr=False)

    def claim(self, name: str) -> Any:
        """One claim of LTI by its short name, such as `tool_platform`; None when it is not there."""
        return self.claims.get(CLAIM + name)


def read_launch(id_token: str, state: str, our_address: str) -> Launch:
    """What a platform says, once it is sure that it says so, to us, now. `our_address` is ours, without a slash.

    Raises LaunchRefused, PlatformOff, PlatformUnreachable. Asks the platform for its keys, so hold no lock meanwhile.
    """
    sign_in = nonces.read_state(state)
    platform = active_platform(sign_in.platform)
    claims = _believed(id_token, platform)
    _check_party(claims, platform)
    if claims.get("nonce") != sign_in.nonce:
        raise LaunchRefused(Fault.NONCE)
    return _launch(sign_in, platform, claims, our_address)


def _believed(id_token: str, platform: Platform) -> dict[str, Any]:
    """The claims, if the platform signed them for us and their time is now."""
    if len(id_token) > _LONGEST_TOKEN:
        raise LaunchRefused(Fault.NO_TOKEN)
    try:
        header = jwt.get_unverified_header(id_token)
        if header.get("alg") != ALGORITHM:
            raise LaunchRefused(Fault.ALGORITHM)
        key = platform_key(platform.jwks_url, header.get("kid"))
        claims: dict[str, Any] = jwt.decode(
            id_token,
            key,
            algorithms=[ALGORITHM],
            audience=platform.client_id,
            issuer=platform.issuer,
            leeway=_LEEWAY,
            options={"require": ["exp", "iat", "nonce", "aud", "iss"]},
        )
    except jwt.MissingRequiredClaimError as error:
        raise LaunchRefused(_MISSING.get(error.claim, Fault.NO_TOKEN)) from error
    except jwt.PyJWTError as error:
        fault = next((fault for kind, fault in _FAULTS if isinstance(error, kind)), Fault.NO_TOKEN)
        raise LaunchRefused(fault) from error
    return claims


def _check_party(claims: Mapping[str, Any], platform: Platform) -> None:
    """Of a token for several, we must be the one that it was issued to (OpenID Connect core, 3.1.3.7, 3 to 5)."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else platform.client_id) != platform.client_id:
        raise LaunchRefused(Fault.PARTY)


def _launch(sign_in: SignIn, platform: Platform, claims: Mapping[str, Any], our_address: str) -> Launch:
    if claims.get(f"{CLAIM}version") != "1.3.0":
        raise LaunchRefused(Fault.VERSION)
    message = claims.get(f"{CLAIM}message_type")
    if message not in (RESOURCE_LINK, DEEP_LINKING):
        raise LaunchRefused(Fault.MESSAGE)
    link = _part(claims, "resource_link")
    if message == RESOURCE_LINK and not _id(link.get("id")):
        raise LaunchRefused(Fault.MESSAGE)
    sub = _id(claims.get("sub"))
    if not sub:
        raise LaunchRefused(Fault.NOBODY)
    context, custom = _part(claims, "context"), _part(claims, "custom")
    return Launch(
        sign_in=sign_in,
        platform=platform,
        deployment_id=_deployment(platform, claims.get(f"{CLAIM}deployment_id")),
        sub=sub,
        message=message,
        target=own_part(claims.get(f"{CLAIM}target_link_uri"), our_address),
        roles=frozenset(role for role in _listed(claims.get(f"{CLAIM}roles")) if isinstance(role, str)),
        name=_name(claims) if platform.with_names else None,
        context_id=_id(context.get("id")),
        context_title=line_of(context.get("title")) or line_of(context.get("label")),
        resource_link_id=_id(link.get("id")),
        resource_link_title=line_of(link.get("title")),
        custom={str(name): str(value) for name, value in custom.items()},
        claims=claims,
    )


def _deployment(platform: Platform, said: Any) -> str:
    deployment_id = _id(said)
    if not deployment_id or not takes_deployment(platform, deployment_id):
        raise LaunchRefused(Fault.DEPLOYMENT)
    return deployment_id


def own_part(address: Any, our_address: str) -> str:
    """What comes after our own name in an address. Raises LaunchRefused(TARGET) when it is not ours."""
    if not isinstance(address, str) or any(sign <= " " or sign == "\\" for sign in address):
        raise LaunchRefused(Fault.TARGET)
    try:
        parts, ours = urlsplit(address), urlsplit(our_address)
        same = (parts.scheme, parts.hostname, parts.port) == (ours.scheme, ours.hostname, ours.port)
    except ValueError as error:
        raise LaunchRefused(Fault.TARGET) from error
    inside = parts.path == ours.path or parts.path.startswith(f"{ours.path}/")
    if not same or parts.username is not None or not inside:
        raise LaunchRefused(Fault.TARGET)
    path = parts.path.removeprefix(ours.path) or "/"
    if path.startswith("//"):
        raise LaunchRefused(Fault.TARGET)
    return f"{path}?{parts.query}" if parts.query else path


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = claims.get(CLAIM + name)
    return found if isinstance(found, dict) else {}


def _listed(said: Any) -> list[Any]:
    return said if isinstance(said, list) else []


def _id(said: Any) -> str:
    """An id, or nothing when it is none: at most 255 characters (LTI 1.3 core, 5.3)."""
    return said if isinstance(said, str) and 0 < len(said) <= ID_LENGTH and said.isprintable() else ""


def line_of(said: Any) -> str:
    """A text as one line that can be written down: 200 signs at most, without control signs and halves of signs."""
    if not isinstance(said, str):
        return ""
    return "".join(sign for sign in " ".join(said.split()) if category(sign) not in ("Cc", "Cs"))[:200]


def _name(claims: Mapping[str, Any]) -> str | None:
    parts = (line_of(claims.get("given_name")), line_of(claims.get("family_name")))
    return line_of(claims.get("name")) or line_of(" ".join(parts)) or None
