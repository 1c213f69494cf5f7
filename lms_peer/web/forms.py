"""What forms here have in common: a submission id, kept words, dates in three boxes, and refusals beside fields.

Every form that leads to a fact is a `PageForm`. Rules are not checked here: a form only reads what was typed, the
action decides, and `refuse` shows its refusal where the person can put it right.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from gettext import NullTranslations
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID, uuid4

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, StringField
from wtforms.utils import unset_value
from wtforms.validators import StopValidation, ValidationError

from lms_peer.domain.refusals import AlreadySaid, Refusal
from lms_peer.domain.uk import LONDON
from lms_peer.web.errors import answer
from lms_peer.web.language import N_, gettext, texts_of_forms
from lms_peer.web.transaction import undo
from lms_peer.web.typed import texts_not_on
from lms_peer.web.wording import month_of

# In English or Welsh, whichever the page is in.
_BETWEEN_PARTS = re.compile(r"[ /.-]+")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>am|pm|yb|yp|yh)?", re.IGNORECASE)
_TIMES_WITH_NAMES = {
    **dict.fromkeys(("midday", "noon", "canol dydd", "hanner dydd"), time(12)),
    **dict.fromkeys(("midnight", "canol nos", "hanner nos"), time(0)),
}
_AFTER_MIDDAY = ("pm", "yp", "yh")
_NEEDS = {
    ("day",): N_("The date needs a day."),
    ("month",): N_("The date needs a month."),
    ("year",): N_("The date needs a year."),
    ("day", "month"): N_("The date needs a day and a month."),
    ("day", "year"): N_("The date needs a day and a year."),
    ("month", "year"): N_("The date needs a month and a year."),
}


class PageForm(FlaskForm):  # type: ignore[misc]
    """A form whose hidden `submission` is the id of the fact it makes: sent twice, it makes one record.

    A page for something new says `address_of_its_own` first, so that "Back" brings the same form again.
    """

    class Meta:
        """How WTForms is set up."""

        def get_translations(self, _form: FlaskForm) -> NullTranslations:
            """WTForms' own texts. Flask-WTF would read their file for each form."""
            return texts_of_forms()

    submission = HiddenField(default=lambda: _id_in_address() or str(uuid4()))

    def validate_submission(self, field: Field) -> None:
        """Refuse an id that is not ours."""
        try:
            UUID(field.data or "")
        except ValueError as error:
            field.data = str(uuid4())
            raise ValidationError(
                gettext("Something was wrong with this page. Check it and send it again.")
            ) from error

    @property
    def submission_id(self) -> UUID:
        """The id of the fact that this form makes."""
        return UUID(self.submission.data)


def address_of_its_own() -> ResponseReturnValue | None:
    """Where to send a browser that opens a new form: the same page, with the id of what it will make.

    The browser keeps no page that it was told not to store, so "Back" asks for the form anew. With the id in the
    address it gets the same form again, and sending that makes no second record. None when the id is there.
    """
    if request.method != "GET" or _id_in_address():
        return None
    asked = [(name, said) for name, said in request.args.items(multi=True) if name != "form"]
    query = urlencode([*asked, ("form", str(uuid4()))])
    return redirect(f"{url_for(request.endpoint or '', **(request.view_args or {}))}?{query}")


def _id_in_address() -> str | None:
    try:
        return str(UUID(request.args.get("form", "")))
    except ValueError:
        return None


class Needed:
    """Validator: something must be typed or chosen, else `message`. What was typed wrongly keeps its own message."""

    field_flags: ClassVar[dict[str, bool]] = {}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if field.process_errors:
            raise StopValidation
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors[:] = []  # an unanswered question is "not a valid choice" to WTForms; once is enough
            raise StopValidation(self.message)


