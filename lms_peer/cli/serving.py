"""The web server: processes that answer, and processes beside them that work, all ended with the one that started
them. Knows no page and no statement.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

# Each answers one request at a time. More than the processors can do at once, since many wait for the disk.
_THREADS = 8
# Who writes to the database lets other threads compute with each step, and then has to wait for its turn. With Python's
# own five milliseconds it would hold the one write lock many times as long.
_SWITCH_SECONDS = 0.0005
# New objects between two looks for garbage. Fifty statements make more than Python's own 700, none of them garbage.
_GARBAGE_AFTER = 10_000
_RESTART_SECONDS = 1.0
_ERRORS = 3  # ends with an error, one after the other, of a worker that can not work here
_LAST_ANSWERS_SECONDS = 10


def serve_until_stopped(make_app: Callable[[], Flask], host: str, port: int, processes: int, workers: int) -> None:
    """Serve what `make_app` (importable by name) makes in each of `processes`, with `workers` beside, until stopped."""
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")  # else threads keep what they once needed for a large batch
    multiprocessing.set_start_method("spawn", force=True)  # a new process has nothing open that is not its own
    server = Granian(
        "lms_peer",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=_THREADS,
        websockets=False,
        log_level=LogLevels.error,  # what fails in a request is logged by the application
        respawn_failed_workers=True,
        respawn_interval=_RESTART_SECONDS,
        workers_kill_timeout=_LAST_ANSWERS_SECONDS,
    )
    with workers_beside(workers):
        server.serve(target_loader=partial(_load, make_app, os.getpid()), wrap_loader=False)


def end_with(parent: int) -> None:
    """End this process when `parent` was killed: nobody would stop it, and it would go on with yesterday's code."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _load(make_app: Callable[[], Flask], parent: int) -> Flask:
    end_with(parent)
    app = make_app()
    gc.collect()
    gc.freeze()  # what is there now stays: looking for garbage in it again and again would only take time
    gc.set_threshold(_GARBAGE_AFTER)
    sys.setswitchinterval(_SWITCH_SECONDS)
    return app


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_RESTART_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def workers_beside(count: int, *, only_jobs: bool = False) -> Iterator[threading.Event]:
    """Worker processes, each started again when it dies, ended when we end.

    What it yields is set once one of them ends with an error again and again; they are started anew all the same.
    With `only_jobs` they send nothing on by themselves, and Ctrl-C reaches us alone: we end them.
    """
    ending, failing = threading.Event(), threading.Event()
    command = [sys.executable, "-m", "lms_peer", "worker", "--beside", str(os.getpid())]
    if only_jobs:
        command.append("--only-jobs")
    kept = (ending, failing, command, only_jobs)
    watchers = [threading.Thread(target=_keep_one_worker, args=kept) for _ in range(count)]
    try:
        for watcher in watchers:
            watcher.start()
        yield failing
    finally:
        ending.set()
        for watcher in watchers:
            if watcher.ident is not None:
                watcher.join()


def _keep_one_worker(ending: threading.Event, failing: threading.Event, command: list[str], apart: bool) -> None:
    errors = 0
    while not ending.is_set():
        process = subprocess.Popen(command, start_new_session=apart)  # noqa: S603 - this very program
        while process.poll() is None and not ending.wait(_RESTART_SECONDS):
            pass
        if process.poll() is None:
            process.terminate()
            process.wait()
        errors = errors + 1 if process.returncode > 0 else 0
        if errors == _ERRORS:
            failing.set()
        ending.wait(_RESTART_SECONDS)
