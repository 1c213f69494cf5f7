"""Which documents there are, where each comes from, and copying one for a centre. Writes only the copy."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from lms_peer.portfolio.theme import shipped_certificates

THEME = "theme"
DOCUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "portfolio": "A learner's whole record.",
        "statement_of_achievement": "One unit that was signed off.",
        "observation_form": "A form to write an observation on by hand.",
    }
)
NAMES: Mapping[str, str] = MappingProxyType(
    {**DOCUMENTS, THEME: "What all documents share: colours, logo, fonts, the foot of the page."}
)


class FolderTaken(Exception):
    """There is something already where the copy would go; the message names it."""


def origin(name: str, folders: Sequence[Path]) -> Path:
    """The folder that `name` comes from: the first of the centre's own that has it, else what is shipped."""
    return next(folder / name for folder in (*folders, shipped_certificates()) if (folder / name).is_dir())


def copy(name: str, folder: Path) -> Path:
    """Copy what is shipped under `name` into `folder`, which is made if need be. Raises FolderTaken and OSError."""
    target = folder / name
    if target.exists():
        raise FolderTaken(str(target))
    shutil.copytree(shipped_certificates() / name, target)
    return target
