"""How learners are getting on, as a trainer follows them: plain values for a list, made of glances.

Reads; decides nothing and changes nothing. Every question is asked once for the whole list, however long it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from lms_peer import progress
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.combination import units_of
from lms_peer.domain.facts import Actor
from lms_peer.domain.glance import Counted, Glance
from lms_peer.domain.pace import Colour, Going, Pace, Sitting, pace
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import LONDON
from lms_peer.domain.waiting import Wait, Waiting
from lms_peer.people import allocations
from lms_peer.people.models import Account, Cohort, Enrolment
from lms_peer.web.access import current_centre
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.records import names_for
from lms_peer.web.showing import HoursTotal
from lms_peer.web.wording import counted, day, moment

# What people read for each. The words say it all without the colour.
WORDS = {
    Going.BEHIND: lazy_gettext("Behind"),
    Going.QUIET: lazy_gettext("Quiet"),
    Going.SENT_BACK: lazy_gettext("Sent back"),
    Going.HELD_UP: lazy_gettext("Held up"),
    Going.PAUSED: lazy_gettext("Paused"),
    Going.ON_TRACK: lazy_gettext("On track"),
    Going.FINISHED: lazy_gettext("Finished"),
}
TAG_COLOURS = {Colour.RED: "red", Colour.AMBER: "yellow", Colour.GREEN: "green", Colour.GREY: "grey"}


@dataclass(frozen=True)
class Tag:
    """A word on a coloured ground, and why it is so."""

    text: str
    colour: str
    reason: str


@dataclass(frozen=True)
class Task:
    """Something that waits, and for whom."""

    what: str
    who: str


@dataclass(frozen=True)
class Learner:
    """One learner of a list, before it is known whether the list will show them."""

    registration: UUID
    name: str
    glance: Glance
    qualification: Qualification
    pace: Pace
    cohort: Cohort | None
    assessors: tuple[Account, ...]


@dataclass(frozen=True)
class Followed:
    """One learner in a list: units signed off of how many, hours, what waits, when last heard from."""

    registration: UUID
    name: str
    course: str
    cohort: str
    pace: Pace
    hours: tuple[HoursTotal, ...]
    waits: tuple[Task, ...]
    assessors: tuple[str, ...]
    heard: str
    tag: Tag


def learners_of(roll: Sequence[tuple[Enrolment, Account]], cohorts: Iterable[Cohort]) -> tuple[Learner, ...]:
    """The learners of a roll, in its order. `cohorts` are those they are in."""
    centre, at = current_centre().id, now()
    registrations = [enrolled.registration for enrolled, _ in roll]
    glances = progress.glances(centre, registrations)
    assessors = allocations.allocations(centre, registrations, Role.ASSESSOR)
    sittings = {one.id: one for one in cohorts}
    found = []
    for enrolled, account in roll:
        glance = glances[enrolled.registration]
        qualification = workplace().qualification(centre, glance.specification)
        cohort = sittings.get(enrolled.cohort_id) if enrolled.cohort_id else None
        found.append(
            Learner(
                enrolled.registration,
                account.name,
                glance,
                qualification,
                pace(glance, units_asked(glance, qualification), sitting_of(cohort), at),
                cohort,
                assessors.get(enrolled.registration, ()),
            )
        )
    return tuple(found)


def followed(learners: Sequence[Learner]) -> tuple[Followed, ...]:
    """The learners as a list shows them, in their order."""
    at = now()
    names = names_for({wait.on for one in learners for wait in one.glance.waits if wait.on})
    return tuple(
        Followed(
            registration=one.registration,
            name=one.name,
            course=one.qualification.title,
            cohort=one.cohort.title if one.cohort else "",
            pace=one.pace,
            hours=hours_of(one.glance, one.qualification),
            waits=_counted(one.glance.waits, names),
            assessors=tuple(assessor.name for assessor in one.assessors),
            heard=heard_from(one.glance.heard, at),
            tag=tag_of(one.pace, one.glance),
        )
        for one in learners
    )


def units_asked(glance: Glance, qualification: Qualification) -> int:
    """How many units the learner takes."""
    return len(units_of(qualification, glance.optional_units))


def sitting_of(cohort: Cohort | None) -> Sitting | None:
    """From when to when the cohort learns, as the rule of pace wants it."""
    return Sitting(cohort.starts, cohort.ends) if cohort else None


def hours_of(glance: Glance, qualification: Qualification) -> tuple[HoursTotal, ...]:
    """One total for each kind of hours that the qualification asks for."""
    return tuple(
        HoursTotal(
            needed.kind,
            needed.title,
            glance.minutes.get(needed.kind, 0),
            glance.unsigned.get(needed.kind, 0),
            needed.minutes.value,
        )
        for needed in qualification.hours
    )


def tag_of(found: Pace, glance: Glance) -> Tag:
    """How the learner is getting on: a word, its colour, and every reason."""
    return Tag(WORDS[found.going], TAG_COLOURS[found.colour], " ".join(_reasons(found, glance)))


def _reasons(found: Pace, glance: Glance) -> Iterator[str]:
    """A whole sentence for everything that is so."""
    done = f"{found.done} of {counted(found.units, 'unit')} done"
    paced = done if found.expected is None else f"{done}, {found.expected} expected by now"
    over, all_done = found.expected == found.units, found.done == found.units
    sentences = {
        Going.BEHIND: f"{done}, and the time is over." if over else f"{paced}.",
        Going.QUIET: f"Nothing for {counted(found.quiet.days, 'day')}.",
        Going.SENT_BACK: f"Sent back to the learner: {counted(glance.sent_back, 'piece')} of work.",
        Going.HELD_UP: gettext("The place did not allow an observation. This is nobody’s fault."),
        Going.PAUSED: f"Since {day(glance.changed)}. Nothing is late.",
        Going.ON_TRACK: gettext("All units are done.") if all_done else f"{paced}.",
        Going.FINISHED: f"On {day(glance.changed)}.",
    }
    return (sentences[going] for going in found.found)


def heard_from(heard: datetime, at: datetime) -> str:
    """When the learner was last heard from, in whole days, so that it agrees with `tag_of`."""
    evenings = (at.astimezone(LONDON).date() - heard.astimezone(LONDON).date()).days
    if evenings <= 1:
        return gettext("Yesterday") if evenings == 1 else gettext("Today")
    return f"{max(2, (at - heard).days)} days ago"


def tasks_of(listed: Iterable[Waiting], names: Mapping[Actor, str]) -> tuple[Task, ...]:
    """What waits, and for whom. The same kind for the same person is counted."""
    alike = Counter((one.wait, one.on, one.since if one.wait is Wait.OBSERVE else None) for one in listed)
    return tuple(_task(wait, on, due, number, names) for (wait, on, due), number in alike.items())


def _counted(listed: Iterable[Counted], names: Mapping[Actor, str]) -> tuple[Task, ...]:
    """The same for a list of many learners: of several observations, when the next one is."""
    return tuple(_task(one.wait, one.on, one.since, one.number, names) for one in listed)


def _task(wait: Wait, on: Actor | None, due: datetime | None, number: int, names: Mapping[Actor, str]) -> Task:
    theirs = wait in _FOR_THE_LEARNER
    who = "the learner" if theirs else names[on] if on else "an assessor"
    what = _WHAT[wait].format(due=moment(due) if due and wait is Wait.OBSERVE else "")
    return Task(f"{what} ({number})" if number > 1 else what, who)


_FOR_THE_LEARNER = {Wait.SEND_AGAIN, Wait.CONFIRM_OBSERVATION}
_WHAT = {
    Wait.JUDGE_EVIDENCE: lazy_gettext("Evidence to judge"),
    Wait.COUNTERSIGN_JUDGEMENT: lazy_gettext("Decision to countersign"),
    Wait.JUDGE_AGAIN: lazy_gettext("Evidence to judge again"),
    Wait.COUNTERSIGN_HOURS: lazy_gettext("Hours to sign"),
    Wait.OBSERVE: lazy_gettext("Observation on {due}"),
    Wait.REBOOK_OBSERVATION: lazy_gettext("Observation to book again"),
    Wait.CONFIRM_OBSERVATION: lazy_gettext("Observation to sign"),
    Wait.SEND_AGAIN: lazy_gettext("Evidence to send again"),
    Wait.ASSESS_AGAIN: lazy_gettext("To be seen or asked again"),
}
