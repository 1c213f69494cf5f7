"""What the assessor's forms have in common: criteria to tick, questions asked, files that survive a refusal.

Rules are not checked here. Files are looked at and put into the vault as soon as they arrive; until a fact names
them the page carries them as signed words, so that a form shown again still has them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from flask import current_app, request
from flask_wtf.file import MultipleFileField
from itsdangerous import BadSignature, URLSafeSerializer
from wtforms import BooleanField, Field, HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from lms_peer.actions.keep_files import keep_files
from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.domain.facts import Document
from lms_peer.domain.qualification import Criterion, CriterionRef
from lms_peer.domain.words import Question, Setting
from lms_peer.web.access import signed_in_person
from lms_peer.web.forms import DateParts, Needed, PageForm, TimeOfDay, moment_of, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import Group
from lms_peer.web.wording import SETTINGS, size
from lms_peer.web.words import LongText, Minutes, MinutesNeeded, OneOf

F = TypeVar("F", bound=PageForm)
V = TypeVar("V")

FEWEST_QUESTIONS, MOST_QUESTIONS = 3, 30
ANSWER_LENGTH = 2_000
FILES = lazy_gettext("A photo, a PDF, a Word file, sound or film. You can choose several.")


class CriteriaField(SelectMultipleField):  # type: ignore[misc]
    """Criteria to tick, by `UNIT/NUMBER`. Whether they may be chosen is for the rules to say."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=[], validate_choice=False, **options)

    def offer(self, groups: tuple[Group, ...]) -> None:
        """Let these be ticked."""
        self.choices = [(str(ref), shown(ref, criterion)) for _, group in groups for ref, criterion in group]

    @property
    def refs(self) -> list[CriterionRef]:
        """What was ticked. Words that name no criterion stay, for the rules to refuse."""
        return [
            CriterionRef(unit, number) for unit, _, number in (text.rpartition("/") for text in self.data or ())
        ]


def shown(ref: CriterionRef, criterion: Criterion) -> str:
    """A criterion as it stands beside its box."""
    return f"{ref.number} {criterion.text}"


def setting_field(
    label: str = lazy_gettext("Where was it?"), message: str = lazy_gettext("Choose what kind of place it was.")
) -> OneOf:
    """Where something took place, by role only."""
    return OneOf(
        label,
        [(setting.value, SETTINGS[setting]) for setting in Setting],
        message,
        description=lazy_gettext("Choose the kind of place. We never write down its name."),
    )


# --- when --------------------------------------------------------------------------------------------------------


class Due(PageForm):
    """A form with the day and the time at which something is to happen. `both`: asked when the time is taken."""

    due = DateParts(
        lazy_gettext("What day?"),
        description=lazy_gettext("Like 27 3 2027."),
        validators=[Needed(lazy_gettext("Write the day."))],
    )
    clock = TimeOfDay(
        lazy_gettext("What time?"),
        description=lazy_gettext("Like 2:15pm or 14:15."),
        validators=[Needed(lazy_gettext("Write the time."))],
    )
    both = BooleanField(lazy_gettext("Yes, I mean to do both"))

    @property
    def moment(self) -> datetime:
        """When it is to happen, in UTC."""
        return moment_of(_given(self.due.data), _given(self.clock.data))


class Happened(PageForm):
    """A form with when something happened and how long it took."""

    happened = DateParts(
        lazy_gettext("What day was it?"),
        description=lazy_gettext("Like 27 3 2026."),
        validators=[Needed(lazy_gettext("Write the day."))],
    )
    began = TimeOfDay(
        lazy_gettext("What time did it begin?"),
        description=lazy_gettext("Like 2:15pm or 14:15."),
        validators=[Needed(lazy_gettext("Write the time."))],
    )
    minutes = Minutes(lazy_gettext("How many minutes did it take?"), validators=[MinutesNeeded()])

    @property
    def moment(self) -> datetime:
        """When it began, in UTC."""
        return moment_of(_given(self.happened.data), _given(self.began.data))

    @property
    def length(self) -> int:
        """How many minutes it took."""
        return _given(self.minutes.data)


def _given(value: V | None) -> V:
    """What a form that was found right holds."""
    if value is None:
        raise ValueError("this form was not validated")
    return value


# --- questions ---------------------------------------------------------------------------------------------------


