"""Taking many learners on from a table: the table is checked and shown first, and written when the trainer says so.

Between the two pages the table travels in the form, not on the server: what nobody confirms leaves no trace. First
passwords are shown once, and nothing but their hashes is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import verify_password
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField

from lms_peer.actions.register_many import (
    Course,
    RowProblem,
    check_rows,
    register_many,
    registered_before,
    with_usernames,
)
from lms_peer.domain.facts import LearnerRegistered
from lms_peer.domain.learner_table import COLUMNS, MOST_BYTES, LearnerRow, NotATable, read_table, write_table
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.people import centres, enrolments
from lms_peer.people.models import Account, Cohort
from lms_peer.people.passwords import first_password
from lms_peer.portfolio.tables import BOM
from lms_peer.web import shown_once
from lms_peer.web.access import allow, current_centre
from lms_peer.web.errors import answer
from lms_peer.web.forms import form_page
from lms_peer.web.language import gettext, lazy_gettext, ngettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.pages.trainer.caring import refuse_assessor
from lms_peer.web.pages.trainer.choosing_units import explained
from lms_peer.web.pages.trainer.registering import CourseForm, joining
from lms_peer.web.records import acting
from lms_peer.web.transaction import undo


class TableForm(CourseForm):
    """The table, and what everybody in it gets."""

    table = FileField(
        lazy_gettext("The table with your learners"),
        [FileRequired(lazy_gettext("Choose a file first."))],
        description=lazy_gettext("A CSV file with up to 500 learners. Excel can save as CSV."),
    )


class ConfirmForm(CourseForm):
    """The table once more, as it was shown."""

    table = HiddenField()


class Problem(NamedTuple):
    """What is wrong with a row, in words."""

    row: int
    name: str
    sentence: str


class SignIn(NamedTuple):
    """How somebody signs in for the first time. No password: it was shown before, or is another by now."""

    name: str
    username: str
    password: str | None


@pages.get("/cohorts/learners-template.csv")
@allow(Role.TRAINER)
def import_template() -> ResponseReturnValue:
    """An empty table with the headings."""
    response = Response(BOM + write_table(()), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="learners.csv"'
    return response


@pages.route("/cohorts/<uuid:cohort>/import", methods=["GET", "POST"])
@allow(Role.TRAINER)
def import_learners(cohort: UUID) -> ResponseReturnValue:
    """Send a table, and see what it says or what is wrong with it. Nothing is written."""
    joined, qualification = joining(cohort)
    form = TableForm()
    form.offer(qualification)
    problems: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()
    if form.validate_on_submit():
        undo()
        try:
            read = read_table(_sent(form.table.data))
            left_out, rows = read.left_out, with_usernames(read.rows)
            problems = _in_words(check_rows(acting(), rows), rows)
        except Refusal as refusal:
            refuse_assessor(form, form.table, refusal)
        else:
            if not problems:
                return _preview(joined, qualification, form, rows, left_out)
            form.table.errors = [_not_written(problems)]
    return _import_page(form, joined, qualification, problems, left_out)


@pages.route("/cohorts/<uuid:cohort>/import/confirm", methods=["GET", "POST"])
@allow(Role.TRAINER)
def confirm_import(cohort: UUID) -> ResponseReturnValue:
    """Take everybody in the table on, or nobody. The answer is the one page that shows the first passwords."""
    joined, qualification = joining(cohort)
    if request.method == "GET":
        return redirect(url_for(".import_learners", cohort=cohort))
    shown_once.prepare()
    form = ConfirmForm()
    form.offer(qualification)
    if form.validate_on_submit():
        try:
            rows = read_table((form.table.data or "").encode()).rows
            again = registered_before(acting(), form.submission_id, rows)
            course = Course(qualification.slug, form.chosen_units, joined.id, form.chosen_assessor)
            done = register_many(acting(), form.submission_id, rows, course, _password_of(form))
        except Refusal as refusal:
            return _refused(cohort, refusal, form.table.data or "")
        return _welcome(joined, rows, done, form, again)
    return _refused(cohort, NotATable(gettext("It did not arrive whole.")), "")


def _sent(file: FileStorage) -> bytes:
    return bytes(file.read(MOST_BYTES + 1))


def _password_of(form: ConfirmForm) -> Callable[[int], str]:
    submission = form.submission_id

    def password(number: int) -> str:
        return first_password(shown_once.secret_for(f"first password of row {number}", submission))

    return password


def _in_words(problems: Sequence[RowProblem], rows: Sequence[LearnerRow]) -> tuple[Problem, ...]:
    names = {row.number: row.name for row in rows}
    return tuple(Problem(one.number, names[one.number], answer(one.refusal).sentence) for one in problems)


def _not_written(problems: Sequence[Problem]) -> str:
    rows = len({one.row for one in problems})
    return ngettext(
        "Nobody was registered. %(num)d row has to be put right first.",
        "Nobody was registered. %(num)d rows have to be put right first.",
        rows,
    )


def _preview(
    joined: Cohort,
    qualification: Qualification,
    sent: TableForm,
    rows: Sequence[LearnerRow],
    left_out: Sequence[str],
) -> ResponseReturnValue:
    form = ConfirmForm(formdata=None)
    here = {one.name.casefold() for one in centres.members(current_centre().id, Role.LEARNER)}
    return render_template(
        "trainer/import_preview.html",
        form=form,
        cohort=joined,
        qualification=qualification,
        rows=rows,
        left_out=left_out,
        namesakes=[row.name for row in rows if row.name.casefold() in here],
        table=write_table(rows),
        units=sent.chosen_units,
        assessor=sent.assessor.data or "",
        assessor_name=dict(sent.assessor.choices).get(sent.assessor.data or ""),
    )


def _import_page(
    form: TableForm,
    joined: Cohort,
    qualification: Qualification,
    problems: Sequence[Problem],
    left_out: Sequence[str] = (),
) -> ResponseReturnValue:
    return form_page(
        "trainer/import.html",
        form,
        cohort=joined,
        problems=problems,
        left_out=left_out,
        columns=list(COLUMNS.values()),
        **explained(qualification),
    )


def _refused(cohort: UUID, refusal: Refusal, table: str) -> ResponseReturnValue:
    """The first page again, with what came between: somebody took a username, or the table was changed on the way."""
    undo()
    joined, qualification = joining(cohort)
    form = TableForm()
    form.offer(qualification)
    problems: tuple[Problem, ...] = ()
    try:
        rows = read_table(table.encode()).rows
        problems = _in_words(check_rows(acting(), rows), rows)
    except Refusal as unreadable:
        refusal = unreadable
    if problems:
        form.table.errors = [_not_written(problems)]
    else:
        refuse_assessor(form, form.table, refusal)
    return _import_page(form, joined, qualification, problems)


def _welcome(
    joined: Cohort,
    rows: Sequence[LearnerRow],
    done: Sequence[LearnerRegistered],
    form: ConfirmForm,
    again: bool,
) -> ResponseReturnValue:
    """Everybody's username and first password; sent `again`, only where it is still the password."""
    people = enrolments.accounts(current_centre().id, [fact.registration for fact in done])
    password = _password_of(form)
    signs_in = [
        _sign_in(row, people.get(fact.registration), password(row.number), again)
        for row, fact in zip(rows, done, strict=True)
    ]
    return render_template("trainer/imported.html", cohort=joined, people=signs_in)


def _sign_in(row: LearnerRow, account: Account | None, password: str, again: bool) -> SignIn:
    if account is None:
        return SignIn(row.name, row.username or row.email, None)
    theirs = not again or verify_password(password, account.password or "")
    return SignIn(account.name, account.username or account.email or "", password if theirs else None)
