"""Makes portfolios of three lengths in five ways, turn by turn, and prints processor seconds, memory and ratios."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import click
import pikepdf
import portfolio_ways
from lrs_servers import CENTRE, Ours
from portfolio_record import Crew, make_record
from process_tree import Used, watched

from lms_peer import ledger, portfolio, progress
from lms_peer.actions.record import qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app
from lms_peer.database import db, now
from lms_peer.domain.facts import Actor
from lms_peer.people import centres
from lms_peer.portfolio import Issue
from lms_peer.portfolio.album import Album
from lms_peer.portfolio.context import build
from lms_peer.portfolio.gather import gather
from lms_peer.portfolio.html import fill
from lms_peer.portfolio.sections import _PICTURE as PICTURE

SIZES, QUICK_SIZES = (30, 100, 300), (10, 20, 30)  # pages, about
ROUNDS, QUICK_ROUNDS = 3, 1
WAYS = (*portfolio_ways.TURNS, "plain", "chromium")
SHORT = 10  # pages of the portfolio that is made before anything is measured
MOST_MEGABYTES = 450
_HERE = Path(__file__).parent


@dataclass
class Taken:
    """What one way took for one length: the least of each over the rounds, and the pages that came out."""

    pages: int = 0
    cpu: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def add(self, used: Used, made: Path) -> None:
        """One more time."""
        self.cpu.append(used.cpu)
        self.megabytes.append(used.megabytes)
        with pikepdf.open(made) as printed:
            self.pages = len(printed.pages)

    @property
    def least_cpu(self) -> float:
        """Processor seconds of the quickest round: other work on the machine only ever adds."""
        return min(self.cpu)

    @property
    def most_megabytes(self) -> float:
        """The highest of all rounds."""
        return max(self.megabytes)


@click.command()
@click.option("--quick", is_flag=True, help="Short portfolios, once each: to see that it runs.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("build/bench"), show_default=True)
def main(quick: bool, folder: Path) -> None:
    """Measure, and print the ratios."""
    sizes, rounds = (QUICK_SIZES, QUICK_ROUNDS) if quick else (SIZES, ROUNDS)
    home = (folder / "portfolio").resolve()
    shutil.rmtree(home, ignore_errors=True)
    os.environ |= Ours(home, f"sqlite:///{home / 'lms_peer.sqlite'}").environment
    Ours(home, f"sqlite:///{home / 'lms_peer.sqlite'}").set_up()
    with create_app().app_context():
        crew = _crew(home)
        records = {size: make_record(crew, size) for size in sizes}
        short = make_record(crew, SHORT)
        progress.rebuild(crew.centre)
        db.session.commit()
        for size, registration in records.items():
            _write_page(crew, registration, home / str(size))
    taken = {size: {way: Taken() for way in WAYS} for size in sizes}
    for _ in range(rounds):
        for size, registration in records.items():
            _measure(home, size, registration, short, taken[size])
    _show(taken)


def _crew(home: Path) -> Crew:
    crew = Crew.at(centres.centre_named(CENTRE).id)
    db.session.commit()
    (home / "crew.json").write_text(json.dumps([str(one) for one in vars(crew).values()]))
    return crew


def _measure(home: Path, size: int, registration: UUID, short: UUID, taken: dict[str, Taken]) -> None:
    shutil.rmtree(home / "vault" / "shelf", ignore_errors=True)
    with _way("ours", home, registration, short) as ours:
        for way in portfolio_ways.TURNS:
            taken[way].add(*ours.ask())
    for way in ("plain", "chromium"):
        with _way(way, home / str(size)) as other:
            taken[way].add(*other.ask())


@dataclass
class _Way:
    process: subprocess.Popen[str]

    def ask(self) -> tuple[Used, Path]:
        """Have it make a portfolio; what that used, and where it is."""
        self._hear("ready")
        with watched(self.process.pid) as used:
            self._say()
            self._hear("made")
        made = Path(self._hear())
        self._say()
        return used, made

    def _say(self) -> None:
        assert self.process.stdin  # noqa: S101 - it was opened as a pipe
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def _hear(self, wanted: str = "") -> str:
        assert self.process.stdout  # noqa: S101
        said = self.process.stdout.readline().strip()
        if not said or (wanted and said != wanted):
            raise RuntimeError(f"the process said {said!r}")
        return said


@contextmanager
def _way(*words: object) -> Iterator[_Way]:
    command = [sys.executable, str(_HERE / "portfolio_ways.py"), *map(str, words)]
    fonts = {"FONTCONFIG_FILE": str(portfolio.certificate("portfolio").fonts)}  # the same letters for all
    with subprocess.Popen(  # noqa: S603 - this very program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | fonts
    ) as process:
        yield _Way(process)


def _write_page(crew: Crew, registration: UUID, folder: Path) -> None:
    """The whole portfolio as one HTML file with its pictures beside it, for those who know no sections."""
    folder.mkdir(parents=True, exist_ok=True)
    vault, trainer = workplace().vault, Actor("https://college.example", str(crew.trainer))
    head = ledger.head(crew.centre)
    issue = Issue(version=1, position=head.position, chain_hash=head.chain_hash, at=now(), by=trainer)
    read = gather(
        crew.centre,
        registration,
        position=head.position,
        by=trainer,
        qualification_of=lambda standing: qualification_of(crew.centre, standing),
        vault=vault,
    )
    album = Album(vault, crew.centre)
    certificate = portfolio.certificate("portfolio")
    html = fill(certificate, build(read, issue, album, lambda *_: None))
    for url, picture in album.read(set(PICTURE.findall(html))).items():
        name = f"{url.rpartition(':')[2]}.jpg"
        (folder / name).write_bytes(picture)
        html = html.replace(url, name)
    (folder / portfolio_ways.PAGE).write_text(html)
    (folder / portfolio_ways.STYLE).write_text("\n".join(certificate.styles))


def _show(taken: dict[int, dict[str, Taken]]) -> None:
    click.echo(f"\n{'':10}{'pages':>7}{'CPU s':>9}{'MB':>8}")
    for ways in taken.values():
        for name, one in ways.items():
            click.echo(f"{name:10}{one.pages:7}{one.least_cpu:9.2f}{one.most_megabytes:8.0f}")
    small, middle, large = taken.values()
    del small
    each = {size: of["cold"].least_cpu / of["cold"].pages for size, of in zip("ml", (middle, large), strict=True)}
    most = max(large[way].most_megabytes for way in portfolio_ways.TURNS)
    goals = {
        "cached_vs_plain_cpu": (large["cached"].least_cpu / large["plain"].least_cpu, 0.125),
        "cached_vs_chromium_cpu": (large["cached"].least_cpu / large["chromium"].least_cpu, 0.33),
        "cold_vs_chromium_cpu": (large["cold"].least_cpu / large["chromium"].least_cpu, 1.0),
        "memory_vs_chromium": (most / large["chromium"].most_megabytes, 0.25),
        "growth_100_to_300": (each["l"] / each["m"], 1.1),
    }
    for name, (value, goal) in goals.items():
        click.echo(f"{'met' if value <= goal else 'NOT MET':8}{name} {value:.3f}, at most {goal:g}")
    click.echo(f"{'met' if most <= MOST_MEGABYTES else 'NOT MET':8}megabytes {most:.0f}, at most {MOST_MEGABYTES}")
    for name, (value, _) in goals.items():
        click.echo(f"RATIO {name} {value:.3f}")
