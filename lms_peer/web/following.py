"""How learners are getting on, as a trainer follows them: plain values for a list, made of standings.

Reads; decides nothing and changes nothing. Names are asked for once for the whole list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lms_peer import progress
from lms_peer.database import now
from lms_peer.domain.facts import Actor
from lms_peer.domain.following import Going, going, last_heard, quiet_for
from lms_peer.domain.stages import units_taken
from lms_peer.domain.standing import Standing
from lms_peer.domain.uk import LONDON
from lms_peer.domain.waiting import Wait, Waiting, waiting
from lms_peer.people.models import Account, Enrolment
from lms_peer.web.access import current_centre
from lms_peer.web.records import names_for, qualification_for
from lms_peer.web.showing import HoursTotal, hours_totals
from lms_peer.web.wording import counted, moment

WEEK = timedelta(weeks=1)

# What people read for each, and the colour behind it. The words say it all without the colour.
TAGS = {
    Going.ON_TRACK: ("On track", "blue"),
    Going.QUIET: ("Quiet for {weeks}", "orange"),
    Going.SENT_BACK: ("Sent back", "yellow"),
    Going.PAUSED: ("Paused", "purple"),
    Going.COMPLETED: ("Complete", "green"),
}


@dataclass(frozen=True)
class Tag:
    """A few words on a coloured ground."""

    text: str
    colour: str


@dataclass(frozen=True)
class Task:
    """Something that waits, and for whom."""

    what: str
    who: str


@dataclass(frozen=True)
class Followed:
    """One learner in a list: units signed off of how many, hours, what waits, when last heard from."""

    registration: UUID
    name: str
    course: str
    signed_off: int
    units: int
    hours: tuple[HoursTotal, ...]
    waits: tuple[Task, ...]
    heard: str
    tag: Tag


def followed(roll: Iterable[tuple[Enrolment, Account]]) -> tuple[Followed, ...]:
    """The learners of a roll, in its order."""
    people = {enrolled.registration: account.name for enrolled, account in roll}
    standings = {one.registration: one for one in progress.standings(current_centre().id, registrations=people)}
    waits = {registration: waiting(standing) for registration, standing in standings.items()}
    names = names_for({one.on for listed in waits.values() for one in listed if one.on})
    return tuple(
        _followed(standings[registration], name, tasks_of(standings[registration], waits[registration], names))
        for registration, name in people.items()
    )


def tag_of(standing: Standing, at: datetime) -> Tag:
    """How the learner is getting on, in a few words."""
    how = going(standing, at)
    text, colour = TAGS[how]
    return Tag(text.format(weeks=counted(quiet_for(standing, at) // WEEK, "week")), colour)


def heard_from(standing: Standing, at: datetime) -> str:
    """When the learner was last heard from, in whole days, so that it agrees with `tag_of`."""
    heard = last_heard(standing)
    evenings = (at.astimezone(LONDON).date() - heard.astimezone(LONDON).date()).days
    if evenings <= 1:
        return "Yesterday" if evenings == 1 else "Today"
    return f"{max(2, (at - heard).days)} days ago"


def tasks_of(
    standing: Standing, listed: Iterable[Waiting], names: Mapping[Actor, str], learner: str = "the learner"
) -> tuple[Task, ...]:
    """What waits, and for whom. The same kind for the same person is counted."""
    tasks: Counter[Task] = Counter()
    for one in listed:
        who = learner if one.on == standing.learner else names[one.on] if one.on else "an assessor"
        tasks[Task(_what(standing, one), who)] += 1
    return tuple(
        Task(f"{task.what} ({number})" if number > 1 else task.what, task.who) for task, number in tasks.items()
    )


_WHAT = {
    Wait.JUDGE_EVIDENCE: "Evidence to judge",
    Wait.COUNTERSIGN_HOURS: "Hours to sign",
    Wait.OBSERVE: "Observation on {due}",
    Wait.REBOOK_OBSERVATION: "Observation to book again",
    Wait.CONFIRM_OBSERVATION: "Observation to sign",
    Wait.SEND_AGAIN: "Evidence to send again",
    Wait.ASSESS_AGAIN: "To be seen or asked again",
}


def _what(standing: Standing, one: Waiting) -> str:
    observation = standing.observations.get(one.subject)
    return _WHAT[one.wait].format(due=moment(observation.due) if observation else "")


def _followed(standing: Standing, name: str, waits: tuple[Task, ...]) -> Followed:
    qualification, at = qualification_for(standing), now()
    return Followed(
        registration=standing.registration,
        name=name,
        course=qualification.title,
        signed_off=len(standing.sign_offs),
        units=len(units_taken(standing, qualification)),
        hours=hours_totals(standing, qualification),
        waits=waits,
        heard=heard_from(standing, at),
        tag=tag_of(standing, at),
    )
