"""`lms-peer …`: the same actions as the pages, from a shell, and running the service.

Each command parses, calls one action, commits and says what came of it. What went wrong is said in plain words on
standard error, with exit status 1; a traceback is for mistakes of ours.
"""

from __future__ import annotations

import os
import re
import sys

import click
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, InternalError

from lms_peer.catalogue import CourseErrors
from lms_peer.cli.certificates import certificates
from lms_peer.cli.courses import courses
from lms_peer.cli.exchange import export_statements, import_statements
from lms_peer.cli.lti import lti
from lms_peer.cli.outbox import outbox
from lms_peer.cli.people import centre, user
from lms_peer.cli.portfolio import portfolio
from lms_peer.cli.record import ledger, progress
from lms_peer.cli.seal import checkpoint, keys, verify
from lms_peer.cli.service import demo, serve, upgrade, worker
from lms_peer.cli.xapi import xapi
from lms_peer.config import BadSetting
from lms_peer.demo import NotTheSampleDatabase
from lms_peer.domain.refusals import Refusal
from lms_peer.jobs import JobFailed
from lms_peer.keyring import KeyRefused, KeyringLocked
from lms_peer.portfolio import PressFailed
from lms_peer.seal import HistoryRewritten, NotTimed
from lms_peer.vault.faults import VaultFault
from lms_peer.web.errors import answer

GROUP = "lms-peer"
_NOT_THERE = ("42P01", "42703")  # what PostgreSQL says of a table, and of a column
_NOT_THERE_EITHER = re.compile("^no such (table|column)|has no column named")  # and SQLite


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="lms-peer")
def cli() -> None:
    """Coursework, observations and shadowing hours of peer advisors, as a ledger and as a portfolio."""


for command in (
    demo,
    serve,
    worker,
    upgrade,
    centre,
    user,
    courses,
    certificates,
    ledger,
    progress,
    portfolio,
    xapi,
    outbox,
    lti,
    verify,
    checkpoint,
    keys,
):
    cli.add_command(command)
for command in (import_statements, export_statements):
    xapi.add_command(command)


def main() -> None:
    """Run a command; say what is wrong in words that help. What it writes is for this account's eyes only."""
    os.umask(0o077)
    try:
        cli(prog_name=GROUP)
    except Refusal as refusal:
        _stop(answer(refusal).sentence)
    except NotTheSampleDatabase as found:
        _stop(
            f"This database holds a real centre ({found}). The sample centre has passwords that everybody knows, so it "
            "never goes beside one. Unset LMS_PEER_HOME and LMS_PEER_DATABASE_URL and try again."
        )
    except CourseErrors as wrong:
        _stop("\n".join(map(str, wrong.errors)))
    except (
        BadSetting,
        HistoryRewritten,
        JobFailed,
        KeyRefused,
        KeyringLocked,
        NotTimed,
        PressFailed,
        VaultFault,
    ) as error:
        _stop(str(error))
    except (DataError, IntegrityError, InternalError):
        raise  # our mistakes
    except DatabaseError as error:
        _stop(f"The database does not answer as it should: {error.orig}\n{_about_database(error.orig)}")


def _about_database(said: BaseException | None) -> str:
    """What to do next."""
    behind = getattr(said, "sqlstate", None) in _NOT_THERE or _NOT_THERE_EITHER.search(str(said))
    if behind:
        return "If it is new, or you have a new version of lms_peer, run: lms-peer upgrade"
    return "Check that it is there, has room on its disk, and lets you write to it. Then try again."


def _stop(words: str) -> None:
    click.echo(words, err=True)
    sys.exit(1)
