"""`lms-peer portfolio issue --cohort`: everybody's portfolio, made by worker processes, and a report of each.

Each is a job of its own: what is issued stays, whatever happens to this command.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from uuid import UUID, uuid4

import click

from lms_peer import jobs, progress
from lms_peer.actions import issue_portfolios as action
from lms_peer.actions.issue_portfolios import Asked, Made
from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.cli.files import written_whole
from lms_peer.cli.record import Report, shown_progress
from lms_peer.cli.serving import workers_beside
from lms_peer.cli.take_away import centre_of_cohort, issuer
from lms_peer.database import db, reading
from lms_peer.people import enrolments
from lms_peer.people.names import actor_of
from lms_peer.portfolio.tables import Row, csv_lines
from lms_peer.vault.faults import VaultFault

MOST_WORKERS = 4  # each has as many drawers as there are processors
REPORT = "report.csv"
_LOOK_SECONDS = 0.3
_STOPPING = "Stopping. What was issued stays."
_FAILING = "The program that makes portfolios does not start. It says why above. What was issued stays."
_STOPPED = "Stopped before its turn. Run the same command again to go on."


def issue_cohort(
    cohort: UUID, folder: Path, username: str | None, *, final: bool, again: bool, workers: int
) -> bool:
    """Issue everybody's portfolio and write them to the folder, with the report. False when some have none."""
    with create_app().app_context():
        centre = centre_of_cohort(cohort)
        acting = Acting(centre, actor_of(workplace().config.issuer, issuer(username)))
        names = {one.registration: account.name for one, account in enrolments.cohort_roll(centre, cohort)}
        asked = action.ask_for_all(acting, cohort, uuid4(), final=final, skip_unchanged=not again)
        db.session.commit()
        if asked.jobs:
            _see_through(centre, asked, names, workers)
        with reading():
            made = {one.registration: one for one in action.made_of(centre, asked)}
            in_order = [made[registration] for registration in names]
            files = _written(centre, folder, in_order, names)
    with written_whole(folder / REPORT) as file:
        file.writelines(line.encode() for line in csv_lines(_report(in_order, names, files)))
    return _say(in_order, names, files, folder)


def _see_through(centre: UUID, asked: Asked, names: Mapping[UUID, str], workers: int) -> None:
    """Until all is made; Ctrl-C stops what is not, and so do workers that can not work."""
    beside = workers_beside(min(workers, len(asked.jobs)), only_jobs=True)
    with _ctrl_c() as presses, beside as failing, shown_progress("Making the portfolios") as report:
        while not (done := _look(centre, asked, names, report)) and not presses and not failing.is_set():
            time.sleep(_LOOK_SECONDS)
    if not done:
        click.echo(_STOPPING if presses else _FAILING, err=True)
        db.session.rollback()
        jobs.stop(centre, list(asked.jobs.values()))
        db.session.commit()


@contextmanager
def _ctrl_c() -> Iterator[list[int]]:
    """Fills when Ctrl-C is pressed: an exception could come where a library lets none through. Again is as usual."""
    presses: list[int] = []
    usual = signal.getsignal(signal.SIGINT)

    def press(number: int, _frame: FrameType | None) -> None:
        presses.append(number)
        signal.signal(signal.SIGINT, usual)

    signal.signal(signal.SIGINT, press)
    try:
        yield presses
    finally:
        signal.signal(signal.SIGINT, usual)


def _look(centre: UUID, asked: Asked, names: Mapping[UUID, str], report: Report) -> bool:
    """Show how far it is; True when nothing more is to be done."""
    with reading():
        made = action.made_of(centre, asked)
        db.session.rollback()
    done = sum(one.version is not None or one.why is not None for one in made)
    under_way = next((one for one in made if one.step), None)
    report(done, len(made), f"{names[under_way.registration]}: {under_way.step}" if under_way else "")
    return done == len(made)


def _written(
    centre: UUID, folder: Path, made: list[Made], names: Mapping[UUID, str]
) -> Mapping[UUID, tuple[str, str]]:
    """The file of each portfolio that there is, or why it could not be written."""
    wanted = {one.registration: one.version for one in made if one.version is not None}
    issued = {
        standing.registration: next(
            one for one in standing.portfolios if one.version == wanted[standing.registration]
        )
        for standing in progress.standings(centre, registrations=wanted)
    }
    files: dict[UUID, tuple[str, str]] = {}
    taken: set[str] = set()
    for registration, version in wanted.items():
        name = action.file_name(names[registration], version, taken)
        try:
            read = partial(workplace().vault.open, centre, issued[registration].portfolio.sha256)
            with written_whole(folder / name) as file:
                file.writelines(read())
            files[registration] = (name, "")
        except VaultFault as fault:
            files[registration] = ("", f"It was issued, but could not be read: {fault}")
    return files


def _why(one: Made, files: Mapping[UUID, tuple[str, str]]) -> str:
    if one.stopped:
        return _STOPPED
    return one.why or files.get(one.registration, ("", ""))[1]


def _report(made: list[Made], names: Mapping[UUID, str], files: Mapping[UUID, tuple[str, str]]) -> Iterator[Row]:
    yield ["Learner", "Version", "File", "What became of it"]
    for one in made:
        became = _why(one, files) or ("Issued before, nothing new since" if one.unchanged else "Issued")
        yield [names[one.registration], one.version or "", files.get(one.registration, ("", ""))[0], became]


def _say(made: list[Made], names: Mapping[UUID, str], files: Mapping[UUID, tuple[str, str]], folder: Path) -> bool:
    unchanged = sum(one.unchanged for one in made)
    issued = sum(one.version is not None for one in made) - unchanged
    click.echo(f"Issued {issued} of {len(made) - unchanged} portfolios: {folder}")
    if unchanged:
        click.echo(
            f"Skipped {unchanged}: issued before, and nothing new on record since. --again issues them anew."
        )
    wrong = [one for one in made if _why(one, files)]
    for one in wrong:
        click.echo(f"{names[one.registration]}: {_why(one, files)}", err=True)
    return not wrong
