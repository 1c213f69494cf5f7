"""Issues the portfolios of a whole cohort, as a trainer does in the evening, and says what 500 would take.

    python benchmarks/night.py [--learners 50] [--pages 100] [--folder build/bench]

Twice: with nothing on the shelf, and again with every section of evidence drawn before, as it is when each was drawn
ahead at its judgement. By the command that a centre would use.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from uuid import UUID

import click
import pikepdf
from lrs_servers import CENTRE, Ours
from portfolio_record import BEGAN, COURSE, Crew, make_record
from process_tree import watched

from lms_peer import progress
from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.people import centres, enrolments

PHOTOS_EACH = 12
A_NIGHT = 500  # learners


@click.command()
@click.option("--learners", default=50, show_default=True)
@click.option("--pages", default=100, show_default=True)
@click.option("--folder", type=click.Path(path_type=Path), default=Path("build/bench"), show_default=True)
def main(learners: int, pages: int, folder: Path) -> None:
    """Measure, and print what a night needs."""
    home = (folder / "night").resolve()
    shutil.rmtree(home, ignore_errors=True)
    ours = Ours(home, f"sqlite:///{home / 'lms_peer.sqlite'}")
    os.environ |= ours.environment
    ours.set_up()
    with create_app().app_context():
        cohort = _cohort(learners, pages)
    seconds = {way: _issue(cohort, home / way, learners) for way in ("cold", "from the shelf")}
    for way, took in seconds.items():
        hours = took * A_NIGHT / learners / 3600
        click.echo(f"{A_NIGHT} learners, {way}: {hours:.1f} hours on this machine")
    click.echo(f"RATIO shelf_vs_cold_night {seconds['from the shelf'] / seconds['cold']:.3f}")


def _cohort(learners: int, pages: int) -> UUID:
    crew = Crew.at(centres.centre_named(CENTRE).id)
    cohort = enrolments.add_cohort(crew.centre, "Night", COURSE, BEGAN.date()).id
    db.session.commit()
    with click.progressbar(range(learners), label="Making records", width=30) as bar:
        for number in bar:
            make_record(crew, pages, PHOTOS_EACH, cohort=cohort, first_photo=number * PHOTOS_EACH)
    progress.rebuild(crew.centre)
    db.session.commit()
    return cohort


def _issue(cohort: UUID, into: Path, learners: int) -> float:
    """Issue all of them; answers the seconds it took."""
    into.mkdir()
    command = [
        str(Path(sys.executable).parent / "lms-peer"),
        "portfolio",
        "issue",
        "--cohort",
        str(cohort),
        "--draft",
        "--again",
    ]
    began, before = time.perf_counter(), _used_by_children()
    with subprocess.Popen([*command, "--output", str(into)]) as process, watched(process.pid) as used:  # noqa: S603
        status = process.wait()
    took, used.cpu = time.perf_counter() - began, _used_by_children() - before  # those that ended, too
    made = sorted(into.glob("*.pdf"))
    if status or len(made) != learners:
        raise click.ClickException(f"only {len(made)} of {learners} were issued")
    pages = sum(len(pikepdf.open(one).pages) for one in made)
    click.echo(
        f"{into.name}: {learners} portfolios, {pages:,} pages in {took:.0f} s ({used.cpu:.0f} s of "
        f"processor); {used.megabytes:.0f} MB at most"
    )
    return took


def _used_by_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    main()
