"""Where a template runs: it reaches its values and the files of its own folder, and it comes to an end.

What a template may touch is Jinja's sandbox. On top of it, loops and macros are counted, so that none goes on for ever.
How much memory it takes is limited where it is tried out: see `studio`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, TemplateNotFound, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from lms_peer.portfolio.theme import is_inside

# A portfolio of 300 pages takes some ten thousand in all.
MOST_STEPS = 500_000

_steps: ContextVar[list[int] | None] = ContextVar("steps", default=None)


@contextmanager
def bounded(most: int = MOST_STEPS) -> Iterator[None]:
    """Inside, all templates together may go round their loops and call their macros so often, and no more."""
    token = _steps.set([most])
    try:
        yield
    finally:
        _steps.reset(token)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which each round of a loop and each call of a macro is a step that counts."""

    @property
    def step(self) -> bool:
        """One step more. Raises SecurityError when there were too many inside `bounded`.

        Read and not called: each call in a template goes the long way through the sandbox.
        """
        if left := _steps.get():
            left[0] -= 1
            if left[0] < 0:
                raise SecurityError("a loop goes on for too long")
        return True

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What a value holds under this name. The fields of plain values are what templates are for."""
        if attribute in _open_fields(obj.__class__):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def _generate(self, source: nodes.Template, *rest: Any, **more: Any) -> str:
        repeating: list[nodes.For | nodes.Macro] = [*source.find_all(nodes.For), *source.find_all(nodes.Macro)]
        for repeated in repeating:
            step = nodes.ExprStmt(nodes.EnvironmentAttribute("step"))
            repeated.body.insert(0, step.set_lineno(repeated.lineno))
        return super()._generate(source, *rest, **more)


@cache
def _open_fields(kind: type) -> frozenset[str]:
    """What the sandbox lets a template read of such a value without looking twice."""
    if not is_dataclass(kind):
        return frozenset()
    return frozenset(field.name for field in fields(kind) if not field.name.startswith("_"))


class OwnFolder(FileSystemLoader):
    """Templates of one folder. A link that leads out of it is not there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> Any:
        """The text of a template. Raises TemplateNotFound."""
        source, filename, unchanged = super().get_source(environment, template)
        if not is_inside(Path(filename), self._folder):
            raise TemplateNotFound(template)
        return source, filename, unchanged
