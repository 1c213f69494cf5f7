"""Running the service: `serve`, `worker`, `upgrade`, and `demo` with the sample centre."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import click
import structlog
from flask import Flask

from lms_peer import jobs, progress
from lms_peer.actions import remind_people, send_grades, sync_roster
from lms_peer.actions.ask_beside import asking_beside
from lms_peer.actions.issue_portfolio import issue_now
from lms_peer.actions.record import Acting
from lms_peer.actions.remind_people import ask_for_reminders
from lms_peer.actions.send_grades import ask_for_grades
from lms_peer.actions.sync_roster import ask_for_rosters
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app, require_upgraded
from lms_peer.app import upgrade as upgrade_tables
from lms_peer.cli.record import shown_progress
from lms_peer.cli.serving import end_with, serve_until_stopped
from lms_peer.config import BadSetting, Config
from lms_peer.database import db
from lms_peer.demo import SAMPLE_SLUG, build_sample_centre, demo_accounts, is_built, require_own_database
from lms_peer.domain.standing import Status
from lms_peer.outbox import Forwarder, forwarding_beside
from lms_peer.people.centres import centre_named, centres

_BUILD = Path("build")
_PORT = click.IntRange(1, 65535)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=_PORT)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(0, 64),
    help="Processes that make portfolios; 0 when run elsewhere.",
)
@click.option(
    "--processes", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer."
)
def serve(host: str, port: int, workers: int, processes: int) -> None:
    """Serve the pages and the Learning Record Store, and make portfolios in processes beside."""
    _require_free(host, port)
    app = create_app()
    require_upgraded(app)
    with app.app_context():
        if is_built():
            raise BadSetting(
                "This database holds the sample centre. Run `lms-peer demo`, or choose another database."
            )
    _serve(app, create_app, host, port, processes, workers)


@click.command()
@click.option("--once", is_flag=True, help="Stop when no job is left.")
@click.option("--beside", type=int, hidden=True, help="Stop when the process with this number is gone.")
@click.option("--only-jobs", is_flag=True, hidden=True, help="Send nothing on, and ask nobody by yourself.")
def worker(once: bool, beside: int | None, only_jobs: bool) -> None:
    """Make portfolios, send e-mail and marks, and send on what waits. Run as many as you have processors."""
    if beside is not None:
        end_with(beside)
    app = create_app()
    require_upgraded(app)
    _require_same_issuer(app)
    _require_certificates(app)
    with app.app_context():
        vault = workplace().vault
    if once:
        with app.app_context():
            ask_for_grades()
            db.session.commit()
        jobs.work(app, once=True)
        Forwarder(app, vault).once()
        return
    if only_jobs:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        jobs.work(app, poll=0.1)
        return
    reminders = asking_beside(app, ask_for_reminders, remind_people.LOOK_EVERY)
    marks = asking_beside(app, ask_for_grades, send_grades.LOOK_EVERY)
    rosters = asking_beside(app, ask_for_rosters, sync_roster.LOOK_EVERY)
    with forwarding_beside(app, vault), reminders, marks, rosters:
        jobs.work(app)


@click.command()
def upgrade() -> None:
    """Make the database's tables, or bring them up to this version."""
    upgrade_tables(create_app())
    click.echo("The database is up to date.")


@click.command()
@click.option("--serve/--no-serve", "serving", default=True, help="Also serve the sample centre.")
@click.option("--port", default=8000, show_default=True, type=_PORT)
def demo(serving: bool, port: int) -> None:
    """Show a sample centre at work: invented people at every stage, and a finished portfolio."""
    if serving:
        _require_free("127.0.0.1", port)
    os.environ["LMS_PEER_ADDRESS"] = f"http://127.0.0.1:{port}"  # its people stay who they are at any port
    app = _demo_app()
    with app.app_context():
        require_own_database()
    upgrade_tables(app)
    with app.app_context():
        if not is_built():
            click.echo("Building the sample centre. This takes about half a minute.")
            with shown_progress("Stories told") as report:
                build_sample_centre(report)
        path = _portfolio_of_a_finished_learner()
    click.echo(f"Portfolio: {path}")
    if serving:
        _serve(app, _demo_app, "127.0.0.1", port, processes=1, workers=1)


def _demo_app() -> Flask:
    """The sample centre's application, in each process that serves it."""
    return create_app(_demo_config(), demo_accounts)


def _demo_config() -> Config:
    """The sample centre lives in build/demo, and its worker finds it there."""
    os.environ.setdefault("LMS_PEER_HOME", str(_BUILD / "demo"))
    os.environ["LMS_PEER_ISSUER"] = Config.issuer
    return replace(Config.from_environ(), demo=True)


def _portfolio_of_a_finished_learner() -> Path:
    """The file with the latest portfolio of the first learner who is complete; issued now if there is none."""
    centre = centre_named(SAMPLE_SLUG).id
    complete = next(one for one in progress.standings(centre) if one.status is Status.COMPLETED)
    if complete.portfolios:
        issued = complete.portfolios[-1]
    else:
        trainer = Acting(centre, complete.registered.by)
        with shown_progress("Making the portfolio") as report:
            issued = issue_now(trainer, complete.registration, uuid4(), report, final=True)
        db.session.commit()
    path = _BUILD / "portfolio.pdf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(workplace().vault.read(centre, issued.portfolio.sha256))
    return path


def _require_free(host: str, port: int) -> None:
    """Raises ClickException when nothing can be served there."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} on {host} can not be used ({error.strerror}). Stop what uses it, or choose another port: "
            "--port 8001"
        ) from error


def _require_same_issuer(app: Flask) -> None:
    """Raises BadSetting when the service is called by another address than the one its people are known by."""
    with app.app_context():
        known = {centre.issuer for centre in centres()}
    if known - {app.config["LMS_PEER_ISSUER"]}:
        raise BadSetting(
            f"The people in this database are known by {', '.join(sorted(known))}, but LMS_PEER_ISSUER is "
            f"{app.config['LMS_PEER_ISSUER']}. With another address nobody would find their record. "
            "Set LMS_PEER_ISSUER back to what it was. If the service has moved, LMS_PEER_ADDRESS says where it is now."
        )


def _require_certificates(app: Flask) -> None:
    """Raises BadSetting for a folder that is not there: documents would not look as the centre made them."""
    with app.app_context():
        missing = [str(folder) for folder in workplace().config.certificates if not folder.is_dir()]
    if missing:
        raise BadSetting(f"LMS_PEER_CERTIFICATES names {', '.join(missing)}, but there is no such folder.")


def _serve(app: Flask, make_app: Callable[[], Flask], host: str, port: int, processes: int, workers: int) -> None:
    _require_same_issuer(app)
    _require_certificates(app)
    with app.app_context():
        db.engine.dispose()
    click.echo(f"Serving on http://{host}:{port} (Ctrl-C stops it)")
    serve_until_stopped(make_app, host, port, processes, workers)
    click.echo("Stopped.")
