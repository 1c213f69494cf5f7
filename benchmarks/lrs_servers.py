"""Starts and stops the servers that are measured, ours and Ralph, each on its own port with two processes.

Everything they keep lies under one folder (build/bench). Knows how they are set up; sends no statement.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy
from lrs_load import Door

from lms_peer.database import engine_options

PROCESSES = 2
KEY, SECRET, CENTRE = "benchmark", "only-for-the-benchmark", "benchmark"
HOST = "127.0.0.1"
START_SECONDS = 120
SETTLE_SECONDS = 2  # the second process comes up a little after the first
STOP_SECONDS = 30
_HERE = Path(__file__).parent
_BIN = Path(sys.executable).parent


class CannotStart(RuntimeError):
    """A server, or what it needs, does not start; the message says which and where it wrote why."""


@dataclass
class Server:
    """A running server."""

    name: str
    door: Door
    process: subprocess.Popen[bytes]
    highest_mb: float = 0.0

    def look_at_memory(self) -> None:
        """Remember the most that any of its processes ever held (resident, in megabytes)."""
        for pid in _family(self.process.pid):
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            if peak := re.search(r"VmHWM:\s+(\d+) kB", status):
                self.highest_mb = max(self.highest_mb, int(peak[1]) / 1024)

    def stop(self) -> None:
        """Ask it to end, and make it end."""
        self.look_at_memory()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass(frozen=True)
class Ours:
    """One installation of this project: a folder of its own and a database."""

    home: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        """What `lms-peer` reads."""
        named = {"LMS_PEER_HOME": str(self.home), "LMS_PEER_DATABASE_URL": self.database_url}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LMS_PEER_")}
        return kept | named | {"LMS_PEER_ISSUER": "https://college.example"}

    def set_up(self) -> None:
        """Tables, a centre, and a client that may do everything."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._run("upgrade")
        self._run("centre", "add", CENTRE, "Benchmark")
        named = ("--centre", CENTRE, "--name", "Benchmark", "--scope", "all")
        self._run("xapi", "client", "add", *named, "--key", KEY, "--secret", SECRET)

    def serve(self, name: str, processes: int = PROCESSES) -> Server:
        """Start it."""
        port = free_port()
        command = [str(_BIN / "lms-peer"), "serve", "--port", str(port), "--workers", "0"]
        command += ["--processes", str(processes)]
        door = Door(HOST, port, "/xapi/statements", KEY, SECRET)
        return started(name, door, command, self.environment, self.home / "server.log")

    def stored(self) -> int:
        """How many statements its database holds."""
        engine = sqlalchemy.create_engine(self.database_url, **engine_options(self.database_url))
        with engine.connect() as connection:
            count = connection.execute(sqlalchemy.text("SELECT count(*) FROM ledger_statement")).scalar_one()
        engine.dispose()
        return int(count)

    def _run(self, *words: str) -> str:
        done = subprocess.run(  # noqa: S603 - this very program
            [str(_BIN / "lms-peer"), *words], env=self.environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise CannotStart(f"lms-peer {' '.join(words)}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout


@dataclass(frozen=True)
class Ralph:
    """Ralph in its own environment, with one of the two backends of benchmarks/ralph."""

    environment_folder: Path
    home: Path

    def set_up(self) -> None:
        """Install it once for each list of requirements, and give it a client."""
        wanted = "".join(path.read_text() for path in sorted((_HERE / "ralph").iterdir()) if path.is_file())
        stamp = self.environment_folder / "installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            _command(sys.executable, "-m", "venv", "--clear", str(self.environment_folder))
            pip = (str(self.python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
            _command(*pip, "--requirement", str(_HERE / "ralph" / "requirements.txt"))
            _command(*pip, "--no-deps", str(_HERE / "ralph"))
            stamp.write_text(wanted)
        self.home.mkdir(parents=True, exist_ok=True)
        hashed = f"import bcrypt; print(bcrypt.hashpw({SECRET.encode()!r}, bcrypt.gensalt()).decode())"
        client = {
            "username": KEY,
            "hash": _command(str(self.python), "-c", hashed).strip(),
            "scopes": ["all"],
            "agent": {"mbox": "mailto:benchmark@college.example"},
        }
        (self.home / "auth.json").write_text(json.dumps([client]))

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.environment_folder / "bin" / "python"

    @property
    def file(self) -> Path:
        """Where its file-system backend keeps statements, one a line."""
        return self.home / "store" / "fs_lrs.jsonl"

    def keep(self, statements: Iterator[bytes]) -> None:
        """Let the file hold these statements and no others, as Ralph would have written them."""
        kept = b',"stored":"2026-01-01T00:00:00.000000+00:00",'
        kept += b'"authority":{"mbox":"mailto:benchmark@college.example"}}\n'
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("wb") as file:
            file.writelines(statement[:-1] + kept for statement in statements)

    def stored(self) -> int:
        """How many statements its file holds."""
        with self.file.open("rb") as file:
            return sum(1 for _ in file)

    def serve(self, name: str, backend: str) -> Server:
        """Start it. `backend` is `nothing` or `file`."""
        port = free_port()
        settings = {
            "RALPH_RUNSERVER_BACKEND": backend,
            "RALPH_AUTH_FILE": str(self.home / "auth.json"),
            "RALPH_HISTORY_FILE": str(self.home / "history.json"),
            "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(self.file.parent),
        }
        command = [str(self.python), "-m", "uvicorn", "ralph.api:app", "--host", HOST, "--port", str(port)]
        command += ["--workers", str(PROCESSES), "--no-access-log", "--log-level", "warning"]
        door = Door(HOST, port, "/xAPI/statements", KEY, SECRET)
        (self.home / "history.json").unlink(missing_ok=True)
        return started(name, door, command, os.environ | settings, self.home / f"{backend}.log")


@contextmanager
def running(*starts: Callable[[], Server]) -> Iterator[list[Server]]:
    """Servers that are stopped at the end, whatever happens."""
    servers: list[Server] = []
    try:
        for start in starts:
            servers.append(start())
        yield servers
    finally:
        for server in servers:
            server.stop()


def started(name: str, door: Door, command: list[str], environment: dict[str, str], log: Path) -> Server:
    """The server that `command` starts, once it listens at `door`. Raises CannotStart."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - commands of this module
            command, env=environment, stdout=output, stderr=output, start_new_session=True, cwd=log.parent
        )
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            socket.create_connection((door.host, door.port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            time.sleep(SETTLE_SECONDS)
            return Server(name, door, process)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    raise CannotStart(f"{name} did not start. It wrote to {log}:\n{log.read_text()[-2000:]}")


def _command(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - commands of this module
    if done.returncode:
        raise CannotStart(f"{' '.join(words)}:\n{done.stderr[-2000:]}")
    return done.stdout


def free_port() -> int:
    """A port that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))
