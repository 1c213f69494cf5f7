"""The migrations make the very tables and guards that the models describe."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import upgrade
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from lms_peer.app import create_app
from lms_peer.config import Config
from lms_peer.database import db
from lms_peer.ledger import verify_all
from tests.plant import COURSES, ISSUER, Plant


@pytest.fixture
def migrated(database_url: str, tmp_path: Path):
    config = Config(
        issuer=ISSUER,
        database_url=database_url,
        vault_url=f"file://{tmp_path / 'vault'}",
        secret_key="for tests only",
        password_salt="for tests only",
        courses=(COURSES,),
    )
    with create_app(config).app_context():
        upgrade()
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


def test_every_table_is_made(migrated):
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())
