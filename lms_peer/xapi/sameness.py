"""Whether two statements say the same, by the standard's own rules (xAPI 1.0.3 part 2, 2.3.1; IEEE 9274.1.1).

Each is put into one text from which everything is gone that the standard lets differ. Both must have passed
`validate.check`. Pure and of the standard library only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

Statement = Mapping[str, Any]
Plain = Callable[[Any], Any]


def same(one: Statement, other: Statement) -> bool:
    """True when both are the same statement.

    What a server sets does not count: `stored`, `authority`, `version`, and an `id` or `timestamp` that only one of
    the two has. Nor do a verb's display, an activity's definition, the order of a group's members, the time zone of
    a moment, the case of what has no case, and attachments that only one of the two names. Everything else counts; a
    duration to a hundredth of a second, and as it is written: PT60S is not PT1M.
    """
    shared = {name for name in _OFTEN_ADDED if name in one and name in other}
    return _text(one, shared) == _text(other, shared)


def _text(statement: Statement, shared: set[str]) -> str:
    ignored = _SET_BY_SERVERS | (_OFTEN_ADDED - shared)
    return _dumped(_statement({name: part for name, part in statement.items() if name not in ignored}))


def _dumped(plain: Any) -> str:
    return json.dumps(_numbers(plain), sort_keys=True)


def _numbers(plain: Any) -> Any:
    """The same with 1.0 as 1: JSON has one kind of number."""
    if isinstance(plain, dict):
        return {name: _numbers(part) for name, part in plain.items()}
    if isinstance(plain, list):
        return [_numbers(part) for part in plain]
    return int(plain) if isinstance(plain, float) and plain.is_integer() else plain


def _object(changes: Mapping[str, Plain], without: str = "") -> Plain:
    """An object with some of its properties made plain, and one left out."""

    def plain(value: Any) -> Any:
        return {
            name: changes[name](part) if name in changes else part
            for name, part in value.items()
            if name != without
        }

    return plain


def _list(change: Plain) -> Plain:
    return lambda value: [change(one) for one in value]


def _lower(text: str) -> str:
    return text.lower()


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def _duration(text: str) -> str:
    """To a hundredth of a second; digits beyond that are cut off, not rounded (xAPI 1.0.3 part 2, 4.6)."""
    return _seconds.sub(lambda found: f".{found[1][:2]}".rstrip("0").rstrip(".") + "S", text)


def _mailbox(text: str) -> str:
    """The domain of an e-mail address has no case, the name before it may have."""
    name, _, domain = text.rpartition("@")
    return f"{name}@{domain.lower()}"


def _members(value: list[Any]) -> list[Any]:
    return sorted((_agent(member) for member in value), key=_dumped)


def _languages(value: Statement) -> dict[str, Any]:
    return {tag.lower(): words for tag, words in value.items()}


def _as_list(value: Any) -> list[Any]:
    """One activity means a list of that activity (xAPI 1.0.3 part 2, 2.4.6.2)."""
    return [_activity(one) for one in (value if isinstance(value, list) else [value])]


def _about(value: Statement) -> Any:
    return _OBJECTS[value.get("objectType", "Activity")](value)


_SET_BY_SERVERS = frozenset({"stored", "authority", "version"})
_OFTEN_ADDED = frozenset({"id", "timestamp", "attachments"})
_seconds = re.compile(r"[.,]([0-9]+)S$")

_agent = _object({"mbox": _mailbox, "mbox_sha1sum": _lower})
_group = _object({"mbox": _mailbox, "mbox_sha1sum": _lower, "member": _members})
_activity = _object({}, without="definition")
_statement_ref = _object({"id": _lower})
_said: dict[str, Plain] = {
    "id": _lower,
    "actor": _group,
    "verb": _object({}, without="display"),
    "object": _about,
    "result": _object({"duration": _duration}),
    "context": _object(
        {
            "registration": _lower,
            "instructor": _group,
            "team": _group,
            "language": _lower,
            "statement": _statement_ref,
            "contextActivities": _object(dict.fromkeys(("parent", "grouping", "category", "other"), _as_list)),
            "contextAgents": _list(_object({"agent": _agent})),
            "contextGroups": _list(_object({"group": _group})),
        }
    ),
    "timestamp": _moment,
    "attachments": _list(_object({"sha2": _lower, "display": _languages, "description": _languages})),
}
_statement = _object(_said)
_OBJECTS: dict[str, Plain] = {
    "Activity": _activity,
    "Agent": _agent,
    "Group": _group,
    "StatementRef": _statement_ref,
    "SubStatement": _statement,
}
