"""The migrations make the very tables and guards that the models describe."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DatabaseError

from lms_peer.app import create_app, upgrade
from lms_peer.config import Config
from lms_peer.database import db
from lms_peer.ledger import verify_all
from tests.plant import COURSES, ISSUER, Plant
from tests.postgres import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing_there(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[str]:
    """The URL of a database without any table."""
    if request.param == "sqlite":
        yield sqlite_url
        return
    server: Server = request.getfixturevalue("postgres_server")
    name = f"bare_{uuid4().hex}"
    server.create(name)
    yield server.url(name)
    server.drop(name)


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


def test_every_table_is_made(migrated):
    assert set(db.metadata.tables) <= set(inspect(db.engine).get_table_names())
