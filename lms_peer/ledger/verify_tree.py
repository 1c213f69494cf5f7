"""Checks the tiles of the tree against the statements, leaf by leaf. Changes nothing.

The walk hands it each statement's leaf in order; a tile is compared when its last leaf has come. A tile in which a
statement is missing is not compared: the walk has named that already.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, func, select

from lms_peer.ledger import merkle
from lms_peer.ledger.rows import CannotRead, readable
from lms_peer.ledger.tables import tiles
from lms_peer.ledger.tree import HASH, TILE, root_of_tile


class Wrong(NamedTuple):
    """A place where the tree is not that of the statements, in plain words."""

    position: int
    what: str


class TreeCheck:
    """The tiles of one centre, read from one snapshot."""

    def __init__(self, connection: Connection, centre: UUID) -> None:
        self._connection, self._centre = connection, centre
        self._number, self._leaves = 0, dict[int, bytes]()
        with readable():
            of = select(func.count(), func.max(tiles.c.number)).where(tiles.c.centre_id == centre)
            count, last = connection.execute(of).one()
        self._last = -1 if last is None else last
        self._gaps = count != self._last + 1

    def step(self, position: int, leaf: bytes | None) -> Iterator[Wrong]:
        """The leaf of the statement at `position`, in order; None when it can not be read. Raises CannotRead."""
        number, at = divmod(position - 1, TILE)
        if number > self._last:
            return
        if number != self._number:
            self._number, self._leaves = number, {}
        if leaf is not None:
            self._leaves[at] = merkle.leaf_hash(leaf)
        if at == TILE - 1 and len(self._leaves) == TILE:
            yield from self._compare(number)

    def end(self, position: int) -> Iterator[Wrong]:
        """The last statement was at `position`."""
        if self._gaps:
            yield Wrong(1, "A part of the tree over the statements was removed.")
        if (self._last + 1) * TILE > position:
            yield Wrong(position + 1, "The tree over the statements goes on here: its statements were removed.")

    def _compare(self, number: int) -> Iterator[Wrong]:
        first = number * TILE + 1
        altered = Wrong(first, f"The tree over the statements from here to {first + TILE - 1} was altered.")
        wanted = select(tiles.c.leaves, tiles.c.root).where(tiles.c.centre_id == self._centre)
        try:
            with readable():
                row = self._connection.execute(wanted.where(tiles.c.number == number)).one_or_none()
        except CannotRead:
            yield altered
            return
        if row is None:
            return
        for at, own in sorted(self._leaves.items()):
            if row.leaves[at * HASH : (at + 1) * HASH] != own:
                what = "The tree over the statements was made from another statement than this one."
                yield Wrong(first + at, what)
                return
        if len(row.leaves) != TILE * HASH or row.root != root_of_tile(row.leaves):
            yield altered
