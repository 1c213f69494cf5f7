"""Reading all that another Learning Record Store gives out, page by page, the oldest first. Writes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

from lms_peer.ledger import stored_text
from lms_peer.outbox.receiver import Address, NoAnswer, Receiver, trouble
from lms_peer.xapi.members import members
from lms_peer.xapi.parse import parse

PAGE = 500
# `since` leaves out what was stored at that very moment, and two statements may share one.
_OVERLAP = timedelta(milliseconds=1)


def statements_at(address: Address, since: datetime | None = None) -> Iterator[list[bytes]]:
    """Each page of their statements, as the bytes they sent. With `since`, from those stored then on.

    Raises NoAnswer, with words for people.
    """
    receiver, resource = Receiver(address), "statements"
    query = {"ascending": "true", "limit": str(PAGE)}
    if since is not None:
        query["since"] = stored_text(since - _OVERLAP)
    while True:
        answer = receiver.read(resource, query)
        if not answer.taken:
            raise NoAnswer(f"{trouble(answer)} It said: {answer.words}", answer.wait)
        statements, more = _page(answer.body)
        yield statements
        if not more:
            return
        before, resource, query = resource, _beside(address.endpoint, more), {}
        if resource == before:
            raise NoAnswer("Their system gives the same page again and again.")


def _page(body: bytes) -> tuple[list[bytes], str]:
    """The statements of one answer (a StatementResult), and where the next one is."""
    try:
        parts = members(body.decode())
        more = json.loads(parts.get("more", '""'))
        return [one.body for one in parse(parts["statements"].encode()).statements], str(more or "")
    except (ValueError, KeyError, RecursionError) as error:
        raise NoAnswer("Their answer is not what a Learning Record Store says.") from error


def _beside(endpoint: str, more: str) -> str:
    """The address of the next page, on the same server: no other gets our key."""
    address = urljoin(endpoint, more)
    if urlsplit(address)[:2] != urlsplit(endpoint)[:2]:
        raise NoAnswer("Their system sends us to another address for the next page.")
    return address
