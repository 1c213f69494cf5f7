"""Learners write on the board of their cohort, and trainers keep it kind. Nothing of it reaches the ledger.

A board is found by the learners of its cohort and by the centre's trainers; to everyone else it is not there.
"""

from __future__ import annotations

from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.actions.who_acts import who_acts
from lms_peer.domain.board import require_may_post
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.messages import board
from lms_peer.messages.board_tables import BoardPost
from lms_peer.people import enrolments
from lms_peer.people.centres import holds
from lms_peer.people.models import Cohort
from lms_peer.progress.tally import statuses


def board_of(acting: Acting, cohort: UUID) -> Cohort:
    """The cohort, if who acts may read its board. Raises NotFound."""
    found = enrolments.cohort(acting.centre, cohort)
    if not (is_trainer(acting) or _registrations(acting, cohort)):
        raise NotFound("cohort")
    return found


def post_on(acting: Acting, post: UUID) -> BoardPost:
    """One post, if who acts may read its board. Raises NotFound."""
    found = board.find(acting.centre, post)
    board_of(acting, found.cohort_id)
    return found


def write_post(
    acting: Acting, cohort: UUID, submission: UUID, *, text: str, answers: UUID | None = None
) -> BoardPost:
    """A new post, or an answer to one.

    Raises NotFound, NotWhilePaused, PostClosed, Missing, TooLong, AlreadySaid.
    """
    board_of(acting, cohort)
    require_may_write(acting, cohort)
    return board.write(acting.centre, cohort, submission, text, author=who_acts(acting), answers=answers)


def require_may_write(acting: Acting, cohort: UUID) -> None:
    """Raises NotWhilePaused for a learner who is not at work on the course now."""
    if not is_trainer(acting):
        require_may_post(statuses(acting.centre, _registrations(acting, cohort)))


def take_post_back(acting: Acting, post: UUID) -> BoardPost:
    """The writer takes their own post back. Raises NotFound for anybody else's."""
    found = own_post(acting, post)
    board.take_back(found)
    return found


def own_post(acting: Acting, post: UUID) -> BoardPost:
    """A post that who acts wrote. Raises NotFound."""
    found = post_on(acting, post)
    if found.author_id != who_acts(acting):
        raise NotFound("post")
    return found


def report_post(acting: Acting, post: UUID, *, why: str) -> BoardPost:
    """Ask the trainers to look at a post. Raises NotFound, OwnPost, PostClosed, TooLong."""
    found = post_on(acting, post)
    board.report(found, who_acts(acting), why)
    return found


def hide_post(acting: Acting, post: UUID, *, reason: str) -> BoardPost:
    """A trainer hides a post. Raises NotFound, PostClosed, Missing, TooLong."""
    found = board.find(acting.centre, post)
    board.hide(found, by=who_acts(acting), why=reason)
    return found


def keep_post(acting: Acting, post: UUID) -> BoardPost:
    """A trainer shows a hidden post again, or finds nothing wrong with a reported one. Raises NotFound."""
    found = board.find(acting.centre, post)
    board.restore(found)
    return found


def is_trainer(acting: Acting) -> bool:
    """Does who acts look after the boards of the centre?"""
    return holds(acting.centre, who_acts(acting), Role.TRAINER)


def _registrations(acting: Acting, cohort: UUID) -> list[UUID]:
    mine = enrolments.enrolments_of(acting.centre, who_acts(acting))
    return [one.registration for one in mine if one.cohort_id == cohort]
