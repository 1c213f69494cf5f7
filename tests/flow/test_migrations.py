"""The migrations make the very tables and guards that the models describe."""

import os
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import current_app
from flask_migrate import downgrade
from flask_migrate import upgrade as run_migrations
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from lms_peer.app import create_app, require_upgraded, upgrade
from lms_peer.cli import main
from lms_peer.config import Config
from lms_peer.database import db
from lms_peer.domain.roles import Role
from lms_peer.domain.visits import usual_last_day
from lms_peer.ledger import verify_all
from lms_peer.people.holding import last_days, today
from tests.plant import COURSES, ISSUER, Plant


@pytest.fixture
def migrated(nothing_there: str, tmp_path: Path):
    config = Config(
        issuer=ISSUER,
        database_url=nothing_there,
        vault_url=f"file://{tmp_path / 'vault'}",
        secret_key="for tests only",
        password_salt="for tests only",
        courses=(COURSES,),
    )
    app = create_app(config)
    upgrade(app)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def test_a_migrated_database_is_what_the_models_say(migrated):
    with db.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), db.metadata) == []


def test_a_migrated_database_refuses_changes_to_statements(migrated):
    plant = Plant.at()
    for change in ("UPDATE ledger_statement SET version = 'x'", "DELETE FROM ledger_statement"):
        with pytest.raises(DatabaseError):
            db.session.execute(text(change))
        db.session.rollback()
    assert plant.standing.learner == plant.actor("learner")
    assert next(verify_all(), None) is None


def test_a_migrated_database_has_the_tables_of_this_version(migrated):
    require_upgraded(current_app)


@pytest.mark.parametrize("command", ["centre list", "worker --once"])
def test_whoever_has_no_tables_yet_is_told_how_to_get_them(
    nothing_there: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, command: str
):
    monkeypatch.setenv("LMS_PEER_HOME", str(tmp_path))
    monkeypatch.setenv("LMS_PEER_DATABASE_URL", nothing_there)
    monkeypatch.setattr(sys, "argv", ["lms-peer", *command.split()])
    before = os.umask(0o022)
    with pytest.raises(SystemExit) as ended:
        main()
    os.umask(before)
    assert ended.value.code == 1
    assert "run: lms-peer upgrade" in capsys.readouterr().err


def test_an_external_quality_assurer_of_before_is_given_a_visit_of_four_weeks(migrated):
    plant = Plant.at()
    db.session.commit()
    db.session.remove()
    downgrade(revision="0005")
    run_migrations()
    days = {role: until for (_, role), until in last_days(plant.centre).items()}
    assert days.keys() == {Role.EQA}
    assert abs((days[Role.EQA] - usual_last_day(today())).days) <= 1  # a database's day is not always London's


def test_every_table_is_made(migrated):
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())
