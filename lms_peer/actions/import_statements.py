"""Taking in statements that were exported, or that another Learning Record Store gives out.

They come in by the door that every statement from outside takes, vouched for by an authority of their own: whatever a
file says about who vouched for a statement, it can not speak for this service, and so moves no judgement.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID, uuid5

from lms_peer import ledger
from lms_peer.actions.receive_statements import Sender, receive
from lms_peer.actions.workplace import workplace
from lms_peer.domain.refusals import AlreadySaid, NotYours, Refusal, TakesBackNothing
from lms_peer.ledger import Query
from lms_peer.people.models import Centre
from lms_peer.vault.faults import VaultMissing
from lms_peer.xapi.indexed import attachments_of, kept_here
from lms_peer.xapi.members import members, without, written
from lms_peer.xapi.parse import Malformed, Received, parse
from lms_peer.xapi.sameness import same
from lms_peer.xapi.validate import Invalid, check
from lms_peer.xapi.versions import Version, version_named

FROM_A_FILE = "file"
_IMPORTS = UUID("5f0cf6b3-6f0e-5a8b-9d6c-8f6f3a0d8a55")  # names the importers, which are no connected systems


class What(StrEnum):
    """What came of one statement."""

    NEW = "new"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Line:
    """One statement to take in: `place` says where it stood, for people."""

    place: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one line. `reason` is set when it was refused; `without_files` when attachments were left out."""

    place: str
    what: What
    reason: str = ""
    without_files: bool = False


def importer(centre: Centre, source: str, version: Version = Version.V1_0_3) -> Sender:
    """Who vouches for what is imported: the import itself, by the name of its source. It is no connected system."""
    account = {"homePage": f"{centre.issuer}/imports", "name": source}
    authority = json.dumps({"objectType": "Agent", "account": account}, sort_keys=True)
    return Sender(centre.id, uuid5(_IMPORTS, source), authority, version)


def imported_until(sender: Sender) -> datetime | None:
    """When their system stored the last statement that was imported from it; None before the first."""
    latest = ledger.find(sender.centre, Query(limit=1), said_by=sender.authority).entries
    stored = json.loads(latest[0].body).get("stored") if latest else None
    with suppress(ValueError):
        moment = datetime.fromisoformat(stored or "")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def import_statements(sender: Sender, lines: Sequence[Line]) -> list[Outcome]:
    """Take in what can be taken, in order, and answer what came of each line. Commits, as `receive` does.

    A statement that is here already is left as it is, so an import that was cut off can be begun again. A statement
    follows the version it names, else the sender's.
    """
    outcomes: list[Outcome] = []
    for version, lot in groupby((_opened(sender, line) for line in lines), key=lambda one: one.version):
        outcomes += _taken(replace(sender, version=version), list(lot))
    return outcomes


@dataclass(frozen=True, slots=True)
class _Opened:
    """A line that was read: the statement to take in, or what came of it already."""

    line: Line
    version: Version
    received: Received | None = None
    outcome: Outcome | None = None
    without_files: bool = False


def _opened(sender: Sender, line: Line) -> _Opened:
    try:
        received, version = _read(line.body, sender.version)
    except (Malformed, Invalid) as error:
        return _refused(line, sender.version, str(error))
    said = ledger.entry(sender.centre, UUID(received.statement["id"]))
    if said is None:
        fit = _with_files_that_are_here(sender.centre, received)
        return _Opened(line, version, fit, without_files=fit is not received)
    if same(json.loads(said.body), received.statement):
        return _Opened(line, version, outcome=Outcome(line.place, What.KNOWN))
    return _refused(line, version, _REASONS[AlreadySaid])


def _read(body: bytes, usual: Version) -> tuple[Received, Version]:
    """The one valid statement that a line holds, and its version. Raises Malformed or Invalid."""
    parsed = parse(body)
    if parsed.many:
        raise Malformed("there must be one statement on each line, not a list")
    received = parsed.statements[0]
    version = version_named(received.statement.get("version")) or usual
    check(received.statement, version)
    if "id" not in received.statement:
        raise Malformed("the statement has no id, so it would come in anew each time")
    return received, version


def _refused(line: Line, version: Version, reason: str) -> _Opened:
    return _Opened(line, version, outcome=Outcome(line.place, What.REFUSED, reason))


def _with_files_that_are_here(centre: UUID, received: Received) -> Received:
    """The statement; without its attachments when their bytes are neither here nor at an address."""
    vault = workplace().vault
    try:
        for sha256 in kept_here(attachments_of(received.statement)):
            vault.size(centre, sha256)
    except VaultMissing:
        parts = members(without(received.body.decode(), ["attachments"]))
        parts["object"] = without(parts["object"], ["attachments"])  # a SubStatement has its own
        return parse(written(parts).encode()).statements[0]
    return received


def _taken(sender: Sender, lot: Sequence[_Opened]) -> list[Outcome]:
    """All at once, or one by one when one of them is refused."""
    fresh = [one.received for one in lot if one.received]
    try:
        receive(sender, fresh)
    except Refusal:
        return [_alone(sender, one) for one in lot]
    return [_new(one) for one in lot]


def _alone(sender: Sender, one: _Opened) -> Outcome:
    try:
        receive(sender, [one.received] if one.received else [])
    except Refusal as refusal:
        return Outcome(one.line.place, What.REFUSED, _REASONS.get(type(refusal), "it is refused here"))
    return _new(one)


def _new(one: _Opened) -> Outcome:
    return one.outcome or Outcome(one.line.place, What.NEW, without_files=one.without_files)


_REASONS: dict[type[Refusal], str] = {
    AlreadySaid: "a different statement is here under this id",
    NotYours: "it takes back a statement that did not come in by this import",
    TakesBackNothing: "it takes back a statement that itself takes one back",
}
