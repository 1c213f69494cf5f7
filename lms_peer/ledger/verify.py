"""Walks a centre's chain and names every place where the ledger was altered, added to or cut. Changes nothing.

It reads on a connection of its own, from one snapshot, so that appending goes on meanwhile. What it can not show is
a chain that someone rewrote to its end together with head and tree; compare a checkpoint kept elsewhere for that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, func, select

from lms_peer.ledger import verify_index
from lms_peer.ledger.chain import GENESIS, Link, chain_hash, leaf, to_the_millisecond
from lms_peer.ledger.entry import Head
from lms_peer.ledger.rows import CannotRead, Page, Row, Unfit, centres, pages, readable, snapshot
from lms_peer.ledger.tables import attachments, found_by, heads, statements
from lms_peer.ledger.triggers import missing_triggers
from lms_peer.ledger.verify_index import Said, said_by
from lms_peer.ledger.verify_tree import TreeCheck, Wrong
from lms_peer.xapi.indexed import Indexed, kept_here

HASH = re.compile("[0-9a-f]{64}")

# What is wrong with a centre's document (hex SHA-256), in plain words; None when it is there and whole.
CheckDocument = Callable[[UUID, str], str | None]
# Called now and then with how many statements of the centre were looked at, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where the ledger is not what was written down, in plain words.

    `centre`, `position` and `statement_id` are None where the place is not one centre or one statement.
    """

    centre: UUID | None
    position: int | None
    statement_id: UUID | None
    what: str


def verify(
    centre: UUID, check_document: CheckDocument | None = None, progress: Progress | None = None
) -> Generator[Finding, None, None]:
    """Everything that is wrong with one centre's chain and documents, in order, then with the database itself."""
    try:
        with snapshot() as connection:
            yield from _Walk(connection, centre, check_document, progress).findings()
            yield from _database(connection)
    except CannotRead as error:
        yield _of_the_database(f"The database can not be read: {error}")


def verify_all(check_document: CheckDocument | None = None, progress: Progress | None = None) -> Iterator[Finding]:
    """Everything that is wrong with any centre's chain and documents, then with the database itself."""
    try:
        with snapshot() as connection:
            for centre in centres(connection):
                if isinstance(centre, UUID):
                    yield from _Walk(connection, centre, check_document, progress).findings()
                else:
                    yield _of_the_database(f"Statements lie under {centre!r}, which is no centre.")
            yield from _database(connection)
    except CannotRead as error:
        yield _of_the_database(f"The database can not be read: {error}")


def first_finding(
    centre: UUID, check_document: CheckDocument | None = None, progress: Progress | None = None
) -> Finding | None:
    """The first thing that is wrong, or None when all is as it was written down."""
    with closing(verify(centre, check_document, progress)) as findings:
        return next(findings, None)


