"""Learning platforms of a centre: registering them, finding the one that a sign-in comes from, switching them off."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db, now
from lms_peer.domain.launching import (
    BadPlatform,
    InvitationSpent,
    PlatformOff,
    PlatformTaken,
    UnknownPlatform,
    WhichPlatform,
)
from lms_peer.domain.refusals import Missing, NotFound, TooLong
from lms_peer.lti.tables import (
    ADDRESS_LENGTH,
    CLIENT_ID_LENGTH,
    ID_LENGTH,
    NAME_LENGTH,
    Deployment,
    Invitation,
    Platform,
    PlatformState,
)

INVITATION_LASTS = timedelta(days=7)
_ADDRESSES = ("issuer", "auth_login_url", "token_url", "jwks_url")


@dataclass(frozen=True)
class Said:
    """What a platform is, as a person typed it or as it says itself. `audience` and `family` may be empty."""

    name: str
    issuer: str
    client_id: str
    auth_login_url: str
    token_url: str
    jwks_url: str
    audience: str = ""
    family: str = ""
    deployments: tuple[str, ...] = ()


def add_platform(
    centre: UUID,
    said: Said,
    by: UUID,
    *,
    state: PlatformState,
    with_names: bool = False,
    own_id: UUID | None = None,
) -> Platform:
    """A new registration. The same `own_id` twice is one. Raises BadPlatform, Missing, TooLong, PlatformTaken."""
    there = db.session.get(Platform, own_id) if own_id else None
    if there is not None and there.centre_id == centre:
        return there
    platform = Platform(centre_id=centre, made_by=by, state=state, with_names=with_names, **_kept(said))
    if own_id:
        platform.id = own_id
    try:
        with db.session.begin_nested():
            db.session.add(platform)
    except IntegrityError as error:
        raise PlatformTaken(platform.issuer) from error
    for deployment_id in said.deployments:
        add_deployment(platform, deployment_id)
    return platform


def change_platform(platform: Platform, said: Said) -> None:
    """Write its addresses and deployments anew. Raises as `add_platform` does."""
    try:
        with db.session.begin_nested():
            for name, value in _kept(said).items():
                setattr(platform, name, value)
    except IntegrityError as error:
        db.session.refresh(platform)
        raise PlatformTaken(said.issuer) from error
    for one in deployments(platform):
        if one.deployment_id not in said.deployments:
            db.session.delete(one)
    for deployment_id in said.deployments:
        add_deployment(platform, deployment_id)


def settle(platform: Platform, *, with_names: bool, staff_roles: bool) -> None:
    """Whether names are kept, and whether an instructor there is a trainer here."""
    platform.with_names, platform.staff_roles = with_names, staff_roles
    db.session.flush()


def switch_on(platform: Platform) -> None:
    """Let people in from it. One from which nobody ever came waits for its first launch, as it did before."""
    platform.state = PlatformState.ACTIVE if platform.last_launch else PlatformState.PENDING
    db.session.flush()


def switch_off(platform: Platform) -> None:
    """Let nobody in from it."""
    platform.state = PlatformState.OFF
    db.session.flush()


def add_deployment(platform: Platform, deployment_id: str) -> Deployment:
    """Know one more deployment; twice changes nothing. Raises BadPlatform."""
    if not (0 < len(deployment_id) <= ID_LENGTH and deployment_id.isprintable()):
        raise BadPlatform("deployments")
    query = select(Deployment).where(
        Deployment.platform_id == platform.id, Deployment.deployment_id == deployment_id
    )
    found = db.session.scalar(query)
    if found is None:
        found = Deployment(centre_id=platform.centre_id, platform_id=platform.id, deployment_id=deployment_id)
        db.session.add(found)
        db.session.flush()
    return found


def platforms(centre: UUID) -> list[Platform]:
    """The centre's platforms by name."""
    query = (
        select(Platform).where(Platform.centre_id == centre).order_by(Platform.name, Platform.made, Platform.id)
    )
    return list(db.session.scalars(query))


def platform(centre: UUID, platform_id: UUID) -> Platform:
    """One platform of this centre. Raises NotFound("learning platform")."""
    found = db.session.scalar(select(Platform).where(Platform.id == platform_id, Platform.centre_id == centre))
    if found is None:
        raise NotFound("learning platform")
    return found


def deployments(platform: Platform) -> list[Deployment]:
    """Its deployments, in the order in which they became known."""
    query = select(Deployment).where(Deployment.platform_id == platform.id)
    return list(db.session.scalars(query.order_by(Deployment.made, Deployment.deployment_id)))


