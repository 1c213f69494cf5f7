"""Whether a statement is a good one by the standard, as far as that can be judged from the statement alone.

Strict: no unknown names, no other case, no null outside extensions, no conversion. Tables of properties say what each
part may have (`statements`, `activities`, `actors`), small functions judge single values (`values`) and one function
walks them (`walk`). Pure and of the standard library only; parsed JSON comes in (see `xapi.parse`).
"""

from __future__ import annotations

from typing import Any

from lms_peer.xapi.validate import actors, values
from lms_peer.xapi.validate.statements import SIGNATURE, SIGNATURE_MEDIA_TYPE, STATEMENTS
from lms_peer.xapi.validate.walk import Check, Invalid
from lms_peer.xapi.versions import Version

__all__ = [
    "SIGNATURE",
    "SIGNATURE_MEDIA_TYPE",
    "Invalid",
    "check",
    "check_agent",
    "check_iri",
    "check_language",
    "check_moment",
    "check_uuid",
]


def check(statement: Any, version: Version) -> None:
    """Raise Invalid unless the statement keeps the rules of `version`.

    The first fault found is the one named; its path begins at the statement.
    """
    STATEMENTS[version](statement)


def check_agent(value: Any, version: Version, path: str = "agent") -> None:
    """Raise Invalid unless `value` is an agent or a group."""
    _at(path, actors.AGENTS[version], value)


def check_iri(value: Any, path: str) -> None:
    """Raise Invalid unless `value` is an IRI with a scheme."""
    _at(path, values.iri, value)


def check_uuid(value: Any, path: str) -> None:
    """Raise Invalid unless `value` is a UUID, of any version and in either case."""
    _at(path, values.uuid, value)


def check_language(value: Any, path: str) -> None:
    """Raise Invalid unless `value` is a language tag (RFC 5646)."""
    _at(path, values.language, value)


def check_moment(value: Any, version: Version, path: str) -> None:
    """Raise Invalid unless `value` is a date and time as `version` writes them."""
    _at(path, values.MOMENTS[version], value)


def _at(path: str, check_value: Check, value: Any) -> None:
    try:
        check_value(value)
    except Invalid as wrong:
        raise wrong.inside(path) from None
