"""`lms-peer portfolio export` and `matrix`: a portfolio in parts; and what all commands about portfolios share."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import UUID

import click

from lms_peer import progress
from lms_peer.actions.export_portfolio import matrix_of, portfolio_in_folders
from lms_peer.app import create_app
from lms_peer.cli.files import written_whole
from lms_peer.cli.people import signing_in
from lms_peer.database import now, reading
from lms_peer.domain.refusals import NotFound
from lms_peer.people import centres, enrolments
from lms_peer.people.names import COMMAND_LINE
from lms_peer.portfolio.tables import csv_lines
from lms_peer.web.zipped import NOT_READ, Member, zipped

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("export")
@click.argument("registration", type=click.UUID)
@click.option("--zip", "file", required=True, type=_FILE, help="The file to write.")
@click.option("--version", type=click.IntRange(1), help="Left out: the version that was issued last.")
def export(registration: UUID, file: Path, version: int | None) -> None:
    """Write an issued portfolio as folders in a ZIP: one for each unit, with its evidence and its matrix."""
    with create_app().app_context(), reading():
        centre = centre_of(registration)
        chosen = version or _last(centre, registration)
        inside = list(portfolio_in_folders(centre, registration, chosen))
        missing: list[str] = []
        members = (Member(one.name, one.chunks, one.packed) for one in inside)
        with written_whole(file) as written:
            written.writelines(zipped(members, now(), missing))
    click.echo(f"Version {chosen}, {len(inside)} files: {file}")
    if missing:
        click.echo(f"Some files could not be read. {NOT_READ} in it names them.", err=True)
        sys.exit(1)


@click.command("matrix")
@click.argument("registration", type=click.UUID)
@click.option(
    "--version", type=click.IntRange(1), help="As issued then, with its pages. Left out: as it stands now."
)
@click.option("-o", "--output", type=_FILE, help="Left out: standard output.")
def matrix(registration: UUID, version: int | None, output: Path | None) -> None:
    """Write each criterion with its evidence, the decision, the assessor and the day, as CSV."""
    with create_app().app_context(), reading():
        rows = matrix_of(centre_of(registration), registration, version).rows
    if output is None:
        sys.stdout.buffer.writelines(line.encode() for line in csv_lines(rows))
        sys.stdout.buffer.flush()
    else:
        with written_whole(output) as file:
            file.writelines(line.encode() for line in csv_lines(rows))


def centre_of(registration: UUID) -> UUID:
    """A shell reaches every centre; a page never does. Raises NotFound."""
    for centre in centres.centres():
        try:
            progress.standing(centre.id, registration)
        except NotFound:
            continue
        return centre.id
    raise NotFound("learner's record")


def centre_of_cohort(cohort: UUID) -> UUID:
    """The centre that has this cohort. Raises NotFound."""
    for centre in centres.centres():
        if any(one.id == cohort for one in enrolments.cohorts(centre.id)):
            return centre.id
    raise NotFound("cohort")


def issuer(username: str | None) -> UUID:
    """Whoever issues: the account that signs in so, or whoever looks after the service. Raises ClickException."""
    return COMMAND_LINE if username is None else signing_in(username).id


def _last(centre: UUID, registration: UUID) -> int:
    issued = progress.standing(centre, registration).portfolios
    if not issued:
        raise click.ClickException(
            f"No portfolio was issued yet. Issue one first: lms-peer portfolio issue {registration} -o FILE"
        )
    return issued[-1].version
