"""`create_app()`: the one place that knows every layer."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from sqlalchemy import column, inspect, select, table
from werkzeug.middleware.proxy_fix import ProxyFix

from lms_peer import mail, web
from lms_peer.actions.draw_ahead import draw_ahead
from lms_peer.actions.issue_portfolio import make_portfolio
from lms_peer.actions.issue_portfolios import ask_for_portfolios
from lms_peer.actions.remind_people import remind_people
from lms_peer.actions.send_grades import send_grades
from lms_peer.actions.sync_roster import sync_roster
from lms_peer.actions.take_outside_evidence import take_outside_evidence
from lms_peer.actions.workplace import Workplace
from lms_peer.catalogue import load_folder, shipped_courses
from lms_peer.config import BadSetting, Config
from lms_peer.database import db, engine_options, prepare, reading
from lms_peer.jobs import Jobs
from lms_peer.vault.store import open_vault
from lms_peer.web import xapi
from lms_peer.web.errors import answer
from lms_peer.web.letters import send_letter
from lms_peer.web.security import DemoAccounts

MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = table("alembic_version", column("version_num"))  # Alembic notes there how far the tables are
_FILES_AT_ONCE = 2  # of the largest size; and what a form may hold beside them:
_FORM_BYTES = 1024 * 1024


def create_app(config: Config | None = None, demo_accounts: DemoAccounts | None = None) -> Flask:
    """A ready service; `demo_accounts` are listed on the sign-in page of a demonstration.

    Two Flask applications behind one address: the pages, and the Learning Record Store, which knows no cookies and no
    sign-in and has database connections of its own, so that neither can be used to get at, or hold up, the other.
    Raises BadSetting or CourseErrors when it could not work as configured.
    """
    config = config or Config.from_environ()
    place = Workplace(
        config=config,
        vault=open_vault(config.vault_url),
        catalogue=load_folder((shipped_courses(), *config.courses)),
    )
    handlers = Jobs(
        make_portfolio,
        ask_for_portfolios,
        draw_ahead,
        take_outside_evidence,
        remind_people,
        send_grades,
        sync_roster,
        send_letter,
        explain=lambda refusal: answer(refusal).sentence,
    )
    app = Flask("lms_peer", static_folder="web/static", template_folder="web/templates")
    lrs = xapi.RecordStore("lms_peer.web.xapi", static_folder=None)
    for each in (app, lrs):
        _settle(each, place, handlers)
    mail.furnish(app, config.mail)
    web.furnish(app, config, demo_accounts)
    xapi.furnish(lrs)
    app.wsgi_app = xapi.Front(app.wsgi_app, lrs.wsgi_app)  # type: ignore[method-assign]
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies)  # type: ignore[method-assign]
    return app


def migrating() -> Flask:
    """A service that can change its tables: `flask --app lms_peer.app:migrating db migrate` writes a migration."""
    app = create_app()
    _let_migrate(app)
    return app


def upgrade(app: Flask) -> None:
    """Make the tables in the database of `app`, or bring them up to this version."""
    from flask_migrate import upgrade as run_migrations  # noqa: PLC0415 - 11 MB that no other process needs

    _let_migrate(app)
    with app.app_context():
        run_migrations()


def require_upgraded(app: Flask) -> None:
    """Raises BadSetting when the tables in the database of `app` are not those of this version."""
    with app.app_context(), reading(), db.engine.connect() as connection:
        there = inspect(connection).has_table(_VERSIONS.name)
        found = (connection.scalar(select(_VERSIONS.c.version_num)) if there else None) or ""
    newest = _newest()
    if not found:
        raise BadSetting("This database has no tables yet. To make them, run: lms-peer upgrade")
    if found < newest:
        raise BadSetting(
            "An older lms_peer made the tables in this database. Back it up, then run: lms-peer upgrade"
        )
    if found > newest:
        raise BadSetting(
            "A newer lms_peer made the tables in this database. Install that version, or restore a backup."
        )


def _newest() -> str:
    """The number of the last migration. Its file begins with it, and nothing needs to be loaded to see that."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _let_migrate(app: Flask) -> None:
    from flask_migrate import Migrate  # noqa: PLC0415 - as above

    Migrate(app, db, directory=str(MIGRATIONS))


def _settle(app: Flask, place: Workplace, handlers: Jobs) -> None:
    """Give an application its settings, its database and what its actions work with."""
    config = place.config
    app.config.update(
        LMS_PEER_ISSUER=config.issuer,
        LMS_PEER_ADDRESS=config.address,
        LMS_PEER_LTI_PRIVATE_NETWORK=config.lti_private_network,
        SECRET_KEY=config.secret_key,
        TESTING=config.testing,
        MAX_CONTENT_LENGTH=config.upload_bytes * _FILES_AT_ONCE + _FORM_BYTES,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(config.database_url),
    )
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)
    place.furnish(app)
    handlers.furnish(app)
