"""A learner logs hours and takes them back; the member of staff countersigns or refuses them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain import hours as rules
from lms_peer.domain.facts import Actor, HoursCountersigned, HoursLogged, HoursRefused, HoursVoided
from lms_peer.people.centres import roles_at
from lms_peer.people.names import actor_of


def log_hours(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    kind: str,
    began: datetime,
    minutes: int,
    staff: UUID,
    text: str,
    setting: str = "",
) -> HoursLogged:
    """Write down time spent with the member of staff who has the account `staff`. Raises what `hours.log` refuses."""
    words = keep_words(acting, text=text, setting=setting)
    return perform(
        acting,
        registration,
        submission,
        HoursLogged,
        lambda standing, qualification: rules.log(
            standing,
            qualification,
            acting.stamp(submission, at=began),
            kind=kind,
            minutes=minutes,
            staff=actor_of(workplace().config.issuer, staff),
            staff_roles=roles_at(acting.centre, staff),
            now=now(),
            words=words,
        ),
    )


def countersign_hours(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    hours: UUID,
    comment: str = "",
    link_from: Actor | None = None,
) -> HoursCountersigned:
    """Confirm the time: signed in, or by a link from `link_from`. Raises what `hours.countersign` refuses."""
    words = keep_words(acting, comment=comment)
    return perform(
        acting,
        registration,
        submission,
        HoursCountersigned,
        lambda standing, _: rules.countersign(
            standing, acting.stamp(submission), hours, words, link_from=link_from
        ),
    )


def refuse_hours(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    *,
    hours: UUID,
    reason: str,
    link_from: Actor | None = None,
) -> HoursRefused:
    """Do not confirm the time, and say why. Raises what `hours.refuse` refuses."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        HoursRefused,
        lambda standing, _: rules.refuse(standing, acting.stamp(submission), hours, words, link_from=link_from),
    )


def void_hours(
    acting: Acting, registration: UUID, submission: UUID, *, hours: UUID, reason: str = ""
) -> HoursVoided:
    """Take one's own entry back. Raises what `hours.void` refuses."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        HoursVoided,
        lambda standing, _: rules.void(standing, acting.stamp(submission), hours, words),
    )
