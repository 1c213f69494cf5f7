"""What the sample centre keeps beside its records: habits, a note, two matches, an announcement and a short talk."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID, uuid4

from lms_peer.actions.announce import announce
from lms_peer.actions.keep_habits import add_habit, answer_habit
from lms_peer.actions.keep_matches import add_match, record_supervision
from lms_peer.actions.keep_notes import write_note
from lms_peer.actions.use_board import report_post, write_post
from lms_peer.database import now, pretend
from lms_peer.demo.acts import Telling, at_hour
from lms_peer.domain.habits import Turnout
from lms_peer.domain.uk import uk_day

NOTE = (
    "Learns best by talking first and writing after. Trusts Bev. Half of the next unit is done: the plan with the "
    "client is there, the meeting is not. Likes to know a day ahead when a time changes."
)
NEWS = (
    "On Friday the group meets at 10 in the big room. There is tea. Bring one thing that went well this week, and "
    "one that was hard."
)


def look_after(tellings: Iterable[Telling], cohort: UUID) -> None:
    """Everything beside the records, up to now. `cohort` is that of the peer mentors."""
    people = {telling.part.username: telling for telling in tellings}
    with pretend(at_hour(15, 8)):
        _habits(people["nat"], uk_day(now()))
        write_note(people["robin"].trainer, people["robin"].registration, uuid4(), note=NOTE)
    _matches(people)
    _board(people, cohort)


def _habits(nat: Telling, today: date) -> None:
    add_habit(
        nat.trainer,
        nat.registration,
        uuid4(),
        turnout=Turnout.PREVENTED,
        happened=today - timedelta(days=16),
        minutes_late=None,
        occasion="Shadowing at the hostel desk",
        note="Nobody could leave their rooms that day. We found another day at once.",
    )
    late = add_habit(
        nat.trainer,
        nat.registration,
        uuid4(),
        turnout=Turnout.LATE,
        happened=today - timedelta(days=9),
        minutes_late=15,
        occasion="Supervision",
        note="Rang ahead to say so. That helped a lot.",
    )
    answer_habit(
        nat.learner,
        nat.registration,
        late.id,
        answer="The first bus did not come. I take the 8:10 now.",
    )


def _matches(people: dict[str, Telling]) -> None:
    """Casey's match is in date; Dale's supervision and risk assessment are overdue."""
    casey, dale, day = people["casey"], people["dale"], uk_day(now())
    for mentor, client, since, review, sessions in (
        (casey, "R-27", 60, 120, (40, 12)),
        (dale, "R-31", 75, -6, (47,)),
    ):
        began = day - timedelta(days=since)
        with pretend(at_hour(12, since)):
            match = add_match(
                mentor.trainer,
                mentor.registration,
                uuid4(),
                client=client,
                since=began,
                assessed=began - timedelta(days=3),
                review=day + timedelta(days=review),
                weeks=4,
            ).id
        for days in sessions:
            with pretend(at_hour(16, days)):
                record_supervision(
                    mentor.trainer,
                    match,
                    uuid4(),
                    held=day - timedelta(days=days),
                    present=True,
                    note="Talked about where to draw the line, and how to end a hard talk well.",
                )


def _board(people: dict[str, Telling], cohort: UUID) -> None:
    nat, ash, maxi = (people[name] for name in ("nat", "ash", "max"))
    with pretend(at_hour(9, 3)):
        announce(
            nat.trainer,
            cohort,
            uuid4(),
            title="Group on Friday at 10",
            text=NEWS,
            until=uk_day(now()) + timedelta(days=30),
        )
    with pretend(at_hour(11, 2)):
        asked = write_post(
            ash.learner, cohort, uuid4(), text="How do you write about a meeting when nothing much happened in it?"
        ).id
    with pretend(at_hour(14, 2)):
        write_post(
            nat.learner,
            cohort,
            uuid4(),
            text="I write what I saw, then what I would say next time. Nothing much is also something.",
            answers=asked,
        )
    with pretend(at_hour(16, 2)):
        write_post(
            nat.trainer, cohort, uuid4(), text="Good tip, Nat. A quiet meeting can show listening.", answers=asked
        )
        shared = write_post(
            maxi.learner,
            cohort,
            uuid4(),
            text="Anyone can ring me about unit 2. My number is on the desk in room 4.",
        ).id
    with pretend(at_hour(10, 1)):
        report_post(ash.learner, shared, why="I do not think numbers should be here.")
