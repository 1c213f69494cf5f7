"""Issuing the portfolios of a whole cohort: asking, watching while workers make them, and one download of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from lms_peer.actions import issue_portfolios as action
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.facts import Document
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.jobs import JobState
from lms_peer.people import enrolments
from lms_peer.portfolio.tables import Row
from lms_peer.vault.store import Vault
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import PageForm, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.table_file import as_csv
from lms_peer.web.words import OneOf
from lms_peer.web.zipped import Member, zipped

LOOK_AGAIN_SECONDS = 3
LONG = timedelta(minutes=2)
FINAL = "final"


class IssueAllForm(PageForm):
    """Drafts for everybody, or final portfolios for those who are ready."""

    kind = OneOf(
        lazy_gettext("What do you want to make?"),
        choices=[
            (
                FINAL,
                lazy_gettext("Final portfolios for those who are ready. The page then says who is not, and why."),
            ),
            ("draft", lazy_gettext("Drafts for everybody.")),
        ],
        message=lazy_gettext("Choose what to make."),
        default=FINAL,
    )


@pages.route("/cohorts/<uuid:cohort>/portfolios", methods=["GET", "POST"])
@allow(Role.TRAINER)
def cohort_portfolios(cohort: UUID) -> ResponseReturnValue:
    """Ask for drafts of everybody in the cohort as they stand now, or the final portfolios of those who are ready."""
    shown, form = enrolments.cohort(current_centre().id, cohort), IssueAllForm()
    if form.validate_on_submit():
        asked = action.request_portfolios(acting(), cohort, form.submission_id, final=form.kind.data == FINAL)
        return redirect(url_for(".making_all", cohort=cohort, job=asked))
    learners = action.registrations_of(current_centre().id, cohort)
    return form_page("trainer/portfolios.html", form, cohort=shown, learners=len(learners))


@pages.get("/cohorts/<uuid:cohort>/portfolios/<uuid:job>")
@allow(Role.TRAINER)
def making_all(cohort: UUID, job: UUID) -> ResponseReturnValue:
    """How many are made, and what could not be made. The page looks again by itself, unless asked to stay."""
    shown = enrolments.cohort(current_centre().id, cohort)
    found = action.portfolios_of(current_centre().id, cohort, job)
    stay = "stay" in request.args
    response = make_response(
        render_template(
            "trainer/making_all.html",
            cohort=shown,
            made=found,
            names=_names(cohort),
            failed=found.job.state is JobState.FAILED,
            stay=stay,
            slow=not found.done and not found.over and now() - found.job.created > LONG,
            button=PageForm(formdata=None),
        )
    )
    if not (found.over or stay):
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


@pages.post("/cohorts/<uuid:cohort>/portfolios/<uuid:job>/stop")
@allow(Role.TRAINER)
def stop_making_all(cohort: UUID, job: UUID) -> ResponseReturnValue:
    """Stop making those that are not made yet."""
    enrolments.cohort(current_centre().id, cohort)
    if PageForm().validate_on_submit():
        action.stop_portfolios(acting(), cohort, job)
    return redirect(url_for(".making_all", cohort=cohort, job=job))


@pages.get("/cohorts/<uuid:cohort>/portfolios/<uuid:job>.zip")
@allow(Role.TRAINER)
def all_portfolios(cohort: UUID, job: UUID) -> ResponseReturnValue:
    """Every portfolio that was made, in one file, sent as it is read from the vault."""
    centre = current_centre().id
    shown = enrolments.cohort(centre, cohort)
    made = action.portfolios_of(centre, cohort, job)
    documents = list(action.documents_of(centre, made))
    if not documents:
        raise NotFound("portfolio")
    files = _file_names(documents, _names(cohort))
    members = list(
        _members(workplace().vault, centre, documents, files)
    )  # the bytes are read when the request is over
    response = Response(zipped(members, now()), mimetype="application/zip")
    plain = secure_filename(shown.title) or "cohort"
    response.headers["Content-Disposition"] = f'attachment; filename="portfolios-{plain}.zip"'
    return response


@pages.get("/cohorts/<uuid:cohort>/portfolios/<uuid:job>.csv")
@allow(Role.TRAINER)
def portfolios_report(cohort: UUID, job: UUID) -> ResponseReturnValue:
    """What became of each learner's portfolio: the file in the ZIP, or why there is none."""
    centre = current_centre().id
    shown = enrolments.cohort(centre, cohort)
    made, names = action.portfolios_of(centre, cohort, job), _names(cohort)
    files = _file_names(list(action.documents_of(centre, made)), names)
    return as_csv(f"{shown.title} portfolios", _report(made, names, files))


def _report(made: action.CohortPortfolios, names: Mapping[UUID, str], files: Mapping[UUID, str]) -> Iterator[Row]:
    yield [gettext("Learner"), gettext("Version"), gettext("File"), gettext("What became of it")]
    for one in made.learners:
        name = names.get(one.registration) or gettext("Someone no longer here")
        yield [name, one.version or "", files.get(one.registration, ""), _became(one)]


def _became(one: action.Made) -> str:
    if one.stopped:
        return gettext("You stopped it.")
    if one.unchanged:
        return gettext("Kept: nothing is new since.")
    return one.why or (gettext("Made") if one.version else "")


def _names(cohort: UUID) -> dict[UUID, str]:
    roll = enrolments.cohort_roll(current_centre().id, cohort)
    return {enrolled.registration: account.name for enrolled, account in roll}


def _file_names(documents: list[tuple[UUID, int, Document]], names: Mapping[UUID, str]) -> dict[UUID, str]:
    taken: set[str] = set()
    return {
        registration: action.file_name(names.get(registration, ""), version, taken)
        for registration, version, _ in documents
    }


def _members(
    vault: Vault, centre: UUID, documents: list[tuple[UUID, int, Document]], files: Mapping[UUID, str]
) -> Iterator[Member]:
    for registration, _, document in documents:
        yield Member(files[registration], partial(vault.open, centre, document.sha256), packed=True)
