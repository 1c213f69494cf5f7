"""A shell in a folder of its own, where `lms-peer` is run as its users run it, in this process."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import NamedTuple

import pytest
from flask import Flask

from lms_peer.app import create_app, upgrade
from lms_peer.cli import main
from lms_peer.config import Config
from lms_peer.database import db
from lms_peer.people import centres
from tests.plant import COURSES, ISSUER, LISTEN, Plant


class Said(NamedTuple):
    """What a command said, and its exit status."""

    status: int
    out: str
    err: str


Shell = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where the service keeps all it has; nothing is there yet."""
    monkeypatch.chdir(tmp_path)
    for name in ("LMS_PEER_DATABASE_URL", "LMS_PEER_VAULT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LMS_PEER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LMS_PEER_ISSUER", ISSUER)
    monkeypatch.setenv("LMS_PEER_COURSES", str(COURSES))
    return tmp_path / "home"


@pytest.fixture
def shell(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Runs `lms-peer` with these words."""

    def run(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["lms-peer", *map(str, words)])
        capsys.readouterr()
        before = os.umask(0o022)
        try:
            with pytest.raises(SystemExit) as ended:
                main()
        finally:
            os.umask(before)
        return Said(int(ended.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def new_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with tables and one centre, called north: made once, for each test to have a copy of."""
    home = tmp_path_factory.mktemp("north")
    with inside(home) as app:
        upgrade(app)
        centres.add_centre("north", "North centre")
        db.session.commit()
    return home


def config_of(home: Path) -> Config:
    """What a service that keeps all it has in `home` sees of its settings."""
    settings = {"LMS_PEER_HOME": str(home), "LMS_PEER_ISSUER": ISSUER, "LMS_PEER_COURSES": str(COURSES)}
    return Config.from_environ(settings)


@contextmanager
def inside(home: Path) -> Iterator[Flask]:
    """Within an application on that home, which lets go of its database at the end: then the home can be copied."""
    app = create_app(config_of(home))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def south_home(new_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Plant]:
    """That home with a second centre, called south, in which one piece of evidence was judged."""
    home = shutil.copytree(new_home, tmp_path_factory.mktemp("south") / "home")
    with inside(home):
        plant = Plant.at("south")
        plant.judges(plant.submits(LISTEN), LISTEN)
    return home, plant


@pytest.fixture
def centre(shell: Shell, home: Path, new_home: Path) -> Shell:
    """The shell of a service with tables and one centre, called north."""
    shutil.copytree(new_home, home)
    return shell


@pytest.fixture
def south(centre: Shell, home: Path, south_home: tuple[Path, Plant]) -> Plant:
    """Another centre of that service, where something has happened."""
    template, plant = south_home
    shutil.copytree(template, home, dirs_exist_ok=True)
    return deepcopy(plant)
