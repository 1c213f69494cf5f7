"""Which function does which kind of job. The application lists them; nothing registers itself by being imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from flask import Flask, current_app

from lms_peer.domain.refusals import Refusal

_EXTENSION = "lms_peer.jobs"


class JobFailed(Exception):
    """Raised by a handler that can not succeed by trying again; the message is shown to people as it is."""


class TryLater(Exception):
    """Raised by a handler that may succeed later; when it never does, the message is shown to people as it is."""


class Handler(Protocol):
    """Does one kind of job: `handler(context, **payload)`. What it answers (JSON) is the job's result.

    It may run more than once before it succeeds, but what it writes through `db.session` counts once. What it
    writes elsewhere must do no harm twice.
    """

    kind: str
    aside: bool

    def __call__(self, context: Any, /, **payload: Any) -> Any:
        """Do it."""


def job(kind: str, aside: bool = False) -> Callable[[Callable[..., Any]], Handler]:
    """Mark a function as the handler of one kind of job. What is `aside` waits until nothing else is ready."""

    def mark(handler: Callable[..., Any]) -> Handler:
        handler.kind = kind  # type: ignore[attr-defined]
        handler.aside = aside  # type: ignore[attr-defined]
        return handler  # type: ignore[return-value]

    return mark


def _doc(error: BaseException) -> str:
    """The plain sentence that every refusal begins with in its docstring."""
    return (type(error).__doc__ or "").strip().partition("\n")[0]


class Jobs:
    """The kinds of job an application knows. `explain` puts a refusal into words for the person waiting."""

    def __init__(self, *handlers: Handler, explain: Callable[[Refusal], str] = _doc) -> None:
        self._handlers = {handler.kind: handler for handler in handlers}
        if len(self._handlers) < len(handlers):
            raise ValueError("two handlers for one kind of job")
        self.explain = explain

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind that can be asked for."""
        return tuple(self._handlers)

    @property
    def aside(self) -> tuple[str, ...]:
        """The kinds that wait until nothing else is ready."""
        return tuple(kind for kind, handler in self._handlers.items() if handler.aside)

    def handler(self, kind: str) -> Handler:
        """The one that does it. Raises KeyError for a kind nobody does."""
        return self._handlers[kind]

    def furnish(self, app: Flask) -> Jobs:
        """Make these the jobs of `app`."""
        app.extensions[_EXTENSION] = self
        return self

    @staticmethod
    def of(app: Flask | None = None) -> Jobs:
        """The jobs of `app`, or of the application at work now."""
        jobs = (app or current_app).extensions[_EXTENSION]
        assert isinstance(jobs, Jobs)  # noqa: S101 - tells mypy what furnish() put there
        return jobs
