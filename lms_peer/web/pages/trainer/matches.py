"""Matches of mentors and clients: who supports whom, whether the risk assessment is in date, and supervision."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.keep_matches import (
    add_match,
    agree_again,
    end_match,
    record_supervision,
    take_supervision_back,
    today,
)
from lms_peer.database import now
from lms_peer.domain import matches as rules
from lms_peer.domain.matches import REFERENCE_LENGTH
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.pastoral import matches as kept
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import DateParts, Needed, PageForm, address_of_its_own, form_page, obey, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.looking_after import INTERVALS, MatchLine, match_lines, names_by_account
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting, names_for, standing_for_reading
from lms_peer.web.words import Line, LongText, OneOf

_DAY = lazy_gettext("Like 27 3 2026.")
_ENDED = lazy_gettext("This match has ended.")


class RiskForm(PageForm):
    """When the risk was assessed, and how often there is supervision."""

    assessed = DateParts(
        lazy_gettext("When was the risk assessed?"),
        description=_DAY,
        validators=[Needed(lazy_gettext("Write the day of the risk assessment."))],
    )
    review = DateParts(
        lazy_gettext("When must it be looked at again?"),
        description=_DAY,
        validators=[Needed(lazy_gettext("Write the day to look again."))],
    )
    weeks = OneOf(
        lazy_gettext("How often is supervision?"),
        INTERVALS,
        message=lazy_gettext("Choose how often supervision is."),
    )

    def validate_assessed(self, field: DateParts) -> None:
        """Not a day to come."""
        if assessed := field.data:
            obey(lambda: rules.require_assessed(assessed, today()))

    def validate_review(self, field: DateParts) -> None:
        """After the assessment."""
        if (assessed := self.assessed.data) and (review := field.data):
            obey(lambda: rules.require_review(assessed, review))


class MatchForm(RiskForm):
    """A new match."""

    client = Line(
        lazy_gettext("What do you call the client here?"),
        limit=REFERENCE_LENGTH,
        description=lazy_gettext(
            "A code from your own list, like R-27. Never a name. Leave it empty and we make a code."
        ),
    )
    since = DateParts(
        lazy_gettext("From which day?"),
        description=_DAY,
        validators=[Needed(lazy_gettext("Write the first day."))],
    )

    def validate_client(self, field: Line) -> None:
        """Nothing that may name a person."""
        obey(lambda: rules.reference(field.data, 0))

    def validate_since(self, field: DateParts) -> None:
        """Not years ago."""
        if since := field.data:
            obey(lambda: rules.require_since(since, today()))


class SupervisionForm(PageForm):
    """One supervision session."""

    held = DateParts(
        lazy_gettext("Which day was it?"), description=_DAY, validators=[Needed(lazy_gettext("Write the day."))]
    )
    present = OneOf(
        lazy_gettext("Was the mentor there?"),
        [("yes", lazy_gettext("Yes")), ("no", lazy_gettext("No, they did not come or could not come"))],
        message=lazy_gettext("Choose whether the mentor was there."),
    )
    note = LongText(
        lazy_gettext("Is there anything to remember?"),
        limit=kept.NOTE_LENGTH,
        description=lazy_gettext(
            "You can leave it empty. Trainers read this. So does the learner, if they ask for everything "
            "that you hold about them. No names. Never write about offences or health here."
        ),
    )


class EndForm(PageForm):
    """The last day of a match."""

    until = DateParts(
        lazy_gettext("What is the last day?"),
        description=_DAY,
        validators=[Needed(lazy_gettext("Write the last day."))],
    )


@pages.get("/matches")
@allow(Role.TRAINER)
def matches() -> ResponseReturnValue:
    """Every match of the centre: first what is due first, and the ended last."""
    lines = match_lines(kept.of_centre(current_centre().id))
    return render_template(
        "trainer/matches.html",
        running=[line for line in lines if not line.standing.ended],
        ended=[line for line in lines if line.standing.ended],
    )


@pages.route("/train/<uuid:registration>/matches/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_mentor_match(registration: UUID) -> ResponseReturnValue:
    """Match the learner with a client."""
    standing = standing_for_reading(registration)
    if elsewhere := address_of_its_own():
        return elsewhere
    form = MatchForm()
    since, assessed, review = form.since.data, form.assessed.data, form.review.data
    if form.validate_on_submit() and since and assessed and review:
        try:
            made = add_match(
                acting(),
                registration,
                form.submission_id,
                client=form.client.data,
                since=since,
                assessed=assessed,
                review=review,
                weeks=int(form.weeks.data),
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("The match is kept. The client is called %(client)s.", client=made.client), "success")
            if review < uk_day(now()):
                flash(gettext("The risk assessment is out of date. Make a new one before they meet again."))
            return redirect(url_for(".match", match=made.id))
    return form_page(
        "trainer/add_match.html",
        form,
        registration=registration,
        learner=names_for([standing.learner])[standing.learner],
    )


@pages.get("/matches/<uuid:match>")
@allow(Role.TRAINER)
def match(match: UUID) -> ResponseReturnValue:
    """One match: what is due, and every supervision session."""
    line = _line(match)
    sessions, assessments = kept.sessions(line.match), kept.assessments(line.match)
    return render_template(
        "trainer/match.html",
        line=line,
        sessions=sessions,
        assessments=assessments,
        names=names_by_account({one.by for one in sessions} | {one.by for one in assessments}),
        button=PageForm(),
    )


@pages.route("/matches/<uuid:match>/change", methods=["GET", "POST"])
@allow(Role.TRAINER)
def edit_match(match: UUID) -> ResponseReturnValue:
    """Write down a new risk assessment, or another interval."""
    line = _line(match)
    if line.standing.ended:
        return _to_match(match, _ENDED)
    form = RiskForm(assessed=line.match.assessed, review=line.match.review, weeks=str(line.match.weeks))
    assessed, review = form.assessed.data, form.review.data
    if form.validate_on_submit() and assessed and review:
        try:
            agree_again(
                acting(), match, form.submission_id, assessed=assessed, review=review, weeks=int(form.weeks.data)
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _to_match(match, gettext("Saved."), "success")
    return form_page("trainer/edit_match.html", form, line=line)


@pages.route("/matches/<uuid:match>/supervision/new", methods=["GET", "POST"])
@allow(Role.TRAINER)
def add_supervision(match: UUID) -> ResponseReturnValue:
    """Write down a supervision session."""
    line = _line(match)
    if line.standing.ended:
        return _to_match(match, _ENDED)
    if elsewhere := address_of_its_own():
        return elsewhere
    form = SupervisionForm()
    if form.validate_on_submit():
        try:
            record_supervision(
                acting(),
                match,
                form.submission_id,
                held=form.held.data,
                present=form.present.data == "yes",
                note=form.note.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _to_match(match, gettext("The session is written down."), "success")
    return form_page("trainer/add_supervision.html", form, line=line)


@pages.post("/matches/<uuid:match>/supervision/<uuid:supervision>/take-back")
@allow(Role.TRAINER)
def take_supervision(match: UUID, supervision: UUID) -> ResponseReturnValue:
    """Take a session back that was written down by mistake."""
    take_supervision_back(acting(), match, supervision)
    return _to_match(match, gettext("The session is taken back. It counts no more."), "success")


@pages.route("/matches/<uuid:match>/end", methods=["GET", "POST"])
@allow(Role.TRAINER)
def end_mentor_match(match: UUID) -> ResponseReturnValue:
    """Say when the match ends."""
    line = _line(match)
    if line.standing.ended:
        return _to_match(match, _ENDED)
    form = EndForm(until=line.match.until)
    if form.validate_on_submit() and (until := form.until.data):
        try:
            end_match(acting(), match, until=until)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _to_match(match, gettext("The last day is written down."), "success")
    return form_page("trainer/end_match.html", form, line=line)


def _line(match: UUID) -> MatchLine:
    (line,) = match_lines([kept.find(current_centre().id, match)])
    return line


def _to_match(match: UUID, sentence: str, kind: str = "message") -> ResponseReturnValue:
    flash(sentence, kind)
    return redirect(url_for(".match", match=match))
