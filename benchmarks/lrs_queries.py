"""Reading: the same questions to stores that hold few and many statements, one after the other on one connection."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

import click
import lrs_load
import lrs_loaded
import lrs_statements
from lrs_load import Load
from lrs_servers import Server
from lrs_statements import Said

LIMIT = 50  # statements a page: as many as one learner has among 100,000, so that every single filter fills it
WARM_UP = 10
LONGEST_SECONDS = 20.0

Query = dict[str, str]


def _agent(said: Said) -> Query:
    return {"agent": json.dumps(lrs_statements.agent(said.agent), separators=(",", ":"))}


def _verb(said: Said) -> Query:
    return {"verb": lrs_statements.verb(said.verb)}


def _activity(said: Said) -> Query:
    return {"activity": lrs_statements.activity(said.activity)}


def _registration(said: Said) -> Query:
    return {"registration": lrs_statements.registration(said.registration)}


def _since(said: Said) -> Query:
    return {"since": lrs_statements.moment(said.at)}


def _onwards(said: Said) -> Query:
    """As a reader asks who keeps up with what is new: from where it stopped, the oldest first."""
    return _since(said) | {"ascending": "true"}


SINGLE: dict[str, list[Callable[[Said], Query]]] = {
    "agent": [_agent],
    "verb": [_verb],
    "activity": [_activity],
    "registration": [_registration],
    "since": [_onwards],
}
COMPOSITE: dict[str, list[Callable[[Said], Query]]] = {
    "agent+verb": [_agent, _verb],
    "agent+activity": [_agent, _activity],
    "verb+activity": [_verb, _activity],
    "registration+verb": [_registration, _verb],
    "agent+since": [_agent, _since],
}


@dataclass
class Queries:
    """What was measured: for each server, by its name, and each filter the loads of all rounds."""

    loads: dict[tuple[str, str], list[Load]] = field(default_factory=dict)

    def taken(self, name: str, filtered: str) -> list[float]:
        """How long each answer took, in seconds."""
        return [each for load in self.loads[name, filtered] for each in load.taken]

    def median(self, name: str, filtered: str) -> float:
        """The median of all rounds, in seconds."""
        return median(self.taken(name, filtered))

    def slowest_median(self, name: str) -> float:
        """That of the slowest filter."""
        return max(self.median(name, filtered) for filtered in (*SINGLE, *COMPOSITE))

    def kilobytes(self, name: str, filtered: str) -> float:
        """Of an answer, on average."""
        loads = self.loads[name, filtered]
        answers = sum(len(load.taken) for load in loads)
        return sum(load.answered_bytes for load in loads) / 1024 / max(answers, 1)


def measure(
    servers: list[Server], ralph: Server, generator: Executor, rounds: int, many: int, known: int
) -> Queries:
    """Every filter on every server, in turns; `many` questions of each in a round. Ralph is asked by agent only.

    The questions are about the first `known` statements, which every store holds.
    """
    result = Queries()
    for number in range(rounds):
        click.echo(f"  round {number + 1} of {rounds}")
        said = list(islice(lrs_statements.said(lrs_loaded.SEED), known))
        about = random.Random(number).sample(said, many + WARM_UP)  # noqa: S311 - no secret
        for filtered, parts in (SINGLE | COMPOSITE).items():
            queries = [_query(parts, one) for one in about]
            for server in servers:
                _ask(server, queries[many:], generator)
                load = _ask(server, queries[:many], generator)
                result.loads.setdefault((server.name, filtered), []).append(load)
        load = _ask(ralph, [_query(SINGLE["agent"], one) for one in about[:5]], generator)
        result.loads.setdefault((ralph.name, "agent"), []).append(load)
    return result


def _query(parts: list[Callable[[Said], Query]], said: Said) -> Query:
    """A question that this statement is an answer to."""
    return {key: value for part in parts for key, value in part(said).items()} | {"limit": str(LIMIT)}


def _ask(server: Server, queries: list[Query], generator: Executor) -> Load:
    load: Load = generator.submit(lrs_load.get, server.door, queries, 1, LONGEST_SECONDS).result()
    server.look_at_memory()
    return load
