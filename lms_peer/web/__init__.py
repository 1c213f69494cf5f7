"""HTTP: parse, authorise, call one action, render. Nothing below knows a request.

`furnish` puts the pages on an app, in this order: the transaction first, since everything after it may read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from lms_peer.config import Config
from lms_peer.web import (
    access,
    compressed,
    error_pages,
    language,
    layout,
    log,
    lti,
    readings,
    routes,
    security,
    transaction,
)
from lms_peer.web.pages import (
    account,
    achievements,
    assessor,
    board,
    hours_links,
    learner,
    messages,
    quality,
    record,
    sampling,
    sampling_plan,
    staff,
    trainer,
    verify,
)

BLUEPRINTS = (
    account.pages,
    learner.pages,
    staff.pages,
    assessor.pages,
    trainer.pages,
    quality.pages,
    sampling.pages,
    sampling_plan.pages,
    record.pages,
    messages.pages,
    achievements.pages,
    hours_links.pages,
    board.pages,
    lti.pages,
    verify.pages,
)


def furnish(app: Flask, config: Config, demo_accounts: security.DemoAccounts | None = None) -> None:
    """Put every page, and what guards them, on `app`."""
    routes.furnish(app)
    log.furnish(app)
    compressed.furnish(app)
    readings.furnish(app)
    transaction.furnish(app)
    error_pages.furnish(app)
    layout.furnish(app)
    language.furnish(app)
    security.furnish(app, config, demo_accounts)
    access.furnish(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.ensure_sync = _as_it_is  # type: ignore[method-assign]


def _as_it_is(func: Callable[..., Any]) -> Callable[..., Any]:
    """No view and no hook here is asynchronous. Flask would look at each of them, some thirty for a page."""
    return func
