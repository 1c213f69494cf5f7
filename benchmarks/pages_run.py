"""Asks for every page of two centres and for an empty view, turn by turn, and prints how long each took.

The pages are found by themselves: every GET route of which all names in the address are known at the sample centre,
and that answers with a page.
"""

from __future__ import annotations

import http.client
import os
import shutil
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import click
import pages_centre
from lrs_load import Door
from lrs_report import percentile
from lrs_servers import HOST, Server, free_port, running, started
from pages_routes import Page, pages_of

SIZES, QUICK_SIZES = (50, 500), (5, 20)  # learners
ROUNDS, QUICK_ROUNDS = 45, 5
GOALS = {"slowest_page_250k_vs_25k": 1.5, "slowest_page_vs_empty_view": 12.0}
_HERE = Path(__file__).parent


class Reader:
    """One connection to a server, kept open."""

    def __init__(self, server: Server) -> None:
        self._connection = http.client.HTTPConnection(server.door.host, server.door.port, timeout=60)

    def ask(self, path: str, cookie: str = "") -> tuple[float, int, str]:
        """How long the answer took in seconds, its status, and its content type."""
        began = time.perf_counter()
        self._connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = self._connection.getresponse()
        answer.read()
        return time.perf_counter() - began, answer.status, answer.getheader("Content-Type", "")


@dataclass
class Taken:
    """How long each answer took, in seconds: at the small centre, at the full one, and of the empty view beside."""

    small: list[float] = field(default_factory=list)
    full: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """The full centre's median over the small one's."""
        return median(self.full) / median(self.small)

    @property
    def to_empty(self) -> float:
        """The full centre's median over that of the empty view."""
        return median(self.full) / median(self.empty)


@click.command()
@click.option("--quick", is_flag=True, help="Small centres and few rounds: to see that it runs.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("build/bench"), show_default=True)
def main(quick: bool, folder: Path) -> None:
    """Measure every page and print the ratios."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    few, many = QUICK_SIZES if quick else SIZES
    small, full = pages_centre.filled(folder, few), pages_centre.filled(folder, many)
    with running(
        lambda: small[0].serve("small", 1), lambda: full[0].serve("full", 1), lambda: _serve_empty(folder)
    ) as servers:
        taken = _measure(pages_of(*small), pages_of(*full), servers, QUICK_ROUNDS if quick else ROUNDS)
    _show(taken, many)


def _serve_empty(folder: Path) -> Server:
    home = folder / "pages-empty"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    port = free_port()
    command = [sys.executable, "-c", f"import pages_empty; pages_empty.serve({port})"]
    environment = os.environ | {"PYTHONPATH": str(_HERE)}
    return started("empty", Door(HOST, port, "/", "", ""), command, environment, home / "server.log")


def _measure(
    small: list[Page], full: list[Page], servers: list[Server], rounds: int
) -> dict[tuple[str, str], Taken]:
    of_small, of_full, of_empty = (Reader(server) for server in servers)
    at_full = {(page.endpoint, page.role): page for page in full}
    pairs = [(page, at_full[page.endpoint, page.role]) for page in small if (page.endpoint, page.role) in at_full]
    shown = [pair for pair in pairs if _is_page(of_small, pair[0]) and _is_page(of_full, pair[1])]
    taken = {(page.endpoint, page.role): Taken() for page, _ in shown}
    for _ in range(rounds):
        for at_small, at_full_centre in shown:
            kept = taken[at_small.endpoint, at_small.role]
            kept.empty.append(of_empty.ask("/")[0])
            kept.small.append(of_small.ask(at_small.path, at_small.cookie)[0])
            kept.full.append(of_full.ask(at_full_centre.path, at_full_centre.cookie)[0])
    return taken


def _is_page(reader: Reader, page: Page) -> bool:
    _, status, content_type = reader.ask(page.path, page.cookie)
    if status >= 500:
        raise RuntimeError(f"{page.path} answered {status}")
    return status == 200 and content_type.startswith("text/html")


def _show(taken: dict[tuple[str, str], Taken], learners: int) -> None:
    click.echo(f"\n{len(taken)} pages at a centre of {learners} learners, "
               f"{learners * pages_centre.STATEMENTS_EACH:,} statements; milliseconds")  # fmt: skip
    click.echo(f"{'page':44}{'median':>8}{'95th':>8}{'/small':>8}{'/empty':>8}")
    for (endpoint, role), one in sorted(taken.items(), key=lambda pair: -pair[1].to_empty):
        figures = (
            f"{median(one.full) * 1000:8.1f}{percentile(one.full, 0.95):8.1f}{one.growth:8.2f}{one.to_empty:8.1f}"
        )
        click.echo(f"{f'{endpoint} ({role})':44}{figures}")
    empty = [each for one in taken.values() for each in one.empty]
    click.echo(f"{'an empty view':44}{median(empty) * 1000:8.1f}{percentile(empty, 0.95):8.1f}\n")
    slowest = max(taken.values(), key=lambda one: median(one.full))
    small = max(median(one.small) for one in taken.values())
    ratios = {
        "slowest_page_250k_vs_25k": median(slowest.full) / small,
        "slowest_page_vs_empty_view": median(slowest.full) / median(empty),
    }
    for name, goal in GOALS.items():
        click.echo(f"{'met' if ratios[name] <= goal else 'NOT MET':8}{name} {ratios[name]:.2f}, at most {goal:g}")
    for name, value in ratios.items():
        click.echo(f"RATIO {name} {value:.2f}")
