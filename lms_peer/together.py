"""Work of several threads, and of several processes, written in one transaction after the other. Knows no table."""

from __future__ import annotations

import fcntl
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import IO, Any, Generic, TypeVar, cast

import structlog
from pysqlite3.dbapi2 import DatabaseError
from sqlalchemy import Connection, Engine, PoolProxiedConnection
from sqlalchemy.exc import SQLAlchemyError

from lms_peer.database import db, shared_file, writing

# Pages in SQLite's log before they are copied back: as `database` has it for connections that write now and then.
_LONG_LOG = 8_192
_LOOK_SECONDS = 0.05  # how often it is looked whether the log is so long: asking is a step of the driver, too
_COPY_BACK = "PRAGMA wal_checkpoint(PASSIVE)"
_writing = Lock()  # held by the thread of this process that writes, but not while it waits for the disk
log = structlog.get_logger(__name__)

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


class Together(Generic[Piece, Answer]):
    """Work of several threads done in one transaction, so that they wait for the disk once.

    Whoever comes while nobody is writing does its own at once; whoever comes meanwhile waits, and the first of them
    then does it for all. `write` gets a connection and what waits, in order, and answers each: an exception among the
    answers is raised where that piece came from, and what raises it must have written nothing of that piece. When
    `write` itself raises, nothing is kept and each piece is tried alone. Its one connection is kept from one
    transaction to the next, and made anew after an error. SQLite's log is copied back by a thread beside: SQLite itself
    would do it at the end of a commit, while everybody waits for the next.
    """

    def __init__(self, write: Callable[[Connection, Sequence[Piece]], Sequence[Answer | Exception]]) -> None:
        self._write = write
        self._one_at_a_time = Lock()
        self._waiting: deque[_Waiting[Piece, Answer]] = deque()
        self._kept: Connection | None = None
        self._copying_back = Lock()
        self._look_again = 0.0

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
                self._look_at_log(engine)
        answer = mine.answer
        if isinstance(answer, Exception):
            raise answer
        return cast(Answer, answer)

    def _do(self, engine: Engine, waiting: Sequence[_Waiting[Piece, Answer]]) -> None:
        kept = self._kept is not None  # from before, so that the server may have left it
        # Elsewhere a writer waits for others in the database, and would make those wait who could go on.
        undisturbed = _writing if shared_file(engine) else nullcontext()
        try:
            with writing(), self._connection(engine).begin(), undisturbed:
                answers = self._write(self._connection(engine), [one.piece for one in waiting])
        except Exception as error:  # whatever it is, every piece gets an answer
            self._give_up()
            if kept or len(waiting) > 1:
                for one in waiting:
                    self._do(engine, [one])
                return
            answers = [error]
        for one, answer in zip(waiting, answers, strict=True):
            one.answer = answer

    def _connection(self, engine: Engine) -> Connection:
        """The connection to write with."""
        if self._kept is not None and (self._kept.engine is not engine or self._kept.closed):
            self._give_up()
        if self._kept is None:
            self._kept = engine.connect()
            if shared_file(engine):
                _ask_sqlite(self._kept.connection, "PRAGMA wal_autocheckpoint=0")
        return self._kept

    def _look_at_log(self, engine: Engine) -> None:
        if self._kept is None or not shared_file(engine) or monotonic() < self._look_again:
            return
        self._look_again = monotonic() + _LOOK_SECONDS
        _busy, pages, copied = _ask_sqlite(self._kept.connection, "PRAGMA wal_checkpoint(NOOP)")
        if pages - copied >= _LONG_LOG and self._copying_back.acquire(blocking=False):
            Thread(target=self._copy_back, args=(engine,)).start()

    def _copy_back(self, engine: Engine) -> None:
        """Copy the log back to the database while others write; then, while they wait, the little that came meanwhile.

        Only a log of which everything was copied is written from its beginning again.
        """
        try:
            with closing(engine.raw_connection()) as connection:
                for _ in range(2):
                    busy, _pages, _copied = _ask_sqlite(connection, _COPY_BACK)
                    if busy:
                        return  # another process does it
                with self._one_at_a_time, _one_process_at_a_time(engine):
                    _ask_sqlite(connection, _COPY_BACK)
        # Such as a full disk, or no connection to be had: nothing is lost, and it is tried again.
        except (DatabaseError, SQLAlchemyError) as error:
            log.warning("the log of the database was not copied back", reason=str(error))
        finally:
            self._copying_back.release()

    def _give_up(self) -> None:
        connection, self._kept = self._kept, None
        if connection is not None and not connection.closed:
            connection.invalidate()
            connection.close()


def _ask_sqlite(connection: PoolProxiedConnection, pragma: str) -> Any:
    """The one row that a pragma answers, if any, past SQLAlchemy, which would begin a transaction for it."""
    return cast(Any, connection.driver_connection).execute(pragma).fetchone()


def give_way() -> None:
    """Wait while another thread of this process writes: what computes long calls this between two steps.

    Whoever writes holds the lock that everybody waits for, and hands Python's own lock on with each step of the
    driver. It gets it back at once only where nobody computes.
    """
    if _writing.locked():
        with _writing:
            pass


class _Waiting(Generic[Piece, Answer]):
    def __init__(self, piece: Piece) -> None:
        self.piece = piece
        self.answer: Answer | Exception | None = None


@contextmanager
def _one_process_at_a_time(engine: Engine) -> Iterator[None]:
    """On SQLite, wait for the other processes in line: its own waiting is by trying again, ever more seldom."""
    file = shared_file(engine)
    if not file:
        yield
        return
    turn = _turn(file)
    fcntl.flock(turn, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(turn, fcntl.LOCK_UN)


@lru_cache
def _turn(database: str) -> IO[bytes]:
    """The file that processes stand in line for; kept open, one for each process."""
    return Path(f"{database}.turn").open("ab")
