"""Questions and answers: a learner asks their trainer or replies to feedback, and the team answers.

A learner sees their own only. Trainers see questions; assessors see replies about evidence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer import messages, progress
from lms_peer.actions import write_message as action
from lms_peer.domain import evidence as evidence_rules
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.messages import SUBJECT_LENGTH, TEXT_LENGTH, Thread
from lms_peer.people.names import actors_of
from lms_peer.web import showing
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.forms import Needed, PageForm, address_of_its_own, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.records import acting, names_for, own_standing, qualification_for
from lms_peer.web.turning import read_page
from lms_peer.web.words import Line, LongText

pages = Blueprint("messages", __name__)

PAGE = messages.PAGE


@dataclass(frozen=True)
class Said:
    """One message as a page shows it."""

    name: str
    role: str
    mine: bool
    text: str
    sent: datetime


@dataclass(frozen=True)
class ThreadLine:
    """One thread in the team's list."""

    thread: Thread
    learner: str


class AskForm(PageForm):
    """A new question."""

    subject = Line(
        lazy_gettext("What is it about?"),
        [Needed(lazy_gettext("Write what it is about."))],
        limit=SUBJECT_LENGTH,
        description=lazy_gettext("A few words, like: My hours on Tuesday."),
    )
    text = LongText(
        lazy_gettext("Your question"), [Needed(lazy_gettext("Write your question."))], limit=TEXT_LENGTH
    )


class SayForm(PageForm):
    """One more message."""

    text = LongText(
        lazy_gettext("Write a message"), [Needed(lazy_gettext("Write a message first."))], limit=TEXT_LENGTH
    )


class ReplyForm(PageForm):
    """A reply to feedback."""

    text = LongText(
        lazy_gettext("What do you want to say?"),
        [Needed(lazy_gettext("Write your reply first."))],
        limit=TEXT_LENGTH,
        description=lazy_gettext("You can ask what they mean, or tell them what you will do."),
    )


@pages.get("/learn/questions")
@allow(Role.LEARNER)
def mine() -> ResponseReturnValue:
    """Everything this learner asked, on every course."""
    person = signed_in_person()
    standings = progress.standings(person.centre.id, learner=person.actor)
    listed = [
        (standing, qualification_for(standing), messages.own(person.centre.id, standing.registration))
        for standing in standings
    ]
    return render_template("messages/mine.html", records=listed)


