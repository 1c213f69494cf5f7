"""Runs the platform until it is told to stop: `python -m tests.platform FOLDER`. Says its address on the first line."""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
import time
from pathlib import Path


def main(folder: Path) -> None:
    """Make the tables and serve."""
    from waitress.server import create_server

    parent = os.getppid()
    listening = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"

    from tests.platform.settings import configure

    configure(address, folder)
    import django
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    logging.disable(logging.WARNING)  # the consumer tells of each launch
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    server = create_server(get_wsgi_application(), sockets=[listening], threads=4)
    print(address, flush=True)  # noqa: T201 - whoever started us reads it
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    server.run()


def _end_with(parent: int) -> None:
    """A test run that was killed can not stop us."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
