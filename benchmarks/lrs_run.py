"""The run: everything is started, measured and stopped in order. Knows all the parts; each measures by itself."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from multiprocessing import get_context
from pathlib import Path

import click
import lrs_ingest
import lrs_loaded
import lrs_queries
import lrs_report
import lrs_statements
from lrs_postgres import Postgres
from lrs_report import Measured
from lrs_servers import PROCESSES, Ours, Ralph, Server, running


@dataclass(frozen=True)
class Scale:
    """How long and how much."""

    rounds: int
    seconds: float
    sizes: tuple[int, int]
    questions: int


FULL = Scale(rounds=3, seconds=2.0, sizes=(100_000, 1_000_000), questions=100)
QUICK = Scale(rounds=1, seconds=0.7, sizes=(10_000, 30_000), questions=40)


@dataclass(frozen=True)
class Bench:
    """One run."""

    folder: Path
    scale: Scale
    postgres: Postgres | None
    ralph: Ralph
    generator: Executor
    apart: Executor

    def ingest(self) -> tuple[Measured, list[Server]]:
        """Everything about writing."""
        ours, bare = self._empty_stores()
        for installation in ours.values():
            installation.set_up()
        self.ralph.keep(iter(()))
        click.echo("Writing statements")
        with running(
            *(lambda name=name, one=one: one.serve(name) for name, one in ours.items()),
            lambda: self.ralph.serve("ralph null", "nothing"),
        ) as servers:
            home = fresh(self.folder / "bare")
            turns = lrs_ingest.Turns(servers, self.ralph, bare, home, self.generator, self.apart)
            result = turns.measure(self.scale.rounds, self.scale.seconds)
            stored = {name: one.stored() for name, one in ours.items()} | {"ralph stored": self.ralph.stored()}
        measured = lrs_report.show_ingest(result, list(ours))
        for name, count in stored.items():
            lrs_report.show_stored(name, count, result.acknowledged[name])
        return measured, result.seen

    def queries(self) -> tuple[Measured, list[Server]]:
        """Everything about reading."""
        few = self.scale.sizes[0]
        loaded = {"sqlite": lrs_loaded.on_sqlite(self.folder, list(self.scale.sizes))}
        if self.postgres:
            loaded["postgresql"] = lrs_loaded.on_postgres(self.folder, list(self.scale.sizes), self.postgres)
        self.ralph.keep(islice(lrs_statements.bodies(lrs_loaded.SEED), few))
        click.echo("Asking for statements")
        with running(
            *(
                lambda name=f"{kind} {size}", one=one: one.serve(name)
                for kind, sizes in loaded.items()
                for size, one in sizes.items()
            ),
            lambda: self.ralph.serve("ralph stored", "file"),
        ) as servers:
            *ours, ralph = servers
            scale = self.scale
            result = lrs_queries.measure(ours, ralph, self.generator, scale.rounds, scale.questions, few)
        measured = lrs_report.show_queries(result, self.scale.sizes, list(loaded), ralph.name)
        return measured, servers

    def _empty_stores(self) -> tuple[dict[str, Ours], dict[str, Callable[[], str]]]:
        """Our installations to write to, and for each what gives an empty database for the bare insert."""
        home = fresh(self.folder / "ingest-sqlite")
        bare_file = self.folder / "bare-insert.sqlite"

        def empty_file() -> str:
            for file in self.folder.glob(f"{bare_file.name}*"):
                file.unlink()
            return f"sqlite:///{bare_file}"

        ours = {"sqlite": Ours(home, f"sqlite:///{home / 'lms_peer.sqlite'}")}
        bare: dict[str, Callable[[], str]] = {"sqlite": empty_file}
        if self.postgres:
            postgres = self.postgres
            ours["postgresql"] = Ours(fresh(self.folder / "ingest-postgresql"), postgres.fresh("ingest"))
            bare["postgresql"] = lambda: postgres.fresh("bare")
        return ours, bare


def fresh(folder: Path) -> Path:
    """An empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def show_versions(postgres: Postgres | None) -> None:
    """What is compared, and where."""
    import pysqlite3.dbapi2  # noqa: PLC0415

    named = {name: version(name) for name in ("lms-peer", "flask", "sqlalchemy", "pysqlite3")}
    named |= {"Python": platform.python_version(), "SQLite": pysqlite3.dbapi2.sqlite_version, "Ralph": "5.1.0"}
    if postgres:
        named["PostgreSQL"] = postgres.version()
    click.echo(", ".join(f"{name} {each}" for name, each in named.items()))
    click.echo(f"{os.cpu_count()} processors, {PROCESSES} processes a server, load now {os.getloadavg()[0]:.1f}")


@click.command()
@click.option("--quick", is_flag=True, help="Small and short, to see that it runs: a minute or two.")
@click.option("--only", type=click.Choice(["ingest", "queries"]), help="Only one half.")
@click.option("--no-postgres", is_flag=True, help="SQLite only.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("build/bench"), show_default=True)
def main(quick: bool, only: str | None, no_postgres: bool, folder: Path) -> None:
    """Measure our Learning Record Store beside Ralph on this machine, in one run."""
    folder = folder.resolve()
    postgres = None if no_postgres else Postgres.start(folder / "postgresql")
    ralph = Ralph(folder / "ralph-environment", folder / "ralph")
    ralph.set_up()
    show_versions(postgres)
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, spawn) as generator, ProcessPoolExecutor(1, spawn) as apart:
        bench = Bench(folder, QUICK if quick else FULL, postgres, ralph, generator, apart)
        measured: Measured = {}
        servers: list[Server] = []
        for half in (bench.ingest, bench.queries):
            if only in (None, half.__name__):
                figures, seen = half()
                measured |= figures
                servers += seen
    measured |= lrs_report.show_memory(servers)
    lrs_report.show_goals(measured)