@pages.route("/learn/<uuid:registration>/questions/new", methods=["GET", "POST"])
@allow(Role.LEARNER)
def ask(registration: UUID) -> ResponseReturnValue:
    """Ask the trainer."""
    own_standing(registration)
    if onward := address_of_its_own():
        return onward
    form = AskForm()
    if form.validate_on_submit():
        try:
            asked = action.ask_trainer(
                acting(), registration, form.submission_id, subject=form.subject.data, text=form.text.data
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Your question is sent. You will see the answer on your first page."), "success")
            return _to_own(asked)
    return form_page("messages/ask.html", form, registration=registration)


@pages.route("/learn/<uuid:registration>/questions/<uuid:thread>", methods=["GET", "POST"])
@allow(Role.LEARNER)
def own(registration: UUID, thread: UUID) -> ResponseReturnValue:
    """One question with its answers, and a box to go on."""
    own_standing(registration)
    there = messages.thread(signed_in_person().centre.id, thread, registration)
    form = SayForm()
    if form.validate_on_submit():
        try:
            action.say_more(acting(), registration, form.submission_id, thread=thread, text=form.text.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Your message is sent."), "success")
            return _to_own(there)
    return form_page("messages/own.html", form, registration=registration, thread=there, said=said_in(there))


@pages.post("/learn/<uuid:registration>/questions/<uuid:thread>/read/<uuid:seen>")
@allow(Role.LEARNER)
def read(registration: UUID, thread: UUID, seen: UUID) -> ResponseReturnValue:
    """The learner has read the answer, up to the message `seen`."""
    own_standing(registration)
    if not action.have_read(acting(), registration, thread=thread, seen=seen):
        flash(gettext("There is a new message. Read it first."))
        return redirect(url_for(".own", registration=registration, thread=thread))
    flash(gettext("Good. It is off your list."), "success")
    return redirect(url_for("learner.what_to_do"))


@pages.route("/learn/<uuid:registration>/evidence/<uuid:evidence>/reply", methods=["GET", "POST"])
@allow(Role.LEARNER)
def reply(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    """Say something about the feedback on a piece of evidence."""
    standing = own_standing(registration)
    piece = evidence_rules.find(standing, evidence)
    if not piece.verdicts:
        raise NotFound("feedback")
    if onward := address_of_its_own():
        return onward
    form, title = ReplyForm(), showing.title_of(piece)
    if form.validate_on_submit():
        try:
            action.reply_to_feedback(
                acting(), registration, form.submission_id, evidence=evidence, title=title, text=form.text.data
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Your reply is sent to your assessor."), "success")
            return redirect(url_for("record.evidence", registration=registration, evidence=evidence))
    return form_page(
        "messages/reply.html",
        form,
        registration=registration,
        evidence=evidence,
        evidence_title=title,
        feedback=showing.feedback(piece.verdicts.values(), qualification_for(standing)),
        said=said_about(evidence),
    )


@pages.get("/questions")
@allow(Role.TRAINER, Role.ASSESSOR)
def questions() -> ResponseReturnValue:
    """What learners asked: what waits for an answer, the longest first; then what was answered."""
    person, everyone = signed_in_person(), bool(request.args.get("everyone"))

    def found(skip: int, limit: int, *, waiting: bool = False) -> list[messages.Listed]:
        return messages.for_team(
            person.centre.id, person.account_id, person.roles,
            waiting=waiting, everyone=everyone, skip=skip, limit=limit,
        )  # fmt: skip

    open_, answered = found(0, PAGE + 1, waiting=True), read_page(found, PAGE)
    names = _learners_names([*open_, *answered.lines])
    return render_template(
        "messages/questions.html",
        unanswered=[ThreadLine(one.thread, names[one.learner]) for one in open_[:PAGE]],
        more_wait=len(open_) > PAGE,
        answered=[ThreadLine(one.thread, names[one.learner]) for one in answered.lines],
        listed=answered,
        everyone=everyone,
    )


@pages.route("/questions/<uuid:thread>", methods=["GET", "POST"])
@allow(Role.TRAINER, Role.ASSESSOR)
def answer(thread: UUID) -> ResponseReturnValue:
    """One question, and a box to answer."""
    person = signed_in_person()
    there, _ = action.thread_for(acting(), thread, person.roles)
    form = SayForm()
    if form.validate_on_submit():
        try:
            action.answer_learner(
                acting(), form.submission_id, thread=thread, roles=person.roles, text=form.text.data
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Your answer is sent."), "success")
            return redirect(url_for(".questions"))
    learner = progress.standing(person.centre.id, there.registration).learner
    return form_page(
        "messages/answer.html", form, thread=there, said=said_in(there), learner=names_for([learner])[learner]
    )


@pages.post("/questions/<uuid:thread>/settled/<uuid:seen>")
@allow(Role.TRAINER, Role.ASSESSOR)
def settled(thread: UUID, seen: UUID) -> ResponseReturnValue:
    """The learner's last word, the message `seen`, needs no answer."""
    if not action.needs_no_answer(acting(), thread=thread, roles=signed_in_person().roles, seen=seen):
        flash(gettext("There is a new message. Read it first."))
        return redirect(url_for(".answer", thread=thread))
    flash(gettext("Taken off the list of what waits."), "success")
    return redirect(url_for(".questions"))


def said_about(evidence: UUID) -> list[Said]:
    """What was said about a piece of evidence since its feedback."""
    there = messages.about_evidence(signed_in_person().centre.id, evidence)
    return said_in(there) if there else []


def said_in(thread: Thread) -> list[Said]:
    """The messages of a thread, the oldest first."""
    me = signed_in_person().account_id
    names = _names(one.by for one in thread.messages)
    return [Said(names[one.by], one.role.value, one.by == me, one.text, one.sent) for one in thread.messages]


def waiting_questions() -> int:
    """How many learners' messages wait for an answer of the person signed in: one question to the database."""
    person = signed_in_person()
    return messages.count_for_team(person.centre.id, person.account_id, person.roles)


for shown in (waiting_questions, said_about):
    pages.add_app_template_global(shown)


def _to_own(thread: Thread) -> ResponseReturnValue:
    return redirect(url_for(".own", registration=thread.registration, thread=thread.id))


def _learners_names(listed: Iterable[messages.Listed]) -> dict[UUID, str]:
    return _names(one.learner for one in listed)


def _names(accounts: Iterable[UUID]) -> dict[UUID, str]:
    actors = actors_of(current_app.config["LMS_PEER_ISSUER"], accounts)
    names = names_for(actors.values())
    return {account: names[actor] for account, actor in actors.items()}
