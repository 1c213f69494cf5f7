"""Where printed documents come from: `certificates/<name>/`, shipped or a centre's own, and the shared theme.

Reads files; draws nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SCHEME = "certificate:"
LOGOS = ("logo.svg", "logo.png")
_FONTS = (".ttf", ".otf")
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_FOR_ALL = re.compile(r":root\s*\{([^{}]*)\}")
_SAID = re.compile(r"--([\w-]+)\s*:\s*([^;{}]+)")
_ASKED = re.compile(r"var\(\s*--([\w-]+)\s*\)")


@dataclass(frozen=True)
class Certificate:
    """One printed document: its templates, its style sheets, its pictures by `certificate:name`, its fonts."""

    folder: Path
    styles: tuple[str, ...]
    pictures: Mapping[str, bytes]
    fonts: Path

    @property
    def logo(self) -> str:
        """The address of the logo that stands on the front; empty when there is none."""
        return next((f"{SCHEME}{name}" for name in LOGOS if f"{SCHEME}{name}" in self.pictures), "")

    @cached_property
    def font_files(self) -> list[Path]:
        """The fonts beside the settings for fonts, in a fixed order; looked for once, for each section asks."""
        return sorted(file for file in self.fonts.parent.rglob("*") if file.suffix.lower() in _FONTS)


def shipped_certificates() -> Path:
    """The folder of documents that come with lms_peer: in the wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_data" / "certificates"
    return installed if installed.is_dir() else package.parent / "certificates"


def certificate(name: str, folders: Sequence[Path] = ()) -> Certificate:
    """The document `name` from the first folder that has it: the centre's own `folders`, then those shipped.

    The same goes for `theme`, which holds what all documents share. Raises FileNotFoundError.
    """
    own, theme = (_first(part, (*folders, shipped_certificates())) for part in (name, "theme"))
    return Certificate(
        folder=own,
        styles=_settled(*((folder / "style.css").read_text("utf-8") for folder in (theme, own))),
        pictures={
            f"{SCHEME}{file.name}": file.read_bytes()
            for folder in (theme, own)
            for file in sorted(folder.iterdir())
            if file.suffix.lower() in _PICTURES and is_inside(file, folder)
        },
        fonts=theme / "fonts.conf",
    )


def _settled(*styles: str) -> tuple[str, ...]:
    """The style sheets with what `:root` says in place of each `var(--name)`, line for line.

    Left to the renderer, it is looked up and read anew for each element. That is only done for a name that is said
    more than once, or elsewhere.
    """
    plain = _COMMENT.sub("", "".join(styles))
    times = Counter(name for name, _ in _SAID.findall(plain))
    told = {
        name: value.strip()
        for block in _FOR_ALL.findall(plain)
        for name, value in _SAID.findall(block)
        if times[name] == 1 and "var(" not in value and "!" not in value
    }
    return tuple(_ASKED.sub(lambda found: told.get(found[1], found[0]), style) for style in styles)


def is_inside(file: Path, folder: Path) -> bool:
    """False for a link that leads out of the folder: a centre's own folder shows nothing else of this machine."""
    return file.resolve().is_relative_to(folder.resolve())


def _first(name: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        if (folder / name).is_dir():
            return folder / name
    raise FileNotFoundError(f"no folder {name} in {', '.join(map(str, folders))}")
