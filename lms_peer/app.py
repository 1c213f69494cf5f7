"""`create_app()`: the one place that knows every layer."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from lms_peer import web
from lms_peer.actions.issue_portfolio import make_portfolio
from lms_peer.actions.workplace import Workplace
from lms_peer.catalogue import load_folder, shipped_courses
from lms_peer.config import Config
from lms_peer.database import db, engine_options, prepare
from lms_peer.jobs import Jobs
from lms_peer.vault import open_vault
from lms_peer.web.errors import answer
from lms_peer.web.security import DemoAccounts

MIGRATIONS = Path(__file__).parent / "migrations"
_FILES_AT_ONCE = 2  # of the largest size; and what a form may hold beside them:
_FORM_BYTES = 1024 * 1024

migrate = Migrate()


def create_app(config: Config | None = None, demo_accounts: DemoAccounts | None = None) -> Flask:
    """A ready service; `demo_accounts` are listed on the sign-in page of a demonstration.

    Raises BadSetting or CourseErrors when it could not work as configured.
    """
    config = config or Config.from_environ()
    app = Flask("lms_peer", static_folder="web/static", template_folder="web/templates")
    app.config.update(
        LMS_PEER_ISSUER=config.issuer,
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        MAX_CONTENT_LENGTH=config.upload_bytes * _FILES_AT_ONCE + _FORM_BYTES,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
    )
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        prepare(db.engine)
    Workplace(
        config=config,
        vault=open_vault(config.vault_url),
        catalogue=load_folder((shipped_courses(), *config.courses)),
    ).furnish(app)
    Jobs(make_portfolio, explain=lambda refusal: answer(refusal).sentence).furnish(app)
    web.furnish(app, config, demo_accounts)
    return app
