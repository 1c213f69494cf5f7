"""Links by which a member of staff answers one entry of hours without signing in: once, and not for ever.

Pure rules; the time comes in as an argument.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from lms_peer.domain.refusals import LinkShut
from lms_peer.domain.standing import HoursStanding, HoursStatus

LASTS = timedelta(days=14)


class LinkState(StrEnum):
    """What has become of a link."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    TAKEN_BACK = "taken_back"


def state_of(*, expires: datetime, used: datetime | None, taken_back: datetime | None, at: datetime) -> LinkState:
    """What has become of the link at the time `at`. To have been used says more than anything that came after."""
    if used:
        return LinkState.USED
    if taken_back:
        return LinkState.TAKEN_BACK
    return LinkState.EXPIRED if at >= expires else LinkState.OPEN


def require_open(state: LinkState, entry: HoursStanding) -> None:
    """Raises LinkShut when the link does not work, or the hours it was made for are not there to be answered."""
    if state is not LinkState.OPEN:
        raise LinkShut(state.value)
    if entry.status is HoursStatus.VOIDED:
        raise LinkShut("hours_gone")
    if entry.status is not HoursStatus.WAITING:
        raise LinkShut("answered")
