"""How a check is made: tables of properties, walked by one function, and the error that says where it went wrong.

A check is a function of one value that returns nothing or raises `Invalid`. Checks are put together once, when the
module is read; a check that passes builds no path and no text. Paths grow on the way out of a failure only.
Pure and of the standard library only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

Check = Callable[[Any], None]

_LONGEST_NAME = 60
_KINDS = {
    dict: "an object",
    list: "a list",
    str: "text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    type(None): "null",
}


class Invalid(ValueError):
    """A statement, or part of one, breaks the standard.

    `path` says where, as in `context.contextActivities.parent[0].id` (empty for the whole); `reason` says in plain
    words what is wrong and what is expected.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}" if self.path else self.reason

    def inside(self, name: str) -> Invalid:
        """The same, seen from the object that has the part `name`."""
        if not name:
            return self
        dot = "." if self.path and not self.path.startswith("[") else ""
        return Invalid(f"{name[:_LONGEST_NAME]}{dot}{self.path}", self.reason)


def refuse(value: Any, expected: str) -> NoReturn:
    """Raise Invalid: `value` is of the wrong kind."""
    raise Invalid("", f"must be {expected}, but is {_KINDS.get(type(value), 'something else')}")


def an_object(properties: Mapping[str, Check], required: Iterable[str] = (), rule: Check | None = None) -> Check:
    """A check for an object with these properties and no others; `rule` judges the whole once the parts are good."""
    check_of = dict(properties)
    needed = tuple(required)

    def check(value: Any) -> None:
        if value.__class__ is not dict:
            refuse(value, "an object")
        for name, part in value.items():
            try:
                # Nearly every name is known, so it is cheaper to fail for the others than to ask first.
                check_of[name](part)
            except (Invalid, KeyError) as wrong:
                raise _seen_from_whole(wrong, name, check_of) from None
        for name in needed:
            if name not in value:
                raise Invalid(name, "is missing")
        if rule is not None:
            rule(value)

    return check


def a_list(check_one: Check, *, least: int = 0) -> Check:
    """A check for a list whose every element passes `check_one`, and which has `least` elements or more."""

    def check(value: Any) -> None:
        if value.__class__ is not list:
            refuse(value, "a list")
        if len(value) < least:
            raise Invalid("", "must not be an empty list")
        for at, one in enumerate(value):
            try:
                check_one(one)
            except Invalid as wrong:
                raise wrong.inside(f"[{at}]") from None

    return check


def of_kind(checks: Mapping[str, Check], default: str) -> Check:
    """A check chosen by the object's `objectType`; one without it is of the `default` kind."""
    check_of = checks.get

    def check(value: Any) -> None:
        if value.__class__ is not dict:
            refuse(value, "an object")
        kind = value.get("objectType", default)
        check_kind = check_of(kind) if kind.__class__ is str else None
        if check_kind is None:
            raise Invalid("objectType", f"must be {_one_of(checks)}")
        check_kind(value)

    return check


def exactly(*words: str) -> Check:
    """A check for one of these words, in this case."""
    known = frozenset(words)

    def check(value: Any) -> None:
        if value.__class__ is not str or value not in known:
            raise Invalid("", f"must be {_one_of(words)}")

    return check


def _seen_from_whole(wrong: Invalid | KeyError, name: str, properties: Mapping[str, Check]) -> Exception:
    """What went wrong with the part `name`, for the object that has it."""
    if isinstance(wrong, Invalid):
        return wrong.inside(name)
    if name in properties:
        return wrong  # A check itself is at fault, not the statement.
    meant = next((known for known in properties if known.lower() == name.lower()), None)
    reason = "is not a property that the standard has here" if meant is None else f"must be written {meant}"
    return Invalid("", reason).inside(name)


def _one_of(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last
