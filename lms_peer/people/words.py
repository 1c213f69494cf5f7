"""Short texts that people type about people: what is kept of them, and when they are refused."""

from __future__ import annotations

from lms_peer.domain.refusals import Missing, TooLong


def required(field: str, text: str | None, limit: int) -> str:
    """`text` without spaces around it. Raises Missing when nothing is left, TooLong over `limit` characters."""
    kept = optional(field, text, limit)
    if kept is None:
        raise Missing(field)
    return kept


def optional(field: str, text: str | None, limit: int) -> str | None:
    """`text` without spaces around it, or None when nothing is left. Raises TooLong."""
    kept = (text or "").strip()
    if len(kept) > limit:
        raise TooLong(field, limit)
    return kept or None
