"""A cohort's board: posts, answers, reports, and what a trainer hides.

A post that was taken back loses its words. One that was hidden keeps them, for trainers and for who wrote it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from lms_peer.database import db, keep_once, now
from lms_peer.domain.board import POST_LENGTH, REASON_LENGTH, OwnPost, PostClosed
from lms_peer.domain.refusals import NotFound
from lms_peer.messages.board_tables import BoardPost, BoardReport
from lms_peer.people.enrolments import cohort as cohort_of
from lms_peer.people.models import Cohort
from lms_peer.people.words import optional, required

PAGE = 20

# Asked by the first pages of trainers, so put together once.
_REPORTS_WAITING = (
    select(Cohort.id, Cohort.title, func.count(BoardPost.id.distinct()))
    .join(BoardPost, BoardPost.cohort_id == Cohort.id)
    .join(BoardReport, BoardReport.post_id == BoardPost.id)
    .where(BoardPost.centre_id == bindparam("centre"), BoardReport.settled.is_(None))
    .group_by(Cohort.id, Cohort.title)
    .order_by(Cohort.title, Cohort.id)
)


def write(
    centre: UUID, cohort: UUID, post: UUID, text: str, *, author: UUID, answers: UUID | None = None
) -> BoardPost:
    """A new post, or an answer; the one of before when the same form comes again.

    An answer to an answer stands beside it. Raises NotFound for another centre's cohort or post, PostClosed, Missing,
    TooLong, AlreadySaid.
    """
    cohort_of(centre, cohort)
    if answers is not None:
        answered = find(centre, answers)
        if answered.cohort_id != cohort:
            raise NotFound("post")
        require_open(answered)
        answers = answered.answers or answered.id
    kept = required("text", text, POST_LENGTH)
    row = BoardPost(id=post, centre_id=centre, cohort_id=cohort, answers=answers, author_id=author, text=kept)
    return keep_once(row)


def find(centre: UUID, post: UUID) -> BoardPost:
    """One post of this centre. Raises NotFound."""
    found = db.session.get(BoardPost, post)
    if found is None or found.centre_id != centre:
        raise NotFound("post")
    return found


def require_open(post: BoardPost) -> None:
    """Raises PostClosed for a post that was taken back or hidden."""
    if post.taken_back or post.hidden:
        raise PostClosed("taken back" if post.taken_back else "hidden")


def posts(centre: UUID, cohort: UUID, start: int, most: int) -> Sequence[BoardPost]:
    """At most `most` of the board's posts that are no answers, the latest first, from `start` on."""
    query = (
        select(BoardPost)
        .where(BoardPost.centre_id == centre, BoardPost.cohort_id == cohort, BoardPost.answers.is_(None))
        .order_by(BoardPost.at.desc(), BoardPost.id)
        .offset(start)
        .limit(most)
    )
    return db.session.scalars(query).all()


def answers_to(posts_shown: Iterable[BoardPost]) -> Mapping[UUID, list[BoardPost]]:
    """The answers to each post, the oldest first, in one query."""
    query = select(BoardPost).where(BoardPost.answers.in_([one.id for one in posts_shown]))
    found: dict[UUID, list[BoardPost]] = defaultdict(list)
    for one in db.session.scalars(query.order_by(BoardPost.at, BoardPost.id)):
        if one.answers:
            found[one.answers].append(one)
    return found


def take_back(post: BoardPost) -> None:
    """The writer takes it back: the words are gone. Doing it twice changes nothing."""
    if post.taken_back is None:
        post.taken_back, post.text = now(), ""
        _settle(post)


def report(post: BoardPost, reporter: UUID, why: str) -> None:
    """Ask the trainers to look at it. Doing it twice changes nothing. Raises OwnPost, PostClosed, TooLong."""
    if post.author_id == reporter:
        raise OwnPost
    require_open(post)
    kept = optional("why", why, REASON_LENGTH) or ""
    if db.session.get(BoardReport, (post.id, reporter)) is None:
        db.session.add(BoardReport(post_id=post.id, reporter_id=reporter, why=kept))
        db.session.flush()


def hide(post: BoardPost, *, by: UUID, why: str) -> None:
    """Nobody but trainers and the writer sees it; what was reported is settled. Raises PostClosed, Missing, TooLong."""
    if post.taken_back:
        raise PostClosed("taken back")
    if post.hidden is None:
        post.hidden_why = required("reason", why, REASON_LENGTH)
        post.hidden, post.hidden_by = now(), by
        _settle(post)


def restore(post: BoardPost) -> None:
    """A hidden post is shown again, or a reported one stays; what was reported is settled."""
    post.hidden, post.hidden_by, post.hidden_why = None, None, ""
    _settle(post)


def reported(centre: UUID, cohort: UUID) -> list[tuple[BoardPost, list[str]]]:
    """The posts that a trainer has to look at, the longest waiting first, each with what was said about it."""
    query = (
        select(BoardPost, BoardReport.why)
        .join(BoardReport, BoardReport.post_id == BoardPost.id)
        .where(BoardPost.centre_id == centre, BoardPost.cohort_id == cohort, BoardReport.settled.is_(None))
        .order_by(BoardReport.at, BoardPost.id)
    )
    found: dict[UUID, tuple[BoardPost, list[str]]] = {}
    for post, why in db.session.execute(query):
        found.setdefault(post.id, (post, []))[1].append(why)
    return list(found.values())


def reports_waiting(centre: UUID) -> list[tuple[UUID, str, int]]:
    """The cohorts with posts that wait for a trainer to look: id, title, and how many posts; by title."""
    waiting = db.session.execute(_REPORTS_WAITING, {"centre": centre})
    return [(cohort, title, number) for cohort, title, number in waiting]


def reported_by(account: UUID, posts_shown: Iterable[BoardPost]) -> frozenset[UUID]:
    """Those of the posts that this person has reported."""
    query = select(BoardReport.post_id).where(
        BoardReport.reporter_id == account, BoardReport.post_id.in_([one.id for one in posts_shown])
    )
    return frozenset(db.session.scalars(query))


def written_by(centre: UUID, account: UUID) -> Sequence[BoardPost]:
    """Everything that the person wrote on boards of the centre, also what was taken back; the oldest first."""
    query = select(BoardPost).where(BoardPost.centre_id == centre, BoardPost.author_id == account)
    return db.session.scalars(query.order_by(BoardPost.at, BoardPost.id)).all()


def forget(centre: UUID, account: UUID) -> None:
    """Erase what the person wrote on boards of the centre. When their account goes, it goes by itself."""
    here = select(BoardPost.id).where(BoardPost.centre_id == centre)
    db.session.execute(
        delete(BoardReport).where(BoardReport.reporter_id == account, BoardReport.post_id.in_(here))
    )
    db.session.execute(delete(BoardPost).where(BoardPost.centre_id == centre, BoardPost.author_id == account))
    db.session.expire_all()


def _settle(post: BoardPost) -> None:
    db.session.flush()
    mine = (BoardReport.post_id == post.id, BoardReport.settled.is_(None))
    db.session.execute(update(BoardReport).where(*mine).values(settled=now()))
