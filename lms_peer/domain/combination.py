"""Rules of combination: which units together make the qualification, and what is still short.

Pure functions over a specification and unit references. Knows nothing of how a unit is achieved (that is
`standing`) and reads no file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from lms_peer.domain.qualification import Choice, Qualification, Rules, Unit
from lms_peer.domain.refusals import UnknownUnits, WrongCombination

# Finding a choice that avoids every barred pair is a hard search in general, and takes a few steps for real rules.
# Past this much effort `can_be_met` answers yes, and `check_choice` still refuses each wrong choice.
_EFFORT = 1_000_000


@dataclass(frozen=True)
class MandatoryUnit:
    """A unit that everyone must achieve is not achieved yet."""

    unit: str
    title: str

    @property
    def sentence(self) -> str:
        """What to do next, in plain words."""
        return f"Finish the unit {self.title} ({self.unit})"


@dataclass(frozen=True)
class ChoiceShort:
    """A group needs `units` more units and `credits` more credits.

    `enough_chosen` is True when enough units are chosen, so that only finishing them is left.
    """

    title: str
    units: int
    credits: int
    enough_chosen: bool

    @property
    def sentence(self) -> str:
        """What to do next, in plain words."""
        wanted, worth = _counted(self.units, "more unit"), _counted(self.credits, "credit")
        if not self.units:
            wanted = f"units worth {_counted(self.credits, 'more credit')}"
        elif self.credits:
            wanted += f" ({worth})" if self.enough_chosen else f", worth {worth} or more"
        return (
            f"Finish {wanted} under ‘{self.title}’"
            if self.enough_chosen
            else f"Under ‘{self.title}’, choose {wanted}"
        )


@dataclass(frozen=True)
class BarredPair:
    """Two units that may not both count are both there."""

    first: str
    second: str
    first_title: str
    second_title: str

    @property
    def sentence(self) -> str:
        """What to do next, in plain words."""
        return (
            f"{self.first_title} ({self.first}) and {self.second_title} ({self.second}) "
            "do not count together. Keep only one of them"
        )


Shortfall = MandatoryUnit | ChoiceShort | BarredPair


def units_of(qualification: Qualification, optional_units: Collection[str]) -> tuple[Unit, ...]:
    """The mandatory units and the chosen ones, each once, in the order printed. Unknown references are ignored."""
    taken = {*qualification.rules.mandatory, *optional_units}
    return tuple(unit for unit in qualification.units if unit.reference in taken)


def shortfalls(
    qualification: Qualification, chosen: Collection[str], achieved: Collection[str]
) -> tuple[Shortfall, ...]:
    """Everything that keeps these units from making the qualification; empty when they make it.

    `chosen` are the learner's optional units and `achieved` the units signed off, both as unit references. A unit
    counts when it is achieved and is either mandatory or chosen. A unit with no credit figure counts 0 credits.
    """
    rules, credit_of = qualification.rules, _credits(qualification)
    taken = {unit.reference for unit in units_of(qualification, chosen)}
    counting = taken & set(achieved)
    titles = {reference: unit.title for reference, unit in qualification.units_by_reference.items()}
    found: list[Shortfall] = [
        MandatoryUnit(unit, titles.get(unit, unit)) for unit in rules.mandatory if unit not in counting
    ]
    for choice in rules.choices:
        if any(short := _short(choice, taken, credit_of)):
            found.append(ChoiceShort(choice.title, *short, enough_chosen=False))
        elif any(short := _short(choice, counting, credit_of)):
            found.append(ChoiceShort(choice.title, *short, enough_chosen=True))
    found += [
        BarredPair(first, second, titles.get(first, first), titles.get(second, second))
        for first, second in _clashes(rules, counting)
    ]
    return tuple(found)


def check_choice(qualification: Qualification, optional_units: Collection[str]) -> None:
    """Make sure the chosen units would make the qualification once all of them are achieved.

    Raises UnknownUnits (units that are not offered as a choice) or WrongCombination (`why` in plain words).
    """
    offered = set(qualification.optional_units)
    unknown = tuple(dict.fromkeys(unit for unit in optional_units if unit not in offered))
    if unknown:
        raise UnknownUnits(unknown)
    everything = {unit.reference for unit in units_of(qualification, optional_units)}
    why = tuple(shortfall.sentence for shortfall in shortfalls(qualification, optional_units, everything))
    if why:
        raise WrongCombination(why)


def can_be_met(rules: Rules, credit_of: Mapping[str, int]) -> bool:
    """Whether some set of units meets the rules. `credit_of` holds credits by unit reference; a missing one is 0.

    Starts from every unit and drops one side of each barred pair in turn: dropping never helps a choice, so a
    branch that is already short is left. Answers True when it has found no answer after a bounded effort.
    """
    mandatory = set(rules.mandatory)
    waiting = [mandatory.union(*(choice.units for choice in rules.choices))]
    effort_of_a_step = 1 + len(rules.barred) + sum(len(choice.units) for choice in rules.choices)
    for _ in range(_EFFORT // effort_of_a_step):
        if not waiting:
            return False
        units = waiting.pop()
        if any(any(_short(choice, units, credit_of)) for choice in rules.choices):
            continue
        pair = next(_clashes(rules, units), None)
        if pair is None:
            return True
        waiting += [units - {unit} for unit in pair if unit not in mandatory]
    return True


def _credits(qualification: Qualification) -> dict[str, int]:
    return {unit.reference: unit.credit.value for unit in qualification.units if unit.credit is not None}


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _short(choice: Choice, units: Collection[str], credit_of: Mapping[str, int]) -> tuple[int, int]:
    """How many units and credits the group lacks when `units` are taken."""
    taken = {unit for unit in choice.units if unit in units}
    earned = sum(credit_of.get(unit, 0) for unit in taken)
    return (
        max(0, (choice.at_least_units or 0) - len(taken)),
        max(0, (choice.at_least_credits or 0) - earned),
    )


def _clashes(rules: Rules, units: Collection[str]) -> Iterator[tuple[str, str]]:
    return ((first, second) for first, second in rules.barred if first in units and second in units)
