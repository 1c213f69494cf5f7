"""A quality assurer samples a unit, and closes what they asked for once it is done: each on a page of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from lms_peer import ledger, progress
from lms_peer.actions.sample_unit import close_action, sample_unit, verifier_on
from lms_peer.domain import sampling as rules
from lms_peer.domain.facts import Actor, UnitSampled, Verdict
from lms_peer.domain.qualification import Unit
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.stages import units_taken
from lms_peer.domain.standing import EvidenceStanding, Standing
from lms_peer.domain.uk import uk_day
from lms_peer.ledger import Query
from lms_peer.people import enrolments
from lms_peer.portfolio.tables import Row
from lms_peer.web.access import allow, current_centre
from lms_peer.web.errors import answer
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.planned import plan_line
from lms_peer.web.records import acting, names_for, qualification_for, standing_for_reading
from lms_peer.web.sampled import SampleLine, people_in_samples, samples_of
from lms_peer.web.showing import title_of
from lms_peer.web.table_file import as_csv
from lms_peer.web.wording import day, method
from lms_peer.web.words import LongText, OneOf
from lms_peer.xapi import AUTHORITY
from lms_peer.xapi.read import read
from lms_peer.xapi.verbs import SAMPLED

WORDS_LENGTH = 2_000
YES = "yes"

pages = Blueprint("sampling", __name__)


class SampleForm(PageForm):
    """What was looked at, and what was found."""

    sampled = SelectMultipleField(
        lazy_gettext("Which evidence did you look at?"),
        validators=[Needed(lazy_gettext("Choose the evidence that you looked at."))],
    )
    agreed = OneOf(
        lazy_gettext("Do you agree with the decisions?"),
        [
            (YES, lazy_gettext("Yes, they stand")),
            ("no", lazy_gettext("No, something has to be done first")),
        ],
        lazy_gettext("Say whether you agree with the decisions."),
    )
    feedback = LongText(
        lazy_gettext("What do you tell the assessor?"),
        [Needed(lazy_gettext("Write what you tell the assessor."))],
        limit=WORDS_LENGTH,
        description=lazy_gettext(
            "If something has to be done, say what, and by when. It stands in the portfolio, where the learner "
            "and the awarding body can read it."
        ),
    )


class CloseForm(PageForm):
    """How it was put right."""

    comment = LongText(
        lazy_gettext("How was it put right?"),
        [Needed(lazy_gettext("Write how it was put right."))],
        limit=WORDS_LENGTH,
        description=lazy_gettext("It stands in the portfolio beside what you asked for."),
    )


@pages.route("/quality/<uuid:registration>/units/<unit>/sample", methods=["GET", "POST"])
@allow(Role.IQA)
def sample(registration: UUID, unit: str) -> ResponseReturnValue:
    """Say what was found in a unit."""
    standing = standing_for_reading(registration)
    shown, form = _unit(standing, unit), SampleForm()
    found, planned = rules.decided(standing, unit), plan_line(standing, unit)
    form.sampled.choices = [
        (str(piece.id), f"{title_of(piece)} ({method(piece.method).lower()})") for piece in found
    ]
    if form.validate_on_submit():
        try:
            said = sample_unit(
                acting(),
                registration,
                form.submission_id,
                unit=unit,
                sampled=[UUID(one) for one in form.sampled.data],
                agreed=form.agreed.data == YES,
                feedback=form.feedback.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(_thanks(agreed=said.agreed), "success")
            return redirect(url_for("record.unit", registration=registration, unit=unit))
    return form_page(
        "quality/sample.html",
        form,
        registration=registration,
        unit=shown,
        learner=standing.learner,
        names=names_for({standing.learner} | ({planned.planned.by} if planned else set())),
        planned=planned,
        cohort=enrolments.enrolment(current_centre().id, registration).cohort_id,
        decisions=_decisions(found, unit),
        signed_off=unit in standing.sign_offs,
        barred=_barred(standing),
    )


@pages.route("/quality/<uuid:registration>/samples/<uuid:sample>/close", methods=["GET", "POST"])
@allow(Role.IQA)
def close(registration: UUID, sample: UUID) -> ResponseReturnValue:
    """Say that what was asked for is done."""
    standing, form = standing_for_reading(registration), CloseForm()
    unit = rules.find(standing, sample).sampled.unit
    [line] = [one for one in samples_of(standing) if one.sampled.id == sample]
    if form.validate_on_submit():
        try:
            close_action(acting(), registration, form.submission_id, sample=sample, comment=form.comment.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("It is on record that this is done."), "success")
            return redirect(url_for("record.unit", registration=registration, unit=unit))
    return form_page(
        "quality/close.html",
        form,
        registration=registration,
        line=line,
        names=names_for({standing.learner} | people_in_samples([line])),
        learner=standing.learner,
        barred=_barred(standing),
    )


@pages.get("/quality/samples.csv")
@allow(Role.IQA, Role.EQA)
def table() -> ResponseReturnValue:
    """Every sample of the centre: what an awarding body asks to see first."""
    centre = current_centre()
    sampled = {one.registration for one in _all_samples(centre.id)}
    standings = list(progress.standings(centre.id, registrations=sampled))
    return as_csv(f"{centre.name} samples", _rows(standings))


def _all_samples(centre: UUID) -> Iterator[UnitSampled]:
    asked = Query(verb=SAMPLED, ascending=True)
    while True:
        found = ledger.find(centre, asked, said_by=AUTHORITY)
        for entry in found.entries:
            fact = read(entry.body, entry.stored)
            if isinstance(fact, UnitSampled):
                yield fact
        if found.more is None:
            return
        asked = replace(asked, after=found.more, upto=found.upto)


def _rows(standings: Sequence[Standing]) -> Iterator[Row]:
    lines = [(standing, one) for standing in standings for one in samples_of(standing)]
    people = {standing.learner for standing in standings} | people_in_samples(one for _, one in lines)
    names = names_for(people | {by for standing, one in lines for by in _assessors(standing, one)})
    yield [
        *(
            gettext("Learner"),
            gettext("Course"),
            gettext("Unit"),
            gettext("Kind of sample"),
            gettext("Sampled on"),
        ),
        *(gettext("Sampled by"), gettext("Assessors"), gettext("Methods"), gettext("What was found")),
        *(gettext("What the assessor was told"), gettext("Done on"), gettext("Seen by"), gettext("How")),
    ]
    for standing, one in sorted(lines, key=lambda line: line[1].sampled.at):
        fact, closed = one.sampled, one.closed
        yield [
            *(names[standing.learner], qualification_for(standing).title, fact.unit),
            *(gettext("Summative") if fact.summative else gettext("Interim"), uk_day(fact.at), names[fact.by]),
            "; ".join(sorted(names[by] for by in _assessors(standing, one))),
            "; ".join(sorted({method(standing.evidence[piece].method) for piece in fact.sampled})),
            gettext("The decisions stand") if fact.agreed else gettext("To do") if one.open else gettext("Done"),
            one.feedback,
            *((uk_day(closed.at), names[closed.by], one.comment) if closed else ("", "", "")),
        ]


def _assessors(standing: Standing, one: SampleLine) -> set[Actor]:
    """Who decided on what was looked at, in the unit."""
    decided = (judged for piece in one.sampled.sampled for judged in standing.evidence[piece].judgements)
    return {judged.by for judged in decided if judged.criterion.unit == one.sampled.unit}


def _unit(standing: Standing, unit: str) -> Unit:
    for one in units_taken(standing, qualification_for(standing)):
        if one.reference == unit:
            return one
    raise NotFound("learner's unit")


def _decisions(pieces: Sequence[EvidenceStanding], unit: str) -> dict[str, str]:
    """Who decided what in the unit, by the id of the evidence."""
    names = names_for({judged.by for piece in pieces for judged in piece.judgements})
    return {str(piece.id): "; ".join(_decided(piece, unit, names)) for piece in pieces}


def _decided(piece: EvidenceStanding, unit: str, names: Mapping[Actor, str]) -> Iterator[str]:
    """Each decision in the unit, those that are alike together; what was taken back, or never counted, is said so."""
    alike: dict[tuple[bool, Verdict, Actor, date], list[str]] = {}
    for judged in (one for one in piece.judgements if one.criterion.unit == unit):
        counts = judged in piece.verdicts.values()
        alike.setdefault((counts, judged.verdict, judged.by, uk_day(judged.at)), []).append(
            judged.criterion.number
        )
    for (counts, verdict, by, on), numbers in alike.items():
        told = gettext(
            "%(criteria)s: %(verdict)s, %(name)s, %(day)s",
            criteria=", ".join(numbers),
            verdict=gettext("met") if verdict is Verdict.MET else gettext("not yet"),
            name=names[by],
            day=day(on),
        )
        yield told if counts else gettext("%(decision)s (does not count)", decision=told)


def _barred(standing: Standing) -> str | None:
    """Why this person may not sample the record, in plain words."""
    check = partial(rules.require_sampler, standing, verifier_on(acting(), standing.registration))
    try:
        check()
    except Refusal as refusal:
        return answer(refusal).sentence
    return None


def _thanks(*, agreed: bool) -> str:
    if agreed:
        return gettext("Your sample is on record. The assessor can read it.")
    return gettext("Your sample is on record. The assessor sees what has to be done. Close it when it is done.")