class GoesWith:
    """Validator: what stands in the other field needs something here too."""

    def __init__(self, other: str, message: str) -> None:
        self.other, self.message = other, message

    def __call__(self, form: PageForm, field: Field) -> None:
        if form[self.other].data and not field.data:
            raise ValidationError(self.message)


class AsksQuestions(PageForm):
    """A form with rows of a question and its answer. Made by `with_questions`, which says how many rows."""

    rows = HiddenField()

    @property
    def pairs(self) -> list[tuple[Field, Field]]:
        """The two fields of each row."""
        return [(self[f"question-{row}"], self[f"answer-{row}"]) for row in range(int(self.rows.data))]

    @property
    def asked(self) -> list[Question]:
        """What was asked and answered."""
        return [
            {"question": question.data, "answer": reply.data} for question, reply in self.pairs if question.data
        ]

    @property
    def room_for_more(self) -> bool:
        """True while another question can be added."""
        return len(self.pairs) < MOST_QUESTIONS


def added() -> str:
    """What "Add …" was pressed for (`question` or `criteria`), or nothing: the page is shown again with more room."""
    return request.form.get("add", "")


def with_questions(kind: type[F], **more: Field) -> F:
    """A form of this kind with the rows it needs now, and `more` fields."""
    typed = request.form.get("rows", type=int) or FEWEST_QUESTIONS
    rows = max(FEWEST_QUESTIONS, min(typed + (added() == "question"), MOST_QUESTIONS))
    fields: dict[str, Any] = dict(more)
    for row in range(rows):
        question, reply = f"question-{row}", f"answer-{row}"
        fields[question] = LongText(
            gettext("Question %(number)s", number=row + 1),
            [GoesWith(reply, gettext("Write the question too."))],
            limit=ANSWER_LENGTH,
        )
        fields[reply] = LongText(
            gettext("Answer %(number)s", number=row + 1),
            [GoesWith(question, gettext("Write the answer too."))],
            limit=ANSWER_LENGTH,
        )
    form: F = type(kind.__name__, (kind,), fields)()
    form["rows"].data = str(rows)
    return form


# --- files -------------------------------------------------------------------------------------------------------


class TakesFiles(PageForm):
    """A form with files. `kept` holds those that are in the vault already; taking a tick away leaves one out."""

    files = MultipleFileField(lazy_gettext("Files, if there are any"), description=FILES)
    kept = SelectMultipleField(lazy_gettext("Files you have added"), choices=[], validate_choice=False)
    kept_files: list[KeptFile]

    def ready(self, registration: UUID) -> bool:
        """True when the form was sent and everything on it can be read. Files are kept either way."""
        if not self.is_submitted():
            return False
        readable = not added() and self.validate()
        self.keep_files(registration)
        return readable and not self.errors

    def keep_files(self, registration: UUID) -> None:
        """Put what was uploaded into the vault; say beside the field what could not be taken.

        Ends the transaction.
        """
        signer, centre = _Signer(registration), signed_in_person().centre.id
        before = [file for token in self.kept.data or () if (file := signer.read(token))]
        sent = [(upload.filename, upload.stream) for upload in self.files.data or ()]
        uploaded = keep_files(centre, sent, already=len(before))
        for _name, refusal in uploaded.refused:
            refuse(self, refusal)
        self.kept_files = [*before, *uploaded.good]
        tokens = {signer.write(file): file for file in self.kept_files}
        self.kept.choices = [
            (token, f"{file.name} ({size(file.document.size)})") for token, file in tokens.items()
        ]
        self.kept.data = list(tokens)


class _Signer:
    """Files in the vault as words that only this person's pages on this record can carry."""

    def __init__(self, registration: UUID) -> None:
        person = signed_in_person()
        self._bound = [str(person.centre.id), str(person.account_id), str(registration)]
        self._serializer = URLSafeSerializer(str(current_app.secret_key), salt="kept file")

    def write(self, file: KeptFile) -> str:
        return str(self._serializer.dumps([*self._bound, *file.document, file.name]))

    def read(self, token: str) -> KeptFile | None:
        try:
            *bound, sha256, length, media_type, name = self._serializer.loads(token)
        except (BadSignature, ValueError):
            return None
        return KeptFile(Document(sha256, length, media_type), name) if bound == self._bound else None
