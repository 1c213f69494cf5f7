"""The forms of a draft, one for each step. They read what was typed; what may be sent is decided by the rules."""

from __future__ import annotations

from itertools import combinations

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, Field, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import ValidationError

from lms_peer.actions.keep_draft import Draft, methods_for
from lms_peer.domain import stages
from lms_peer.domain.qualification import Criterion, CriterionRef, Qualification
from lms_peer.domain.standing import Standing
from lms_peer.web.forms import DateParts, Needed, PageForm
from lms_peer.web.language import course_text, gettext, lazy_gettext
from lms_peer.web.pages.learner.fields import AtMost
from lms_peer.web.wording import method

TITLE_LIMIT = 200
TEXT_LIMIT = 20_000
FILES_TAKEN = "image/*,.heic,.heif,application/pdf,.pdf,.docx,audio/*,video/*,.txt"


class StepForm(PageForm):
    """One step. `seen` stands for what was saved when its page was opened."""

    seen = HiddenField(default="")


class CriteriaForm(StepForm):
    """Step 1: which criteria of the unit."""

    criteria = SelectMultipleField(
        lazy_gettext("What does your work show?"),
        description=lazy_gettext("Tick all that fit. Two or three are enough."),
        validators=[Needed(lazy_gettext("Tick at least one box."))],
        validate_choice=False,
    )

    def offer(self, standing: Standing, qualification: Qualification, written: Draft) -> None:
        """Offer the criteria of the draft's units that a learner can send something for."""
        self.qualification = qualification
        self.criteria.choices = [
            (str(ref), course_text(f"{ref.number} {criterion.text}"))
            for unit in stages.units_taken(standing, qualification)
            if unit.reference in written.units and unit.reference not in standing.sign_offs
            for ref, criterion in zip(unit.refs(), unit.criteria(), strict=True)
            if methods_for(qualification, [ref])
        ]

    @property
    def chosen(self) -> tuple[CriterionRef, ...]:
        """What was ticked, in the order printed."""
        ticked = set(self.criteria.data or ())
        return tuple(CriterionRef.parse(value) for value, _ in self.criteria.choices if value in ticked)

    def validate_criteria(self, field: Field) -> None:
        """Refuse criteria that were not offered, and those that no one kind of evidence can show together."""
        if len(self.chosen) < len(set(field.data)):
            raise ValidationError(
                gettext("Some of these are not in this unit, or not for you to show. Tick again.")
            )
        if methods_for(self.qualification, self.chosen):
            return
        for one, other in combinations(self.chosen, 2):
            if not methods_for(self.qualification, (one, other)):
                raise ValidationError(
                    gettext(
                        "%(one)s and %(other)s need two kinds of work. Take one tick away, and send it on its own.",
                        one=one.number,
                        other=other.number,
                    )
                )
        raise ValidationError(
            gettext("One piece of work can not show all of these. Tick fewer, and send two pieces.")
        )


class KindForm(StepForm):
    """Step 2: what kind of evidence, what to call it, and when it was done."""

    method = RadioField(
        lazy_gettext("What kind of evidence is it?"),
        validators=[Needed(lazy_gettext("Choose what kind it is."))],
        validate_choice=False,
    )
    title = StringField(
        lazy_gettext("Give it a short title"),
        description=lazy_gettext("Like: My talk with a new client."),
        validators=[Needed(lazy_gettext("Give it a title.")), AtMost(TITLE_LIMIT)],
    )
    happened = DateParts(
        lazy_gettext("When did you do it?"),
        description=lazy_gettext("Like 27 3 2026. If it took some days, write the last one."),
        validators=[Needed(lazy_gettext("Write the day you did it."))],
    )

    def offer(self, qualification: Qualification, written: Draft) -> None:
        """Offer the kinds that all its criteria take; the only one is chosen already."""
        self.method.choices = [(kind.value, method(kind)) for kind in methods_for(qualification, written.criteria)]
        if len(self.method.choices) == 1 and not self.method.data:
            self.method.data = self.method.choices[0][0]

    def validate_method(self, field: Field) -> None:
        """Refuse a kind that was not offered."""
        if field.data not in {value for value, _ in self.method.choices}:
            raise ValidationError(gettext("This kind does not fit what you ticked. Choose one from the list."))


class TellForm(StepForm):
    """Step 3: the learner's own words."""

    text = TextAreaField(
        lazy_gettext("Tell us what happened"),
        description=lazy_gettext(
            "Write it as you would say it. Do not use clients’ names. "
            "You can leave this empty if a file says it all."
        ),
        validators=[AtMost(TEXT_LIMIT)],
    )


class FilesForm(PageForm):
    """Step 4: files, one or several."""

    files = MultipleFileField(lazy_gettext("Choose files"))


class SendForm(StepForm):
    """Step 5: help from AI, and the declaration that it is one's own work (Ofqual Condition G8)."""

    used_ai = RadioField(
        lazy_gettext("Did you use AI?"),
        description=lazy_gettext(
            "AI is a computer program that writes or makes pictures for you, like ChatGPT. "
            "You may say yes. Just tell us how."
        ),
        choices=[("no", lazy_gettext("No, I did not")), ("yes", lazy_gettext("Yes, I did"))],
        validators=[Needed(lazy_gettext("Say if you used AI."))],
    )
    ai_use = TextAreaField(
        lazy_gettext("If yes, what did you use it for?"),
        description=lazy_gettext("Like: I used it to check my spelling."),
        validators=[AtMost(2000)],
    )
    declared = BooleanField(
        lazy_gettext("This is my own work. What I wrote is true."),
        validators=[Needed(lazy_gettext("Tick the box to say that this is your own work."))],
    )

    def validate_ai_use(self, field: Field) -> None:
        """Ask how, when AI was used."""
        if self.used_ai.data == "yes" and not (field.data or "").strip():
            raise ValidationError(gettext("Write what you used AI for."))

    @property
    def how_ai_was_used(self) -> str:
        """How AI was used, or nothing when it was not."""
        return str(self.ai_use.data or "") if self.used_ai.data == "yes" else ""


def not_for_learners(
    standing: Standing, qualification: Qualification, written: Draft
) -> list[tuple[CriterionRef, Criterion]]:
    """Criteria of the draft's units that only others can put evidence forward for."""
    return [
        (ref, criterion)
        for unit in stages.units_taken(standing, qualification)
        if unit.reference in written.units
        for ref, criterion in zip(unit.refs(), unit.criteria(), strict=True)
        if not methods_for(qualification, [ref])
    ]
