"""Drawing the sample of a folder: asks a process with limits to do it, and tells what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from lms_peer.portfolio.studio.copying import DOCUMENTS, THEME
from lms_peer.portfolio.studio.findings import STYLE, TEMPLATE, TOO_LONG, Finding
from lms_peer.portfolio.task import USUAL, Limits
from lms_peer.portfolio.theme import shipped_certificates

_LOST = "This can not be drawn: it takes too much memory, or something in it is far too large."


@dataclass(frozen=True)
class Proof:
    """What came of drawing a sample: whether there is a PDF, and what is wrong."""

    drawn: bool
    findings: tuple[Finding, ...]


class NotACertificate(Exception):
    """A folder that holds no document; the message says what to do instead."""


def preview(folder: Path, folders: Sequence[Path], output: Path, limits: Limits = USUAL) -> Proof:
    """Draw the sample of `folder` to `output`, which is not touched when nothing can be drawn.

    The theme is the one beside the folder, else the first of `folders` that has one, else what is shipped. Raises
    NotACertificate.
    """
    folder = folder.resolve()
    _require_document(folder)
    where = {
        "folder": str(folder),
        "folders": [str(folder.parent), *(str(one.resolve()) for one in folders)],
        "output": str(output.resolve()),
        "limits": asdict(limits),
    }
    command = [sys.executable, "-P", "-m", "lms_peer.portfolio.studio.proof"]
    try:
        drawn = subprocess.run(  # noqa: S603 - our own module
            command,
            input=json.dumps(where),
            capture_output=True,
            text=True,
            timeout=limits.wall_seconds,
            check=False,
        )
        said = json.loads(drawn.stdout)
        return Proof(said["drawn"], tuple(Finding(**one) for one in said["findings"]))
    except subprocess.TimeoutExpired:
        return Proof(False, (Finding(str(folder / TEMPLATE), 0, TOO_LONG),))
    except ValueError:  # it was ended before it could answer
        return Proof(False, (Finding(str(folder / TEMPLATE), 0, _LOST),))


def _require_document(folder: Path) -> None:
    if folder.name == THEME:
        raise NotACertificate(
            "A theme is shared by all documents and has no sample of its own. Preview a document beside it, such as "
            f"{folder.parent / 'statement_of_achievement'}"
        )
    if folder.name not in DOCUMENTS:
        inside = [name for name in DOCUMENTS if (folder / name).is_dir()]
        names = ", ".join(str(folder / name) for name in inside) or ", ".join(DOCUMENTS)
        raise NotACertificate(f"Name the folder of one document: {names}")
    for name in (TEMPLATE, STYLE):
        if not (folder / name).is_file():
            raise NotACertificate(
                f"{folder / name} is not there. Copy it from {shipped_certificates() / folder.name / name}"
            )
