"""Drawing many sections at once, each within limits, in processes that end with this one.

One process loads WeasyPrint, and forks as many drawers as there are processors. A drawer that takes too much is killed
and its section is reported; the others go on. Knows no portfolio: HTML and pictures go in, PDFs or reasons come out.
"""

from __future__ import annotations

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from types import TracebackType

from lms_peer.portfolio.task import DRAWN, LOST, MEMORY, REFUSED, TIME, USUAL, Limits, Room, Task
from lms_peer.portfolio.theme import Certificate

DRAWS_BEFORE_REST = 80  # sections, after which a drawer makes room for a fresh one
# Letters of HTML that wait before one more drawer is started: it loads its fonts first, which takes as long as to draw
# 4,000, and two processors that share their units take longer for each.
WORTH_A_DRAWER = 40_000
TICK = 0.25  # seconds between two looks at the clock, and at whoever waits
_HELLO_SECONDS = 60.0
_GOODBYE_SECONDS = 10.0

_REASONS = {
    TIME: "it takes too much time",
    MEMORY: "it takes too much memory",
    LOST: "something in it can not be drawn",
}


@dataclass(frozen=True)
class Sheet:
    """One section to draw. `pictures` is asked for when its turn comes, so that few are held at once."""

    name: str
    html: str
    pictures: Callable[[], Mapping[str, bytes]]
    tries: int = 2


@dataclass(frozen=True)
class Drawn:
    """A section as PDF; or why there is none, in words that go on after "could not be drawn:"."""

    name: str
    pdf: bytes = b""
    why: str = ""


class PressFailed(Exception):
    """The processes that draw can not be started."""

    def __init__(self) -> None:
        super().__init__(
            "The part of the service that draws pages can not be started. Try again later. If it stays like this, tell "
            "whoever looks after this service: its log says why."
        )


class Press:
    """Drawers for one certificate. Use it with `with`, from one thread at a time."""

    def __init__(self, certificate: Certificate, limits: Limits = USUAL, drawers: int = 0) -> None:
        self.room = Room(certificate, limits)
        self._most = drawers or len(os.sched_getaffinity(0))
        self._idle: list[_Drawer] = []
        self._pressroom: _Pressroom | None = None

    def __enter__(self) -> Press:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()

    def rest(self) -> None:
        """Let the drawers go, and what they took; the room stays warm, and new ones are there at once."""
        for drawer in self._idle:
            drawer.let_go()
        self._idle.clear()

    def close(self) -> None:
        """Let every process go."""
        self.rest()
        if self._pressroom is not None:
            self._pressroom.close()
            self._pressroom = None

    def draw(
        self, sheets: Iterable[Sheet], tick: Callable[[], None] = lambda: None
    ) -> Generator[Drawn, None, None]:
        """Draw every sheet, and answer each as it is ready, in any order.

        `tick` is called several times a second; what it raises stops the drawing. Close the iterator to stop it too.
        Raises PressFailed.
        """
        waiting = deque(sheets)
        busy: dict[Connection, _Drawer] = {}
        try:
            while waiting or busy:
                while waiting and self._takes_one_more(len(busy), waiting):
                    drawer = self._drawer()
                    busy[drawer.line] = drawer
                    drawer.begin(waiting.popleft())
                for line in wait(list(busy), TICK):
                    found = self._finish(busy.pop(line))  # type: ignore[call-overload]
                    if isinstance(found, Sheet):
                        self.rest()  # what killed one may have killed others
                        waiting.append(found)
                    else:
                        yield found
                for drawer in [one for one in busy.values() if one.overdue(self.room.limits.wall_seconds)]:
                    yield busy.pop(drawer.line).kill(_REASONS[TIME])
                tick()
        finally:
            for drawer in busy.values():
                drawer.kill("")

    def _takes_one_more(self, busy: int, waiting: Iterable[Sheet]) -> bool:
        """Whether one more drawer is put to work: any that is there, and a fresh one when there is enough to do."""
        if busy >= self._most:
            return False
        return not busy or bool(self._idle) or sum(len(sheet.html) for sheet in waiting) >= WORTH_A_DRAWER

    def _finish(self, drawer: _Drawer) -> Drawn | Sheet:
        """What became of the sheet; or a sheet to try once more, when the drawer was killed by somebody else."""
        drawn = drawer.answer()
        if isinstance(drawn, Sheet) or drawn.why or drawer.drew >= DRAWS_BEFORE_REST:
            drawer.let_go()
        else:
            self._idle.append(drawer)
        return drawn

    def _drawer(self) -> _Drawer:
        while self._idle:
            drawer = self._idle.pop()
            if not drawer.gone:
                return drawer
            drawer.let_go()
        for _ in range(2):  # the room itself may have been killed
            if self._pressroom is None:
                self._pressroom = _Pressroom(self.room)
            try:
                return self._pressroom.hire()
            except OSError:
                self._pressroom.close()
                self._pressroom = None
        raise PressFailed


