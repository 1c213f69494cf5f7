"""A list of learners as a trainer narrows it: what is asked for stands in the address, and nowhere else decides.

The last list is kept in the session, so that a record leads back to it as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

from flask import request, session, url_for

from lms_peer import progress
from lms_peer.domain.pace import Colour, Going
from lms_peer.domain.stages import Stage, unit_stage, units_taken
from lms_peer.domain.standing import Standing
from lms_peer.people.centres import Member
from lms_peer.web.access import current_centre
from lms_peer.web.following import WORDS, Learner
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.turning import PAGE, read_page, turned
from lms_peer.web.wording import stage as stage_words

NOBODY = "nobody"
_PLACE = "list_of_learners"
_FILTERS = ("going", "assessor", "unit")

SORTS = {
    "name": lazy_gettext("Name"),
    "going": lazy_gettext("Who needs you most"),
    "heard": lazy_gettext("Longest not heard from"),
    "units": lazy_gettext("Fewest units signed off"),
}
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Narrowed:
    """What is asked for, what can be asked for, and the learners who are left, one page of them.

    `total` is how many are left, or None while nobody has counted them; `more`: there is a page after this one.
    """

    asked: Mapping[str, str]
    choices: Mapping[str, Choices]
    learners: tuple[Learner, ...]
    total: int | None
    page: int
    more: bool

    @property
    def half(self) -> bool:
        """True when a unit was chosen and not how far it is, or the other way round: neither narrows the list."""
        return len({"unit", "stage"} & self.asked.keys()) == 1

    @property
    def first(self) -> int:
        """The number of the first one shown, the list's being 1."""
        return PAGE * (self.page - 1) + 1

    @property
    def last(self) -> int:
        """The number of the last one shown."""
        return self.first - 1 + len(self.learners)

    @property
    def narrowed(self) -> bool:
        """True when not everybody is shown."""
        return any(map(self.asked.get, _FILTERS))

    def address(self, page: int) -> str:
        """Where a page of this list is."""
        about = {**(request.view_args or {}), **self.asked, **({"page": str(page)} if page > 1 else {})}
        return url_for(request.endpoint or "", **about)


def narrow(learners: Sequence[Learner], usual: Mapping[str, str] | None = None) -> Narrowed:
    """The learners whom the address asks for; what makes no sense is left out. `usual` is for what it does not say."""
    choices = _choices(learners)
    asked = {
        name: value
        for name, options in choices.items()
        if (value := request.args.get(name, (usual or {}).get(name, ""))) in dict(options) and value
    }
    found = [one for one in learners if _is_asked(one, asked)]
    if {"unit", "stage"} <= asked.keys():  # one says nothing without the other
        found = _at_stage(found, asked["unit"], Stage(asked["stage"]))
    found.sort(key=_ORDERS[asked.get("sort", "name")])
    shown = turned(found, PAGE)
    return Narrowed(asked, choices, tuple(shown.lines), shown.total, shown.page, shown.more)


class Silent(Protocol):
    """Answers registrations of which nothing was heard for long, the longest first."""

    def __call__(self, *, start: int = 0, most: int | None = None) -> Sequence[UUID]:
        """At most `most` of them from `start` on."""


def narrow_silent(
    silent: Silent,
    read: Callable[[Sequence[UUID]], Sequence[Learner]],
    assessors: Iterable[Member],
) -> Narrowed:
    """The same of the learners who were not heard from, the longest silent first, of which a page is read.

    `read` makes learners of registrations; all of them when
    the address asks for some, or for another order.
    """
    usual = {"sort": "heard"}
    if any(map(request.args.get, _FILTERS)) or request.args.get("sort", "heard") != "heard":
        return narrow(read(silent()), usual)
    shown = read_page(lambda start, most: silent(start=start, most=most))
    by_registration = {one.registration: one for one in read(shown.lines)}
    learners = tuple(by_registration[one] for one in shown.lines if one in by_registration)
    return Narrowed(usual, _choices(learners, assessors), learners, shown.total, shown.page, shown.more)


def remember(narrowed: Narrowed) -> None:
    """Keep this list as the one that a record leads back to."""
    session[_PLACE] = narrowed.address(narrowed.page)


def list_before(usual: str) -> str:
    """The address of the list that the trainer came from, if it is of `usual`'s kind or of the whole centre."""
    last = str(session.get(_PLACE, ""))
    path = last.partition("?")[0]
    return last if path in (usual, url_for("trainer.quiet")) else usual


def _choices(learners: Sequence[Learner], people: Iterable[Member] | None = None) -> dict[str, Choices]:
    """What can be asked for among these learners, with its words. `people`: all assessors, if there are more."""
    if people is None:
        people = (person for one in learners for person in one.assessors)
    assessors = {str(person.id): person.name for person in people}
    courses = {id(one.qualification): one.qualification for one in learners}.values()
    units = {unit.reference: f"{unit.reference} {unit.title}" for course in courses for unit in course.units}
    return {
        "going": [("", gettext("All")), *((going.value, WORDS[going]) for going in Going)],
        "assessor": [
            ("", gettext("All")),
            *sorted(assessors.items(), key=lambda pair: pair[1].casefold()),
            (NOBODY, gettext("Nobody yet")),
        ],
        "unit": [("", gettext("Any unit")), *units.items()],
        "stage": [("", gettext("Any stage")), *((stage.value, stage_words(stage)[0]) for stage in Stage)],
        "sort": list(SORTS.items()),
    }


def _is_asked(one: Learner, asked: Mapping[str, str]) -> bool:
    assessors = {str(person.id) for person in one.assessors} or {NOBODY}
    return ("going" not in asked or Going(asked["going"]) in one.pace.found) and (
        "assessor" not in asked or asked["assessor"] in assessors
    )


def _at_stage(learners: Sequence[Learner], unit: str, stage: Stage) -> list[Learner]:
    """Those whose unit is at that stage. Only this reads whole records: a stage depends on every piece of evidence."""
    standings = {
        one.registration: one
        for one in progress.standings(
            current_centre().id, registrations=[learner.registration for learner in learners]
        )
    }
    return [one for one in learners if _stage_of(standings[one.registration], one, unit) is stage]


def _stage_of(standing: Standing, learner: Learner, unit: str) -> Stage | None:
    for taken in units_taken(standing, learner.qualification):
        if taken.reference == unit:
            return unit_stage(standing, learner.qualification, taken)
    return None


def _by_name(one: Learner) -> tuple[str]:
    return (one.name.casefold(),)


def _by_need(one: Learner) -> tuple[int, int, timedelta, str]:
    pressing = list(Colour).index(one.pace.colour), list(Going).index(one.pace.going)
    return *pressing, -one.pace.quiet, *_by_name(one)


_ORDERS: dict[str, Callable[[Learner], tuple[Any, ...]]] = {
    "name": _by_name,
    "going": _by_need,
    "heard": lambda one: (one.glance.heard, *_by_name(one)),
    "units": lambda one: (one.pace.done, *_by_name(one)),
}
