"""What a portfolio carries so that a stranger can check it: its statements, their proofs, the checkpoint, the keys and
the program that checks. The same ledger position gives the same bytes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lms_peer import ledger
from lms_peer.ledger import Entry, Tree
from lms_peer.seal import offline
from lms_peer.seal.checkpoints import (
    HistoryRewritten,
    Signed,
    check_keys,
    checkpoint,
    handed_out,
    origin_of,
)
from lms_peer.seal.offline import checking


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes into the portfolio. `description` is for people, in English."""

    name: str
    content: bytes
    media_type: str
    description: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """What belongs to one portfolio: the checkpoint it stands on, and the files to put inside."""

    checkpoint: Signed
    attachments: tuple[Attachment, ...]


def evidence_of(centre: UUID, registration: UUID, position: int) -> Sealed:
    """The statements of one record up to a position, with everything that shows that they are in the ledger.

    Raises what `checkpoint` raises, and HistoryRewritten when a statement is not the one that was written down.
    """
    signed = checkpoint(centre, position)
    tree = Tree(centre, position)
    if tree.root != signed.root:
        raise HistoryRewritten(centre, position)
    said = list(ledger.entries(centre, registration, upto=position))
    for one in said:
        if ledger.leaf_of(one) != tree.leaf(one.position):
            raise HistoryRewritten(centre, one.position)
    proofs = _proofs(tree, [one.position for one in said], handed_out(centre, position))
    keys = {"origin": origin_of(centre), "checkpoint_keys": check_keys(centre, signed.made)}
    return Sealed(
        signed,
        (
            Attachment(
                checking.STATEMENTS,
                b"".join(map(_line, said)),
                "application/jsonl",
                "Every statement, as it is kept",
            ),
            Attachment(
                checking.PROOFS, _json(proofs), "application/json", "Proof that each statement is in the record"
            ),
            Attachment(
                checking.CHECKPOINT, signed.note.encode(), "text/plain", "What the centre signed about its record"
            ),
            Attachment(checking.KEYS, _json(keys), "application/json", "The keys that the centre signed it with"),
            Attachment(checking.SCRIPT, offline.script(), "text/x-python", "A program that checks this portfolio"),
        ),
    )


def manifest(files: Mapping[str, str], pages: Sequence[str]) -> Attachment:
    """The list of what a portfolio is made of: the SHA-256 of every other attachment and of what every page draws."""
    text = checking.manifest_text(dict(files), list(pages))
    return Attachment(
        checking.MANIFEST, text, "application/json", "The SHA-256 of every attachment and every page"
    )


def _line(entry: Entry) -> bytes:
    """One statement: all that its leaf in the tree is made of."""
    said = {
        "centre": str(entry.centre),
        "position": entry.position,
        "id": str(entry.statement_id),
        "stored": ledger.stored_text(entry.stored),
        "version": entry.version,
        "authority": entry.authority,
        "attachments": sorted(set(ledger.attachments_named(entry.body))),
        "statement": entry.body.decode(),
    }
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"


def _proofs(tree: Tree, positions: Sequence[int], earlier: Iterable[int]) -> dict[str, Any]:
    """The proofs as numbers of hashes in one list, since most hashes belong to many of them."""
    numbers: dict[bytes, int] = {}

    def numbered(path: Iterable[bytes]) -> list[int]:
        return [numbers.setdefault(one, len(numbers)) for one in path]

    included = {str(position): numbered(tree.inclusion(position)) for position in positions}
    consistent = {str(size): numbered(tree.consistency(size)) for size in earlier}
    hashes = [base64.b64encode(one).decode() for one in numbers]
    return {"size": tree.size, "hashes": hashes, "statements": included, "earlier": consistent}


def _json(value: dict[str, Any]) -> bytes:
    return json.dumps(value, indent=1).encode()
