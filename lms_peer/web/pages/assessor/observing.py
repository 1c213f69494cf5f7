"""One observation: its plan, and putting on record what was seen. A record decides nothing: judging is apart."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field
from wtforms.validators import ValidationError

from lms_peer.actions.record_observation import Observed, record_observation
from lms_peer.database import now
from lms_peer.domain import observation as rules
from lms_peer.domain.facts import ObservationRecorded
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import ObservationStanding, ObservationStatus
from lms_peer.domain.uk import LONDON
from lms_peer.web import showing
from lms_peer.web.access import allow
from lms_peer.web.forms import Needed, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import Case, Group, accepted, case_of, pages
from lms_peer.web.pages.assessor.forms import (
    AsksQuestions,
    CriteriaField,
    Happened,
    TakesFiles,
    added,
    setting_field,
    with_questions,
)
from lms_peer.web.records import acting, names_for, words_of
from lms_peer.web.words import LongText

COVERED_LENGTH = 2_000
_EARLY = lazy_gettext(
    "This is before it was planned. Check the day and the time. If they are right, save the record again."
)


class RecordForm(Happened, AsksQuestions, TakesFiles):
    """What was seen and asked. Made by `_form_for`, which adds how each criterion was covered."""

    setting = setting_field()
    text = LongText(
        lazy_gettext("What happened?"),
        [Needed(lazy_gettext("Write what you saw."))],
        description=lazy_gettext("Write what you saw and heard. Leave out the names of other people."),
    )
    criteria = CriteriaField(
        lazy_gettext("What did you see?"),
        description=lazy_gettext("Tick only what you saw. Say for each how the learner showed it."),
        validators=[Needed(lazy_gettext("Tick what you saw, one or more."))],
    )
    feedback = LongText(
        lazy_gettext("Feedback to the learner"),
        description=lazy_gettext("What went well, and what to do next time."),
    )

    def covered(self) -> dict[CriterionRef, str]:
        """How each ticked criterion was covered; what is not ticked is left out."""
        return {ref: _typed(self, ref) for ref in self.criteria.refs}


class ShownIfTicked:
    """Validator: a criterion that is ticked says how it was shown, and no other one does."""

    def __init__(self, ref: CriterionRef) -> None:
        self.ref = ref

    def __call__(self, form: RecordForm, field: Field) -> None:
        ticked = self.ref in form.criteria.refs
        if ticked and not field.data:
            raise ValidationError(
                gettext("Say how %(criterion)s was shown, or take the tick away.", criterion=self.ref.label)
            )
        if field.data and not ticked:
            raise ValidationError(
                gettext("Tick %(criterion)s too, or take these words out.", criterion=self.ref.label)
            )


def _typed(form: RecordForm, ref: CriterionRef) -> str:
    name = f"covered-{ref}"
    return str(form[name].data) if name in form else ""


@pages.route("/assess/<uuid:registration>/observations/<uuid:observation>", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def observe(registration: UUID, observation: UUID) -> ResponseReturnValue:
    """The plan, and the form to put on record what was seen; once it is, what comes next."""
    case = case_of(registration)
    found = rules.find(case.standing, observation)
    groups, more = _groups(case, found)
    form = _form_for(found, groups)
    sent = form.ready(registration)
    early = sent and rules.before_plan(found, form.moment)
    if early and not request.form.get("early"):
        form.happened.errors = [_EARLY]
    elif sent and (recorded := accepted(form, lambda: _record(case, found, form))):
        flash(
            gettext("The observation is written up. %(learner)s can read it now.", learner=case.learner), "success"
        )
        return redirect(url_for(".observe", registration=registration, observation=recorded.observation))
    return _page(case, found, form, groups, more=more, early=early)


def _record(case: Case, found: ObservationStanding, form: RecordForm) -> ObservationRecorded:
    seen = Observed(
        began=form.moment,
        minutes=form.length,
        text=form.text.data,
        setting=form.setting.data,
        covered=form.covered(),
        questions=form.asked,
        feedback=form.feedback.data,
        files=form.kept_files,
    )
    return record_observation(
        acting(), case.registration, form.submission_id, observation=found.planned.id, seen=seen
    )


def _form_for(found: ObservationStanding, groups: tuple[Group, ...]) -> RecordForm:
    fields = {
        f"covered-{ref}": LongText(
            gettext("How was %(criterion)s shown?", criterion=ref.label),
            [ShownIfTicked(ref)],
            limit=COVERED_LENGTH,
        )
        for _, criteria in groups
        for ref, _criterion in criteria
    }
    form = with_questions(RecordForm, **fields)
    form.criteria.offer(groups)
    if not form.is_submitted():
        if found.due <= now():
            local = found.due.astimezone(LONDON)
            form.happened.data, form.began.data = local.date(), local.time()
        form.setting.data = words_of(found.planned).get("setting")
    return form


def _groups(case: Case, found: ObservationStanding) -> tuple[tuple[Group, ...], bool]:
    """The criteria to show: those that were planned for, or all once they were asked for; and if there are more."""
    everything = case.groups(Method.OBSERVATION)
    if request.form.get("wide") or added() == "criteria":
        return everything, False
    planned = (
        (unit, tuple((ref, one) for ref, one in criteria if ref in found.planned.criteria))
        for unit, criteria in everything
    )
    shown = tuple((unit, criteria) for unit, criteria in planned if criteria)
    return shown, shown != everything


def _page(
    case: Case, found: ObservationStanding, form: RecordForm, groups: tuple[Group, ...], *, more: bool, early: bool
) -> ResponseReturnValue:
    words = words_of(found.recorded)
    aimed = found.recorded.criteria if found.recorded else found.planned.criteria
    open_now = found.status is ObservationStatus.PLANNED
    people = {case.standing.learner, found.assessor, *([found.recorded.by] if found.recorded else [])}
    return form_page(
        "assessor/observe.html",
        form,
        case=case,
        observation=found,
        plan=words_of(found.planned),
        changes=[(change, words_of(change)) for change in found.changes],
        words=words,
        files=showing.files_of(found.recorded, words) if found.recorded else (),
        criteria=showing.criteria_shown(case.qualification, aimed),
        groups=groups,
        more=more,
        early=early,
        to_judge=_to_judge(case, found),
        barred=(case.closed or case.barred({ref.unit for ref in aimed})) if open_now else None,
        names=names_for(people),
    )


def _to_judge(case: Case, found: ObservationStanding) -> bool:
    """True when the record still waits for decisions."""
    return bool(found.recorded and case.standing.evidence[found.recorded.id].open)
