"""What every page has: filters, navigation by role, and addresses of static files that change with their content."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from flask import Flask, Response, current_app, request, url_for
from flask.templating import Environment
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader

from lms_peer.domain.observation import before_plan
from lms_peer.domain.roles import Role
from lms_peer.web import fields, wording
from lms_peer.web.access import person_if_any
from lms_peer.web.forms import problems
from lms_peer.web.language import gettext, lazy_gettext

# Each role's first page: what the link says, the view's endpoint. A view that is not there is left out.
FIRST_PAGES: tuple[tuple[Role, str, str], ...] = (
    (Role.LEARNER, lazy_gettext("What to do"), "learner.what_to_do"),
    (Role.LEARNER, lazy_gettext("Your questions"), "messages.mine"),
    (Role.STAFF, lazy_gettext("Hours to sign"), "staff.hours_to_sign"),
    (Role.ASSESSOR, lazy_gettext("To assess"), "assessor.to_assess"),
    (Role.ASSESSOR, lazy_gettext("Questions"), "messages.questions"),
    (Role.TRAINER, lazy_gettext("Cohorts"), "trainer.cohorts"),
    (Role.TRAINER, lazy_gettext("Questions"), "messages.questions"),
    (Role.IQA, lazy_gettext("Records"), "quality.records"),
    (Role.EQA, lazy_gettext("Records"), "quality.records"),
)
_GOVUK = {"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}
_A_YEAR = 31_536_000
_ACCOUNT = "account.own"


class Templates(Environment):
    """Jinja, with what all templates use in one dictionary each: it looks through it at each import of a macro.

    What is added after a template was read is not seen by that template.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What the template uses beside what a view gives it."""
        return {**self.globals, **(d or {})}


def furnish(app: Flask) -> None:
    """Give the templates of `app` what they all use."""
    app.jinja_environment = Templates
    app.jinja_options = {**app.jinja_options, "undefined": ChainableUndefined}  # GOV.UK's macros need it
    app.jinja_loader = ChoiceLoader([PackageLoader("lms_peer.web"), PrefixLoader(_GOVUK)])
    filters = (
        wording.hours,
        wording.day,
        wording.clock,
        wording.moment,
        wording.size,
        wording.per_cent,
        wording.listing,
    )
    names = (wording.method, wording.method_meaning, wording.ways, wording.setting, wording.cancel_reason)
    for write in (*filters, *names, wording.paragraphs):
        app.jinja_env.filters[write.__name__] = write
    app.jinja_env.globals.update(
        addresses=addresses,
        person_if_any=person_if_any,
        navigation=navigation,
        asset=asset,
        problems=problems,
        stage=wording.stage,
        method_meanings=wording.method_meanings,
    )
    app.jinja_env.tests["before_plan"] = before_plan
    for function in (fields.choices, fields.date_boxes, fields.described_by):
        app.jinja_env.globals[function.__name__] = function
    app.url_defaults(_name_content)
    app.after_request(_cache_static)


class Link(NamedTuple):
    """A link of the navigation. `active`: the page is of its kind; `current`: it is the very page."""

    text: str
    href: str
    active: bool
    current: bool


def navigation() -> list[Link]:
    """The first pages of the person's roles, and their account."""
    return [*first_pages(), _link(gettext("Your account"), _ACCOUNT)]


def first_pages() -> list[Link]:
    """A link for each first page of the roles that the person holds here; none for who is at no centre."""
    person = person_if_any()
    held = [page for page in FIRST_PAGES if person and page[0] in person.roles]
    there = {endpoint: text for _, text, endpoint in held if endpoint in current_app.view_functions}
    return [_link(text, endpoint) for endpoint, text in there.items()]


def _link(text: str, endpoint: str) -> Link:
    part = endpoint.partition(".")[0]
    return Link(text, url_for(endpoint), request.blueprint == part, request.endpoint == endpoint)


def addresses(endpoint: str, *names: str) -> Callable[..., str]:
    """What `url_for` answers, for many things of one kind: put together once, then called with the ids of each.

    `names` are those of the ids in the address. Only for ids, which need no quoting.
    """
    stands: dict[str, Any] = {name: str(UUID(int=number)) for number, name in enumerate(names)}
    pattern = url_for(endpoint, **stands)
    for name, stand in stands.items():
        pattern = pattern.replace(stand, f"{{{name}}}")
    return pattern.format


def asset(*names: str) -> str | None:
    """The address of the first of these static files that is there, or None."""
    folder = current_app.static_folder or ""
    for name in names:
        with suppress(FileNotFoundError):
            return _static_address(_static_path(folder, name).stat().st_mtime_ns, request.script_root, name)
    return None


@lru_cache(maxsize=256)
def _static_path(folder: str, name: str) -> Path:
    return Path(folder, name)


@lru_cache(maxsize=256)
def _static_address(_changed: int, _mounted_at: str, name: str) -> str:
    return url_for("static", filename=name)


def _name_content(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "v" not in values:
        path = Path(current_app.static_folder or "") / values.get("filename", "")
        if path.is_file():
            values["v"] = _content_hash(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _content_hash(path: Path, _changed: int) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def _cache_static(response: Response) -> Response:
    if request.endpoint == "static" and request.args.get("v") and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={_A_YEAR}, immutable"
    return response
