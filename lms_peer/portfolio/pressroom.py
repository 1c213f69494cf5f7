"""The process in which sections are drawn: WeasyPrint at the ready, parted into drawers by fork.

Run by `press.py` as `python -m lms_peer.portfolio.pressroom HANDLE`. Knows no database, no vault and no network: it is
handed HTML and pictures, and answers with a PDF or the reason why there is none. Every process here ends when the
one that started it ends, however that ends.
"""

from __future__ import annotations

import gc
import os
import resource
import select
import signal
import socket
import sys
import threading
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection

from lms_peer.portfolio.pdf import FetchRefused, Printer, rehearse
from lms_peer.portfolio.task import DRAWN, LOST, MEMORY, REFUSED, TIME, Room, Task


def main() -> None:
    """Hear of the room over the socket, then fork a drawer for each connection that is handed over."""
    with Connection(int(sys.argv[1])) as door:
        room: Room = door.recv()
        printer = _ready(room)
        signal.signal(signal.SIGCHLD, _see_off)
        gc.disable()
        gc.collect()
        gc.freeze()
        with socket.socket(fileno=os.dup(door.fileno())) as handed:
            while handles := socket.recv_fds(handed, 1, 1)[1]:
                if os.fork() == 0:
                    handed.close()
                    door.close()
                    _draw(handles[0], room, printer)
                os.close(handles[0])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _see_off(*_: object) -> None:
    """A drawer that ended is waited for, so that none stays behind and the time that it took is counted."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _ready(room: Room) -> Printer | None:
    """A printer that every drawer shares; None when the styles are wrong, which each drawer then finds and says."""
    try:
        printer = Printer(room.certificate)
        rehearse()
    except Exception:
        return None
    return printer


def _draw(handle: int, room: Room, printer: Printer | None) -> None:
    """Draw what comes over the connection, one after another, until it ends. Does not return."""
    line = Connection(handle)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _end_with(handle)
    _limit(room, line)
    try:
        line.send_bytes(str(os.getpid()).encode())
        while True:
            task: Task = line.recv()
            _allow(room.limits.cpu_seconds)
            answer = _drawn(task, room, printer)
            _allow(None)  # a warning now would fall into the middle of the answer
            line.send_bytes(answer)
            gc.collect()
    except (EOFError, OSError):
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def _drawn(task: Task, room: Room, printer: Printer | None) -> bytes:
    try:
        return DRAWN + (printer or Printer(room.certificate)).draw_section(task.html, task.pictures)
    except FetchRefused as error:
        return REFUSED + str(error).encode()
    except MemoryError:
        return MEMORY
    except Exception:
        traceback.print_exc()
        return LOST


def _limit(room: Room, line: Connection) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (room.limits.memory, room.limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def out_of_time(*_: object) -> None:
        line.send_bytes(TIME)
        os._exit(0)

    signal.signal(signal.SIGXCPU, out_of_time)


def _allow(seconds: int | None) -> None:
    """So much processor time from now on: the limit is for each section, and what was used before does not count."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = hard if seconds is None else int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _end_with(handle: int) -> None:
    """End at once when nobody is left at the other end, even in the middle of a drawing."""

    def watch() -> None:
        gone = select.poll()
        gone.register(handle, select.POLLRDHUP)
        gone.poll()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
