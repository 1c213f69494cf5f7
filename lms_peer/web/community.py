"""What pages show of a cohort's board, and what every learner of a cohort is told: plain values for templates.

Reads; decides nothing. Names are first names, asked for once for a whole page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import g

from lms_peer.actions.keep_matches import today
from lms_peer.domain.board import first_names
from lms_peer.domain.roles import Role
from lms_peer.messages import announcements, board
from lms_peer.messages.board_tables import Announcement, BoardPost
from lms_peer.people import centres, enrolments
from lms_peer.people.names import NO_LONGER_HERE
from lms_peer.web.access import current_centre, signed_in_person
from lms_peer.web.language import gettext
from lms_peer.web.looking_after import names_by_account


@dataclass(frozen=True)
class PostShown:
    """One post as the person on the page sees it. `state` is shown, hidden or taken_back; `text` is "" if withheld."""

    id: UUID
    name: str
    at: datetime
    text: str
    state: str
    why_hidden: str
    mine: bool
    reported: bool
    answers: tuple[PostShown, ...] = ()

    @property
    def open(self) -> bool:
        """It can be answered and reported."""
        return self.state == "shown"


@dataclass(frozen=True)
class Community:
    """What a learner is told on their first page, and where their board is."""

    cohort: UUID | None
    announcements: Sequence[Announcement] = ()


def community(registration: UUID) -> Community:
    """What the cohort of a registration of this centre is told today. Asks once per page. Raises NotFound."""
    if "community" not in g:
        centre = current_centre().id
        cohort = enrolments.enrolment(centre, registration).cohort_id
        g.community = Community(cohort, announcements.shown(centre, cohort, today()) if cohort else ())
    return g.community  # type: ignore[no-any-return]


def reports() -> list[tuple[UUID, str, int]]:
    """The boards of the centre on which a trainer has something to look at: cohort, title, how many posts."""
    return board.reports_waiting(current_centre().id)


def posts_shown(listed: Sequence[BoardPost], cohort: UUID) -> list[PostShown]:
    """Posts with their answers. Five queries, however many posts there are."""
    answers = board.answers_to(listed)
    every = [*listed, *(answer for group in answers.values() for answer in group)]
    names = board_names(cohort, (post.author_id for post in every))
    mine = board.reported_by(signed_in_person().account_id, every)
    return [
        _shown(post, names, mine, tuple(_shown(one, names, mine) for one in answers.get(post.id, ())))
        for post in listed
    ]


def one_post(post: BoardPost) -> PostShown:
    """One post without its answers."""
    names = board_names(post.cohort_id, [post.author_id])
    return _shown(post, names, board.reported_by(signed_in_person().account_id, [post]))


def board_names(cohort: UUID, authors: Iterable[UUID]) -> dict[UUID, str]:
    """What to call each author on the board of a cohort. A trainer is called one."""
    centre = current_centre().id
    learners = {account.id: account.name for _, account in enrolments.cohort_roll(centre, cohort)}
    trainers = {account.id: account.name for account in centres.members(centre, Role.TRAINER)}
    names: dict[UUID, str] = first_names(learners | trainers)
    called = {
        who: gettext("%(name)s (trainer)", name=name) if who in trainers and who not in learners else name
        for who, name in names.items()
    }
    gone = [author for author in authors if author not in called]
    return called | (_gone(gone) if gone else {})


def _gone(authors: list[UUID]) -> dict[UUID, str]:
    """Those who were of the cohort or trained it, and are not any more."""
    names = names_by_account(authors)
    first = first_names({who: name for who, name in names.items() if name != NO_LONGER_HERE})
    return names | first


def _shown(
    post: BoardPost, names: dict[UUID, str], reported: frozenset[UUID], answers: tuple[PostShown, ...] = ()
) -> PostShown:
    person = signed_in_person()
    mine, trainer = post.author_id == person.account_id, Role.TRAINER in person.roles
    state = "taken_back" if post.taken_back else "hidden" if post.hidden else "shown"
    readable = state == "shown" or (state == "hidden" and (mine or trainer))
    return PostShown(
        id=post.id,
        name=names[post.author_id],
        at=post.at,
        text=post.text if readable else "",
        state=state,
        why_hidden=post.hidden_why if mine or trainer else "",
        mine=mine,
        reported=post.id in reported,
        answers=answers,
    )
