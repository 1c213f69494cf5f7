"""The Merkle tree over a centre's ledger: one leaf for each statement, in order, whole tiles of them kept.

A leaf is everything that the chain vouches for (`chain.leaf`). Nothing here happens while statements are written: the
tiles are made when somebody asks for the tree, from the statements, and only added to. What is not in a whole tile
yet is worked out from the statements each time. `verify` works every tile out anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from lms_peer.database import db
from lms_peer.ledger import merkle
from lms_peer.ledger.chain import Link, leaf
from lms_peer.ledger.entry import Entry
from lms_peer.ledger.queries import entries
from lms_peer.ledger.tables import tiles
from lms_peer.xapi.indexed import attachments_of, statement_of

TILE = 256  # leaves, a power of two
HASH = 32  # bytes


def leaf_of(entry: Entry) -> bytes:
    """The hash of an entry's leaf. Raises Unreadable when its body was altered so that it can not be read."""
    link = Link(
        entry.centre,
        entry.position,
        entry.statement_id,
        entry.stored,
        entry.version,
        entry.authority,
        entry.body,
        attachments_named(entry.body),
    )
    return merkle.leaf_hash(leaf(link))


def attachments_named(body: bytes) -> tuple[str, ...]:
    """The SHA-2 of each attachment that a statement names, as it writes them. Raises Unreadable."""
    if b"ttachments" not in body and b"\\u" not in body:  # spares nearly all statements from being read
        return ()
    return tuple(one.sha2 for one in attachments_of(statement_of(body)))


def extend(centre: UUID, upto: int, most: int) -> bool:
    """Keep the next whole tiles among the first `upto` statements, `most` at once; True when none is missing any more.

    In the caller's transaction. Two who do it at once write the same.
    """
    kept = db.session.scalar(
        select(func.coalesce(func.max(tiles.c.number) + 1, 0)).where(tiles.c.centre_id == centre)
    )
    first, whole = kept or 0, upto // TILE
    last = min(first + most, whole)
    if first < last:
        leaves = _leaves(entries(centre, after=first * TILE, upto=last * TILE))
        rows = [
            {"centre_id": centre, "number": number, "leaves": some, "root": root_of_tile(some)}
            for number in range(first, last)
            if (some := leaves[(number - first) * TILE * HASH : (number - first + 1) * TILE * HASH])
        ]
        insert = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(tiles)
        db.session.execute(insert.on_conflict_do_nothing(), rows)
    return last >= whole


def root_of_tile(leaves: bytes) -> bytes:
    """The root over leaf hashes that stand one after the other."""
    return merkle.root_of([leaves[at : at + HASH] for at in range(0, len(leaves), HASH)])


def root_anew(centre: UUID, size: int, progress: Callable[[int, int], None] | None = None) -> bytes:
    """The root over the first `size` statements, worked out from them alone, whatever tiles are kept."""
    roots: list[bytes] = []
    said = entries(centre, upto=size)
    while some := _leaves(islice(said, TILE)):
        roots.append(root_of_tile(some))
        if progress:
            progress(min(len(roots) * TILE, size), size)
    return merkle.root_of(roots)


class Tree:
    """The tree over the first `size` statements of a centre. Reads only; `extend` must have kept the whole tiles.

    Positions count from 1, as they do in the ledger. Raises LookupError when the ledger has not so many statements.
    """

    def __init__(self, centre: UUID, size: int) -> None:
        self.centre, self.size = centre, size
        self._whole = size // TILE
        self._roots = self._read_roots()
        self._tail = _leaves(entries(centre, after=self._whole * TILE, upto=size))
        self._tiles: dict[int, bytes] = {self._whole: self._tail}
        self._known: dict[tuple[int, int], bytes] = {}  # most proofs share their upper hashes
        if len(self._roots) != self._whole or len(self._tail) != (size - self._whole * TILE) * HASH:
            raise LookupError(f"the ledger has no {size} statements")

    @property
    def root(self) -> bytes:
        """The root over all of it."""
        return self._subtree(0, self.size)

    def inclusion(self, position: int) -> list[bytes]:
        """The proof that the statement at `position` is in it, the nearest hash first."""
        return merkle.inclusion(self._subtree, position - 1, self.size)

    def consistency(self, before: int) -> list[bytes]:
        """The proof that it only adds to the tree over the first `before` statements."""
        return merkle.consistency(self._subtree, before, self.size)

    def leaf(self, position: int) -> bytes:
        """The hash of the leaf at `position`, as it was kept."""
        return self._subtree(position - 1, position)

    def _subtree(self, start: int, stop: int) -> bytes:
        """RFC 6962's MTH over the leaves from `start` to `stop`, a range that its rule of splitting gives."""
        if start == stop:
            return merkle.EMPTY
        if (start, stop) not in self._known:
            self._known[start, stop] = self._root_between(start, stop)
        return self._known[start, stop]

    def _root_between(self, start: int, stop: int) -> bytes:
        first, last = start // TILE, (stop - 1) // TILE
        if first == last:
            whole = first < self._whole and stop - start == TILE
            return self._roots[first] if whole else root_of_tile(self._leaves_between(first, start, stop))
        return merkle.root_of([*self._roots[first:last], self._subtree(last * TILE, stop)])

    def _leaves_between(self, tile: int, start: int, stop: int) -> bytes:
        if tile not in self._tiles:
            wanted = select(tiles.c.leaves).where(tiles.c.centre_id == self.centre, tiles.c.number == tile)
            self._tiles[tile] = db.session.scalars(wanted).one()
        return self._tiles[tile][(start - tile * TILE) * HASH : (stop - tile * TILE) * HASH]

    def _read_roots(self) -> list[bytes]:
        wanted = select(tiles.c.root).where(tiles.c.centre_id == self.centre, tiles.c.number < self._whole)
        return list(db.session.scalars(wanted.order_by(tiles.c.number)))


def _leaves(some: Iterable[Entry]) -> bytes:
    return b"".join(map(leaf_of, some))
