"""Withdrawing a portfolio that was issued, and handing out checkpoints of the record."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer import seal
from lms_peer.actions.hand_out_checkpoint import hand_out_checkpoint
from lms_peer.actions.withdraw_portfolio import withdraw_portfolio
from lms_peer.domain.refusals import AlreadyWithdrawn, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.withdrawing import version_of
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting, names_for, standing_for_reading
from lms_peer.web.transaction import undo
from lms_peer.web.words import LongText

REASON_LENGTH = 1000


class WithdrawForm(PageForm):
    """Why nobody is to rely on it any more."""

    reason = LongText(
        lazy_gettext("Why do you withdraw it?"),
        [Needed(lazy_gettext("Write why you withdraw it."))],
        limit=REASON_LENGTH,
        description=lazy_gettext("Only staff can read this. Keep it short."),
    )


@pages.route("/train/<uuid:registration>/portfolio/<int:version>/withdraw", methods=["GET", "POST"])
@allow(Role.TRAINER)
def withdraw(registration: UUID, version: int) -> ResponseReturnValue:
    """Say why, look at what it means, and only then withdraw it."""
    standing, form = standing_for_reading(registration), WithdrawForm()
    issued = version_of(standing, version)
    ready = form.validate_on_submit()
    if ready and "sure" in request.form:
        try:
            withdraw_portfolio(
                acting(), registration, form.submission_id, version=version, reason=form.reason.data or ""
            )
        except AlreadyWithdrawn:
            return _withdrawn_before(registration)
        except Refusal as refusal:
            refuse(form, refusal)
            ready = False
        else:
            flash(gettext("Version %(version)s is withdrawn.", version=version), "success")
            return redirect(url_for(".train", registration=registration))
    elif issued.id in standing.withdrawn:
        return _withdrawn_before(registration)
    return form_page(
        "trainer/withdraw_check.html" if ready else "trainer/withdraw.html",
        form,
        registration=registration,
        version=version,
        learner=names_for([standing.learner])[standing.learner],
    )


@pages.get("/train/checkpoints")
@allow(Role.TRAINER)
def checkpoints() -> ResponseReturnValue:
    """What a checkpoint is for, and those that were handed out."""
    return render_template(
        "trainer/checkpoints.html",
        origin=seal.origin_of(current_centre().id),
        given=[one for one in seal.checkpoints(current_centre().id) if one.handed_out],
        button=PageForm(formdata=None),
    )


@pages.post("/train/checkpoints")
@allow(Role.TRAINER)
def hand_out() -> ResponseReturnValue:
    """A new checkpoint as a text file."""
    if not PageForm().validate_on_submit():
        return redirect(url_for(".checkpoints"))
    signed = hand_out_checkpoint(acting())
    name = f"checkpoint-{current_centre().slug}-{signed.size}.txt"
    response = Response(signed.note, mimetype="text/plain")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _withdrawn_before(registration: UUID) -> ResponseReturnValue:
    undo()
    flash(gettext("This version was withdrawn already."))
    return redirect(url_for(".train", registration=registration))
