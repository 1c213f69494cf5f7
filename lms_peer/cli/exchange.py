"""`lms-peer xapi import` and `lms-peer xapi export`: a centre's statements in and out, one on a line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import click

from lms_peer import ledger
from lms_peer.actions import import_statements as action
from lms_peer.actions.import_statements import Line, Outcome, What
from lms_peer.actions.receive_statements import Sender
from lms_peer.app import create_app
from lms_peer.cli.files import written_whole
from lms_peer.cli.record import Report, shown_progress
from lms_peer.database import reading
from lms_peer.domain.uk import LONDON
from lms_peer.ledger import Entry, Query
from lms_peer.outbox.receiver import Address, NoAnswer
from lms_peer.outbox.source import statements_at
from lms_peer.people import centres
from lms_peer.people.models import Centre
from lms_peer.xapi.versions import Version

LOT = 100
LONGEST_LINE = 16 * 1024 * 1024
_GO_ON = "What came before is kept. Run the same command again to go on from there."
_CENTRE = click.option("--centre", "slug", required=True, help="The short name of the centre.")
_SINCE = "Only what was stored after this day, or time, in the UK: 2026-09-01, or 2026-09-01T13:30:00."
_DAYS = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.command("export")
@_CENTRE
@click.option("--since", type=_DAYS, metavar="DAY", help=_SINCE)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Left out: standard output.")
def export_statements(slug: str, since: datetime | None, output: Path | None) -> None:
    """Write a centre's statements as JSON, one on a line, the oldest first: complete, but without files."""
    with create_app().app_context(), reading():
        centre = centres.centre_named(slug).id
        after = _position_at(centre, since.replace(tzinfo=LONDON)) if since else 0
        if output is None:
            _export(centre, after, sys.stdout.buffer)
        else:
            with written_whole(output) as file:
                _export(centre, after, file)


@click.command("import")
@_CENTRE
@click.argument("source")
@click.option("--key", default="", help="Our username there, when SOURCE is an address.")
@click.option("--secret", default="", help="Our password there.")
@click.option(
    "--version",
    type=click.Choice([one.value for one in Version]),
    default="1.0.3",
    show_default=True,
    help="The xAPI version of statements that name none, and the one that another store is asked in.",
)
def import_statements(slug: str, source: str, key: str, secret: str, version: str) -> None:
    """Take statements in from SOURCE: a file with one on a line, - for a pipe, or the address of another store.

    What is here already is left out, so an import that was cut off can be begun again. What can not be taken is
    said with its place and the reason, and the others go on; the exit status is 1 then.
    """
    with create_app().app_context():
        centre = centres.centre_named(slug)
        try:
            if source.startswith(("http://", "https://")):
                endpoint = source.removesuffix("/").removesuffix("/statements") + "/"
                _from_address(centre, Address(endpoint, version, key, secret, inside=True))
            else:
                _from_file(centre, source, Version(version))
        except KeyboardInterrupt:
            raise click.ClickException(f"Stopped.\n{_GO_ON}") from None


def _export(centre: UUID, after: int, file: BinaryIO) -> None:
    end, written = ledger.head(centre).position, 0
    with shown_progress("Statements") as report:
        for entry in ledger.entries(centre, after=after, upto=end):
            file.write(_line(entry))
            written += 1
            if written % LOT == 0:
                report(written, end - after)
        file.flush()
    click.echo(f"{written} statements.", err=True)


def _line(entry: Entry) -> bytes:
    """The statement as the Learning Record Store gives it, on one line: line ends stand between JSON's parts only."""
    return ledger.answered(entry).replace(b"\r", b" ").replace(b"\n", b" ") + b"\n"


def _position_at(centre: UUID, moment: datetime) -> int:
    """The last position that was stored by then."""
    first = ledger.find(centre, Query(since=moment, ascending=True, limit=1)).entries
    return first[0].position - 1 if first else ledger.head(centre).position


def _from_file(centre: Centre, source: str, version: Version) -> None:
    """From a file or a pipe."""
    try:
        file = sys.stdin.buffer if source == "-" else Path(source).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise click.ClickException(f"{source} can not be read ({error.strerror}).") from error
    with file, shown_progress("Statements") as report:
        total = None if source == "-" else _count(file)
        lots = _lots(source, _lines(file))
        counted = _taken_in(action.importer(centre, action.FROM_A_FILE, version), lots, report, total)
    _tell(counted)


def _from_address(centre: Centre, address: Address) -> None:
    """From another Learning Record Store, going on after what came from there before."""
    sender = action.importer(centre, address.endpoint, Version(address.version))
    until = action.imported_until(sender)
    counted: dict[str, int] = {}
    try:
        with shown_progress("Statements") as report:
            pages = statements_at(address, until)
            lots = ([Line(_named(body), body) for body in page] for page in pages)
            counted = _taken_in(sender, lots, report, None)
    except NoAnswer as stopped:
        raise click.ClickException(f"{stopped}\n{_GO_ON}") from stopped
    _tell(counted)


def _named(body: bytes) -> str:
    """What to call a statement that stands on no line: its id."""
    return f"statement {json.loads(body).get('id')}"


def _lines(file: BinaryIO) -> Iterator[Line]:
    """Each line that holds something; of one that is too long only the beginning, which is refused."""
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(LONGEST_LINE)
        if line.strip():
            yield Line(f"line {number}", line)


def _lots(source: str, lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Lot after lot. Raises ClickException for a file of another kind, once and not for each of its lines."""
    lot = list(islice(lines, LOT))
    if lot and not any(map(_may_be_statement, lot)):
        raise click.ClickException(
            f"{source} does not hold one statement on each line, as `lms-peer xapi export` writes them. "
            "Nothing was taken in."
        )
    while lot:
        yield lot
        lot = list(islice(lines, LOT))


def _may_be_statement(line: Line) -> bool:
    try:
        return isinstance(json.loads(line.body), dict)
    except (ValueError, RecursionError):
        return False


def _count(file: BinaryIO) -> int | None:
    """How many lines the file has; None for what can be read only once."""
    if not file.seekable():
        return None
    lines = sum(1 for _ in _lines(file))
    file.seek(0)
    return lines


def _taken_in(sender: Sender, lots: Iterable[list[Line]], report: Report, total: int | None) -> dict[str, int]:
    """Import lot after lot, say what was refused, and count what came of them all."""
    counted = {"new": 0, "known": 0, "refused": 0, "without files": 0}
    for lot in lots:
        for outcome in action.import_statements(sender, lot):
            counted[outcome.what] += 1
            counted["without files"] += outcome.without_files
            if outcome.what is What.REFUSED:
                _say(outcome)
        report(counted["new"] + counted["known"] + counted["refused"], total)
    return counted


def _say(outcome: Outcome) -> None:
    click.echo(f"{outcome.place}: {outcome.reason}", err=True)


def _tell(counted: dict[str, int]) -> None:
    click.echo(f"{counted['new']} taken in, {counted['known']} were here already, {counted['refused']} refused.")
    if counted["without files"]:
        click.echo(f"{counted['without files']} came without their files, and are kept without naming them.")
    if counted["refused"]:
        sys.exit(1)
