"""Everything that can be kept beside the record, each with a word that stands nowhere else."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

from lms_peer.actions.announce import announce
from lms_peer.actions.keep_habits import add_habit, answer_habit, take_habit_back
from lms_peer.actions.keep_matches import add_match, record_supervision
from lms_peer.actions.keep_notes import open_notes, write_note
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.use_board import hide_post, report_post, write_post
from lms_peer.database import db, now
from lms_peer.domain.habits import Turnout
from lms_peer.domain.uk import uk_day
from lms_peer.pastoral.tables import HabitEntry, Match
from lms_peer.people.enrolments import add_cohort
from tests.plant import Plant

MARKED = ("zephyr", "quartz", "marmalade", "tangerine", "bassoon", "kumquat", "origami", "walrus", "R-2753")


def late(
    plant: Plant, *, happened: date | None = None, submission: UUID | None = None, minutes: int = 12
) -> HabitEntry:
    """The trainer writes down that the learner came late."""
    return add_habit(
        plant.acting("trainer"),
        plant.registration,
        submission or uuid4(),
        turnout=Turnout.LATE,
        happened=happened or uk_day(now()),
        minutes_late=minutes,
        occasion="Shift with the zephyr team",
        note="The quartz bus was late.",
    )


def match(plant: Plant, *, submission: UUID | None = None, client: str = "R-2753") -> Match:
    """The learner supports a client since today."""
    today = uk_day(now())
    return add_match(
        plant.acting("trainer"),
        plant.registration,
        submission or uuid4(),
        client=client,
        since=today,
        assessed=today,
        review=today + timedelta(days=90),
        weeks=4,
    )


def everything(plant: Plant, cohort: UUID) -> None:
    """One of each thing, in use: `cohort` is one that the other learner is in."""
    trainer, learner = plant.acting("trainer"), plant.acting("learner")
    entry = late(plant)
    answer_habit(learner, plant.registration, entry.id, answer="I took the marmalade bus.")
    take_habit_back(trainer, plant.registration, late(plant).id, reason="It was the tangerine day.")
    write_note(trainer, plant.registration, uuid4(), note="Plays the bassoon to calm down.")
    open_notes(trainer, plant.registration)
    made = match(plant)
    record_supervision(trainer, made.id, uuid4(), held=uk_day(now()), present=True, note="Talked of the kumquat.")
    announce(trainer, cohort, uuid4(), title="Friday", text="We fold origami.", until=uk_day(now()))
    other = plant.acting("other learner")
    post = write_post(other, cohort, uuid4(), text="I saw a walrus.").id
    write_post(trainer, cohort, uuid4(), text="Where?", answers=post)
    report_post(trainer, post, why="Not about the course")
    hide_post(trainer, post, reason="Off the point")
    db.session.commit()


def put_in_cohort(plant: Plant, who: str = "other learner") -> tuple[UUID, UUID]:
    """The learner `who` takes the bench course in a cohort; answers the cohort and the registration."""
    cohort = add_cohort(plant.centre, "January", "bench", date(2026, 1, 5)).id
    return cohort, register(plant, who, cohort)


def register(plant: Plant, who: str, cohort: UUID) -> UUID:
    """The person takes the bench course in the cohort; answers the registration."""
    fact = register_learner(
        plant.acting("trainer"),
        uuid4(),
        account=plant.people[who],
        slug="bench",
        optional_units=("H2",),
        cohort=cohort,
    )
    db.session.commit()
    return fact.registration
