"""What the learner's forms need beside `web.forms`: whole numbers and texts that are not too long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField
from wtforms.validators import StopValidation

from lms_peer.web.language import gettext, lazy_gettext

_WHOLE = lazy_gettext("Write a whole number, like 2.")


class AtMost:
    """Validator: no more than `limit` characters."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if len(field.data or "") > self.limit:
            raise StopValidation(
                gettext("This is too long. Use %(limit)s characters or fewer.", limit=f"{self.limit:,}")
            )


class Count(IntegerField):  # type: ignore[misc]
    """A whole number, not below nought; an empty box is nought. `wrong` is how to write it, when it is not one."""

    def __init__(self, label: Any, wrong: Any = _WHOLE, **more: Any) -> None:
        super().__init__(label, **more)
        self._wrong = wrong

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the number, or say how to write it."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = 0
        if text:
            if not (text.isascii() and text.isdigit() and len(text) <= 6):
                raise ValueError(str(self._wrong))
            self.data = int(text)