class DateParts(Field):  # type: ignore[misc]
    """A day in three boxes, `NAME-day`, `NAME-month` and `NAME-year`. `data` is a date or None.

    Who writes the whole date into the first box, like 20/11/2026, is understood.
    """

    parts: ClassVar[tuple[str, ...]] = ("day", "month", "year")

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Gather the three boxes."""
        names = [f"{self.name}-{part}" for part in self.parts]
        if formdata:
            typed = [formdata.get(name, "").strip() for name in names]
            whole = _BETWEEN_PARTS.split(typed[0])
            if len(whole) == len(typed) and not any(typed[1:]):
                typed = whole
            sent = any(name in formdata for name in names)
            formdata = MultiDict([(self.name, part) for part in typed] if sent else [])
        super().process(formdata, data, extra_filters)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the day, or say which part is missing or wrong."""
        self.data = None
        if not any(valuelist):
            return
        missing = [part for part, text in zip(self.parts, valuelist, strict=True) if not text]
        if missing:
            raise ValueError(gettext(_NEEDS[tuple(missing)]))
        try:
            number_of_day, month, year = valuelist
            self.data = date(int(year), month_of(month) or int(month), int(number_of_day))
        except ValueError as error:
            raise ValueError(gettext("This is not a real date. Write it like 27 3 2026.")) from error
        if self.data.year < 1900:
            self.data = None
            raise ValueError(gettext("Write the year with 4 digits, like 2026."))

    @property
    def typed(self) -> dict[str, str]:
        """What stands in each box."""
        if self.raw_data:
            return dict(zip(self.parts, self.raw_data, strict=True))
        return {part: str(getattr(self.data, part, "")) for part in self.parts}


class TimeOfDay(StringField):  # type: ignore[misc]
    """A time such as 2:15pm, 14:15, 9am or midday. `data` is a `datetime.time` or None."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the time, or say how to write it."""
        self.data = None
        text = valuelist[0].strip() if valuelist else ""
        if text:
            self.data = _time_of(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""


def moment_of(day: date, clock: time) -> datetime:
    """That day at that time in London, in UTC."""
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def refuse(form: FlaskForm, refusal: Refusal) -> None:
    """Say what `refusal` means beside the field it is about, or on top; nothing of this request is kept."""
    undo()
    if isinstance(refusal, AlreadySaid) and "submission" in form:
        form.submission.data = str(uuid4())  # sent once more, it is something new
    told = answer(refusal)
    field = form._fields.get(told.field) if told.field else None
    if field is None:
        form.form_errors.append(told.sentence)
    else:
        field.errors = [*field.errors, told.sentence]


def obey(rule: Callable[[], object]) -> None:
    """For the checks of a form's own fields: ask a rule now, so that all that is wrong is said together.

    Raises ValidationError with what the refusal means.
    """
    try:
        rule()
    except Refusal as refusal:
        raise ValidationError(answer(refusal).sentence) from refusal


def form_page(template: str, form: FlaskForm, **context: Any) -> Response:
    """The page with `form` on it: 200 when it is new, 422 when something on it must be put right.

    A record may have changed while somebody wrote, so that the page has no room any more for what they typed: then it
    stands above, to copy.
    """
    if not form.errors:
        return Response(render_template(template, form=form, **context))
    undo()
    page = render_template(template, form=form, **context)
    if lost := texts_not_on(page):
        page = render_template(template, form=form, lost=lost, **context)
    return Response(page, 422)


def problems(form: FlaskForm, page: str) -> list[dict[str, str]]:
    """Every error of the form as text and link to its box, in the order in which the boxes stand on the page (HTML)."""
    boxes = [(f"{field.id}-day" if isinstance(field, DateParts) else field.id, field.errors) for field in form]
    boxes.sort(key=lambda box: page.find(f'id="{box[0]}"'))
    beside = [{"text": str(error), "href": f"#{box}"} for box, errors in boxes for error in errors]
    return [{"text": error} for error in form.form_errors] + beside


def _time_of(text: str) -> time:
    named = _TIMES_WITH_NAMES.get(text.lower())
    if named is not None:
        return named
    found = _TIME.fullmatch(text)
    if not found or not (found["minute"] or found["half"]):
        raise ValueError(gettext("Write the time like 2:15pm or 14:15."))
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(gettext("Write the time like 2:15pm or 14:15."))
        hour = hour % 12 + (12 if found["half"].lower() in _AFTER_MIDDAY else 0)
    try:
        return time(hour, minute)
    except ValueError as error:
        raise ValueError(gettext("There is no such time. Write it like 2:15pm or 14:15.")) from error
