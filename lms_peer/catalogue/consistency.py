"""What must agree between parts of a course file: references, rules, methods.

Pure checks over `document.Place`, so that they work on the good parts of a file that also has other mistakes.
Each yields the place and what to write instead. The shape of each part is in `schemas`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lms_peer.catalogue.document import Place, key_name
from lms_peer.catalogue.errors import closest, listed, shortened
from lms_peer.domain.combination import can_be_met
from lms_peer.domain.qualification import Choice, Rules

Finding = tuple[Place, str]


def inconsistencies(course: Place) -> Iterator[Finding]:
    """Everything in a course that contradicts something else in it."""
    units = course.get("units").parts()
    yield from _twice((unit.get("reference") for unit in units), "unit")
    for unit in units:
        yield from _within(unit)
    yield from _twice((hours.get("kind") for hours in course.get("hours").parts()), "kind of hours")
    yield from _figures(course)
    yield from _external(course)
    if any(name == "rules" for name, _ in course.entries()):
        yield from _rules(course)


def _within(unit: Place) -> Iterator[Finding]:
    outcomes = unit.get("outcomes").parts()
    criteria = [criterion for outcome in outcomes for criterion in outcome.get("criteria").parts()]
    yield from _twice((outcome.get("number") for outcome in outcomes), "outcome of this unit")
    yield from _twice((criterion.get("number") for criterion in criteria), "criterion of this unit")
    for criterion in criteria:
        observed, methods = criterion.get("must be observed"), _methods(criterion)
        if observed.text.casefold() in {"true", "yes", "on"} and methods and "observation" not in methods:
            yield observed, "This must be observed, so its methods need observation. Add it to the methods."


def _figures(course: Place) -> Iterator[Finding]:
    number, whole, guided = (
        course.get("ofqual number"),
        course.get("tqt", "value"),
        course.get("glh", "value"),
    )
    if dict(number.entries()) and not dict(course.get("awarding body").entries()):
        yield number, 'An Ofqual number needs an "awarding body" too. Add it, or take the number out.'
    if _whole(guided) > _whole(whole) > 0:
        yield guided, f"Guided hours (glh) are part of the total (tqt), so write {whole.text} or less."


def _external(course: Place) -> Iterator[Finding]:
    methods_by_criterion = {
        f"{unit.get('reference').text}/{criterion.get('number').text}": _methods(criterion)
        for unit in course.get("units").parts()
        for outcome in unit.get("outcomes").parts()
        for criterion in outcome.get("criteria").parts()
    }
    for activity in course.get("external activities").parts():
        method = key_name(activity.get("method").text)
        for criterion in activity.get("criteria").parts():
            allowed = methods_by_criterion.get(criterion.text)
            if allowed is None and "/" in criterion.text:
                yield criterion, _no_such("criterion", criterion.text, methods_by_criterion)
            elif allowed and method and method not in allowed:
                yield (
                    criterion,
                    f"{criterion.text} can not be shown by {method}. Add {method} to its methods.",
                )


def _rules(course: Place) -> Iterator[Finding]:
    rules, units = course.get("rules"), course.get("units").parts()
    known = {unit.get("reference").text: unit for unit in units if unit.get("reference").text}
    mandatory, choices, barred = (rules.get(key).parts() for key in ("mandatory", "choices", "barred"))
    in_choices = [part for choice in choices for part in choice.get("units").parts()]
    in_pairs = [part for pair in barred for part in pair.parts()]
    for part in (*mandatory, *in_choices, *in_pairs):
        if part.text and part.text not in known:
            yield part, _no_such("unit", part.text, known)
    yield from _twice(mandatory, "unit of this list")
    always = {part.text for part in mandatory}
    for part in in_choices:
        if part.text in always:
            yield part, f"{part.text} is mandatory already. Take it out of one of the two lists."
    named = always | {part.text for part in in_choices}
    for reference, unit in known.items():
        if reference not in named:
            yield unit, f'{reference} is in no rule. Add it to "mandatory" or to the units of a choice.'
    yield from _meetable(rules, known)


def _meetable(rules: Place, known: Mapping[str, Place]) -> Iterator[Finding]:
    """Choices and barred pairs that no learner could ever meet."""
    credit_of = {reference: _whole(unit.get("credit", "value")) for reference, unit in known.items()}
    mandatory = tuple(part.text for part in rules.get("mandatory").parts())
    findings: list[Finding] = []
    choices = rules.get("choices").parts()
    for choice in choices:
        findings += _twice(choice.get("units").parts(), "unit of this list")
        findings += _within_reach(choice, credit_of)
    for pair in rules.get("barred").parts():
        names = [part.text for part in pair.parts()]
        if len(names) == 2 and names[0] == names[1]:
            findings.append((pair, "A barred pair names two different units. Change one of them."))
        elif len(names) == 2 and set(names) <= set(mandatory):
            findings.append((pair, f"{names[0]} and {names[1]} are both mandatory. Make one a choice instead."))
    if not findings and choices and not can_be_met(_as_rules(rules, mandatory), credit_of):
        message = "With these barred pairs the choices can never be met. Ask for less, or bar fewer pairs."
        findings.append((rules.get("barred"), message))
    yield from findings


def _within_reach(choice: Place, credit_of: Mapping[str, int]) -> Iterator[Finding]:
    group = {part.text for part in choice.get("units").parts()}
    wanted = choice.get("choose units")
    if _whole(wanted) > len(group) > 0:
        yield wanted, f"This asks for {wanted.text} units, but the group has {len(group)}. Ask for fewer."
    wanted, offered = choice.get("choose credits"), sum(credit_of.get(reference, 0) for reference in group)
    if _whole(wanted) > offered:
        bare = [reference for reference in sorted(group & credit_of.keys()) if not credit_of[reference]]
        hint = f"Give a credit to {listed(bare)}." if bare else "Ask for fewer."
        yield (
            wanted,
            f"This asks for {wanted.text} credits, but the units of the group have {offered}. {hint}",
        )


def _as_rules(rules: Place, mandatory: tuple[str, ...]) -> Rules:
    choices = tuple(
        Choice(
            choice.get("title").text,
            tuple(part.text for part in choice.get("units").parts()),
            _whole(choice.get("choose units")),
            _whole(choice.get("choose credits")),
        )
        for choice in rules.get("choices").parts()
    )
    pairs = ([part.text for part in pair.parts()] for pair in rules.get("barred").parts())
    return Rules(mandatory, choices, tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2))


def _twice(places: Iterable[Place], noun: str) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for place in places:
        if place.text and place.text in first:
            yield (
                place,
                f"{shortened(place.text)} is here twice, first on line {first[place.text]}. "
                f"Each {noun} needs its own.",
            )
        first.setdefault(place.text, place.line)


def _no_such(noun: str, written: str, known: Iterable[str]) -> str:
    names = list(known)
    near, more = closest(written, names), "…" if len(names) > 12 else ""
    if near:
        hint = f"Did you mean {near}?"
    elif names:
        hint = f"You can use: {listed(names[:12])}{more}."
    else:
        hint = f"Write the {noun} first."
    return f"There is no {noun} {shortened(written)}. {hint}"


def _methods(criterion: Place) -> set[str]:
    return {key_name(part.text) for part in criterion.get("methods").parts()}


def _whole(place: Place) -> int:
    return int(place.text) if place.text.isascii() and place.text.isdigit() and len(place.text) < 10 else 0