def has_deployment(platform: Platform, deployment_id: str | None = None) -> bool:
    """True when it has this deployment, or any at all."""
    query = select(Deployment.id).where(Deployment.platform_id == platform.id)
    if deployment_id is not None:
        query = query.where(Deployment.deployment_id == deployment_id)
    return db.session.scalar(query.limit(1)) is not None


def takes_deployment(platform: Platform, deployment_id: str) -> bool:
    """True for one that is known. Until a platform has shown that it works, its first one becomes known."""
    waits = platform.state is PlatformState.PENDING and not has_deployment(platform)
    return waits or has_deployment(platform, deployment_id)


def active_platform(platform_id: UUID, *, lock: bool = False) -> Platform:
    """The platform that a sign-in began with. `lock` holds it until the transaction ends: others come in after.

    Raises UnknownPlatform, PlatformOff.
    """
    found = db.session.get(Platform, platform_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise UnknownPlatform("")
    return _on(found)


def platform_signing_in(issuer: str, client_id: str, deployment_id: str) -> Platform:
    """Which registration a sign-in comes from: by client id, or else by the deployment, or else the only one there is.

    Raises UnknownPlatform, WhichPlatform, PlatformOff. Many may share an issuer: Canvas in the cloud, Open edX.
    """
    query = select(Platform).where(Platform.issuer == issuer).order_by(Platform.id)
    if client_id:
        query = query.where(Platform.client_id == client_id)
    elif deployment_id:
        deployed = select(Deployment.platform_id).where(Deployment.deployment_id == deployment_id)
        query = query.where(Platform.id.in_(deployed))
    found = list(db.session.scalars(query.limit(2)))
    if not found:
        raise UnknownPlatform(issuer)
    if len(found) > 1:
        raise WhichPlatform(issuer)
    return _on(found[0])


def invite(centre: UUID, by: UUID, *, with_names: bool = False, token: str | None = None) -> str:
    """A word with which one platform may register itself at this centre, once, within a week. It is not kept.

    With a `token` that was given before, it is that invitation again.
    """
    word = token or secrets.token_urlsafe(24)
    if _invitation(word) is None:
        db.session.add(
            Invitation(
                centre_id=centre,
                token_hash=_hashed(word),
                with_names=with_names,
                made_by=by,
                expires=now() + INVITATION_LASTS,
            )
        )
        db.session.flush()
    return word


def invitation(token: str, *, lock: bool = False) -> Invitation:
    """The invitation, while it is good. `lock` holds it until the transaction ends. Raises InvitationSpent."""
    found = _invitation(token, lock)
    if found is None or found.used or found.expires <= now():
        raise InvitationSpent
    return found


def _invitation(token: str, lock: bool = False) -> Invitation | None:
    query = select(Invitation).where(Invitation.token_hash == _hashed(token))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def may_be_an_address(url: str) -> bool:
    """True for a whole web address over https, or http where the service's own network is allowed."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    schemes = ("https", "http") if current_app.config.get("LMS_PEER_LTI_PRIVATE_NETWORK") else ("https",)
    plain = url.isprintable() and " " not in url and len(url) <= ADDRESS_LENGTH
    return plain and parts.scheme in schemes and bool(parts.hostname) and parts.username is None


def _on(found: Platform) -> Platform:
    if found.state is PlatformState.OFF:
        raise PlatformOff(found.name)
    return found


def _kept(said: Said) -> dict[str, str | None]:
    """What is kept of it, without spaces around. Raises BadPlatform, Missing, TooLong."""
    texts = {name: value.strip() for name, value in vars(said).items() if isinstance(value, str)}
    for field in ("name", "issuer", "client_id"):
        if not texts[field]:
            raise Missing(field)
    for field, limit in (("name", NAME_LENGTH), ("client_id", CLIENT_ID_LENGTH), ("audience", ADDRESS_LENGTH)):
        if len(texts[field]) > limit:
            raise TooLong(field, limit)
    if odd := next((field for field, text in texts.items() if not _may_be(field, text)), None):
        raise BadPlatform(odd)
    return {**texts, "audience": texts["audience"] or None, "family": texts["family"][:64]}


def _may_be(field: str, text: str) -> bool:
    """False for what is no address where one must be. Nobody but us vouches for people under our own address."""
    if field == "issuer" and text.rstrip("/") == current_app.config["LMS_PEER_ISSUER"]:
        return False
    return may_be_an_address(text) if field in _ADDRESSES else text.isprintable()


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()