class _Walk:
    """One walk along one centre's chain. `previous` is None where the row before can not be trusted to exist."""

    def __init__(
        self,
        connection: Connection,
        centre: UUID,
        check_document: CheckDocument | None,
        progress: Progress | None,
    ) -> None:
        self.connection = connection
        self.centre = centre
        self.check_document = check_document
        self.progress = progress
        self.position = 0
        self.previous: str | None = GENESIS
        self.checked: set[str] = set()
        self.gone: list[range] = []
        self.said: dict[int, Said] = {}
        self.misfiled: dict[int, str] = {}

    def findings(self) -> Iterator[Finding]:
        """From the first statement to the head, then what only shows in the whole."""
        try:
            head, tree = self._head(), TreeCheck(self.connection, self.centre)
            for page in pages(self.connection, self.centre):
                self._read(page)
                for row in page.rows:
                    yield from self._step(row, page, head)
                    if row.position == self.position:
                        yield from map(self._of_the_tree, tree.step(self.position, self._leaf(row)))
                if self.progress:
                    self.progress(self.position, head.position)
            yield from self._end(head)
            yield from map(self._of_the_tree, tree.end(self.position))
            yield from self._strays()
        except CannotRead as error:
            yield self._at(self.position + 1, None, f"Nothing can be read from here on: {error}")

    def _read(self, page: Page) -> None:
        """What the statements of a page say, and where the index says otherwise: looked up for all of them at once."""
        whole = [row for row in page.rows if not isinstance(row, Unfit) and isinstance(row.position, int)]
        self.said = {row.position: said for row in whole if (said := said_by(row)) is not None}
        self.misfiled = verify_index.wrong(self.connection, self.centre, self.said)

    def _step(self, row: Row | Unfit, page: Page, head: Head) -> Iterator[Finding]:
        position = row.position
        statement_id = None if isinstance(row, Unfit) else row.statement_id
        if not isinstance(position, int) or position <= self.position:
            yield self._at(position, statement_id, f"A statement was added at {position!r}, which is no place.")
            return
        if position > head.position:
            yield self._at(position, statement_id, f"This was added after the last statement, {head.position}.")
        if position > self.position + 1:
            yield self._removed(position - 1)
            self.previous = None
        self.position = position
        if isinstance(row, Unfit):
            yield self._at(position, None, "This statement was altered so that it can not be read.")
            self.previous = None
            return
        if (wrong := self._wrong(row, page.named.get(position, {}))) is not None:
            yield self._at(position, statement_id, wrong)
        self.previous = row.chain_hash if HASH.fullmatch(row.chain_hash) else None

    def _wrong(self, row: Row, named: dict[str, tuple[int, str]]) -> str | None:
        """The first thing that is wrong with one row."""
        said = self.said.get(row.position)
        if said is None:
            return "The statement was altered: it can not be read."
        follows = self._follows(row, said)
        if not follows or row.stored != to_the_millisecond(row.stored):
            return (
                "The statement, when it was stored, or who vouched for it was altered after it was written down, "
                "or the statement before it was."
            )
        for name, value in _beside(said.indexed).items():
            if getattr(row, name) != value:
                return f"The {name} it is found by was altered: the statement says something else."
        if misfiled := self.misfiled.get(row.position):
            return misfiled
        own = {sha2: (one.size, one.media_type) for sha2, one in kept_here(said.attachments).items()}
        if own != named:
            return "The list of its documents was altered: the statement says something else."
        return self._documents(own)

    def _follows(self, row: Row, said: Said) -> bool:
        if self.previous is None:
            return True
        try:
            return bool(
                row.chain_hash == chain_hash(self.previous, _link(row, [one.sha2 for one in said.attachments]))
            )
        except (ValueError, TypeError, AttributeError):  # a column that holds another kind of value
            return False

    def _leaf(self, row: Row | Unfit) -> bytes | None:
        """What the tree must hold of a row; None when that can not be told."""
        said = self.said.get(self.position)
        if said is None or isinstance(row, Unfit):
            return None
        try:
            return leaf(_link(row, [one.sha2 for one in said.attachments]))
        except (ValueError, TypeError, AttributeError):  # a column that holds another kind of value
            return None

    def _of_the_tree(self, wrong: Wrong) -> Finding:
        return self._at(wrong.position, None, wrong.what)

    def _documents(self, own: dict[str, tuple[int, str]]) -> str | None:
        for sha256 in own:
            if self.check_document and sha256 not in self.checked:
                self.checked.add(sha256)
                if (wrong := self.check_document(self.centre, sha256)) is not None:
                    return f"Its document {sha256}: {wrong}"
        return None

    def _end(self, head: Head) -> Iterator[Finding]:
        """The head must be where the walk ended."""
        if head.position > self.position:
            yield self._removed(head.position)
        elif head.position == self.position and self.previous not in (head.chain_hash, None):
            yield self._at(
                head.position, None, "The end of the chain was altered: it does not fit the last statement."
            )

    def _strays(self) -> Iterator[Finding]:
        """Statement ids that are there twice, and what is listed for a statement that is not there."""
        of = statements.c
        twice = (
            select(of.statement_id, func.max(of.position).label("position"))
            .where(of.centre_id == self.centre)
            .group_by(of.statement_id)
            .having(func.count() > 1)
        )
        with readable():
            doubled = self.connection.execute(twice.order_by("position")).all()
        for row in doubled:
            yield self._at(row.position, row.statement_id, "A statement with this id was there already.")
        for position in self._listed_alone(attachments):
            yield self._at(position, None, "A document was listed for a statement that is not there.")
        for position in self._listed_alone(found_by):
            if not any(position in gone for gone in self.gone):
                yield self._at(position, None, "The index was added to: it lists a statement that is not there.")

    def _listed_alone(self, table: Table) -> Sequence[Any]:
        """The positions that a table beside the statements has, and they have not."""
        of, beside = statements.c, table.c
        there = select(of.position).where(of.centre_id == beside.centre_id, of.position == beside.position)
        listed = select(beside.position).where(beside.centre_id == self.centre, ~there.exists())
        with readable():
            return self.connection.execute(listed.order_by(beside.position)).scalars().all()

    def _head(self) -> Head:
        wanted = select(heads.c.position, heads.c.chain_hash, heads.c.stored)
        with readable():
            row = self.connection.execute(wanted.where(heads.c.centre_id == self.centre)).one_or_none()
        return Head(*row) if row else Head(0, GENESIS, None)

    def _removed(self, last: int) -> Finding:
        first = self.position + 1
        self.gone.append(range(first, last + 1))
        what = (
            "The statement here was removed."
            if first == last
            else f"The statements from here to {last} were removed."
        )
        return self._at(first, None, what)

    def _at(self, position: Any, statement_id: UUID | None, what: str) -> Finding:
        return Finding(self.centre, position if isinstance(position, int) else None, statement_id, what)


def _beside(index: Indexed) -> dict[str, object]:
    """The columns beside a body that are read from it."""
    return {
        "statement_id": index.statement_id,
        "registration": index.registration,
        "refers_to": index.refers_to,
        "voids": index.voids is not None,
    }


def _link(row: Row, named: list[str]) -> Link:
    return Link(
        row.centre_id, row.position, row.statement_id, row.stored, row.version, row.authority, row.body, named
    )


def _database(connection: Connection) -> Iterator[Finding]:
    """What is wrong with the database as a whole: its guards, and on SQLite its file. Raises CannotRead."""
    on_sqlite = connection.dialect.name == "sqlite"
    with readable():
        gone = missing_triggers(connection)
        told = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() if on_sqlite else ()
    for name in gone:
        yield _of_the_database(f"The database's guard {name} is gone: anyone could change the ledger.")
    for line in told:
        if line != "ok":
            yield _of_the_database(f"The database file is damaged: {line}")


def _of_the_database(what: str) -> Finding:
    return Finding(None, None, None, what)
