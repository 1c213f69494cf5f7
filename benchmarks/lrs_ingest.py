"""Writing: each server takes statements in turn, in batches of several sizes, over several connections.

All servers run throughout and take turns at every combination, so that a noisy machine is noisy for all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import islice, product
from pathlib import Path
from statistics import median
from typing import NamedTuple

import click
import lrs_bare
import lrs_load
import lrs_statements
from lrs_load import Load
from lrs_servers import Ralph, Server, running

BATCHES = (1, 50, 500)
CONNECTIONS = (1, 4, 8)
COMPARED = (4, 8)  # connections that a ratio is made of
ALREADY_THERE = 10_000  # statements that every store holds before the first is sent: a small centre's term
BARE_ROWS = 20_000
STORED = "ralph stored"
_FASTEST = {1: 6_000, 50: 30_000, 500: 30_000}  # statements to have ready for each second


class Cell(NamedTuple):
    """One combination."""

    name: str
    batch: int
    connections: int


@dataclass
class Ingest:
    """What was measured: for each combination the loads of all rounds; for each size what the bare insert did."""

    loads: dict[Cell, list[Load]] = field(default_factory=dict)
    bare: dict[tuple[str, int], list[float]] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    seen: list[Server] = field(default_factory=list)

    def rates(self, cell: Cell) -> list[float]:
        """Statements a second, round by round. Only good answers count."""
        return [len(load.taken) * cell.batch / load.seconds for load in self.loads[cell]]

    def rate(self, cell: Cell) -> float:
        """The median of the rounds."""
        return median(self.rates(cell))

    def taken(self, cell: Cell) -> list[float]:
        """How long each answer of all rounds took, in seconds."""
        return [each for load in self.loads[cell] for each in load.taken]

    def ratio(self, name: str, other: str, batch: int) -> float:
        """How many times as fast as another server: the median over rounds and compared connections."""
        pairs = [
            zip(self.rates(Cell(name, batch, many)), self.rates(Cell(other, batch, many)), strict=True)
            for many in COMPARED
        ]
        return median(ours / theirs for pair in pairs for ours, theirs in pair if theirs)

    def ratio_to_bare(self, name: str, batch: int) -> float:
        """The same against the bare insert of that round on the same database."""
        bare = self.bare[name, batch]
        return median(
            ours / floor
            for many in COMPARED
            for ours, floor in zip(self.rates(Cell(name, batch, many)), bare, strict=True)
        )


@dataclass(frozen=True)
class Turns:
    """Who takes part. `bare` gives an empty database for each of our servers; `generator` is a process of its own."""

    servers: list[Server]
    ralph: Ralph
    bare: dict[str, Callable[[], str]]
    bare_home: Path
    generator: Executor
    apart: Executor

    def measure(self, rounds: int, seconds: float) -> Ingest:
        """Everyone at every combination, so many times."""
        result = Ingest(seen=list(self.servers))
        for server in self.servers:
            self._warm_up(result, server)
        for number in range(rounds):
            click.echo(f"  round {number + 1} of {rounds}")
            for batch in BATCHES:
                self._bare(result, batch, seconds)
            # A new one each round: it writes a history of all its reads and writes anew at each of them.
            with running(lambda: self.ralph.serve(STORED, "file")) as (ralph,):
                result.seen.append(ralph)
                self._warm_up(result, ralph)
                self._round(result, [*self.servers, ralph], number, seconds)
        return result

    def _round(self, result: Ingest, servers: list[Server], number: int, seconds: float) -> None:
        for index, (batch, connections) in enumerate(product(BATCHES, CONNECTIONS)):
            seed = 1 + number * 100 + index
            first = (number + index) % len(servers)  # nobody always comes first
            for server in servers[first:] + servers[:first]:
                load = self._load(result, server, batch, connections, seconds, seed)
                result.loads.setdefault(Cell(server.name, batch, connections), []).append(load)

    def _warm_up(self, result: Ingest, server: Server) -> None:
        """Statements to begin with. Also lets Ralph check the password, which takes it long but only once."""
        for seed in (-1, -2):
            self._load(result, server, 1, 8, 0.5, seed)
        if server.name == STORED:
            return  # its file is put there before each turn
        load = self.generator.submit(
            lrs_load.post, server.door, 50, 1, 60, seed=-3, statements=ALREADY_THERE
        ).result()
        self._count(result, server, load, 50)

    def _load(
        self, result: Ingest, server: Server, batch: int, connections: int, seconds: float, seed: int
    ) -> Load:
        if server.name == STORED:
            self.ralph.keep(islice(lrs_statements.bodies(0), ALREADY_THERE))
            result.acknowledged[server.name] = ALREADY_THERE
        statements = int(_FASTEST[batch] * max(seconds, 1))
        sent = self.generator.submit(lrs_load.post, server.door, batch, connections, seconds, seed, statements)
        load: Load = sent.result()
        self._count(result, server, load, batch)
        server.look_at_memory()
        return load

    def _count(self, result: Ingest, server: Server, load: Load, batch: int) -> None:
        result.acknowledged[server.name] = result.acknowledged.get(server.name, 0) + len(load.taken) * batch

    def _bare(self, result: Ingest, batch: int, seconds: float) -> None:
        for name, fresh in self.bare.items():
            done = self.apart.submit(lrs_bare.measure, self.bare_home, fresh(), batch, seconds, BARE_ROWS).result()
            result.bare.setdefault((name, batch), []).append(done.statements / done.seconds)
