"""Marks for learning platforms that did not arrive: whose, why, and sending them again."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.send_grades import send_again
from lms_peer.domain.roles import Role
from lms_peer.lti import grades
from lms_peer.people.names import actors_of, names_of
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import PageForm
from lms_peer.web.language import gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting

SHOWN = 50


@pages.get("/platforms/marks")
@allow(Role.TRAINER)
def platform_marks() -> ResponseReturnValue:
    """Every mark that did not arrive, the latest first."""
    centre = current_centre().id
    troubles = grades.troubles(centre, SHOWN)
    actors = actors_of(current_app.config["LMS_PEER_ISSUER"], {one.account for one in troubles})
    names = names_of(centre, actors.values())
    return render_template(
        "trainer/platform_marks.html",
        troubles=troubles,
        names={account: names[actor] for account, actor in actors.items()},
        most=SHOWN,
        button=PageForm(formdata=None),
    )


@pages.post("/platforms/marks/again")
@allow(Role.TRAINER)
def send_marks_again() -> ResponseReturnValue:
    """Send all of them again."""
    send_again(acting())
    return _done()


@pages.post("/platforms/marks/<uuid:mark>/again")
@allow(Role.TRAINER)
def send_mark_again(mark: UUID) -> ResponseReturnValue:
    """Send one of them again."""
    send_again(acting(), mark)
    return _done()


def _done() -> ResponseReturnValue:
    flash(gettext("We try now. Open this page again in a moment to see how it went."), "success")
    return redirect(url_for(".platform_marks"))
