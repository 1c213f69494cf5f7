"""Numbers that stand for what a statement is found by: small and of one size in an index, whatever the text.

A number is 64 bits of a hash over the centre, what it is, and the text. Two texts that share a number are not to be
expected below some hundred million texts; a query would then answer with statements of its centre that it does not
mean, never with those of another. No rule and no page depends on it: whoever reads a record looks at the statements
themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from uuid import UUID

from lms_peer.xapi.indexed import ACTIVITY, AGENT

VERB, REGISTRATION = "verb", "registration"
_WHAT = {what: what.encode() for what in (AGENT, VERB, ACTIVITY, REGISTRATION)}


@lru_cache(maxsize=64)
def keys_of(centre: UUID) -> Callable[[str, str], int]:
    """Makes the signed number of an AGENT (`xapi.indexed.agent_key`), VERB, ACTIVITY or REGISTRATION of a centre."""

    @lru_cache(maxsize=16_384)
    def key(what: str, text: str) -> int:
        hashed = blake2b(
            text.encode("utf-8", "surrogatepass"), digest_size=8, key=centre.bytes, person=_WHAT[what]
        )
        return int.from_bytes(hashed.digest(), "big", signed=True)

    return key


def key(centre: UUID, what: str, text: str) -> int:
    """One number; see `keys_of`."""
    return keys_of(centre)(what, text)
