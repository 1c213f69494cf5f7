"""How learners are getting on, as a trainer follows them: plain values for a list, made of glances.

Reads; decides nothing and changes nothing. Every question is asked once for the whole list, however long it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple
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
from lms_peer.domain.uk import uk_day
from lms_peer.domain.waiting import Wait, Waiting
from lms_peer.people import allocations
from lms_peer.people.centres import Member
from lms_peer.people.enrolments import CohortHere, Roll
from lms_peer.people.models import Cohort
from lms_peer.web.access import current_centre
from lms_peer.web.language import N_, gettext, lazy_gettext, ngettext
from lms_peer.web.records import names_for
from lms_peer.web.showing import HoursTotal
from lms_peer.web.wording import day, hours, listing, moment

# What people read for each. The words say it all without the colour.
WORDS = {
    Going.BEHIND: lazy_gettext("Behind"),
    Going.QUIET: lazy_gettext("Quiet"),
    Going.SENT_BACK: lazy_gettext("Sent back"),
    Going.HELD_UP: lazy_gettext("Held up"),
    Going.PAUSED: lazy_gettext("Paused"),
    Going.ENDED: lazy_gettext("Left"),
    Going.ON_TRACK: lazy_gettext("On track"),
    Going.FINISHED: lazy_gettext("Finished"),
}
TAG_COLOURS = {Colour.RED: "red", Colour.AMBER: "yellow", Colour.GREEN: "green", Colour.GREY: "grey"}


class Tag(NamedTuple):
    """A word on a coloured ground, and why it is so."""

    text: str
    colour: str
    reason: str


class Task(NamedTuple):
    """Something that waits, and for whom."""

    what: str
    who: str


class Learner(NamedTuple):
    """One learner of a list, before it is known whether the list will show them."""

    registration: UUID
    name: str
    glance: Glance
    qualification: Qualification
    pace: Pace
    cohort: CohortHere | None
    assessors: tuple[Member, ...]


class Followed(NamedTuple):
    """One learner in a list, in words: hours, what waits and for whom, who assesses, when last heard from."""

    registration: UUID
    name: str
    course: str
    cohort: str
    hours: tuple[str, ...]
    waits: tuple[str, ...]
    assessors: str
    heard: str
    tag: Tag


def learners_of(roll: Roll) -> tuple[Learner, ...]:
    """The learners of a roll, in its order."""
    centre, at = current_centre().id, now()
    registrations = [enrolled.registration for enrolled, _ in roll]
    glances = progress.glances(centre, registrations)
    assessors = allocations.allocations(centre, registrations, Role.ASSESSOR)
    course = partial(workplace().qualification, centre)
    found = []
    for enrolled, account in roll:
        glance = glances[enrolled.registration]
        qualification = course(glance.specification)
        found.append(
            Learner(
                enrolled.registration,
                account.name,
                glance,
                qualification,
                pace(glance, units_asked(glance, qualification), sitting_of(enrolled.cohort), at),
                enrolled.cohort,
                assessors.get(enrolled.registration, ()),
            )
        )
    return tuple(found)


def followed(learners: Sequence[Learner]) -> tuple[Followed, ...]:
    """The learners as a list shows them, in their order."""
    at = now()
    waits = (wait for one in learners for wait in one.glance.waits)
    names = names_for({wait.on for wait in waits if wait.on and wait.wait not in _FOR_THE_LEARNER})
    return tuple(
        Followed(
            registration=one.registration,
            name=one.name,
            course=one.qualification.title,
            cohort=one.cohort.title if one.cohort else "",
            hours=_hours_signed(hours_of(one.glance, one.qualification)),
            waits=tuple(_counted(wait, names) for wait in one.glance.waits),
            assessors=listing(assessor.name for assessor in one.assessors),
            heard=heard_from(one.glance, at),
            tag=tag_of(one.pace, one.glance),
        )
        for one in learners
    )


def units_asked(glance: Glance, qualification: Qualification) -> int:
    """How many units the learner takes."""
    return len(units_of(qualification, glance.optional_units))


def sitting_of(cohort: Cohort | CohortHere | None) -> Sitting | None:
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


def _hours_signed(totals: Sequence[HoursTotal]) -> tuple[str, ...]:
    """How much of each kind is signed; its title only where there are several."""
    said = gettext("%(signed)s of %(needed)s")
    return tuple(
        said % {"signed": hours(total.signed), "needed": hours(total.needed)}
        + (f" ({total.title})" if len(totals) > 1 else "")
        for total in totals
    )


def tag_of(found: Pace, glance: Glance) -> Tag:
    """How the learner is getting on: a word, its colour, and every reason."""
    reasons = " ".join(_reason(going, found, glance) for going in found.found)
    return Tag(WORDS[found.going], TAG_COLOURS[found.colour], reasons)


def _reason(going: Going, found: Pace, glance: Glance) -> str:
    """A whole sentence for something that is so."""
    match going:
        case Going.QUIET:
            return ngettext("Nothing for %(num)d day.", "Nothing for %(num)d days.", found.quiet.days)
        case Going.SENT_BACK:
            return ngettext(
                "Sent back to the learner: %(num)d piece of work.",
                "Sent back to the learner: %(num)d pieces of work.",
                glance.sent_back,
            )
        case Going.HELD_UP:
            return gettext("The place did not allow an observation. This is nobody’s fault.")
        case Going.PAUSED:
            return gettext("Since %(day)s. Nothing is late.", day=day(glance.changed))
        case Going.FINISHED | Going.ENDED:
            return gettext("On %(day)s.", day=day(glance.changed))
        case Going.BEHIND | Going.ON_TRACK:
            return _units_done(going, found)


def _units_done(going: Going, found: Pace) -> str:
    if going is Going.ON_TRACK and found.done == found.units:
        return gettext("All units are done.")
    if going is Going.BEHIND and found.expected == found.units:
        said = ngettext(
            "%(done)s of %(num)d unit done, and the time is over.",
            "%(done)s of %(num)d units done, and the time is over.",
            found.units,
            done=found.done,
        )
    elif found.expected is None:
        said = ngettext(
            "%(done)s of %(num)d unit done.", "%(done)s of %(num)d units done.", found.units, done=found.done
        )
    else:
        said = ngettext(
            "%(done)s of %(num)d unit done, %(expected)s expected by now.",
            "%(done)s of %(num)d units done, %(expected)s expected by now.",
            found.units,
            done=found.done,
            expected=found.expected,
        )
    return said


def heard_from(glance: Glance, at: datetime) -> str:
    """When the learner was last heard from, in whole days, so that it agrees with `tag_of`."""
    heard = glance.heard
    if heard == glance.registered:
        return gettext("Not yet")
    evenings = (uk_day(at) - uk_day(heard)).days
    if evenings <= 1:
        return gettext("Yesterday") if evenings == 1 else gettext("Today")
    return ngettext("%(num)d day ago", "%(num)d days ago", max(2, (at - heard).days))


def tasks_of(listed: Iterable[Waiting], names: Mapping[Actor, str]) -> tuple[Task, ...]:
    """What waits, and for whom. The same kind for the same person is counted."""
    alike = Counter((one.wait, one.on, one.since if one.wait in _ON_A_DAY else None) for one in listed)
    return tuple(Task(*_task(wait, on, due, number, names)) for (wait, on, due), number in alike.items())


def _counted(one: Counted, names: Mapping[Actor, str]) -> str:
    """The same on one line, for a list of many learners: of several observations, when the next one is."""
    what, who = _task(one.wait, one.on, one.since, one.number, names)
    for_anybody = one.on is None and one.wait not in _FOR_THE_LEARNER
    return what if for_anybody else f"{what}: {who}"


def _task(
    wait: Wait, on: Actor | None, due: datetime | None, number: int, names: Mapping[Actor, str]
) -> tuple[str, str]:
    """What waits, and for whom."""
    theirs = wait in _FOR_THE_LEARNER
    anybody = gettext("a quality assurer") if wait is Wait.SAMPLE_UNIT else gettext("an assessor")
    who = gettext("the learner") if theirs else names[on] if on else anybody
    what = gettext(_WHAT[wait])
    if due and wait in _ON_A_DAY:
        what = what.format(due=moment(due) if wait is Wait.OBSERVE else day(uk_day(due)))
    return f"{what} ({number})" if number > 1 else what, who


_ON_A_DAY = {Wait.OBSERVE, Wait.SAMPLE_UNIT}
_FOR_THE_LEARNER = {Wait.SEND_AGAIN, Wait.CONFIRM_OBSERVATION}
_WHAT = {
    Wait.JUDGE_EVIDENCE: N_("Evidence to judge"),
    Wait.COUNTERSIGN_JUDGEMENT: N_("Decision to countersign"),
    Wait.JUDGE_AGAIN: N_("Evidence to judge again"),
    Wait.COUNTERSIGN_HOURS: N_("Hours to sign"),
    Wait.OBSERVE: N_("Observation on {due}"),
    Wait.REBOOK_OBSERVATION: N_("Observation to book again"),
    Wait.CONFIRM_OBSERVATION: N_("Observation to sign"),
    Wait.SEND_AGAIN: N_("Evidence to send again"),
    Wait.ASSESS_AGAIN: N_("To be seen or asked again"),
    Wait.ACT_ON_SAMPLE: N_("Something that a quality assurer asked for"),
    Wait.SAMPLE_UNIT: N_("Unit to sample by {due}"),
}
