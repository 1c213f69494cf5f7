"""The learner's first page: what to do next, then how far each unit is. Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer import messages, progress
from lms_peer.actions.keep_draft import Draft, drafts, methods_for
from lms_peer.domain import stages
from lms_peer.domain.qualification import Qualification, Unit
from lms_peer.domain.roles import Role
from lms_peer.domain.stages import Stage
from lms_peer.domain.standing import Standing, Status
from lms_peer.domain.waiting import Wait, Waiting, waiting
from lms_peer.web import showing
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.language import N_, course_text, gettext, lazy_gettext, on_page
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.records import acting, names_for, own_standing, qualification_for
from lms_peer.web.wording import day


@dataclass(frozen=True)
class Task:
    """One thing to do next: what the link says, where it leads, why, and what its button says.

    `first`: it comes before beginning anything new.
    """

    text: str
    href: str
    why: str
    begin: str
    first: bool = False


_SENT_BACK = lazy_gettext("Your assessor needs a bit more. Read what they said.")
_SEEN_AGAIN = lazy_gettext("Your assessor needs to see a bit more. Talk with them about what comes next.")


@pages.get("/learn")
@allow(Role.LEARNER)
def what_to_do() -> ResponseReturnValue:
    """What to do next. A learner on several courses chooses one first."""
    person = signed_in_person()
    standings = progress.standings(person.centre.id, learner=person.actor)
    if len(standings) == 1:
        return _home(standings[0], several=False)
    shown = [(standing, qualification_for(standing), _things_to_do(standing)) for standing in standings]
    return render_template("learner/choose.html", records=shown)


@pages.get("/learn/<uuid:registration>")
@allow(Role.LEARNER)
def home(registration: UUID) -> ResponseReturnValue:
    """What to do next on one course."""
    return _home(own_standing(registration), several=True)


def _home(standing: Standing, *, several: bool) -> ResponseReturnValue:
    qualification = qualification_for(standing)
    ahead = stages.planned(standing)
    begun = drafts(acting(), standing.registration)
    return render_template(
        "learner/home.html",
        registration=standing.registration,
        standing=standing,
        qualification=qualification,
        several=several,
        tasks=_tasks(standing, qualification, begun),
        drafts=begun,
        units=showing.unit_lines(standing, qualification),
        totals=showing.hours_totals(standing, qualification),
        planned=ahead,
        names=names_for({one.assessor for one in ahead}),
    )


def _waits(standing: Standing) -> tuple[Waiting, ...]:
    """What waits for the learner, or is for them to read."""
    return tuple(one for one in waiting(standing) if one.on == standing.learner or one.wait is Wait.ASSESS_AGAIN)


def _things_to_do(standing: Standing) -> int:
    return len(_waits(standing)) + len(_answers(standing))


def _tasks(standing: Standing, qualification: Qualification, begun: Sequence[Draft]) -> list[Task]:
    """What only the learner can do, the longest waiting first; answers to read; else what they began, a unit, hours."""
    asked = [task for one in _waits(standing) if (task := _asked(standing, one))]
    tasks = [*(one for one in asked if one.first), *_answers(standing), *(one for one in asked if not one.first)]
    if standing.status is not Status.ACTIVE or any(task.first for task in tasks):
        return tasks
    if begun:
        href = url_for("learner.draft", registration=standing.registration, draft_id=begun[0].id)
        title = begun[0].title or gettext("evidence for unit %(unit)s", unit=begun[0].unit)
        tasks.append(
            Task(
                gettext("Finish what you began: %(title)s", title=title),
                href,
                gettext("It is saved, but not sent yet."),
                gettext("Carry on"),
            )
        )
    elif (unit := _next_unit(standing, qualification)) is not None:
        tasks.append(_next(standing, qualification, unit))
    if any(total.missing > total.waiting for total in showing.hours_totals(standing, qualification)):
        href = url_for("learner.log_hours", registration=standing.registration)
        why = gettext("Write down the time you spent with a member of staff.")
        tasks.append(Task(gettext("Log your hours"), href, why, gettext("Log hours")))
    return tasks


def _next(standing: Standing, qualification: Qualification, unit: Unit) -> Task:
    href = url_for("record.unit", registration=standing.registration, unit=unit.reference)
    named = {"unit": unit.reference, "title": course_text(unit.title)}
    if stages.unit_stage(standing, qualification, unit) is Stage.NOT_STARTED:
        text = on_page(N_("Start unit %(unit)s: %(title)s"), **named)
    else:
        text = on_page(N_("Carry on with unit %(unit)s: %(title)s"), **named)
    return Task(text, href, gettext("See what you can send in."), gettext("Open the unit"))


def _asked(standing: Standing, one: Waiting) -> Task | None:
    if one.wait is Wait.CONFIRM_OBSERVATION:
        observation = standing.observations[one.subject]
        when = day(observation.recorded.at if observation.recorded else observation.due)
        return Task(
            gettext("Read and sign the observation of %(day)s", day=when),
            url_for("learner.sign_observation", registration=standing.registration, observation=one.subject),
            gettext("Your assessor wrote down what they saw. It counts when you have signed it."),
            gettext("Read and sign"),
            first=True,
        )
    if one.wait in (Wait.SEND_AGAIN, Wait.ASSESS_AGAIN):
        title = showing.title_of(standing.evidence[one.subject])
        href = url_for("record.evidence", registration=standing.registration, evidence=one.subject)
        if one.wait is Wait.SEND_AGAIN:
            return Task(
                gettext("Send again: %(title)s", title=title),
                href,
                _SENT_BACK,
                gettext("Read what they said"),
                first=True,
            )
        return Task(
            gettext("Read what your assessor said: %(title)s", title=title), href, _SEEN_AGAIN, gettext("Read it")
        )
    return None


def _answers(standing: Standing) -> list[Task]:
    """Answers that came and were not read yet."""
    return [
        Task(
            gettext("Read the answer: %(subject)s", subject=one.subject),
            url_for("messages.own", registration=standing.registration, thread=one.id),
            gettext("Your assessor wrote back to you.")
            if one.evidence
            else gettext("Your trainer answered your question."),
            gettext("Read the answer"),
        )
        for one in messages.unread(signed_in_person().centre.id, standing.registration)
    ]


def _next_unit(standing: Standing, qualification: Qualification) -> Unit | None:
    """The first unit with a criterion that the learner can still send something for: begun ones come first."""
    unfinished = [
        (stages.unit_stage(standing, qualification, unit) is Stage.NOT_STARTED, unit)
        for unit in stages.units_taken(standing, qualification)
        if any(
            methods_for(qualification, [ref])
            and stages.criterion_stage(standing, qualification, ref) in (Stage.NOT_STARTED, Stage.IN_PROGRESS)
            for ref in unit.refs()
        )
        and unit.reference not in standing.sign_offs
    ]
    return min(unfinished, key=lambda one: one[0])[1] if unfinished else None
