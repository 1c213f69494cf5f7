"""What is wrong with a course file, said so that its writer can put it right.

Holds the values and the plain words shared by every check. Reads nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class CourseError:
    """One mistake: the file, the line, where in the course, and what is wrong with what to write instead.

    Lines count from 1; line 0 stands for the whole file. `path` is in words, such as `units 2 > title`.
    """

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class CourseErrors(Exception):
    """Every mistake found, in the order of files and lines; what is wrong on one line is said once."""

    def __init__(self, errors: Iterable[CourseError]) -> None:
        said = {(error.file, error.line, error.message): error for error in sorted(set(errors), reverse=True)}
        self.errors = tuple(sorted(said.values()))
        super().__init__("\n".join(map(str, self.errors)))


def closest(written: str, known: Iterable[str]) -> str | None:
    """The known word most like the one written, or None when none is near."""
    by_spelling = {word.casefold(): word for word in known}
    found = get_close_matches(written.casefold()[:60], by_spelling, n=1, cutoff=0.6)
    return by_spelling[found[0]] if found else None


def listed(words: Iterable[str]) -> str:
    """Words as a list in a sentence: `a, b, c`."""
    return ", ".join(words)


def shortened(text: str, limit: int = 40) -> str:
    """The beginning of a text on one line, for quoting in a message."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"
