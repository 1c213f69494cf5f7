"""Putting on record what an assessor asked and the learner answered: a professional discussion, or questions."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.record_testimony import record_discussion
from lms_peer.domain.facts import DiscussionRecorded
from lms_peer.domain.qualification import Method
from lms_peer.domain.roles import Role
from lms_peer.web.access import allow
from lms_peer.web.forms import Needed, address_of_its_own, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import Case, Group, accepted, case_of, pages
from lms_peer.web.pages.assessor.forms import (
    AsksQuestions,
    CriteriaField,
    Happened,
    TakesFiles,
    with_questions,
)
from lms_peer.web.records import acting
from lms_peer.web.words import LongText, OneOf

ASKED = (Method.PROFESSIONAL_DISCUSSION, Method.QUESTIONING)


class DiscussionForm(Happened, AsksQuestions, TakesFiles):
    """What was asked and answered. Made by `with_questions`."""

    method = OneOf(
        lazy_gettext("How did you ask?"),
        [
            (
                Method.PROFESSIONAL_DISCUSSION.value,
                lazy_gettext("A professional discussion: a longer talk about the work"),
            ),
            (Method.QUESTIONING.value, lazy_gettext("Questions: a few, to fill gaps")),
        ],
        lazy_gettext("Choose how you asked."),
    )
    criteria = CriteriaField(
        lazy_gettext("What was it about?"),
        validators=[Needed(lazy_gettext("Tick what it was about, one or more."))],
    )
    text = LongText(
        lazy_gettext("Is there more to say about it?"), description=lazy_gettext("You can leave this empty.")
    )


@pages.route("/assess/<uuid:registration>/discussion", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def discuss(registration: UUID) -> ResponseReturnValue:
    """Put a discussion on record."""
    case = case_of(registration)
    if elsewhere := address_of_its_own():
        return elsewhere
    groups = case.groups(*ASKED)
    form = with_questions(DiscussionForm)
    form.criteria.offer(groups)
    if form.ready(registration):
        if not form.asked:
            form.form_errors.append(gettext("Write one question and its answer, or more."))
        elif recorded := accepted(form, lambda: _record(case, form)):
            flash(gettext("What you asked is on record. It is not judged yet."), "success")
            return redirect(url_for(".judge", registration=registration, evidence=recorded.id))
    return form_page(
        "assessor/discuss.html",
        form,
        case=case,
        groups=groups,
        only=dict(only_one_way(groups)),
        barred=case.closed or case.barred(),
    )


def only_one_way(groups: tuple[Group, ...]) -> Iterator[tuple[str, str]]:
    """What to know about each criterion that can not be asked about in both ways."""
    for _unit, criteria in groups:
        for ref, criterion in criteria:
            ways = criterion.methods.intersection(ASKED)
            if ways == {Method.QUESTIONING}:
                yield str(ref), gettext("Only by questions.")
            elif ways == {Method.PROFESSIONAL_DISCUSSION}:
                yield str(ref), gettext("Only by a professional discussion.")


def _record(case: Case, form: DiscussionForm) -> DiscussionRecorded:
    return record_discussion(
        acting(),
        case.registration,
        form.submission_id,
        method=Method(form.method.data),
        criteria=form.criteria.refs,
        began=form.moment,
        minutes=form.length,
        questions=form.asked,
        text=form.text.data,
        files=form.kept_files,
    )
