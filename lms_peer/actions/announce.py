"""A trainer tells a cohort something, or takes it down. Nothing of it reaches the ledger."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.actions.who_acts import who_acts
from lms_peer.database import now
from lms_peer.domain.refusals import InThePast
from lms_peer.domain.uk import uk_day
from lms_peer.messages import announcements
from lms_peer.messages.board_tables import Announcement


def announce(
    acting: Acting, cohort: UUID, submission: UUID, *, title: str, text: str, until: date
) -> Announcement:
    """Tell a cohort something until a day. Raises NotFound, Missing, TooLong, InThePast, AlreadySaid."""
    if until < uk_day(now()):
        raise InThePast("until")
    return announcements.announce(
        acting.centre, cohort, submission, title=title, text=text, until=until, by=who_acts(acting)
    )


def take_announcement_down(acting: Acting, announcement: UUID) -> Announcement:
    """Learners do not see it any more. Raises NotFound."""
    found = announcements.find(acting.centre, announcement)
    announcements.take_down(found)
    return found
