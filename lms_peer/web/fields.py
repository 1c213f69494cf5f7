"""The fields of a form as the GOV.UK components take them. Used by templates/fields.html only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import Field, SelectFieldBase

from lms_peer.web.forms import DateParts


def parts(field: Field, heading: bool = False, **more: Any) -> dict[str, Any]:
    """What a component with one label takes."""
    label: dict[str, Any] = {"text": field.label.text}
    if heading:
        label |= {"isPageHeading": True, "classes": "govuk-label--l"}
    return _shown({"id": field.id, "name": field.name, "label": label, **_notes(field), **more})


def group(
    field: Field, heading: bool = False, *, legend: str | None = None, only: Any = None, **more: Any
) -> dict[str, Any]:
    """What a component with several boxes and one legend takes; the error stands with the first group only."""
    size = "l" if heading else "m"
    title = {
        "text": legend or field.label.text,
        "isPageHeading": heading,
        "classes": f"govuk-fieldset__legend--{size}",
    }
    prefix = field.id if only is None or _first(field) in only else f"{field.id}-{next(iter(only), '')}"
    notes = _notes(field) if prefix == field.id else {}
    return _shown({"name": field.name, "idPrefix": prefix, "fieldset": {"legend": title}, **notes, **more})


def choices(
    field: SelectFieldBase, only: Collection[str] | None = None, hints: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The choices of a field, or some of them."""
    return [
        _shown(
            {
                "value": value,
                "text": text,
                "checked": chosen,
                "selected": chosen,
                "hint": {"text": hints[value]} if hints and hints.get(value) else None,
            }
        )
        for value, text, chosen, *_ in field.iter_choices()
        if only is None or value in only
    ]


def date_boxes(field: DateParts) -> list[dict[str, Any]]:
    """The three boxes of a day."""
    wrong = " govuk-input--error" if field.errors else ""
    return [
        {"name": part, "value": text, "classes": f"govuk-input--width-{4 if part == 'year' else 2}{wrong}"}
        for part, text in field.typed.items()
    ]


def problem(field: Field) -> dict[str, str] | None:
    """What is wrong with a field, as a component's error message."""
    return {"text": str(field.errors[0])} if field.errors else None


def hint(field: Field) -> dict[str, str] | None:
    """A field's description, as a component's hint."""
    return {"text": field.description} if field.description else None


def _notes(field: Field) -> dict[str, Any]:
    return {"hint": hint(field), "errorMessage": problem(field)}


def _first(field: SelectFieldBase) -> Any:
    return next((value for value, *_ in field.iter_choices()), None)


def _shown(params: dict[str, Any]) -> dict[str, Any]:
    """Without what is None: the components take a name that is there for one that is meant."""
    return {name: value for name, value in params.items() if value is not None}
