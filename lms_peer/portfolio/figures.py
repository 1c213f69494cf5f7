"""Figures that others decided, each with its source, and the rules of combination, as they are printed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from lms_peer.domain.qualification import Choice, Figure, Qualification, Reference, Unit
from lms_peer.portfolio import wording
from lms_peer.portfolio.lines import Checked, Combination, Group
from lms_peer.portfolio.speech import count, say


def own_figures(qualification: Qualification) -> Iterator[tuple[str, Checked]]:
    """The figures of the qualification itself, by name."""
    yield from _known(
        {
            say("Awarding body"): qualification.awarding_body,
            say("Ofqual number"): qualification.ofqual_number,
            say("Credits"): qualification.credits,
            say("Total qualification time (hours)"): qualification.total_hours,
            say("Guided learning (hours)"): qualification.guided_hours,
            say("Lowest age"): qualification.minimum_age,
        }
    )


def every_figure(qualification: Qualification, taken: Sequence[Unit]) -> Iterator[tuple[str, Checked]]:
    """Every figure that bears on a learner who takes these units, by name, in the order printed."""
    yield from own_figures(qualification)
    for unit in taken:
        yield from _known(
            {
                say("%(unit)s: unit number", unit=unit.reference): unit.number,
                say("%(unit)s: credits", unit=unit.reference): unit.credit,
                say("%(unit)s: guided learning (hours)", unit=unit.reference): unit.guided_hours,
            }
        )
    for needed in qualification.hours:
        minutes = needed.minutes
        yield needed.title, Checked(wording.hours(minutes.value), minutes.verified, minutes.source)


def _known(figures: dict[str, Reference | Figure | None]) -> Iterator[tuple[str, Checked]]:
    for name, figure in figures.items():
        if figure is not None:
            yield name, Checked(str(figure.value), figure.verified, figure.source)


def combination_of(qualification: Qualification, taken: Sequence[Unit]) -> Combination:
    """Which units make the qualification, and which of them the learner takes."""
    rules = qualification.rules
    own = {unit.reference for unit in taken}
    return Combination(
        mandatory=tuple(_named(qualification, unit) for unit in rules.mandatory),
        groups=tuple(_group(qualification, choice, own) for choice in rules.choices),
        barred=tuple(
            say(
                "%(one)s and %(other)s do not count together.",
                one=_named(qualification, first),
                other=_named(qualification, second),
            )
            for first, second in rules.barred
        ),
        source=rules.source,
        # A scheme of the centre's own has nobody else's rules to be checked against.
        verified=rules.verified or not qualification.accredited,
    )


def _group(qualification: Qualification, choice: Choice, own: Collection[str]) -> Group:
    return Group(
        title=choice.title,
        needed=say(" and ").join(_needed(choice)),
        taken=tuple(_named(qualification, unit) for unit in choice.units if unit in own),
        not_taken=tuple(_named(qualification, unit) for unit in choice.units if unit not in own),
    )


def _needed(choice: Choice) -> Iterator[str]:
    if choice.at_least_units:
        yield count("at least %(num)d unit", "at least %(num)d units", choice.at_least_units)
    if choice.at_least_credits:
        yield count("at least %(num)d credit", "at least %(num)d credits", choice.at_least_credits)


def _named(qualification: Qualification, reference: str) -> str:
    unit = qualification.units_by_reference.get(reference)
    return f"{reference} {unit.title}" if unit else reference
