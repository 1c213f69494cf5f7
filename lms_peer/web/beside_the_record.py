"""What is kept about a learner beside the record, as tables to hand over: messages, work habits, matches, board posts,
and when somebody from outside read it.

Other people are shown by what they are. Notes for a learner's next place are left out: they may speak of other people,
so a trainer looks at them first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from lms_peer import messages
from lms_peer.domain.roles import Role
from lms_peer.messages import board
from lms_peer.pastoral import habits, matches
from lms_peer.people.readings import readings_of
from lms_peer.web.language import N_, gettext
from lms_peer.web.looking_after import how
from lms_peer.web.readings import what_was_opened
from lms_peer.web.wording import day, moment

_WHO = {Role.LEARNER: N_("You"), Role.TRAINER: N_("Your trainer"), Role.ASSESSOR: N_("Your assessor")}


class Table(NamedTuple):
    """A table: its name, what its columns are called, and its rows."""

    name: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]


def tables(centre: UUID, registration: UUID, account: UUID) -> tuple[Table, ...]:
    """Every table about one registration of this account. A table without rows is there, and empty."""
    return (
        Table(
            "messages",
            (gettext("When"), gettext("About"), gettext("Who"), gettext("Message")),
            list(_messages(centre, registration)),
        ),
        Table(
            "work habits",
            (gettext("Day"), gettext("For"), gettext("How it went"), gettext("Note"), gettext("Your answer")),
            list(_habits(centre, registration)),
        ),
        Table(
            "people you support",
            (gettext("From"), gettext("To"), gettext("Client"), gettext("Met"), gettext("Note")),
            list(_matches(centre, registration)),
        ),
        Table(
            "on the board",
            (gettext("When"), gettext("What you wrote"), gettext("Hidden because")),
            list(_board(centre, account)),
        ),
        Table(
            "read from outside",
            (gettext("When"), gettext("What the external quality assurer opened")),
            [(moment(at), what_was_opened(what, part)) for at, what, part in readings_of(centre, registration)],
        ),
    )


def _messages(centre: UUID, registration: UUID) -> Iterator[tuple[str, ...]]:
    for thread in messages.own(centre, registration):
        for one in thread.messages:
            yield moment(one.sent), thread.subject, gettext(_WHO[one.role]), one.text


def _habits(centre: UUID, registration: UUID) -> Iterator[tuple[str, ...]]:
    for one in habits.of(centre, registration):
        went = how(one)
        if one.taken_back:
            went = gettext("%(how)s (taken back: %(why)s)", how=went, why=one.taken_back_why)
        yield day(one.happened), one.occasion, went, one.note, one.answer


def _matches(centre: UUID, registration: UUID) -> Iterator[tuple[str, ...]]:
    for match in matches.of(centre, registration):
        ended = day(match.until) if match.until else ""
        yield day(match.since), ended, match.client, "", ""
        for held in matches.sessions(match):
            yield "", "", match.client, gettext("Supervision on %(day)s", day=day(held.held)), held.note


def _board(centre: UUID, account: UUID) -> Iterator[tuple[str, ...]]:
    for post in board.written_by(centre, account):
        yield moment(post.at), post.text, post.hidden_why
