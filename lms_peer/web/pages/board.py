"""The board of a cohort: its learners write and answer, and the centre's trainers keep it kind.

Another cohort's and another centre's board is not found. Nothing here is part of anyone's record.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms_peer.actions import use_board as action
from lms_peer.domain.board import POST_LENGTH, REASON_LENGTH, NotWhilePaused
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.messages import board as kept
from lms_peer.messages.board_tables import BoardPost
from lms_peer.web.access import allow, current_centre, signed_in_person
from lms_peer.web.community import community, one_post, posts_shown, reports
from lms_peer.web.forms import Needed, PageForm, address_of_its_own, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.records import acting
from lms_peer.web.turning import read_page
from lms_peer.web.words import LongText

pages = Blueprint("board", __name__)
pages.add_app_template_global(community)
pages.add_app_template_global(reports, "reports_on_boards")

_KIND = lazy_gettext("Be kind. No full names, no addresses, and nothing about anyone’s offence or health.")
on_board = allow(Role.LEARNER, Role.TRAINER)


class PostForm(PageForm):
    """A new post, or an answer."""

    text = LongText(
        lazy_gettext("What do you want to say?"),
        [Needed(lazy_gettext("Write something first."))],
        limit=POST_LENGTH,
        description=_KIND,
    )


class ReportForm(PageForm):
    """Why a trainer should look."""

    why = LongText(
        lazy_gettext("What is wrong with it?"),
        limit=REASON_LENGTH,
        description=lazy_gettext("You can leave it empty. Only trainers see that you asked, and what you write."),
    )


class HideForm(PageForm):
    """Why a post is hidden."""

    reason = LongText(
        lazy_gettext("Why do you hide it?"),
        [Needed(lazy_gettext("Write why you hide it."))],
        limit=REASON_LENGTH,
        description=lazy_gettext("Who wrote it reads this. Other learners do not."),
    )


@pages.get("/board/<uuid:cohort>")
@on_board
def board(cohort: UUID) -> ResponseReturnValue:
    """The posts of a cohort with their answers, the latest post first. Trainers see reports before all."""
    shown = action.board_of(acting(), cohort)
    centre = current_centre().id
    listed = read_page(lambda start, most: kept.posts(centre, cohort, start, most), kept.PAGE)
    reported = kept.reported(centre, cohort) if _trains() else []
    posts = posts_shown([*listed.lines, *(post for post, _ in reported)], cohort)
    found = {post.id: post for post in posts}
    return render_template(
        "board/board.html",
        cohort=shown,
        posts=posts[: len(listed.lines)],
        reports=[(found[post.id], [why for why in said if why], len(said)) for post, said in reported],
        listed=listed,
        may_write=_may_write(cohort),
        trains=_trains(),
        button=PageForm(),
    )


@pages.route("/board/<uuid:cohort>/new", methods=["GET", "POST"])
@on_board
def write(cohort: UUID) -> ResponseReturnValue:
    """Write a post."""
    shown = action.board_of(acting(), cohort)
    action.require_may_write(acting(), cohort)
    if elsewhere := address_of_its_own():
        return elsewhere
    form = PostForm()
    if form.validate_on_submit():
        try:
            action.write_post(acting(), cohort, form.submission_id, text=form.text.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Your post is on the board."), "success")
            return redirect(url_for(".board", cohort=cohort))
    return form_page("board/write.html", form, cohort=shown)


@pages.route("/board/posts/<uuid:post>/answer", methods=["GET", "POST"])
@on_board
def answer(post: UUID) -> ResponseReturnValue:
    """Answer a post."""
    found = action.post_on(acting(), post)
    kept.require_open(found)
    action.require_may_write(acting(), found.cohort_id)
    if elsewhere := address_of_its_own():
        return elsewhere
    form = PostForm()
    return _sent(
        "board/answer.html",
        form,
        found,
        lambda: action.write_post(
            acting(), found.cohort_id, form.submission_id, text=form.text.data, answers=post
        ),
        gettext("Your answer is on the board."),
    )


@pages.route("/board/posts/<uuid:post>/report", methods=["GET", "POST"])
@on_board
def report(post: UUID) -> ResponseReturnValue:
    """Ask a trainer to look at a post."""
    found, form = action.post_on(acting(), post), ReportForm()
    return _sent(
        "board/report.html",
        form,
        found,
        lambda: action.report_post(acting(), post, why=form.why.data),
        gettext("Thank you. A trainer will look at it."),
    )


@pages.route("/board/posts/<uuid:post>/take-back", methods=["GET", "POST"])
@on_board
def take_back(post: UUID) -> ResponseReturnValue:
    """Take your own post back."""
    found, form = action.own_post(acting(), post), PageForm()
    return _sent(
        "board/take_back.html",
        form,
        found,
        lambda: action.take_post_back(acting(), post),
        gettext("Your post is taken back. Its words are gone."),
    )


@pages.route("/board/posts/<uuid:post>/hide", methods=["GET", "POST"])
@allow(Role.TRAINER)
def hide(post: UUID) -> ResponseReturnValue:
    """Hide a post."""
    found, form = action.post_on(acting(), post), HideForm()
    return _sent(
        "board/hide.html",
        form,
        found,
        lambda: action.hide_post(acting(), post, reason=form.reason.data),
        gettext("The post is hidden."),
    )


@pages.post("/board/posts/<uuid:post>/keep")
@allow(Role.TRAINER)
def keep(post: UUID) -> ResponseReturnValue:
    """Show a hidden post again, or leave a reported one as it is."""
    found = action.keep_post(acting(), post)
    flash(gettext("The post is on the board."), "success")
    return redirect(url_for(".board", cohort=found.cohort_id))


def _sent(
    template: str, form: PageForm, post: BoardPost, act: Callable[[], object], said: str
) -> ResponseReturnValue:
    """The form about a post; once it is sent, act, and go back to the board."""
    if form.validate_on_submit():
        try:
            act()
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(said, "success")
            return redirect(url_for(".board", cohort=post.cohort_id))
    return form_page(template, form, post=one_post(post), cohort=post.cohort_id)


def _may_write(cohort: UUID) -> bool:
    try:
        action.require_may_write(acting(), cohort)
    except NotWhilePaused:
        return False
    return True


def _trains() -> bool:
    return Role.TRAINER in signed_in_person().roles
