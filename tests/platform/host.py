"""The platform as a test sees it: started as a process, spoken to over HTTP. Knows no Django."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import requests

ROOT = Path(__file__).parents[2]
SECONDS = 20


@dataclass(frozen=True)
class Campus:
    """A running platform. `do` is what its administrator does, see `office.py`."""

    address: str

    def do(self, command: str, **said: Any) -> dict[str, Any]:
        """One command of the administrator."""
        answer = requests.post(f"{self.address}/office/{command}", json=said, timeout=SECONDS)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found

    def course(self, names: bool = True) -> Course:
        """A new course of its own, with nobody in it."""
        mark = uuid4().hex[:8]
        key = f"course-v1:Bench+{mark}+2026"
        self.do("add_course", key=key, title=f"Peer advice {mark}", names=names)
        return Course(self, key, mark)


@dataclass
class Course:
    """One course of the platform. `subs` are the names that tools know its people by."""

    campus: Campus
    key: str
    mark: str
    subs: dict[str, str] = field(default_factory=dict)

    def enrol(self, who: str, role: str = "student") -> str:
        """A new person in the course; answers the name that tools know them by."""
        username = self.username(who)
        self.subs[who] = self.campus.do("add_person", username=username, name=who.title())["sub"]
        self.campus.do("join", course=self.key, username=username, role=role)
        return self.subs[who]

    def username(self, who: str) -> str:
        """What a person of this course signs in with on the platform."""
        return f"{who.replace(' ', '-')}-{self.mark}"

    def leave(self, who: str) -> None:
        """Somebody leaves the course."""
        self.campus.do("leave", course=self.key, username=self.username(who))

    def block(self, name: str) -> str:
        """The address of an activity of the course."""
        return f"block-v1:Bench+{self.mark}+2026+type@lti_consumer+block@{name}"

    def open(self, who: str, name: str, deep_link: bool = False) -> str:
        """The address that opens an activity as one of its people."""
        where = f"{self.campus.address}/open/{self.username(who)}/{quote(self.block(name))}"
        return f"{where}?deep_link" if deep_link else where


@contextmanager
def campus_in(folder: Path) -> Iterator[Campus]:
    """Start a platform that keeps everything in `folder`, until the block ends."""
    command = [sys.executable, "-m", "tests.platform", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - our own
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            assert address, "the platform did not start"
            yield Campus(address)
        finally:
            process.terminate()


class Browser:
    """Follows a launch as a browser would: redirects, and forms that post themselves. Keeps cookies."""

    def __init__(self) -> None:
        self.session = requests.Session()

    def go(self, address: str) -> Page:
        """Open an address, and post every form that would post itself."""
        return self._settled(self.session.get(address, timeout=SECONDS))

    def post(self, address: str, fields: Mapping[str, str | list[str]]) -> Page:
        """Send a form."""
        return self._settled(self.session.post(address, data=fields, timeout=SECONDS))

    def press(self, page: Page, form: int = 0, **fields: str | list[str]) -> Page:
        """Send one of the forms of a page, with some fields filled in."""
        found = page.forms[form]
        return self.post(page.beside(found.action), found.fields | fields)

    def _settled(self, answer: requests.Response) -> Page:
        page = Page(answer)
        while answer.ok and (found := next((one for one in page.forms if one.by_itself), None)):
            answer = self.session.post(page.beside(found.action), data=found.fields, timeout=SECONDS)
            page = Page(answer)
        return page


@dataclass
class Form:
    """A form of a page: where it goes, and what is in it."""

    action: str
    by_itself: bool
    fields: dict[str, str] = field(default_factory=dict)


class Page(HTMLParser):
    """One page: its status, its words and its forms."""

    def __init__(self, answer: requests.Response) -> None:
        super().__init__()
        self.status, self.address, self.text = answer.status_code, answer.url, answer.text
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.feed(answer.text)

    def beside(self, address: str) -> str:
        """A whole address for one that stands on this page."""
        return requests.compat.urljoin(self.address, address)

    @property
    def main_form(self) -> int:
        """Which of its forms is the one to fill in: the one that carries an id for what it makes."""
        return next(number for number, one in enumerate(self.forms) if "submission" in one.fields)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms, their fields and links."""
        said = {key: value or "" for key, value in attrs}
        if tag == "form":
            by_itself = said.get("id") in ("lti-launch", "lti-return")
            self.forms.append(Form(said.get("action", self.address), by_itself))
        elif tag == "a" and "href" in said:
            self.links.append(said["href"])
        elif self.forms and tag in ("input", "button") and said.get("name") and _is_sent(said):
            self.forms[-1].fields[said["name"]] = said.get("value", "")


def _is_sent(said: Mapping[str, str]) -> bool:
    """Whether a browser would send this input as it stands."""
    return said.get("type") not in ("radio", "checkbox") or "checked" in said
