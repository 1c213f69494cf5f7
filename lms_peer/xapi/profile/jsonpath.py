"""The little of JSONPath that our templates use: `$`, `.name`, `['name']`, `[2]` and `[*]`, one after another.

Filters, scripts, unions and searching all levels are not read; the profile specification forbids the first two.
"""

from __future__ import annotations

import re
from functools import cache

_STEP = re.compile(r"\.([A-Za-z_]\w*)|\['([^'\\]+)'\]|\[(\d+)\]|(\[\*\])")

Step = str | int | None  # None: every member


def values(path: str, whole: object) -> list[object]:
    """Everything in `whole` that the path leads to, in order. Raises ValueError for a path that is not read here."""
    found = [whole]
    for step in _steps(path):
        found = [inner for value in found for inner in _inside(value, step)]
    return found


@cache
def _steps(path: str) -> tuple[Step, ...]:
    steps: list[Step] = []
    position = 1
    if not path.startswith("$"):
        raise ValueError(f"{path!r} does not begin with $")
    while position < len(path):
        step = _STEP.match(path, position)
        if step is None:
            raise ValueError(f"{path!r} can not be read from {path[position:]!r}")
        name, quoted, number, _every = step.groups()
        steps.append(name or quoted or (int(number) if number else None))
        position = step.end()
    return tuple(steps)


def _inside(value: object, step: Step) -> list[object]:
    if isinstance(value, dict):
        return list(value.values()) if step is None else [value[step]] if step in value else []
    if isinstance(value, list):
        if step is None:
            return value
        return value[step : step + 1] if isinstance(step, int) else []
    return []
