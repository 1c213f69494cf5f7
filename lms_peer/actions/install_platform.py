"""A trainer connects a learning platform to the centre: with an invitation that it uses itself, or typed by hand."""

from __future__ import annotations

from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.actions.who_acts import who_acts
from lms_peer.database import db, now, writing
from lms_peer.lti import platforms, registration
from lms_peer.lti.platforms import Said
from lms_peer.lti.registration import Addresses, Described
from lms_peer.lti.tables import Platform, PlatformState


def invite_platform(acting: Acting, *, with_names: bool, token: str | None = None) -> str:
    """A word with which one platform may register itself, once, within a week. See `platforms.invite`."""
    return platforms.invite(acting.centre, who_acts(acting), with_names=with_names, token=token)


def install_platform(token: str, described: Described, registration_token: str, ours: Addresses) -> Platform:
    """Register with a platform that holds an invitation, which is used then. It is PENDING until its first launch.

    Asks the platform first, holding nothing meanwhile. Begins a transaction of its own, for the caller to commit.
    Raises InvitationSpent, BadPlatform, PlatformUnreachable, PlatformTaken; the invitation stays good then.
    """
    with_names = platforms.invitation(token).with_names
    db.session.rollback()
    said = registration.register(described, registration_token, ours, with_names=with_names)
    with writing():
        invited = platforms.invitation(token, lock=True)
        platform = platforms.add_platform(
            invited.centre_id, said, invited.made_by, state=PlatformState.PENDING, with_names=with_names
        )
        invited.used, invited.platform_id = now(), platform.id
        db.session.flush()
        return platform


def add_by_hand(acting: Acting, submission: UUID, said: Said, *, with_names: bool) -> Platform:
    """A platform whose addresses a trainer typed. Raises BadPlatform, Missing, TooLong, PlatformTaken."""
    return platforms.add_platform(
        acting.centre,
        said,
        who_acts(acting),
        state=PlatformState.PENDING,
        with_names=with_names,
        own_id=submission,
    )