class _Pressroom:
    """The process that drawers are forked from."""

    def __init__(self, room: Room) -> None:
        ours, theirs = socket.socketpair()
        # A session of its own: Ctrl-C stops the job in its own time, and not what draws for it.
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [sys.executable, "-P", "-m", "lms_peer.portfolio.pressroom", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
            )
        self._door = ours
        with Connection(os.dup(ours.fileno())) as line, suppress(OSError):
            line.send(room)

    def hire(self) -> _Drawer:
        """A fresh drawer. Raises OSError when the room is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._door, [b"d"], [theirs.fileno()])
        line = Connection(ours.detach())
        try:
            if not line.poll(_HELLO_SECONDS):
                raise TimeoutError
            return _Drawer(line, int(line.recv_bytes()))
        except (EOFError, OSError) as error:
            line.close()
            raise OSError("the room where sections are drawn is gone") from error

    def close(self) -> None:
        """Let it end, which it does once its drawers have, and see that it did."""
        self._door.close()
        try:
            self._process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class _Drawer:
    """One process that draws one sheet at a time."""

    def __init__(self, line: Connection, pid: int) -> None:
        self.line = line
        self._handle = os.pidfd_open(pid)
        self._sheet: Sheet | None = None
        self._since = 0.0
        self.drew = 0

    @property
    def gone(self) -> bool:
        """True when it ended while it had nothing to do."""
        return self.line.poll()

    def begin(self, sheet: Sheet) -> None:
        """Hand a sheet over."""
        self._sheet, self._since = sheet, time.monotonic()
        with suppress(OSError):  # then there will be no answer, and that is seen
            self.line.send(Task(sheet.html, sheet.pictures()))

    def overdue(self, seconds: float) -> bool:
        """True when it has been at it for longer than this."""
        return time.monotonic() - self._since > seconds

    def answer(self) -> Drawn | Sheet:
        """What became of the sheet; or the sheet, with one try less, when there is no answer."""
        assert self._sheet is not None  # noqa: S101 - only asked of one that is at work
        self.drew += 1
        try:
            said = self.line.recv_bytes()
        except (EOFError, OSError):
            left = self._sheet.tries - 1
            return replace(self._sheet, tries=left) if left else Drawn(self._sheet.name, why=_REASONS[LOST])
        kind, rest = said[:1], said[1:]
        if kind == DRAWN:
            return Drawn(self._sheet.name, pdf=rest)
        return Drawn(self._sheet.name, why=rest.decode() if kind == REFUSED else _REASONS[kind])

    def kill(self, why: str) -> Drawn:
        """End it now."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        self.let_go()
        return Drawn(self._sheet.name if self._sheet else "", why=why)

    def let_go(self) -> None:
        """It ends by itself when the line is closed."""
        self.line.close()
        os.close(self._handle)


_kept: list[Press] = []
_keeping = threading.Lock()


@contextmanager
def kept_press(certificate: Certificate, limits: Limits = USUAL) -> Iterator[Press]:
    """A press that is warm from the last time, if there was one; for one at a time: who comes meanwhile gets another.

    All of it ends with this process.
    """
    room = Room(certificate, limits)
    with _keeping:
        press = next((one for one in _kept if one.room == room), None)
        if press is not None:
            _kept.remove(press)
    press = press or Press(certificate, limits)
    try:
        yield press
    finally:
        press.rest()
        with _keeping:
            before, _kept[:] = _kept[:], [press]
        for one in before:  # for another certificate, or one too many
            one.close()


@atexit.register
def _close_all() -> None:
    while _kept:
        _kept.pop().close()
