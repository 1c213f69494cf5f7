"""What is kept about people beside the record stays there: not in the ledger, the vault or a portfolio; erasable."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from lms_peer import ledger, progress
from lms_peer.actions.issue_portfolio import issue_now
from lms_peer.actions.keep_habits import add_habit
from lms_peer.actions.keep_notes import pause_with_note
from lms_peer.actions.workplace import workplace
from lms_peer.database import Model, db, now
from lms_peer.domain.habits import Turnout
from lms_peer.domain.uk import uk_day
from lms_peer.messages import board
from lms_peer.messages.board_tables import BoardPost, BoardReport
from lms_peer.pastoral.forgetting import forget
from lms_peer.pastoral.tables import (
    HabitEntry,
    Match,
    NoteReading,
    RiskAssessment,
    Supervision,
    TransitionNote,
)
from lms_peer.people.models import Account
from tests.plant import LISTEN, Plant
from tests.unit.pastoral.kept import MARKED, everything, put_in_cohort
from tests.unit.portfolio.given import Read

PASTORAL = (HabitEntry, TransitionNote, NoteReading, Match, RiskAssessment, Supervision)


@pytest.fixture
def lived(plant: Plant) -> Plant:
    """A centre where everything that can be kept beside the record was."""
    cohort, _ = put_in_cohort(plant)
    everything(plant, cohort)
    return plant


def statements(plant: Plant) -> list[bytes]:
    return [entry.body for entry in ledger.entries(plant.centre)]


def rows(table: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_nothing_of_it_is_a_statement(plant: Plant) -> None:
    cohort, _ = put_in_cohort(plant)
    before = statements(plant)
    everything(plant, cohort)
    assert statements(plant) == before
    assert rows(HabitEntry) == 2
    assert rows(BoardPost) == 2


def test_a_note_written_with_a_pause_is_not_in_the_pauses_words(plant: Plant) -> None:
    pause_with_note(
        plant.acting("trainer"), plant.registration, uuid4(), reason="Moving on", note="Plays the bassoon."
    )
    db.session.commit()
    change = plant.standing.changes[-1]
    assert change.words is not None
    assert workplace().vault.read_words(plant.centre, change.words) == {"reason": "Moving on"}
    assert rows(TransitionNote) == 1


def test_nothing_of_it_is_in_the_vault(lived: Plant) -> None:
    lived.submits(LISTEN, text="I listened to the heron.")
    folder = workplace().vault._folder
    assert folder is not None
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"heron" in kept
    assert [word for word in MARKED if word.encode() in kept] == []


@pytest.mark.parametrize("on_both", ["sqlite"], indirect=True)
def test_nothing_of_it_is_in_a_portfolio(lived: Plant) -> None:
    lived.submits(LISTEN, text="I listened to the heron.")
    fact = issue_now(lived.acting("trainer"), lived.registration, uuid4())
    text = Read(workplace().vault.read(lived.centre, fact.portfolio.sha256)).text
    assert "heron" in text
    assert [word for word in MARKED if word in text] == []


def test_where_a_learner_stands_is_the_same_with_any_habits(plant: Plant) -> None:
    plant.achieves_everything()
    before = plant.standing
    for _ in range(5):
        add_habit(
            plant.acting("trainer"),
            plant.registration,
            uuid4(),
            turnout=Turnout.MISSED,
            happened=uk_day(now()),
            minutes_late=None,
            occasion="A shift",
        )
    db.session.commit()
    assert plant.standing == before
    assert progress.drift(plant.centre) == []


def test_a_person_is_forgotten_at_one_centre_and_the_ledger_stays(lived: Plant) -> None:
    before, elsewhere = statements(lived), Plant.at("south")
    entries_elsewhere(elsewhere)
    forget(lived.centre, lived.people["learner"])
    board.forget(lived.centre, lived.people["other learner"])
    db.session.commit()
    assert [rows(table) for table in (TransitionNote, NoteReading, Match, Supervision)] == [0, 0, 0, 0]
    assert rows(HabitEntry) == 1
    assert [post.text for post in db.session.scalars(select(BoardPost))] == ["Where?"]
    assert rows(BoardReport) == 0
    assert statements(lived) == before


def entries_elsewhere(plant: Plant) -> UUID:
    return add_habit(
        plant.acting("trainer"),
        plant.registration,
        uuid4(),
        turnout=Turnout.ON_TIME,
        happened=uk_day(now()),
        minutes_late=None,
        occasion="A shift",
    ).id


def test_all_of_it_goes_with_the_account(app: Flask, lived: Plant) -> None:
    before = statements(lived)
    for who in ("learner", "other learner"):
        db.session.execute(delete(Account).where(Account.id == lived.people[who]))
    db.session.commit()
    db.session.expire_all()
    assert [rows(table) for table in PASTORAL] == [0] * len(PASTORAL)
    assert [(post.text, post.answers) for post in db.session.scalars(select(BoardPost))] == [("Where?", None)]
    assert statements(lived) == before


def test_what_a_trainer_wrote_stays_when_the_trainer_goes(lived: Plant) -> None:
    db.session.execute(delete(Account).where(Account.id == lived.people["trainer"]))
    db.session.commit()
    db.session.expire_all()
    assert rows(HabitEntry) == 2
    assert rows(Match) == 1
