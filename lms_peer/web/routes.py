"""How the application keeps its routes: what writes a route's address is made when the first is asked for.

Werkzeug makes it for each of some two hundred routes at once, by compiling Python, and that was most of what it took
to make the application. A command writes few addresses or none, and a worker soon has those that its pages name.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from werkzeug.routing import Rule

Build = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A route like any other."""

    def _compile_builder(self, append_unknown: bool = True) -> Build:
        compiled: list[Build] = []  # none yet; two threads that come first at once make the same one twice

        def build(rule: LateRule, /, **values: object) -> tuple[str, str]:
            if not compiled:
                compiled.append(super(LateRule, rule)._compile_builder(append_unknown))
            return compiled[0](rule, **values)

        return build


def furnish(app: Flask) -> None:
    """Let every route from now on be a late one."""
    app.url_rule_class = LateRule
