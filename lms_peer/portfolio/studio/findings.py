"""What is wrong with a centre's own document, said with file and line so that its maker can put it right.

Turns what Jinja, WeasyPrint and the press complain of into plain words. Draws nothing.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import takewhile
from pathlib import Path

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from lms_peer.catalogue.errors import closest
from lms_peer.portfolio import achievement, lines, observation_form, values
from lms_peer.portfolio.theme import SCHEME

TEMPLATE, STYLE, SAMPLE = "template.html", "style.css", "sample.yaml"
TOO_LONG = "This takes too much time. A loop that does not end may be the reason."
TOO_MUCH = "This takes too much memory. A text or a table may have become far too long."

_AT = re.compile(r",? at (\d+):(\d+)")
_NO_ATTRIBUTE = re.compile(r"'(?:\w+\.)*(\w+?)(?: object)?' has no attribute '(\w+)'")
_NOT_DEFINED = re.compile(r"'(\w+)' is undefined")
PRINTED = {
    kind.__name__: tuple(field.name for field in fields(kind))
    for module in (achievement, lines, observation_form, values)
    for kind in vars(module).values()
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__")
}
_MEANT = {RecursionError: "A macro calls itself without end.", MemoryError: TOO_MUCH}
# What WeasyPrint says, and what it means.
_MEANINGS = (
    (re.compile(r"^Ignored `(.+?)`(.*), unknown property\.$"), r"There is no property like this: \1"),
    (re.compile(r"^Ignored `(.+?)`(.*), invalid value\.$"), r"This property can not have this value: \1"),
    (re.compile(r"^Ignored `(.+?)`(.*), (.+)\.$"), r"This is not used: \1 (\3)"),
    (re.compile(r"^Invalid or unsupported selector, '(.*?) ?'.*$"), r"This selector is not understood: \1"),
    (
        re.compile(r"^No anchor #(\S+) for internal URI reference.*$"),
        r"A link leads to #\1, which is nowhere in the document.",
    ),
    (re.compile(r"^Failed to load image at '(.+?)': .*$"), r"This picture can not be read: \1"),
    (re.compile(r"^Parse error: (.*)$"), r"The style can not be read here: \1"),
    (re.compile(r"^Error: (.*?)\.?$"), r"The style can not be read here: \1"),
)


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong: the file as it was named, the line (0 for the whole file), and what to know about it."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}" if self.line else f"{self.file}: {self.what}"


def in_template(error: Exception, folder: Path) -> Finding:
    """What a template did wrong, at the innermost line of the folder's own files."""
    if isinstance(error, TemplateSyntaxError):
        what = f"The template can not be read here: {error.message}"
        return Finding(str(error.filename or folder / TEMPLATE), error.lineno, what)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(folder)]
    file, line = (own[-1].filename, own[-1].lineno or 0) if own else (str(folder / TEMPLATE), 0)
    return Finding(file, line, _meant(error))


def _meant(error: Exception) -> str:
    match error:
        case TemplateNotFound():
            return f"There is no file {error.name} in this folder. A template can use no other files."
        case UndefinedError():
            return _undefined(str(error))
        case SecurityError() if "too long" in str(error):
            return TOO_LONG
        case SecurityError():
            return f"A template is not allowed to do this: {error}"
    return _MEANT.get(type(error), f"This goes wrong here: {error}")


def _undefined(said: str) -> str:
    """Which value there is not, and the nearest one that there is."""
    if found := _NO_ATTRIBUTE.search(said):
        kind, written = found.groups()
        near = closest(written, PRINTED.get(kind, ()))
        return f"There is no value {written} here.{f' Did you mean {near}?' if near else ''}"
    if found := _NOT_DEFINED.search(said):
        return f"There is no value {found[1]} here."
    return f"There is no such value here: {said}"


def in_style(said: str, file: Path, text: str) -> Finding:
    """What WeasyPrint said of a style sheet."""
    at = _AT.search(said)
    plain = in_plain_words(_AT.sub("", said, count=1))
    return Finding(str(file), int(at[1]) if at else _line_of_quoted(said, text), plain)


def in_drawing(said: str, files: Iterable[Path]) -> Finding:
    """What WeasyPrint said while it drew: at the first line of the folder that holds what it names."""
    quoted = re.findall(r"[`'#]([^`']{2,}?)(?:[`']| for )", said)
    found = next((place for part in quoted for place in [place_of(part, files)] if place), None)
    picture = next((Path(part.removeprefix(SCHEME)) for part in quoted if part.startswith(SCHEME)), None)
    file, line = found or (picture or next(iter(files)), 0)
    return Finding(str(file), line, in_plain_words(_AT.sub("", said, count=1)))


def in_plain_words(said: str) -> str:
    """What WeasyPrint's words mean; the words themselves where nobody thought of them."""
    for pattern, meaning in _MEANINGS:
        if pattern.match(said):
            return pattern.sub(meaning, said)
    return said


def refused(address: str, files: Iterable[Path]) -> Finding:
    """A picture or another address that the document was not handed."""
    files = list(files)
    name = address.removeprefix(SCHEME)
    file, line = place_of(address, files) or place_of(name, files) or (files[0], 0)
    if address.startswith(SCHEME) or ":" not in address:
        what = f"There is no picture {name} here or in theme. Put it beside style.css, and write {SCHEME}{name}"
    else:
        what = (
            f"A document fetches nothing, so it can not show {_shortened(address)}. Put the picture beside style.css "
            f"and write {SCHEME}NAME"
        )
    return Finding(str(file), line, what)


def place_of(part: str, files: Iterable[Path]) -> tuple[Path, int] | None:
    """The first file and line that hold this text."""
    for file in files:
        for number, row in enumerate(file.read_text("utf-8", "replace").splitlines(), 1):
            if part in row:
                return file, number
    return None


def never_closed(text: str) -> Iterator[int]:
    """The line of each `{` of a style sheet that has no `}`: WeasyPrint closes it by itself at the very end."""
    plain = re.sub(
        r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'", lambda found: "\n" * found[0].count("\n"), text, flags=re.S
    )
    opened: list[int] = []
    for sign in re.finditer(r"[{}]", plain):
        if sign[0] == "{":
            opened.append(plain.count("\n", 0, sign.start()) + 1)
        elif opened:
            opened.pop()
    yield from opened


def _line_of_quoted(said: str, text: str) -> int:
    """The line of the selector that is complained of, which comes without one."""
    wanted = re.search(r"'(.*)'", said)
    if not wanted or wanted[1].strip() not in text:
        return 0
    return text.count("\n", 0, text.index(wanted[1].strip())) + 1


def _shortened(address: str) -> str:
    return address if len(address) <= 80 else "".join(takewhile(lambda sign: sign not in ",;", address))[:80] + "…"
