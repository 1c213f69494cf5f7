"""Taking back a decision, or the sign-off of a unit, that was wrong: each on a page of its own, with a reason."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.take_back_decision import reopen_unit, withdraw_judgement
from lms_peer.domain import countersigning, reopening
from lms_peer.domain.facts import CriterionJudged
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import EvidenceStanding
from lms_peer.web import showing
from lms_peer.web.access import allow
from lms_peer.web.forms import Needed, PageForm, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import Case, accepted, case_of, pages, told
from lms_peer.web.records import acting, names_for, words_of
from lms_peer.web.words import LongText

REASON_LENGTH = 2_000


class TakeBackForm(PageForm):
    """Why what was decided is taken back."""

    reason = LongText(
        lazy_gettext("What was wrong?"),
        [Needed(lazy_gettext("Write what was wrong. The learner and the quality assurers need to know."))],
        limit=REASON_LENGTH,
        description=lazy_gettext("The learner will read this. It stays on the record."),
    )


@pages.route("/assess/<uuid:registration>/decisions/<uuid:judgement>/take-back", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def take_back(registration: UUID, judgement: UUID) -> ResponseReturnValue:
    """Take back one decision; its criterion waits for a new one."""
    case, form = case_of(registration), TakeBackForm()
    piece, judged = countersigning.find(case.standing, judgement)
    if form.validate_on_submit() and accepted(
        form,
        lambda: withdraw_judgement(
            acting(), registration, form.submission_id, judgement=judgement, reason=form.reason.data
        ),
    ):
        criterion = judged.criterion.label
        flash(
            gettext("You took back the decision on %(criterion)s. Decide again.", criterion=criterion), "success"
        )
        return redirect(url_for(".judge", registration=registration, evidence=piece.id))
    return form_page(
        "assessor/take_back.html",
        form,
        case=case,
        piece=piece,
        judged=judged,
        criterion=case.qualification.criteria_by_ref[judged.criterion],
        title=showing.title_of(piece),
        feedback=words_of(judged).get("feedback", ""),
        names=names_for([judged.by]),
        barred=why_not_taken_back(case, piece, judged),
    )


@pages.route("/assess/<uuid:registration>/units/<unit>/open-again", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def reopen(registration: UUID, unit: str) -> ResponseReturnValue:
    """Take back the sign-off of a unit; it is open again."""
    case, form = case_of(registration), TakeBackForm()
    shown = next((one for one in case.units if one.reference == unit), None)
    if shown is None:
        raise NotFound("learner's unit")
    if form.validate_on_submit() and accepted(
        form, lambda: reopen_unit(acting(), registration, form.submission_id, unit=unit, reason=form.reason.data)
    ):
        flash(gettext("Unit %(unit)s is open again.", unit=unit), "success")
        return redirect(url_for(".sign_off", registration=registration, unit=unit))
    done = case.standing.sign_offs.get(unit)
    return form_page(
        "assessor/open_again.html",
        form,
        case=case,
        unit=shown,
        done=done,
        names=names_for([done.by] if done else []),
        barred=told(lambda: reopening.require_reopenable(case.standing, case.assessor, unit)),
    )


def why_not_taken_back(case: Case, piece: EvidenceStanding, judged: CriterionJudged) -> str | None:
    """Why this assessor can not take back this decision, in plain words."""
    return told(lambda: reopening.require_withdrawable(case.standing, case.assessor, piece, judged))
