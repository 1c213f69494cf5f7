"""What the ledger answers with: an entry, and the head of a centre's chain. Plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement as it lies in the ledger of one centre.

    `position` counts from 1 without gaps; `body` is the statement as bytes of JSON, which may lack an `id`; `authority`
    is JSON, set by this service; `version` is that of the standard in which it was said; `chain_hash` is hex. `new` is
    True only in the answer to the append that wrote it.
    """

    centre: UUID
    position: int
    statement_id: UUID
    stored: datetime
    version: str
    authority: str
    body: bytes = field(repr=False)
    chain_hash: str
    new: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a centre's chain ends. A centre without entries is at position 0 and has stored nothing."""

    position: int
    chain_hash: str
    stored: datetime | None
