"""Which assessors of the centre are in training, so that a qualified one countersigns what they decide."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions.qualify_assessor import say_in_training
from lms_peer.domain.roles import Role
from lms_peer.people import centres, training
from lms_peer.web.access import allow, current_centre, signed_in_person
from lms_peer.web.forms import PageForm
from lms_peer.web.language import gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting


@pages.get("/train/assessors")
@allow(Role.TRAINER)
def all_assessors() -> ResponseReturnValue:
    """Every assessor of the centre, and whether they are qualified."""
    centre = current_centre().id
    return render_template(
        "trainer/all_assessors.html",
        assessors=centres.members(centre, Role.ASSESSOR),
        in_training=training.in_training(centre),
        me=signed_in_person().account_id,
        button=PageForm(),
    )


@pages.post("/train/assessors/<uuid:account>/training")
@allow(Role.TRAINER)
def begin_training(account: UUID) -> ResponseReturnValue:
    """From now on a qualified assessor countersigns for this one."""
    say_in_training(acting(), account, yes=True)
    flash(gettext("Saved. From now on a qualified assessor has to sign what they decide."), "success")
    return redirect(url_for(".all_assessors"))


@pages.post("/train/assessors/<uuid:account>/qualified")
@allow(Role.TRAINER)
def end_training(account: UUID) -> ResponseReturnValue:
    """From now on this assessor's decisions count by themselves."""
    say_in_training(acting(), account, yes=False)
    flash(gettext("Saved. From now on what they decide counts by itself."), "success")
    return redirect(url_for(".all_assessors"))
