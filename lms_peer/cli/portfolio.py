"""`lms-peer portfolio`: printing one learner's record, or those of a whole cohort, and taking one away in parts."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import UUID, uuid4

import click

from lms_peer.actions.issue_portfolio import issue_now
from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.cli.files import require_writable
from lms_peer.cli.issue_cohort import MOST_WORKERS, issue_cohort
from lms_peer.cli.record import Report, shown_progress
from lms_peer.cli.take_away import centre_of, export, issuer, matrix
from lms_peer.database import db
from lms_peer.people.names import actor_of


@click.group()
def portfolio() -> None:
    """Portfolios: a learner's record, printed."""


@portfolio.command("issue")
@click.argument("registration", type=click.UUID, required=False)
@click.option("--cohort", type=click.UUID, help="Everybody in this cohort, instead of one registration.")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(writable=True, path_type=Path),
    help="The file to write; with --cohort, the folder for all files.",
)
@click.option(
    "--draft", is_flag=True, help="A draft, as the record is. Left out: the final one, if nothing is open."
)
@click.option("--again", is_flag=True, help="With --cohort, also those with nothing new since their last one.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=min(MOST_WORKERS, len(os.sched_getaffinity(0))),
    show_default="one for each processor, at most 4",
    help="With --cohort, how many processes make portfolios.",
)
@click.option("--by", "username", help="Who issues it. Left out: whoever looks after this service.")
def issue(
    registration: UUID | None,
    cohort: UUID | None,
    output: Path,
    draft: bool,
    again: bool,
    workers: int,
    username: str | None,
) -> None:
    """Issue the next version of a portfolio and write it to a file, or those of a cohort to a folder.

    With a cohort, Ctrl-C stops it and what was issued stays: the same command goes on with the rest. The folder also
    gets report.csv, which says what became of each learner's portfolio. The exit status is 1 when some have none.
    """
    if (registration is None) == (cohort is None):
        raise click.UsageError("Give one registration, or --cohort.")
    if output.is_dir() != (cohort is not None):
        raise click.ClickException("Choose a file for one portfolio, or a folder that is there for a cohort.")
    require_writable(output)
    if registration is not None:
        _issue_one(registration, output, username, final=not draft)
    elif cohort is not None:
        made = issue_cohort(cohort, output, username, final=not draft, again=again, workers=workers)
        sys.exit(0 if made else 1)


def _issue_one(registration: UUID, output: Path, username: str | None, *, final: bool) -> None:
    with create_app().app_context(), shown_progress("Making the portfolio") as report:
        acting = Acting(centre_of(registration), actor_of(workplace().config.issuer, issuer(username)))
        version, size = _issued(acting, registration, output, report, final=final)
    click.echo(f"Issued version {version}: {output} ({size:,} bytes)")


def _issued(acting: Acting, registration: UUID, file: Path, report: Report, *, final: bool) -> tuple[int, int]:
    """Issue one and write it; answers its version and its size in bytes."""
    issued = issue_now(acting, registration, uuid4(), report, final=final)
    db.session.commit()
    file.write_bytes(workplace().vault.read(acting.centre, issued.portfolio.sha256))
    return issued.version, issued.portfolio.size


for command in (export, matrix):
    portfolio.add_command(command)
