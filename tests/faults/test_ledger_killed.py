"""A writer killed with -9 in the middle of its work leaves a whole chain, and nothing committed is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from lms_peer.database import db
from lms_peer.ledger import append, entries, first_finding, head
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_statement, anyone, ledger_at, said

# Says the position of each statement after it was committed.
WRITER = """
import sys, uuid
from lms_peer.database import db
from lms_peer.ledger import append_all
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_statement, ledger_app, said
with ledger_app(sys.argv[1]).app_context():
    while True:
        bodies = [said(a_statement(1, id=str(uuid.uuid4()))) for _ in range(3)]
        last = append_all(CENTRE, bodies, AUTHORITY, NOON)[-1]
        db.session.commit()
        print(last.position, flush=True)
"""


@pytest.mark.parametrize("seconds", [0.05, 0.25])
def test_a_writer_killed_between_two_breaths_leaves_a_whole_chain(database_url, seconds):
    with ledger_at(database_url):
        writer = subprocess.Popen(  # noqa: S603 - our own words
            [sys.executable, "-c", WRITER, database_url],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert writer.stdout is not None
        committed = int(writer.stdout.readline())
        time.sleep(seconds)
        writer.send_signal(signal.SIGKILL)
        said_so = writer.stdout.read().split("\n")[:-1]
        assert writer.wait(10) == -signal.SIGKILL
        committed = int(said_so[-1]) if said_so else committed

        left = head(CENTRE).position
        assert left >= committed
        assert left % 3 == 0, "three statements are written together or not at all"
        assert [each.position for each in entries(CENTRE)] == list(range(1, left + 1))
        assert first_finding(CENTRE) is None

        assert append(CENTRE, said(a_statement(1, id=str(anyone()))), AUTHORITY, NOON).position == left + 1
        db.session.commit()
        assert first_finding(CENTRE) is None
