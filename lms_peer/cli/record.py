"""`lms-peer ledger` and `progress`: looking after what was recorded."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import NoReturn, Protocol
from uuid import UUID

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from lms_peer import ledger as ledgers
from lms_peer import progress as standings
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.database import db, reading
from lms_peer.people import centres
from lms_peer.vault.faults import VaultDamaged, VaultMissing

HASH = re.compile("[0-9a-f]{64}")


class Report(Protocol):
    """Hears how far a piece of work is."""

    def __call__(self, done: int, total: int | None, words: str = "") -> None:
        """`done` of `total`, None when nobody knows; `words` say what is under way."""


@contextmanager
def shown_progress(title: str) -> Iterator[Report]:
    """A progress bar on standard error, gone when the work is done. None where nobody looks at a screen."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    screen = Console(stderr=True)
    with ProgressBar(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def report(done: int, total: int | None, words: str = "") -> None:
            bar.update(task, completed=done, total=total, description=words or title)

        yield report


@click.group()
def ledger() -> None:
    """The ledger: what happened, and proof that it was not changed."""


def _hash(_context: click.Context, _parameter: click.Parameter, typed: str | None) -> str | None:
    """64 letters and digits, however they were typed: a hash may be broken into lines where it is printed."""
    if typed is None:
        return None
    plain = "".join(typed.split()).lower()
    if not HASH.fullmatch(plain):
        raise click.BadParameter("A chain hash is 64 characters long, 0 to 9 and a to f.")
    return plain


@ledger.command("verify")
@click.option("--centre", "slug", help="The short name of one centre. Left out: all of them.")
@click.option("--position", type=click.IntRange(1), help="The ledger position that a portfolio names.")
@click.option("--hash", "printed", callback=_hash, help="The chain hash that a portfolio names.")
def verify(slug: str | None, position: int | None, printed: str | None) -> None:
    """Check every statement, every document and every learner's standing; name the first place that is wrong.

    With --position and --hash from the last pages of a portfolio, also check that the ledger is the one it was
    printed from.
    """
    if (position or printed) and not (slug and position and printed):
        raise click.UsageError("--centre, --position and --hash go together. Give all three.")
    with create_app().app_context(), reading(), shown_progress("Checking the ledger") as report:
        centre = centres.centre_named(slug).id if slug else None
        names = {one.id: one.name for one in centres.centres()}
        wanted = [centre] if centre else ledgers.centres_with_entries()
        _check(centre, wanted, names, report)
        entries = sum(ledgers.head(one).position for one in wanted)
        same = _compared(centre, names[centre], position, printed) if centre and position and printed else ""
    where = "1 centre" if len(wanted) == 1 else f"{len(wanted)} centres"
    click.echo(f"Nothing wrong was found. {entries} statements at {where} and their documents checked.")
    if same:
        click.echo(same)


def _check(centre: UUID | None, wanted: Iterable[UUID], names: Mapping[UUID, str], report: Report) -> None:
    """One centre's ledger, or all of them, and the standing of every learner. Ends the command at the first wrong."""
    findings = (
        ledgers.verify(centre, _check_document, report) if centre else ledgers.verify_all(_check_document, report)
    )
    if finding := next(iter(findings), None):
        _wrong(_told(finding, names))
    for one in wanted:
        for registration in standings.drift(one):
            _wrong(
                f"{names[one]}: the standing kept for {registration} is not what the ledger says. "
                "Run: lms-peer progress rebuild"
            )


def _compared(centre: UUID, name: str, position: int, printed: str) -> str:
    """What to say when the statement there has this chain hash. Ends the command when it has not."""
    found = next(ledgers.entries(centre, after=position - 1, upto=position), None)
    if found is None:
        last = ledgers.head(centre).position
        _wrong(f"{name} has no statement {position}. Its ledger ends at {last}.")
    if found.chain_hash != printed:
        _wrong(
            f"{name}, statement {position}: its hash is not the one you gave. Look at the position and the hash again. "
            "If both are right, the ledger up to here is not the one that the portfolio was printed from."
        )
    return (
        f"{name}, statement {position} has the hash you gave. The statements up to there are the same as when that "
        "hash was made."
    )


def _told(finding: ledgers.Finding, names: Mapping[UUID, str]) -> str:
    """Where it is, as a person would look for it, and what is wrong there."""
    where = [names.get(finding.centre, str(finding.centre))] if finding.centre else []
    if finding.position is not None:
        where.append(f"statement {finding.position}")
    if finding.statement_id is not None:
        where.append(f"id {finding.statement_id}")
    return f"{', '.join(where)}: {finding.what}" if where else finding.what


def _wrong(what: str) -> NoReturn:
    click.echo(what)
    sys.exit(1)


def _check_document(centre: UUID, sha256: str) -> str | None:
    try:
        workplace().vault.verify(centre, sha256)
    except VaultMissing:
        return "is missing from the vault"
    except VaultDamaged:
        return "was changed in the vault"
    return None


@click.group()
def progress() -> None:
    """Progress: where each learner stands, computed from the ledger."""


@progress.command("rebuild")
@click.option("--centre", "slug", help="The short name of one centre. Left out: all of them.")
def rebuild(slug: str | None) -> None:
    """Compute progress anew from the ledger, and say what was different before."""
    with create_app().app_context():
        for centre in [centres.centre_named(slug)] if slug else centres.centres():
            drifted = standings.drift(centre.id)
            registrations = standings.rebuild(centre.id)
            db.session.commit()
            click.echo(f"{centre.name}: {registrations} registrations rebuilt, {len(drifted)} had been different.")
