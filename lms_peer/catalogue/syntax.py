"""What YAML's own complaints mean, in plain words.

Turns one error of the YAML reader into lines and messages. YAML stops at its first error, so a file that can not
be read gives one message, or one for each line with the same trouble. Knows nothing about courses.
"""

from __future__ import annotations

import re

import yaml

_NO_COLON = "This line has no colon after its key. Write: key: value"
_NO_SPACE = "Put a space after the colon of the key: key: value"
_NEVER_CLOSED = "The quote opened on this line is never closed. Add the closing quote (\" or ')."
_CLOSED_TOO_SOON = (
    "A quote or bracket inside this text ends it too soon. Put the whole text in the other kind of quotes: "
    '"it\'s mine" or \'say "yes"\'.'
)

# What PyYAML says (a part of its context and problem), and what the writer of the file should do: the first match
# counts. OPENED stands for the line where the thing that went wrong began, SIGN for the sign YAML stumbled over.
_MEANINGS: tuple[tuple[str, str], ...] = (
    (
        "escape",
        "A backslash \\ has a meaning of its own in double quotes. Use single quotes round this text.",
    ),
    ("quoted scalar", _NEVER_CLOSED),
    ("could not find expected ':'", f"{_NO_COLON}. If it is text, give it more spaces than its key."),
    (
        "node content",
        "Something is missing here. Take out a comma too many, or add the bracket that closes the list.",
    ),
    (
        "while parsing a flow sequence",
        "The list opened with [ here is not closed. Add ] at its end, and a comma between its parts.",
    ),
    (
        "while parsing a flow mapping",
        "The brace { here is not closed. Add } at its end, and a comma between its parts.",
    ),
    ("found ']'", "This ] closes nothing. Take it out, or put the text in quotes."),
    ("found '}'", "This } closes nothing. Take it out, or put the text in quotes."),
    (
        "while parsing a block",
        "This line does not line up with the lines it belongs to (they begin on line OPENED). Give it the same "
        "number of spaces.",
    ),
    ("single document", "Take out the line with --- in it. A file holds one course."),
    ("block scalar", "After | or > the text must begin on the next line, with more spaces than its key."),
    (
        "special characters are not allowed",
        "There is a hidden character here. Delete it and type it again.",
    ),
    ("sequence entries are not allowed here", 'A list may not begin here. Put "- " on a line of its own.'),
    ("anchor", 'Text may not begin with & without quotes. Put it in "quotes".'),
    ("alias", 'Text may not begin with * without quotes. Put it in "quotes".'),
    ("tag", 'Text may not begin with ! without quotes. Put it in "quotes".'),
    ("directive", 'A line may not begin with %. Take it out, or put the text in "quotes".'),
    ("YAML document", 'A line may not begin with %. Take it out, or put the text in "quotes".'),
    ("document start", 'A line may not begin with %. Take it out, or put the text in "quotes".'),
    ("cannot start any token", 'Text may not begin with SIGN without quotes. Put it in "quotes".'),
)

# These are put right where they began, not where YAML gave up.
_BEGAN_ABOVE = frozenset(
    {
        "quoted scalar",
        "could not find expected ':'",
        "while parsing a flow sequence",
        "while parsing a flow mapping",
    }
)


def in_plain_words(error: Exception, text: str) -> list[tuple[int, str]]:
    """Lines (from 1) and messages for an error of the YAML reader on this text."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return [_meaning(str(error.reason), line, line, "")]
    if not isinstance(error, yaml.MarkedYAMLError):
        return [(0, "A code that begins with a backslash \\ is wrong. Use single quotes round texts with a \\.")]
    rows = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    row = min(mark.line, len(rows) - 1) if mark else 0
    tabbed = {number for number, each in enumerate(rows) if re.match(r" *\t", each)}
    if row in tabbed or "'\\t'" in (error.problem or ""):
        return [
            (number + 1, "There is a tab here. Use spaces, never the tab key.")
            for number in sorted({row, *tabbed})
        ]
    return [_one_line(error, rows, row, mark.column if mark else 0)]


def _one_line(error: yaml.MarkedYAMLError, rows: list[str], row: int, column: int) -> tuple[int, str]:
    problem = error.problem or ""
    if "mapping values are not allowed" in problem:
        return _unexpected_colon(rows, row, column)
    if "expected <block end>, but found '<scalar>'" in problem and rows[row][:column].strip():
        return _text_after_quote(rows, row, rows[row][:column].rstrip())
    opened = min(error.context_mark.line, len(rows) - 1) if error.context_mark else row
    if "could not find expected ':'" in problem and _spaceless_key(rows[opened]):
        return opened + 1, _NO_SPACE
    sign = re.search(r"found character '(.+)' that", problem)
    return _meaning(f"{error.context or ''}: {problem}", row + 1, opened + 1, sign[1] if sign else "this sign")


def _spaceless_key(row: str) -> bool:
    return re.match(r"\s*(- )?[\w ]+:[^\s/]", row) is not None


def _text_after_quote(rows: list[str], row: int, before: str) -> tuple[int, str]:
    """Text goes on after a closing quote: a quote inside the text, or one that was never closed further up."""
    quote = before[-1]
    if quote in "\"'" and before.count(quote) % 2:
        odd = (number for number in range(row - 1, -1, -1) if rows[number].count(quote) % 2)
        above = next(odd, None)
        if above is not None:
            return above + 1, _NEVER_CLOSED
    return row + 1, _CLOSED_TOO_SOON


def _unexpected_colon(rows: list[str], row: int, column: int) -> tuple[int, str]:
    """A colon where no key may stand: inside a text, after a line without its colon, or wrongly indented."""
    above = next((number for number in range(row - 1, -1, -1) if rows[number].strip()), row)
    if above != row and _spaceless_key(rows[above]):
        return above + 1, _NO_SPACE
    if ": " in rows[row][:column]:
        return row + 1, "There is a second colon on this line. Put the whole text after the key in quotes."
    if above != row and not re.search(r":(\s|$)", rows[above]):
        return above + 1, _NO_COLON
    return row + 1, (
        "This line does not line up with the keys above it. Give it the same number of spaces. If it is text "
        "with a colon in it, put the whole text in quotes."
    )


def _meaning(said: str, row: int, opened: int, sign: str) -> tuple[int, str]:
    for part, meaning in _MEANINGS:
        if part in said:
            line = opened if part in _BEGAN_ABOVE else row
            return line, meaning.replace("OPENED", str(opened)).replace("SIGN", sign)
    return row, "This line can not be read. Look at the spaces at its start, its colons and its quotes."
