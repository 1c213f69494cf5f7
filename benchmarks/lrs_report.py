"""Prints what was measured: tables, then the goals, then lines `RATIO name value` for programs. Measures nothing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product
from math import ceil
from statistics import median

import click
from lrs_ingest import BATCHES, COMPARED, CONNECTIONS, Cell, Ingest
from lrs_load import Load
from lrs_queries import COMPOSITE, LIMIT, SINGLE, Queries
from lrs_servers import Server

SUFFIXES = {"sqlite": "", "postgresql": "_pg"}
AT_LEAST = {
    "ingest1_vs_ralph_null": 1.2,
    "ingest50_vs_ralph_null": 0.6,
    "ingest1_vs_ralph_stored": 25,
    "ingest50_vs_ralph_stored": 5,
    "ingest50_vs_bare_insert": 0.5,
    "query_vs_ralph_stored": 20,
}
AT_MOST = {
    "query_1m_vs_100k": 2,
    "p95_ms_ingest1": 10,
    "p95_ms_ingest50": 50,
    "p95_ms_ingest500": 350,
    "p95_ms_query_single_1m": 5,
    "p95_ms_query_composite_1m": 10,
    "worker_mb": 200,
}

Measured = dict[str, float]


def percentile(taken: Iterable[float], share: float) -> float:
    """In milliseconds: as long, or less, took that share of the answers. Not a number when there were none."""
    ordered = sorted(taken)
    return ordered[max(ceil(share * len(ordered)), 1) - 1] * 1000 if ordered else float("nan")


def show_ingest(ingest: Ingest, ours: list[str]) -> Measured:
    """A line for each combination; answers the ratios and percentiles by name."""
    names = list(dict.fromkeys(cell.name for cell in sorted(ingest.loads)))
    click.echo("\nWriting: statements a second, median of the rounds; 50th and 95th percentile of an answer in ms")
    click.echo("batch  connections  " + "".join(f"{name:>28}" for name in names))
    for batch, connections in product(BATCHES, CONNECTIONS):
        speeds = (_speed(ingest, Cell(name, batch, connections)) for name in names)
        click.echo(f"{batch:5}  {connections:11}  " + "".join(speeds))
    for (name, batch), rates in ingest.bare.items():
        click.echo(f"bare insert on {name}, batches of {batch}: {median(rates):,.0f} a second, one process")
    busiest = max(load.sender_seconds / load.seconds for loads in ingest.loads.values() for load in loads)
    click.echo(f"The sender itself took at most {busiest:.0%} of one processor")
    for name in names:
        _show_errors(name, [load for cell, loads in ingest.loads.items() if cell.name == name for load in loads])
    return {key: value for name in ours for key, value in _ingest_figures(ingest, name).items()}


def _ingest_figures(ingest: Ingest, name: str) -> Measured:
    suffix = SUFFIXES[name]
    measured: Measured = {}
    for batch, other in product((1, 50), ("ralph null", "ralph stored")):
        key = f"ingest{batch}_vs_{other.replace(' ', '_')}{suffix}"
        measured[key] = ingest.ratio(name, other, batch)
    measured[f"ingest50_vs_bare_insert{suffix}"] = ingest.ratio_to_bare(name, 50)
    for batch in BATCHES:
        worst = max(percentile(ingest.taken(Cell(name, batch, many)), 0.95) for many in COMPARED)
        measured[f"p95_ms_ingest{batch}{suffix}"] = worst
    return measured


def _speed(ingest: Ingest, cell: Cell) -> str:
    taken = ingest.taken(cell)
    return f"{ingest.rate(cell):>12,.0f}{percentile(taken, 0.5):>8.1f}{percentile(taken, 0.95):>8.1f}"


def show_queries(queries: Queries, sizes: tuple[int, int], ours: list[str], ralph: str) -> Measured:
    """A line for each filter; answers the ratios and percentiles by name."""
    few, many = sizes
    names = [f"{name} {size}" for name in ours for size in sizes]
    click.echo(f"\nReading pages of {LIMIT}: 50th and 95th percentile of an answer in ms, and its kilobytes")
    click.echo(" " * 18 + "".join(f"{_short(name):>25}" for name in names))
    for filtered in (*SINGLE, *COMPOSITE):
        click.echo(f"{filtered:18}" + "".join(_answers(queries, name, filtered) for name in names))
    click.echo(f"{ralph}, by agent, {few:,} statements: {_answers(queries, ralph, 'agent')}")
    for name in (*names, ralph):
        _show_errors(
            name, [load for (whose, _), loads in queries.loads.items() if whose == name for load in loads]
        )
    measured: Measured = {}
    for name in ours:
        suffix, small, large = SUFFIXES[name], f"{name} {few}", f"{name} {many}"
        measured[f"query_1m_vs_100k{suffix}"] = queries.slowest_median(large) / queries.slowest_median(small)
        by_agent = queries.median(small, "agent")
        measured[f"query_vs_ralph_stored{suffix}"] = queries.median(ralph, "agent") / by_agent
        for kind, filters in (("single", SINGLE), ("composite", COMPOSITE)):
            worst = max(percentile(queries.taken(large, filtered), 0.95) for filtered in filters)
            measured[f"p95_ms_query_{kind}_1m{suffix}"] = worst
    return measured


def _short(name: str) -> str:
    server, size = name.rsplit(" ", 1)
    return f"{server} {int(size):,}"


def _answers(queries: Queries, name: str, filtered: str) -> str:
    taken = queries.taken(name, filtered)
    kilobytes = queries.kilobytes(name, filtered)
    return f"{percentile(taken, 0.5):>9.2f}{percentile(taken, 0.95):>8.2f}{kilobytes:>8.0f}"


def _show_errors(name: str, loads: list[Load]) -> None:
    """Say it when a server gave wrong answers."""
    wrong = [load for load in loads if load.errors]
    if wrong:
        first = " ".join(wrong[0].first_error.split())[:300]
        click.echo(f"{name}: {sum(load.errors for load in wrong):,} answers were not 200. The first: {first}")


def show_stored(name: str, stored: int, acknowledged: int) -> bool:
    """Whether a store holds what it said it took."""
    same = stored == acknowledged
    verdict = "the same" if same else "NOT THE SAME"
    click.echo(f"{name}: {stored:,} statements stored, {acknowledged:,} acknowledged: {verdict}")
    return same


def show_memory(servers: list[Server]) -> Measured:
    """The most that one process of ours held; Ralph's is shown too."""
    most: dict[str, float] = {}
    for server in servers:
        most[server.name] = max(server.highest_mb, most.get(server.name, 0))
    click.echo("\nMost memory of one process: " + ", ".join(f"{name} {mb:.0f} MB" for name, mb in most.items()))
    return {"worker_mb": max(mb for name, mb in most.items() if not name.startswith("ralph"))}


def show_goals(measured: Measured) -> None:
    """Goals first, then a line for each ratio."""
    click.echo("\nGoals, on SQLite")
    for name, goal in (AT_LEAST | AT_MOST).items():
        if name in measured:
            value, least = measured[name], name in AT_LEAST
            met = value >= goal if least else value <= goal
            words = "at least" if least else "at most"
            click.echo(f"  {name:28} {value:9.2f}  {words:8} {goal:>6}  {'met' if met else 'NOT MET'}")
    click.echo("")
    for name, value in measured.items():
        if "_vs_" in name:
            click.echo(f"RATIO {name} {value:.2f}")
