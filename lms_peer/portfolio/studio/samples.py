"""A sample: `sample.yaml` of a folder as the values that its template prints, each mistake with its line.

Knows which values each document prints. Draws nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cattrs
import yaml

from lms_peer.catalogue.errors import closest
from lms_peer.catalogue.syntax import in_plain_words
from lms_peer.portfolio.achievement import Achievement
from lms_peer.portfolio.observation_form import ObservationForm
from lms_peer.portfolio.studio.findings import PRINTED, SAMPLE, Finding
from lms_peer.portfolio.values import Portfolio

# What a template calls its values, and what they are.
KINDS: dict[str, tuple[str, type]] = {
    "portfolio": ("portfolio", Portfolio),
    "statement_of_achievement": ("achievement", Achievement),
    "observation_form": ("form", ObservationForm),
}
_SHOULD_BE = {"str": "text. Put it in quotes", "int": "a whole number", "bool": "true or false"}


class SampleWrong(Exception):
    """The sample can not be used; `findings` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(*findings)
        self.findings = findings


@dataclass(frozen=True)
class Sample:
    """What a template prints, under the name that it uses."""

    name: str
    values: Any


def read_sample(folder: Path) -> Sample:
    """The sample of this folder, whose name says which document it is. Raises SampleWrong."""
    file = folder / SAMPLE
    name, kind = KINDS[folder.name]
    try:
        text = file.read_text("utf-8")
        tree = yaml.compose(text, yaml.SafeLoader)
        written = yaml.safe_load(text)
    except OSError as error:
        raise SampleWrong([Finding(str(file), 0, f"This file can not be read ({error.strerror}).")]) from error
    except (yaml.YAMLError, UnicodeDecodeError, ValueError) as error:
        raise SampleWrong([Finding(str(file), *one) for one in _unreadable(error, file)]) from error
    try:
        return Sample(name, _converter().structure(written, kind))
    except Exception as error:  # cattrs gathers every mistake into one, of a kind of its own
        said = cattrs.transform_error(error, format_exception=_said)
        raise SampleWrong([_finding(file, one, tree) for one in said]) from error


def _unreadable(error: Exception, file: Path) -> list[tuple[int, str]]:
    if isinstance(error, UnicodeDecodeError):
        return [(0, "This file is not UTF-8. Save it as UTF-8.")]
    return in_plain_words(error, file.read_text("utf-8"))


def _converter() -> cattrs.Converter:
    """Takes values as they are written: a day is not text, and text is no number."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _exactly)
    return converter


def _exactly(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(kind.__name__)
    return value


def _said(error: BaseException, _kind: type | None) -> str:
    """One mistake, in words that `_finding` completes with what is written at its place."""
    match error:
        case cattrs.ForbiddenExtraKeysError():
            name = sorted(error.extra_fields)[0]
            near = closest(name, PRINTED.get(error.cl.__name__, ()))
            return f"extra {name} There is no value {name} here.{f' Did you mean {near}?' if near else ''} Take it out."
        case KeyError():
            return "missing"
        case TypeError() if str(error) in _SHOULD_BE:
            return f"must be {_SHOULD_BE[str(error)]}."
    return "is not written as it is in the sample that comes with the service."


def _finding(file: Path, said: str, tree: yaml.Node | None) -> Finding:
    what, _, path = said.rpartition(" @ ")
    steps: list[str | int] = [
        int(index) if index else key for key, index in re.findall(r"\.(\w+)|\[(\d+)\]", path)
    ]
    if what.startswith("extra "):
        _, name, sentence = what.split(" ", 2)
        return Finding(str(file), _line_of(tree, [*steps, name]), sentence)
    if what == "missing":
        return Finding(str(file), _line_of(tree, steps[:-1]), f"{steps[-1]} is missing here.")
    named = " ".join(str(one + 1) if isinstance(one, int) else one for one in steps[-2:]) or "The sample"
    return Finding(str(file), _line_of(tree, steps), f"{named} {what}")


def _line_of(node: yaml.Node | None, steps: list[str | int]) -> int:
    """The line on which a value is written, or the nearest one around it."""
    line = 1
    for step in steps:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == step), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line
