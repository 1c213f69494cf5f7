"""What pages show of pastoral care: its words and colours, and lines for lists.

Reads; decides nothing. Names are asked for once for a whole list. Words about a learner are kind: they say what is so,
and blame nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import current_app

from lms_peer.actions.keep_matches import today
from lms_peer.domain import matches as rules
from lms_peer.domain.habits import Reliability, Turnout, reliability
from lms_peer.domain.matches import Due, MatchStanding
from lms_peer.pastoral import matches, notes
from lms_peer.pastoral.tables import HabitEntry, Match
from lms_peer.people.names import actors_of
from lms_peer.progress.tally import resting
from lms_peer.web.access import current_centre
from lms_peer.web.language import gettext, lazy_gettext, ngettext
from lms_peer.web.records import names_for

TURNOUTS = {
    Turnout.ON_TIME: lazy_gettext("On time"),
    Turnout.LATE: lazy_gettext("Late"),
    Turnout.MISSED: lazy_gettext("Missed"),
    Turnout.PREVENTED: lazy_gettext("The place did not allow it"),
}
TURNOUT_MEANINGS = {
    Turnout.ON_TIME: lazy_gettext("They were there when they said."),
    Turnout.LATE: lazy_gettext("They came, but later than agreed."),
    Turnout.MISSED: lazy_gettext("They did not come."),
    Turnout.PREVENTED: lazy_gettext(
        "A lockdown, no escort, a changed regime. It is nobody’s fault, and it does not count."
    ),
}
_TURNOUT_COLOURS = {
    Turnout.ON_TIME: "green",
    Turnout.LATE: "yellow",
    Turnout.MISSED: "orange",
    Turnout.PREVENTED: "grey",
}

# To the trainer, and to the learner.
RELIABILITY = {
    Reliability.TOO_EARLY: lazy_gettext("It is too early to say."),
    Reliability.STEADY: lazy_gettext("Steady. You can count on this learner."),
    Reliability.MOSTLY: lazy_gettext("Mostly there. Now and then something gets in the way."),
    Reliability.UNEVEN: lazy_gettext("Up and down. Ask what gets in the way, and what would help."),
}
YOUR_RELIABILITY = {
    Reliability.TOO_EARLY: lazy_gettext("It is too early to say how it goes."),
    Reliability.STEADY: lazy_gettext("People can count on you. Well done."),
    Reliability.MOSTLY: lazy_gettext("You are mostly there. That is good."),
    Reliability.UNEVEN: lazy_gettext("Some days are hard to make. Tell your trainer what would help you."),
}

DUE = {
    Due.IN_DATE: (lazy_gettext("In date"), "green"),
    Due.SOON: (lazy_gettext("Due soon"), "yellow"),
    Due.OVERDUE: (lazy_gettext("Out of date"), "red"),
    Due.ON_HOLD: (lazy_gettext("On hold"), "purple"),
    Due.ENDED: (lazy_gettext("Ended"), "grey"),
}
SUPERVISION = {**DUE, Due.OVERDUE: (lazy_gettext("Overdue"), "red")}

INTERVALS = (
    ("1", lazy_gettext("Every week")),
    *((str(weeks), lazy_gettext("Every %(weeks)s weeks", weeks=weeks)) for weeks in (2, 3, 4, 6, 8, 12)),
)


@dataclass(frozen=True)
class Label:
    """A few words on a coloured ground."""

    text: str
    colour: str


@dataclass(frozen=True)
class Caring:
    """What is kept about a learner beside the record: how many notes, and the matches, the latest first."""

    notes: int
    matches: Sequence[Match]


@dataclass(frozen=True)
class MatchLine:
    """One match in a list."""

    match: Match
    mentor: str
    standing: MatchStanding
    risk: Label
    supervision: Label


def how(entry: HabitEntry) -> str:
    """How it went with one time, in a few words."""
    if entry.turnout == Turnout.LATE:
        return ngettext("%(num)d minute late", "%(num)d minutes late", entry.minutes_late)
    return str(TURNOUTS[Turnout(entry.turnout)])


def turnout_tag(entry: HabitEntry) -> Label:
    """How it went with one time, on a coloured ground; an entry that was taken back says so."""
    if entry.taken_back:
        return Label(gettext("Taken back"), "grey")
    return Label(how(entry), _TURNOUT_COLOURS[Turnout(entry.turnout)])


def reliability_of(entries: Iterable[HabitEntry]) -> Reliability:
    """What the entries that were not taken back say."""
    return reliability(entry.habit() for entry in entries if not entry.taken_back)


def caring_for(registration: UUID) -> Caring:
    """What a trainer's page about a learner leads to. Two queries."""
    centre = current_centre().id
    return Caring(notes.count(centre, registration), matches.of(centre, registration))


def match_lines(listed: Iterable[Match]) -> list[MatchLine]:
    """Matches with what is due for each: the ended last, and first what is due first. Three queries."""
    found, centre = list(listed), current_centre().id
    held = matches.held(found)
    names = names_by_account({one.learner_id for one in found})
    at_rest = resting(centre, {one.registration for one in found})
    lines = [
        _match_line(one, names[one.learner_id], held.get(one.id, []), one.registration in at_rest) for one in found
    ]
    return sorted(lines, key=lambda line: (line.standing.ended, line.standing.next_due, line.mentor))


def names_by_account(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """What to call each account at this centre."""
    actors = actors_of(current_app.config["LMS_PEER_ISSUER"], accounts)
    names = names_for(actors.values())
    return {account: names[actor] for account, actor in actors.items()}


def _match_line(match: Match, mentor: str, held: list[rules.Session], resting: bool) -> MatchLine:
    stands = rules.standing(match.terms(), held, today(), paused=resting)
    return MatchLine(match, mentor, stands, Label(*DUE[stands.risk]), Label(*SUPERVISION[stands.supervision]))
