"""Once a week: remind those for whom something waits, by e-mail. The letter says only that something does."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from lms_peer import progress
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now, reading
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import LONDON
from lms_peer.domain.waiting import Wait, Waiting
from lms_peer.jobs import JobContext, enqueue, job, latest
from lms_peer.people.centres import centres
from lms_peer.people.holding import HELD
from lms_peer.people.models import Account, Allocation, Enrolment, Membership
from lms_peer.people.names import account_ids_of
from lms_peer.people.tries import tidy_tries
from lms_peer.vault.faults import VaultUnavailable

TOO_LONG = timedelta(days=7)  # that a learner's work waits for an assessor
_ON_ONE_PERSON = {Wait.SEND_AGAIN, Wait.CONFIRM_OBSERVATION, Wait.COUNTERSIGN_HOURS}
_FIRST_HOUR = 9  # on Monday, in London
LOOK_EVERY = 600.0  # seconds: whether it is Monday


def ask_for_reminders() -> int:
    """Ask for this week's reminders at each centre, from Monday morning; answers at how many. Commits nothing.

    Asked again in the same week, nothing more is asked for.
    """
    here = now().astimezone(LONDON)
    year, number, day = here.isocalendar()
    if day == 1 and here.hour < _FIRST_HOUR:
        return 0
    week = f"week {number} of {year}"
    with reading():
        wanted = [centre.id for centre in centres() if latest(remind_people.kind, centre.id, week) is None]
        db.session.rollback()
    for centre in wanted:
        enqueue(remind_people.kind, {}, centre, key=week)
    return len(wanted)


@job("remind people")
def remind_people(context: JobContext) -> int:
    """Ask for a letter to each person at the centre for whom something waits; answers how many.

    Tidies up first, for it comes once a week: what crashes left half-way, and what nobody counts any more.
    """
    with context.released(), suppress(VaultUnavailable):
        workplace().vault.sweep()
    tidy_tries()
    found = people_waited_for(context.centre)
    for account in found:
        letter = {"letter": "reminder", "account": str(account)}
        enqueue("send a letter", letter, context.centre, key=f"reminder to {account}")
    return len(found)


def people_waited_for(centre: UUID) -> list[UUID]:
    """Accounts with an e-mail address and a role here, that want reminders and for whom something waits."""
    registrations = db.session.scalars(select(Enrolment.registration).where(Enrolment.centre_id == centre)).all()
    waits = progress.waits(centre, registrations)
    late = {registration for registration, listed in waits.items() if any(map(_too_long, listed))}
    query = (
        select(Account.id)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.centre_id == centre,
            HELD,
            Account.id.in_(_named(centre, waits.values()) | _assessors(late)),
            Account.active.is_(True),
            Account.reminders.is_(True),
            Account.email.is_not(None),
        )
        .distinct()
    )
    return sorted(db.session.scalars(query))


def _named(centre: UUID, waits: Iterable[tuple[Waiting, ...]]) -> set[UUID]:
    """Learners to whom something was sent back, and staff with hours to sign."""
    people = {one.on for listed in waits for one in listed if one.on and one.wait in _ON_ONE_PERSON}
    return {account for account in account_ids_of(centre, people).values() if account}


def _too_long(one: Waiting) -> bool:
    return one.wait is Wait.JUDGE_EVIDENCE and now() - one.since > TOO_LONG


def _assessors(registrations: set[UUID]) -> set[UUID]:
    """The assessors of these records."""
    query = select(Allocation.account_id).where(
        Allocation.registration.in_(registrations), Allocation.role == Role.ASSESSOR
    )
    return set(db.session.scalars(query))
