"""What a connected system may do with the Learning Record Store. Scopes are given to a system when it is added."""

from collections.abc import Set as AbstractSet
from enum import StrEnum


class Scope(StrEnum):
    """The scopes of xAPI 1.0.3, part 3, section 4.2, as the standard writes them, broadest last."""

    STATEMENTS_WRITE = "statements/write"
    STATEMENTS_READ_MINE = "statements/read/mine"
    STATEMENTS_READ = "statements/read"
    STATE = "state"
    PROFILE = "profile"
    DEFINE = "define"
    ALL = "all"


_INCLUDED: dict[Scope, frozenset[Scope]] = {
    **{scope: frozenset({scope}) for scope in Scope},
    Scope.STATEMENTS_READ: frozenset({Scope.STATEMENTS_READ, Scope.STATEMENTS_READ_MINE}),
    Scope.ALL: frozenset(Scope),
}


def allowed_by(given: AbstractSet[Scope]) -> frozenset[Scope]:
    """Every scope that a system with these may use: to read all statements is to read one's own, too."""
    return frozenset[Scope]().union(*(_INCLUDED[scope] for scope in given))
