"""Who works at the centre, and saying that somebody has left it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer import progress
from lms_peer.actions.leave_centre import say_left, worker
from lms_peer.domain.leaving import WORKING
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Status
from lms_peer.people import allocations, centres, enrolments
from lms_peer.people.enrolments import Roll
from lms_peer.people.holding import last_days
from lms_peer.web.access import allow, current_centre, signed_in_person
from lms_peer.web.forms import PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.turning import turned
from lms_peer.web.wording import day

TITLES = {
    Role.STAFF: lazy_gettext("Staff"),
    Role.ASSESSOR: lazy_gettext("Assessor"),
    Role.TRAINER: lazy_gettext("Trainer"),
    Role.IQA: lazy_gettext("Internal quality assurer"),
    Role.EQA: lazy_gettext("External quality assurer"),
}
# Where somebody else is chosen for a record.
_CHOOSING = {Role.ASSESSOR: "trainer.assessors", Role.IQA: "trainer.verifiers"}
_OVER = (Status.COMPLETED, Status.ENDED)


@pages.get("/train/people")
@allow(Role.TRAINER)
def people() -> ResponseReturnValue:
    """Everybody who works at the centre, by name, with what they do there."""
    centre = current_centre().id
    days = last_days(centre)
    here = [
        (one, _titles(held, {role: days.get((one.id, role)) for role in held}))
        for one, held in centres.everybody(centre)
        if held & WORKING
    ]
    return render_template("trainer/people.html", here=turned(here), me=signed_in_person().account_id)


@pages.route("/train/people/<uuid:account>/leave", methods=["GET", "POST"])
@allow(Role.TRAINER)
def leave(account: UUID) -> ResponseReturnValue:
    """Say that somebody has left, after reading who still counts on them."""
    centre, form = current_centre().id, PageForm()
    who, held = worker(centre, account)
    if not held:
        flash(gettext("%(name)s does not work here any more.", name=who.name))
        return redirect(url_for(".people"))
    if form.validate_on_submit():
        try:
            say_left(acting(), account)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("%(name)s has left.", name=who.name), "success")
            return redirect(url_for(".people"))
    return form_page(
        "trainer/leave.html",
        form,
        who=who,
        titles=_titles(held),
        learns=centres.holds(centre, account, Role.LEARNER),
        signs=Role.STAFF in held,
        me=account == signed_in_person().account_id,
        counting=[
            (TITLES[role], endpoint, roll)
            for role, endpoint in _CHOOSING.items()
            if role in held and (roll := _open_records(centre, account, role))
        ],
    )


def _titles(held: frozenset[Role], until: Mapping[Role, date | None] | None = None) -> list[str]:
    """What somebody is here, each with its last day if it has one."""
    last = until or {}
    return [_with_last_day(str(title), last.get(role)) for role, title in TITLES.items() if role in held]


def _with_last_day(title: str, until: date | None) -> str:
    return gettext("%(title)s, until %(day)s", title=title, day=day(until)) if until else title


def _open_records(centre: UUID, account: UUID, role: Role) -> Roll:
    """The records that are not over and that the person looks after, by the learner's name."""
    looked_after = allocations.records_of(centre, account, role)
    glances = progress.glances(centre, looked_after)
    return enrolments.roll(centre, [one for one in looked_after if glances[one].status not in _OVER])
