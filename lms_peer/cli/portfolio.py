"""`lms-peer portfolio`: printing one learner's record, or those of a whole cohort."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from uuid import UUID, uuid4

import click

from lms_peer import progress as standings
from lms_peer.actions.issue_portfolio import issue_now
from lms_peer.actions.issue_portfolios import file_name
from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.cli.record import Report, shown_progress
from lms_peer.database import db
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.people import accounts, centres, enrolments
from lms_peer.people.names import COMMAND_LINE, actor_of
from lms_peer.web.errors import answer


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
@click.option("--by", "username", help="Who issues it. Left out: whoever looks after this service.")
def issue(registration: UUID | None, cohort: UUID | None, output: Path, username: str | None) -> None:
    """Issue the next version of a portfolio and write it to a file, or those of a cohort to a folder."""
    if (registration is None) == (cohort is None):
        raise click.UsageError("Give one registration, or --cohort.")
    if output.is_dir() != (cohort is not None):
        raise click.ClickException("Choose a file for one portfolio, or a folder that is there for a cohort.")
    if not os.access(output if output.exists() else output.parent, os.W_OK):  # before anything is issued
        raise click.ClickException(f"{output} can not be written. Choose a folder that is there.")
    if registration is not None:
        _issue_one(registration, output, username)
    elif cohort is not None:
        _issue_cohort(cohort, output, username)


def _issue_one(registration: UUID, output: Path, username: str | None) -> None:
    with create_app().app_context(), shown_progress("Making the portfolio") as report:
        acting = Acting(_centre_of(registration), actor_of(workplace().config.issuer, _issuer(username)))
        version, size = _issued(acting, registration, output, report)
    click.echo(f"Issued version {version}: {output} ({size:,} bytes)")


def _issue_cohort(cohort: UUID, folder: Path, username: str | None) -> None:
    """Every portfolio is kept as soon as it is made, so that what goes wrong with one stops no other."""
    made, refused = 0, list[str]()
    with create_app().app_context():
        centre = _centre_of_cohort(cohort)
        acting = Acting(centre, actor_of(workplace().config.issuer, _issuer(username)))
        roll = [(one.registration, account.name) for one, account in enrolments.cohort_roll(centre, cohort)]
        taken: set[str] = set()
        with shown_progress("Making the portfolios") as report:
            for number, (registration, name) in enumerate(roll):
                report(number, len(roll), name)
                try:
                    version = standings.standing(centre, registration).portfolios
                    file = folder / file_name(name, len(version) + 1, taken)
                    _issued(acting, registration, file, lambda *_: None)
                    made += 1
                except Refusal as refusal:
                    db.session.rollback()
                    refused.append(f"{name}: {answer(refusal).sentence}")
    click.echo(f"Issued {made} of {len(roll)} portfolios: {folder}")
    if refused:
        click.echo("\n".join(refused), err=True)
        sys.exit(1)


def _issued(acting: Acting, registration: UUID, file: Path, report: Report) -> tuple[int, int]:
    """Issue one and write it; answers its version and its size in bytes."""
    issued = issue_now(acting, registration, uuid4(), report)
    db.session.commit()
    file.write_bytes(workplace().vault.read(acting.centre, issued.portfolio.sha256))
    return issued.version, issued.portfolio.size


def _centre_of(registration: UUID) -> UUID:
    """A shell reaches every centre; a page never does."""
    for centre in centres.centres():
        try:
            standings.standing(centre.id, registration)
        except NotFound:
            continue
        return centre.id
    raise NotFound("learner's record")


def _centre_of_cohort(cohort: UUID) -> UUID:
    for centre in centres.centres():
        if any(one.id == cohort for one in enrolments.cohorts(centre.id)):
            return centre.id
    raise NotFound("cohort")


def _issuer(username: str | None) -> UUID:
    if username is None:
        return COMMAND_LINE
    account = accounts.account_signing_in(username)
    if account is None:
        raise click.ClickException(f"Nobody signs in as {username}.")
    return account.id
