"""Choosing what an activity of a course shows (LTI Deep Linking 2.0): what a platform asks, and what we answer.

Pure but for the signature under an answer. What was asked travels through the pages as a signed text, so that nothing
has to be kept of a choice that nobody makes. pylti1p3next says how an item and its line item are written down.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.lineitem import LineItem

from lms_peer.domain.marks import MOST
from lms_peer.domain.placing import CanNotPlace
from lms_peer.lti import grades
from lms_peer.lti.keys import signed
from lms_peer.lti.scores import TAG
from lms_peer.lti.tables import REFERENCE_LENGTH, Platform, Shows

_CLAIM = "https://purl.imsglobal.org/spec/lti/claim"
_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
KIND = "ltiResourceLink"
CUSTOM = "shows"
GOOD_FOR = 3600  # seconds that a choice may take
_ANSWER_GOOD_FOR = 600
_LONGEST = 255  # a title
_WEB = ("https://", "http://")


@dataclass(frozen=True)
class Target:
    """What an activity shows. `slug` and `unit` name a course and its unit, for the kinds that have one."""

    shows: Shows
    slug: str | None = None
    unit: str | None = None

    @property
    def text(self) -> str:
        """As the platform keeps it for us: `unit/listening/H1`. A unit's reference may hold a `/`, a slug may not."""
        return "/".join(part for part in (self.shows.value, self.slug, self.unit) if part)


HOME = Target(Shows.HOME)
_PARTS = {Shows.HOME: 1, Shows.HOURS: 1, Shows.PORTFOLIO: 1, Shows.QUALIFICATION: 2, Shows.UNIT: 3}


def target_of(custom: object) -> Target:
    """What the `custom` claim of a launch asks for; HOME when it asks for nothing that we know."""
    said = custom.get(CUSTOM) if isinstance(custom, Mapping) else None
    parts = said.split("/", 2) if isinstance(said, str) else []
    if not parts or parts[0] not in set(Shows) or not all(map(_may_be_a_name, parts)):
        return HOME
    shows = Shows(parts[0])
    return Target(shows, *parts[1:]) if len(parts) == _PARTS[shows] else HOME


def _may_be_a_name(part: str) -> bool:
    return 0 < len(part) <= REFERENCE_LENGTH and part.isprintable()


@dataclass(frozen=True)
class Asked:
    """What a platform asks us to choose. `said` is the platform's own text, given back with the answer as it came."""

    platform: str
    deployment: str
    account: str
    return_url: str
    many: bool
    marks: bool
    said: str | None = None

    def sealed(self) -> str:
        """The question as a text that nobody else can make or change."""
        return _serializer().dumps(asdict(self))


def asked_by(claims: Mapping[str, Any], platform: Platform, account: UUID) -> Asked:
    """What a LtiDeepLinkingRequest asks of `account`. Raises CanNotPlace.

    `accept_multiple` and `accept_lineitem` may be text (3.1.5.1): some platforms write "true".
    """
    settings = claims.get(_SETTINGS)
    back = settings.get("deep_link_return_url") if isinstance(settings, Mapping) else None
    if not isinstance(settings, Mapping) or not isinstance(back, str) or not back.startswith(_WEB):
        raise CanNotPlace("nowhere")
    kinds = settings.get("accept_types")
    if not isinstance(kinds, list | str) or KIND not in kinds:
        raise CanNotPlace("kind")
    said = settings.get("data")
    return Asked(
        platform=str(platform.id),
        deployment=str(claims[f"{_CLAIM}/deployment_id"]),
        account=str(account),
        return_url=back,
        many=_true(settings.get("accept_multiple", False)),
        marks=_true(settings.get("accept_lineitem", True)),
        said=said if isinstance(said, str) else None,
    )


def opened(sealed: str, account: UUID) -> Asked:
    """The question again. Raises CanNotPlace when it is too old, was altered, or was asked of somebody else."""
    try:
        asked = Asked(**_serializer().loads(sealed, max_age=GOOD_FOR))
    except (BadData, TypeError) as error:
        raise CanNotPlace("late") from error
    if asked.account != str(account):
        raise CanNotPlace("late")
    return asked


def item(target: Target, title: str, launch_url: str, *, marks: bool) -> dict[str, object]:
    """One activity, as the platform is to make it. With `marks` it has a line item, if there is a mark at all."""
    made = DeepLinkResource().set_title(title[:_LONGEST]).set_url(launch_url)
    made.set_custom_params({CUSTOM: target.text})
    if marks and target.shows in (Shows.UNIT, Shows.QUALIFICATION):
        line = LineItem().set_label(title[:_LONGEST]).set_tag(TAG).set_score_maximum(int(MOST))
        made.set_lineitem(line.set_resource_id(grades.resource_id(target.slug, target.unit)))
    return made.to_dict()


def answer(asked: Asked, platform: Platform, items: Sequence[Mapping[str, object]]) -> str:
    """The signed answer. Written here: pylti1p3next gives back a `data` of null to who sent none (3.2 forbids it)."""
    present = int(time.time())
    claims: dict[str, Any] = {
        "iss": platform.client_id,
        "aud": [platform.issuer],
        "iat": present,
        "exp": present + _ANSWER_GOOD_FOR,
        "nonce": uuid4().hex,
        f"{_CLAIM}/deployment_id": asked.deployment,
        f"{_CLAIM}/message_type": "LtiDeepLinkingResponse",
        f"{_CLAIM}/version": "1.3.0",
        "https://purl.imsglobal.org/spec/lti-dl/claim/content_items": list(items),
    }
    if asked.said is not None:
        claims["https://purl.imsglobal.org/spec/lti-dl/claim/data"] = asked.said
    return signed(claims)


def _true(said: object) -> bool:
    return said is True or (isinstance(said, str) and said.lower() == "true")


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="lti deep linking")
