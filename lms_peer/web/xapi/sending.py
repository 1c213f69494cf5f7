"""What a request carries: statements, each a good one by the standard, and the attachments that came along.

Nothing is written here. Sources: xAPI 1.0.3 part 2, 2.4.11 and 2.6; part 3, 1.5 and 2.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import Any, NamedTuple

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.http import parse_options_header

from lms_peer.together import give_way
from lms_peer.web.xapi import multipart
from lms_peer.web.xapi.multipart import Attached
from lms_peer.web.xapi.protocol import spoken, whole_body
from lms_peer.xapi.indexed import attachments_of
from lms_peer.xapi.parse import Parsed, Received, parse
from lms_peer.xapi.signature import check_signature
from lms_peer.xapi.validate import SIGNATURE, check

# One request is one transaction, for which everyone else who writes at the centre waits.
STATEMENTS = 2_000
# A signature holds its statement once more. It is read whole, to check it.
SIGNATURE_BYTES = 1024 * 1024
# Read, a request takes eight times its bytes, and Python reads no two of them faster at once than one after the other.
_LARGE = 64 * 1024
_one_large_at_a_time = Lock()


class Sent(NamedTuple):
    """The statements of a request, `many` when they came as a list, and their attachments by hash."""

    statements: Sequence[Received]
    many: bool
    attached: Mapping[str, Attached]


@contextmanager
def sent() -> Iterator[Sent]:
    """Read and check what the request carries; attachments are there until the block ends.

    Raises BadRequest, RequestEntityTooLarge, Malformed and Invalid.
    """
    content_type = request.headers.get("Content-Type", "")
    kind = parse_options_header(content_type)[0]
    if kind == multipart.JSON:
        body = whole_body()
        with _one_large_at_a_time if len(body) > _LARGE else nullcontext():
            yield _checked(parse(body), {})
    elif kind == multipart.MIXED:
        with multipart.received(content_type, request.stream) as mixed:
            yield _checked(parse(mixed.statements), mixed.attached)
    else:
        raise BadRequest(f"The Content-Type must be {multipart.JSON}, or {multipart.MIXED} with attachments.")


def _checked(parsed: Parsed, attached: Mapping[str, Attached]) -> Sent:
    if len(parsed.statements) > STATEMENTS:
        raise RequestEntityTooLarge(f"{STATEMENTS} statements in one request is the most.")
    version = spoken()
    unnamed = set(attached)
    for received in parsed.statements:
        give_way()
        check(received.statement, version)
        if "attachments" in received.statement or _substatement(received.statement):
            unnamed -= _matched(received.statement, attached)
    if unnamed:
        raise BadRequest(f"No statement names the part with the hash {min(unnamed)}.")
    _each_id_once(parsed.statements)
    return Sent(parsed.statements, parsed.many, attached)


def _matched(statement: Mapping[str, Any], attached: Mapping[str, Attached]) -> set[str]:
    """The hashes of the parts that the statement names. Raises BadRequest when one is missing, and Invalid.

    The hash says which bytes are meant. `length` is only told: senders are known to count something else.
    """
    named = attachments_of(statement)
    for attachment in named:
        if attachment.sha2 not in attached and attachment.file_url is None:
            raise BadRequest(
                f"attachments: the bytes with the hash {attachment.sha2} did not come, and there is no fileUrl."
            )
    for attachment in statement.get("attachments", ()):
        if attachment["usageType"] == SIGNATURE:
            check_signature(statement, _signature(attachment["sha2"].lower(), attached))
    return {attachment.sha2 for attachment in named}


def _signature(sha2: str, attached: Mapping[str, Attached]) -> bytes:
    part = attached.get(sha2)
    if part is None:
        raise BadRequest("attachments: a signature must come with the statement, not by fileUrl.")
    if part.size > SIGNATURE_BYTES:
        raise RequestEntityTooLarge(f"A signature can be up to {SIGNATURE_BYTES} bytes.")
    text = part.file.read()
    part.file.seek(0)
    return text


def _each_id_once(statements: Sequence[Received]) -> None:
    """Two statements of one request must not share an id (IEEE 9274.1.1, 4.1.6.1)."""
    ids = [received.statement["id"].lower() for received in statements if "id" in received.statement]
    if len(set(ids)) != len(ids):
        raise BadRequest("id: two statements in this request have the same id.")


def _substatement(statement: Mapping[str, Any]) -> bool:
    return bool(statement["object"].get("objectType") == "SubStatement")
