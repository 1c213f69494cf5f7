"""Registering ourselves with a platform (LTI Dynamic Registration 1.0): what it says of itself, and what we ask of it.

Speaks to the platform by `fetching` alone, and writes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lms_peer.domain.launching import BadPlatform, PlatformUnreachable
from lms_peer.lti.fetching import ask, ask_json, host_of
from lms_peer.lti.launch import DEEP_LINKING, RESOURCE_LINK
from lms_peer.lti.platforms import Said, may_be_an_address

_PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
NAME = "lms_peer"
DESCRIPTION = "Units, shadowing hours and portfolios of peer advisors"
# Who it is, and nothing else: `sub` is opaque. Names only where the centre wants them, e-mail addresses never.
CLAIMS = ("iss", "sub")
NAMES = ("name", "given_name", "family_name")
SCOPES = (
    "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem",
    "https://purl.imsglobal.org/spec/lti-ags/scope/score",
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
)


@dataclass(frozen=True)
class Addresses:
    """Where a platform finds us: whole addresses of ours."""

    home: str
    login: str
    launch: str
    jwks: str
    icon: str


@dataclass(frozen=True)
class Described:
    """What a platform says of itself, checked."""

    issuer: str
    auth_login_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    audience: str
    family: str

    @property
    def host(self) -> str:
        """The platform's host, for people to read."""
        return host_of(self.issuer)


def describe(configuration_url: str) -> Described:
    """What the platform says of itself at this address. Raises BadPlatform, PlatformUnreachable.

    The issuer must be on the same host as the address (LTI DR 1.0, 3.4): nobody registers in another's name.
    """
    if not may_be_an_address(configuration_url):
        raise BadPlatform("openid_configuration")
    told = ask_json(configuration_url)
    if not isinstance(told, dict):
        raise PlatformUnreachable(host_of(configuration_url), "nonsense")
    issuer = _address(told, "issuer")
    if not _same_host(issuer, configuration_url):
        raise BadPlatform("issuer")
    audience, platform = told.get("authorization_server"), told.get(_PLATFORM)
    family = platform.get("product_family_code") if isinstance(platform, dict) else None
    return Described(
        issuer=issuer,
        auth_login_url=_address(told, "authorization_endpoint"),
        token_url=_address(told, "token_endpoint"),
        jwks_url=_address(told, "jwks_uri"),
        registration_url=_address(told, "registration_endpoint"),
        audience=audience if isinstance(audience, str) else "",
        family=family[:64] if isinstance(family, str) else "",
    )


def register(platform: Described, token: str, ours: Addresses, *, with_names: bool) -> Said:
    """Ask the platform to know us; answers what it is to us from now on.

    Without a registration token there is no Authorization header: Brightspace refuses an empty one. Raises BadPlatform,
    PlatformUnreachable.
    """
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = json.dumps(asked_for(ours, with_names=with_names)).encode()
    reply = ask(platform.registration_url, method="POST", headers=headers, body=body)
    if not reply.good:
        raise PlatformUnreachable(platform.host, "refused")
    given = reply.json()
    client_id = given.get("client_id") if isinstance(given, dict) else None
    if not isinstance(client_id, str) or not client_id:
        raise PlatformUnreachable(platform.host, "nonsense")
    return Said(
        name=platform.host,
        issuer=platform.issuer,
        client_id=client_id,
        auth_login_url=platform.auth_login_url,
        token_url=platform.token_url,
        jwks_url=platform.jwks_url,
        audience=platform.audience,
        family=platform.family,
        deployments=_deployments(given),
    )


def asked_for(ours: Addresses, *, with_names: bool) -> dict[str, Any]:
    """What we ask a platform for: LTI DR 1.0, 3.5.2."""
    messages = [
        {"type": RESOURCE_LINK, "target_link_uri": ours.launch, "label": NAME},
        {"type": DEEP_LINKING, "target_link_uri": ours.launch, "label": NAME},
    ]
    return {
        "application_type": "web",
        "client_name": NAME,
        "client_uri": ours.home,
        "logo_uri": ours.icon,
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": ours.login,
        "redirect_uris": [ours.launch],
        "jwks_uri": ours.jwks,
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(SCOPES),
        _TOOL: {
            "domain": urlsplit(ours.home).netloc,
            "description": DESCRIPTION,
            "target_link_uri": ours.launch,
            "claims": [*CLAIMS, *(NAMES if with_names else ())],
            "messages": messages,
        },
    }


def canvas_configuration(ours: Addresses, *, with_names: bool) -> dict[str, Any]:
    """What Canvas reads as the configuration of an LTI key: the same, in its own words."""
    placements = [
        {"placement": "assignment_selection", "message_type": DEEP_LINKING},
        {"placement": "link_selection", "message_type": DEEP_LINKING},
        {"placement": "course_navigation", "message_type": RESOURCE_LINK, "default": "disabled"},
    ]
    shared = {"enabled": True, "target_link_uri": ours.launch, "icon_url": ours.icon, "text": NAME}
    return {
        "title": NAME,
        "description": DESCRIPTION,
        "target_link_uri": ours.launch,
        "oidc_initiation_url": ours.login,
        "public_jwk_url": ours.jwks,
        "scopes": list(SCOPES),
        "extensions": [
            {
                "platform": "canvas.instructure.com",
                "domain": urlsplit(ours.home).netloc,
                "tool_id": NAME,
                "privacy_level": "name_only" if with_names else "anonymous",
                "settings": {
                    "text": NAME,
                    "icon_url": ours.icon,
                    "placements": [{**shared, **one} for one in placements],
                },
            }
        ],
        "custom_fields": {},
    }


def _address(told: Mapping[str, Any], name: str) -> str:
    found = told.get(name)
    if not isinstance(found, str) or not may_be_an_address(found):
        raise BadPlatform(name)
    return found


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower()


def _deployments(given: Mapping[str, Any]) -> tuple[str, ...]:
    """The deployment that some platforms make at once: Moodle does."""
    tool = given.get(_TOOL)
    found = tool.get("deployment_id") if isinstance(tool, dict) else None
    return (str(found),) if isinstance(found, (str, int)) and str(found) else ()
