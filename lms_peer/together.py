"""Work of several threads, and of several processes, written in one transaction after the other. Knows no table."""

from __future__ import annotations

import fcntl
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import IO, Generic, TypeVar, cast

from sqlalchemy import Connection, Engine

from lms_peer.database import db, writing

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


class Together(Generic[Piece, Answer]):
    """Work of several threads done in one transaction, so that they wait for the disk once.

    Whoever comes while nobody is writing does its own at once; whoever comes meanwhile waits, and the first of them
    then does it for all. `write` gets a connection and what waits, in order, and answers each: an exception among the
    answers is raised where that piece came from, and what raises it must have written nothing of that piece. When
    `write` itself raises, nothing is kept and each piece is tried alone. Its one connection is kept from one
    transaction to the next, and made anew after an error.
    """

    def __init__(self, write: Callable[[Connection, Sequence[Piece]], Sequence[Answer | Exception]]) -> None:
        self._write = write
        self._one_at_a_time = Lock()
        self._waiting: deque[_Waiting[Piece, Answer]] = deque()
        self._kept: Connection | None = None

    def do(self, piece: Piece) -> Answer:
        """Write the piece and commit; what the transaction had read so far is given up first."""
        mine: _Waiting[Piece, Answer] = _Waiting(piece)
        self._waiting.append(mine)
        if db.session.registry.has():
            db.session.rollback()  # a snapshot from before would be in the way of writing, and of other processes
        engine = db.engine
        with self._one_at_a_time:
            if mine.answer is None:
                with _one_process_at_a_time(engine):  # whoever comes while we stand in line is taken along
                    self._do(engine, [self._waiting.popleft() for _ in range(len(self._waiting))])
        answer = mine.answer
        if isinstance(answer, Exception):
            raise answer
        return cast(Answer, answer)

    def _do(self, engine: Engine, waiting: Sequence[_Waiting[Piece, Answer]]) -> None:
        connection, kept = self._connection(engine)
        try:
            with writing(), connection.begin():
                answers = self._write(connection, [one.piece for one in waiting])
        except Exception as error:  # whatever it is, every piece gets an answer
            self._give_up(connection)
            if kept or len(waiting) > 1:
                for one in waiting:
                    self._do(engine, [one])
                return
            answers = [error]
        for one, answer in zip(waiting, answers, strict=True):
            one.answer = answer

    def _connection(self, engine: Engine) -> tuple[Connection, bool]:
        """The connection to write with, and whether it was kept from before, so that the server may have left it."""
        kept = self._kept
        if kept is not None and kept.engine is engine and not kept.closed:
            return kept, True
        if kept is not None:
            kept.close()
        self._kept = engine.connect()
        return self._kept, False

    def _give_up(self, connection: Connection) -> None:
        self._kept = None
        connection.invalidate()
        connection.close()


class _Waiting(Generic[Piece, Answer]):
    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.answer: Answer | Exception | None = None


@contextmanager
def _one_process_at_a_time(engine: Engine) -> Iterator[None]:
    """On SQLite, wait for the other processes in line: its own waiting is by trying again, ever more seldom."""
    if engine.dialect.name != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        yield
        return
    turn = _turn(engine.url.database)
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(turn, fcntl.LOCK_UN)


@lru_cache
def _turn(database: str) -> IO[bytes]:
    """The file that processes stand in line for; kept open, one for each process."""
    return Path(f"{database}.turn").open("ab")
