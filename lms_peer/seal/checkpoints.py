"""Checkpoints: what a centre signs about how far its ledger has grown, and whether the ledger still fits one.

A checkpoint that is kept outside is what shows that nobody rewrote the ledger since: each one must add to those
before. So one that does not is never signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from lms_peer import keyring, ledger
from lms_peer.database import db, now
from lms_peer.domain.refusals import NotFound
from lms_peer.keyring import Key, Purpose
from lms_peer.keyring.apart import apart, require_nothing_waiting
from lms_peer.ledger import Progress, Tree
from lms_peer.people.models import Centre
from lms_peer.seal.notes import checkpoint_text, key_text, signed_note
from lms_peer.seal.offline.record import Note, read_note, signed_with
from lms_peer.seal.offline.syntax import Broken
from lms_peer.seal.tables import Checkpoint

TILES_AT_ONCE = 64  # so that writers of statements wait a moment only


class HistoryRewritten(Exception):
    """The ledger does not begin any more with what was signed before; the message says so, and what to do."""

    def __init__(self, centre: UUID, size: int) -> None:
        super().__init__(
            f"The ledger of this centre ({centre}) is not the one that was signed at statement {size}. Nothing new is "
            "signed. Run: lms-peer ledger verify"
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint. `note` is the text to hand out; `root` are 32 bytes over the first `size` statements.

    `handed_out` is when it was first given to somebody to keep, or None.
    """

    size: int
    root: bytes
    note: str
    made: datetime
    handed_out: datetime | None = None


class Standing(StrEnum):
    """What a checkpoint that was kept elsewhere says of the ledger as it is now."""

    SAME = "same"
    CUT = "cut"
    REWRITTEN = "rewritten"
    OTHER_CENTRE = "other_centre"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Compared:
    """How a checkpoint compares: its `size`, and that of the ledger now; 0 where it could not be read."""

    standing: Standing
    size: int
    now: int
    origin: str = ""


def origin_of(centre: UUID) -> str:
    """What a centre is called in its checkpoints: `peer.example/centre/north`. Raises NotFound."""
    found = db.session.execute(select(Centre.issuer, Centre.slug).where(Centre.id == centre)).one_or_none()
    if found is None:
        raise NotFound("centre")
    return f"{found.issuer.partition('://')[2]}/centre/{found.slug}"


def checkpoint(centre: UUID, size: int | None = None) -> Signed:
    """The centre's checkpoint over its first `size` statements, over all when left out; makes it when there is none.

    Makes what has to be made, also the key and the tree, in transactions of its own (see `apart`): the caller's must
    have nothing to keep yet. Raises LookupError for more statements than there are, HistoryRewritten, KeyringLocked.
    """
    require_nothing_waiting()
    if size is None:
        size = ledger.head(centre).position
    there = _kept(centre, size)
    if there is None:
        while not _grown(centre, size):
            pass
        with apart():
            _make(centre, size)
            there = _kept(centre, size)
    if there is None:
        raise LookupError(f"no checkpoint at {size}")
    return there


def hand_out(centre: UUID) -> Signed:
    """The checkpoint over everything, for somebody to keep; later portfolios will show that they add to it.

    Raises what `checkpoint` raises.
    """
    made = checkpoint(centre)
    with apart():
        kept = db.session.get_one(Checkpoint, (centre, made.size))
        kept.handed_out = kept.handed_out or now()
    return made


def handed_out(centre: UUID, before: int) -> list[int]:
    """The sizes of the checkpoints that were handed out and stand for fewer statements than `before`, in order."""
    query = select(Checkpoint.size).where(
        Checkpoint.centre_id == centre, Checkpoint.size < before, Checkpoint.handed_out.is_not(None)
    )
    return list(db.session.scalars(query.order_by(Checkpoint.size)))


def checkpoints(centre: UUID) -> list[Signed]:
    """Every checkpoint of the centre, the latest first."""
    query = select(Checkpoint).where(Checkpoint.centre_id == centre).order_by(Checkpoint.size.desc())
    return [_signed(one) for one in db.session.scalars(query)]


def check_keys(centre: UUID, upto: datetime | None = None) -> list[str]:
    """The public keys that the centre signed checkpoints with, the oldest first, as signed notes write them.

    With `upto`, only those that were made by then.
    """
    origin = origin_of(centre)
    keys = sorted(keyring.ever(Purpose.CHECKPOINT, centre), key=lambda key: (key.made, key.id))
    return [key_text(origin, _public(key)) for key in keys if upto is None or key.made <= upto]


def compare(centre: UUID, file: bytes, progress: Progress | None = None) -> Compared:
    """Whether the ledger as it is now still begins with what a checkpoint stands for that was kept elsewhere.

    Works the tree out anew from the statements: what was kept of it is not trusted.
    """
    end = ledger.head(centre).position
    try:
        note = read_note(file)
    except Broken:
        return Compared(Standing.UNREADABLE, 0, end)
    return Compared(_standing(centre, note, end, progress), note.size, end, note.origin)


def _standing(centre: UUID, note: Note, end: int, progress: Progress | None) -> Standing:
    if note.origin != origin_of(centre):
        return Standing.OTHER_CENTRE
    if not any(signed_with(note, key) for key in check_keys(centre)):
        return Standing.NOT_OURS
    if note.size > end:
        return Standing.CUT
    same = ledger.root_anew(centre, note.size, progress) == note.root
    return Standing.SAME if same else Standing.REWRITTEN


def _grown(centre: UUID, size: int) -> bool:
    with apart():
        return ledger.extend(centre, size, TILES_AT_ONCE)


def _make(centre: UUID, size: int) -> None:
    """Sign and keep; of two who do it at once, one is kept. They are the same, unless the key was changed between."""
    before = db.session.scalars(
        select(Checkpoint)
        .where(Checkpoint.centre_id == centre, Checkpoint.size < size)
        .order_by(Checkpoint.size.desc())
        .limit(1)
    ).one_or_none()
    if before is not None and Tree(centre, before.size).root != before.root:
        raise HistoryRewritten(centre, before.size)
    root, origin = Tree(centre, size).root, origin_of(centre)
    private = keyring.private(keyring.current(Purpose.CHECKPOINT, centre))
    if not isinstance(private, Ed25519PrivateKey):
        raise TypeError("a checkpoint is signed with Ed25519")
    row = {
        "centre_id": centre,
        "size": size,
        "root": root,
        "note": signed_note(checkpoint_text(origin, size, root), origin, private),
        "made": now(),
    }
    insert = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(Checkpoint)
    db.session.execute(insert.on_conflict_do_nothing(), row)


def _kept(centre: UUID, size: int) -> Signed | None:
    found = db.session.get(Checkpoint, (centre, size))
    return _signed(found) if found else None


def _signed(kept: Checkpoint) -> Signed:
    return Signed(kept.size, kept.root, kept.note, kept.made, kept.handed_out)


def _public(key: Key) -> Ed25519PublicKey:
    public = keyring.public_key(key.public)
    if not isinstance(public, Ed25519PublicKey):
        raise TypeError("a checkpoint is signed with Ed25519")
    return public
