"""Where printed documents come from: `certificates/<name>/`, shipped or a centre's own, and the shared theme.

Reads files; draws nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

SCHEME = "certificate:"
LOGOS = ("logo.svg", "logo.png")
_FONTS = (".ttf", ".otf")
_PICTURES = (".svg", ".png", ".jpg", ".jpeg", ".webp")


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

    @property
    def font_files(self) -> list[Path]:
        """The fonts beside the settings for fonts, in a fixed order."""
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
        styles=tuple((folder / "style.css").read_text("utf-8") for folder in (theme, own)),
        pictures={
            f"{SCHEME}{file.name}": file.read_bytes()
            for folder in (theme, own)
            for file in sorted(folder.iterdir())
            if file.suffix.lower() in _PICTURES and is_inside(file, folder)
        },
        fonts=theme / "fonts.conf",
    )


def is_inside(file: Path, folder: Path) -> bool:
    """False for a link that leads out of the folder: a centre's own folder shows nothing else of this machine."""
    return file.resolve().is_relative_to(folder.resolve())


def _first(name: str, folders: Sequence[Path]) -> Path:
    for folder in folders:
        if (folder / name).is_dir():
            return folder / name
    raise FileNotFoundError(f"no folder {name} in {', '.join(map(str, folders))}")
