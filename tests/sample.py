"""The sample centre as `lms-peer demo` makes it, and a folder in which such commands are run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lms_peer.config import Config
from tests.workers import only_one_worker

BUILT_WITHIN, QUICK = 300, 60  # seconds, on a busy machine
SAMPLE_HOME = Path("build", "demo")


@dataclass(frozen=True)
class Place:
    """A folder in which commands are run, and the settings they see."""

    folder: Path
    settings: Mapping[str, str]

    def run(self, *words: object, within: float = QUICK) -> subprocess.CompletedProcess[str]:
        """Run `lms-peer` to its end."""
        return subprocess.run(  # noqa: S603
            self._command(words), timeout=within, check=False, capture_output=True, **self._how()
        )

    def start(self, *words: object) -> subprocess.Popen[str]:
        """Start `lms-peer`, which goes on."""
        return subprocess.Popen(  # noqa: S603
            self._command(words), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self._how()
        )

    def config(self) -> Config:
        """The settings that commands see here."""
        return Config.from_environ({"LMS_PEER_HOME": str(self.folder / SAMPLE_HOME), **self.settings})

    def _command(self, words: tuple[object, ...]) -> list[str]:
        return [sys.executable, "-m", "lms_peer", *map(str, words)]

    def _how(self) -> dict[str, object]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LMS_PEER_")}
        return {"cwd": self.folder, "env": clean | self.settings, "text": True}


def sample_in(folder: Path) -> Place:
    """The sample centre in `folder`; it is made there by the first worker that asks."""
    place = Place(folder, {})
    folder.mkdir(exist_ok=True)
    with only_one_worker(folder):
        if not (folder / "build" / "portfolio.pdf").exists():
            done = place.run("demo", "--no-serve", within=BUILT_WITHIN)
            assert done.returncode == 0, done.stderr
    return place
