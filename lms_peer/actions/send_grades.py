"""Marks go to platforms: a job for each platform that sends what is due, and somebody who asks for such jobs.

A mark's time is written down with it, before it is sent. So a job that was killed sends the very same thing again, and
a platform keeps it once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_peer.actions.platform_trouble import GONE, Trouble, in_words
from lms_peer.actions.record import Acting
from lms_peer.database import db, now, reading
from lms_peer.domain.launching import PlatformUnreachable
from lms_peer.jobs import JobContext, enqueue, job
from lms_peer.lti import grades, platforms, scores
from lms_peer.lti.connector import Connector, NotTaken, Registration
from lms_peer.lti.grades import Due
from lms_peer.lti.tables import PlatformState
from lms_peer.outbox.rounds import pause_before

LOT = 50
GIVE_UP = 20  # tries of one mark, in about twelve hours
IN_A_ROW = 3  # that a platform does not take before the others wait too
LOOK_EVERY = 3.0  # seconds: whether marks wait


@job("send grades")
def send_grades(context: JobContext, platform: str) -> int:
    """Send a platform the marks that are due; answers how many it took."""
    found = platforms.platform(context.centre, UUID(platform))
    if found.state is PlatformState.OFF:  # switched off since somebody asked for this job
        return 0
    known = Registration.of(found)
    waiting = grades.due(known.id, LOT)
    with context.released():
        sent = list(_send(Connector(known), waiting))
    for one in sent:
        one.write_down()
    return sum(one.error is None for one in sent)


def ask_for_grades() -> int:
    """Ask for a job for each platform that marks wait for; answers how many do. Commits nothing."""
    with reading():
        waiting = grades.waiting_platforms()
        db.session.rollback()
    for platform, centre in waiting:
        enqueue(send_grades.kind, {"platform": str(platform)}, centre, key=f"grades for {platform}")
    return len(waiting)


def send_again(acting: Acting, grade: UUID | None = None) -> int:
    """A trainer has one mark sent again, or all that did not arrive; answers how many. Raises NotFound for one."""
    return grades.try_again(acting.centre, grade)


@dataclass(frozen=True)
class _Came:
    """What came of one mark. `at` is the time it has there; `line_item` where it went, when that was not known."""

    due: Due
    error: Trouble | None = None
    at: datetime | None = None
    line_item: str | None = None

    def write_down(self) -> None:
        if self.line_item:
            grades.keep_line_item(self.due.placement, self.line_item)
        match self.error:
            case None:
                grades.was_sent(self.due.id, self.at or self.due.told.at)
            case PlatformUnreachable():
                grades.wait_all(
                    self.due.platform, in_words(self.error), now() + pause_before(self.due.attempts + 1)
                )
            case NotTaken():
                self._not_taken(self.error)

    def _not_taken(self, answer: NotTaken) -> None:
        gone = answer.status in GONE and self.due.line_item is not None
        if gone:  # somebody deleted it there: look for it, or make it, next time
            grades.keep_line_item(self.due.placement, None)
        if (answer.passing or gone or scores.too_early(answer)) and self.due.attempts + 1 < GIVE_UP:
            wait = pause_before(self.due.attempts + 1, answer.wait)
            grades.comes_later(self.due.id, in_words(answer), now() + wait)
        else:
            grades.was_refused(self.due.id, in_words(answer))


def _send(connector: Connector, waiting: list[Due]) -> Iterator[_Came]:
    """Send one after another. Ends early when the platform does not answer, or takes nothing."""
    found: dict[UUID, str] = {}
    in_a_row = 0
    for one in waiting:
        try:
            line_item = one.line_item or found.get(one.placement) or _line_item(connector, one)
            found[one.placement] = line_item
            at = scores.send(connector, line_item, one.told)
        except PlatformUnreachable as error:
            yield _Came(one, error)
            return
        except NotTaken as error:
            yield _Came(one, error, line_item=found.get(one.placement) if one.line_item is None else None)
            in_a_row = in_a_row + 1 if error.passing else 0
            if in_a_row == IN_A_ROW:
                return
        else:
            in_a_row = 0
            yield _Came(one, None, at, line_item if one.line_item is None else None)


def _line_item(connector: Connector, one: Due) -> str:
    if one.line_items is None:
        raise NotTaken(404, "The platform did not say where marks go.")
    return scores.find_line_item(
        connector,
        one.line_items,
        resource_link_id=one.resource_link_id,
        resource_id=one.resource_id,
        label=one.label,
        most=one.told.most,
    )
