"""Files that commands write: asked about before work begins, and complete or not there at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click


def require_writable(path: Path) -> None:
    """Said before anything is drawn, signed or issued. Raises ClickException."""
    place = path if path.exists() else path.parent
    if not ((path.exists() or place.is_dir()) and os.access(place, os.W_OK)):
        raise click.ClickException(f"{path} can not be written. Choose a folder that is there.")


@contextmanager
def written_whole(path: Path) -> Iterator[BinaryIO]:
    """A file that takes its name when it is complete; one that was there stays until then. Raises ClickException."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(path)
    except OSError as error:
        raise click.ClickException(f"{path} can not be written ({error.strerror}).") from error
    finally:
        beside.unlink(missing_ok=True)
