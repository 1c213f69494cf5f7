"""Fields for what people write and choose: texts with a limit, and choices with an answer in plain words.

They only read what was typed. Nothing here knows a record or a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import Field, Form, RadioField, StringField, TextAreaField
from wtforms.validators import AnyOf, Length, StopValidation

from lms_peer.web.forms import Needed
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.typed import plain

TEXT_LENGTH = 10_000


class LongText(TextAreaField):  # type: ignore[misc]
    """Several lines of at most `limit` characters. `data` is a string, empty when nothing was typed."""

    def __init__(
        self, label: str, validators: Sequence[Any] = (), *, limit: int = TEXT_LENGTH, **options: Any
    ) -> None:
        super().__init__(label, [*validators, _at_most(limit)], filters=[plain], **options)
        self.limit = limit


class Line(StringField):  # type: ignore[misc]
    """One line of at most `limit` characters. `data` is a string, empty when nothing was typed."""

    def __init__(self, label: str, validators: Sequence[Any] = (), *, limit: int = 200, **options: Any) -> None:
        super().__init__(label, [*validators, _at_most(limit)], filters=[plain], **options)


class OneOf(RadioField):  # type: ignore[misc]
    """One of several choices; no choice, and one that is not offered, are both answered with `message`."""

    def __init__(self, label: str, choices: Iterable[tuple[str, str]], message: str, **options: Any) -> None:
        offered = list(choices)
        allowed = AnyOf([value for value, _ in offered], message=message)
        super().__init__(label, [Needed(message), allowed], choices=offered, validate_choice=False, **options)


class Minutes(StringField):  # type: ignore[misc]
    """A whole number of minutes. `data` is an int or None; whether it is too many is for the rules to say."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the digits, or say how to write them."""
        self.data = None
        typed = valuelist[0].strip() if valuelist else ""
        if typed:
            if not (typed.isascii() and typed.isdigit() and len(typed) <= 9):
                raise ValueError(gettext("Write the minutes in digits, like 45."))
            self.data = int(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class MinutesNeeded:
    """Validator: some minutes were typed; 0 is for the rules to refuse."""

    def __call__(self, _form: Form, field: Field) -> None:
        if field.process_errors:
            raise StopValidation
        if field.data is None:
            raise StopValidation(gettext("Write how many minutes it took."))


def _at_most(limit: int) -> Length:
    return Length(
        max=limit, message=lazy_gettext("This is too long. Use %(limit)s characters or fewer.", limit=f"{limit:,}")
    )
