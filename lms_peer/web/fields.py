"""What the macros of templates/fields.html ask about a form's field. Used by them only."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from wtforms import Field, SelectFieldBase

from lms_peer.web.forms import DateParts


class Choice(NamedTuple):
    """One choice of a field. `id` is that of its box."""

    id: str
    value: str
    text: str
    chosen: bool


def choices(field: SelectFieldBase, only: Collection[str] | None = None) -> list[Choice]:
    """The choices of a field, or some of them, each with an id of its own on the page."""
    prefix = field.id
    listed = list(field.iter_choices())
    if only is not None and (not listed or listed[0][0] not in only):
        prefix = f"{field.id}-{next(iter(only), '')}"
    wanted = [(value, text, chosen) for value, text, chosen, *_ in listed if only is None or value in only]
    return [
        Choice(prefix if number == 1 else f"{prefix}-{number}", value, text, chosen)
        for number, (value, text, chosen) in enumerate(wanted, 1)
    ]


def described_by(field: Field, *others: str) -> str:
    """The ids of what a screen reader reads with a field: `others`, its hint, and what is wrong with it."""
    hint = f"{field.id}-hint" if field.description else ""
    error = f"{field.id}-error" if field.errors else ""
    return " ".join(filter(None, (*others, hint, error)))


def date_boxes(field: DateParts) -> list[tuple[str, str, int]]:
    """The three boxes of a day: which part, what stands in it, how many letters wide."""
    return [(part, text, 4 if part == "year" else 2) for part, text in field.typed.items()]
