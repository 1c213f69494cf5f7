"""Which pages there are, for whom, and the cookie of whoever asks for one: read from the service itself."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import NamedTuple
from uuid import UUID

from lrs_servers import Ours
from pages_centre import Sample

from lms_peer.app import create_app
from lms_peer.database import db
from lms_peer.people.models import Account
from lms_peer.web.access import rule_of

ROLES = ("learner", "staff", "assessor", "trainer", "iqa", "eqa")


class Page(NamedTuple):
    """One page as one role sees it. `endpoint` is its name in the service."""

    endpoint: str
    role: str
    path: str
    cookie: str


def pages_of(ours: Ours, sample: Sample) -> list[Page]:
    """Every GET route whose address can be filled in, once, for the first role that may use it."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        return apart.submit(_pages_of, ours, sample).result()


def _pages_of(ours: Ours, sample: Sample) -> list[Page]:
    os.environ |= ours.environment
    app = create_app()
    pages = []
    with app.app_context():
        accounts = {role: db.session.get_one(Account, UUID(sample.accounts[role])).fs_uniquifier for role in ROLES}
    cookies = {}
    for role, uniquifier in accounts.items():
        client = app.test_client()
        with client.session_transaction() as session:
            session["_user_id"], session["_fresh"] = uniquifier, True
        cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        cookies[role] = f"{cookie.key}={cookie.value}" if cookie else ""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            declared = rule_of(app, rule.endpoint)
            known = rule.arguments <= sample.names.keys()
            if "GET" not in (rule.methods or ()) or declared is None or not known:
                continue
            allowed = [
                role for role in ROLES if not declared.roles or role in {one.value for one in declared.roles}
            ]
            path = app.url_for(rule.endpoint, **{name: sample.names[name] for name in rule.arguments})
            pages.append(Page(rule.endpoint, allowed[0], path, cookies[allowed[0]]))
    return sorted(set(pages))
