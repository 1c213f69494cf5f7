"""The sample centre: built once for all these tests, as its users build it, and kept apart from real centres."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask import Flask
from flask_security import verify_password

from lms_peer import ledger, progress
from lms_peer.actions.workplace import workplace
from lms_peer.app import create_app, upgrade
from lms_peer.database import db
from lms_peer.demo import SAMPLE_SLUG, build_sample_centre, demo_accounts, is_built
from lms_peer.demo.cast import COLLEAGUES, LEARNERS, PASSWORD
from lms_peer.domain.standing import Status
from lms_peer.domain.uk import LONDON
from lms_peer.domain.uln import check_uln
from lms_peer.domain.waiting import Wait
from lms_peer.people import accounts, centres
from lms_peer.xapi import AUTHORITY
from lms_peer.xapi.profile import unmet
from tests.plant import app_on
from tests.sample import QUICK, Place


@pytest.fixture
def inside(sample: Place) -> Iterator[Flask]:
    """Within the application on the sample centre's database."""
    app = create_app(sample.config())
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def real(tmp_path: Path) -> Place:
    """A service with tables and one real centre."""
    place = Place(tmp_path, {"LMS_PEER_HOME": str(tmp_path / "real")})
    app = create_app(place.config())
    upgrade(app)
    with app.app_context():
        centres.add_centre("north", "North centre")
        db.session.commit()
        db.engine.dispose()
    return place


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which something listens already."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield server.getsockname()[1]


def test_the_demo_again_is_quick_and_hands_over_the_same_portfolio(sample: Place) -> None:
    printed = sample.folder / "build" / "portfolio.pdf"
    before = printed.read_bytes()
    printed.unlink()
    again = sample.run("demo", "--no-serve")
    assert (again.returncode, again.stdout) == (0, "Portfolio: build/portfolio.pdf\n")
    assert printed.read_bytes() == before
    assert before.startswith(b"%PDF-")


def test_the_sample_centres_ledger_verifies_and_its_progress_is_right(inside: Flask) -> None:
    here = centres.centre_named(SAMPLE_SLUG).id
    assert ledger.first_finding(here, workplace().vault.verify) is None
    assert progress.drift(here) == []
    assert len(progress.standings(here)) == 12


def test_learners_are_at_every_stage_on_three_courses(inside: Flask) -> None:
    standings = progress.standings(centres.centre_named(SAMPLE_SLUG).id)
    assert Counter(one.status for one in standings) == {Status.COMPLETED: 2, Status.PAUSED: 1, Status.ACTIVE: 9}
    assert len({one.qualification.slug for one in standings}) == 3
    assert any(not one.evidence and not one.hours for one in standings)
    assert any(piece.referred_back for one in standings for piece in one.evidence.values())


def test_people_at_the_sample_centre_work_by_day(inside: Flask) -> None:
    here = centres.centre_named(SAMPLE_SLUG).id
    bodies = [json.loads(entry.body) for entry in ledger.entries(here) if entry.authority == AUTHORITY]
    told = [datetime.fromisoformat(one["timestamp"]).astimezone(LONDON) for one in bodies]
    began = [entry.logged.at for one in progress.standings(here) for entry in one.hours.values()]
    built = max(told).date()  # its portfolio was issued then, at whatever hour
    assert {at.hour for at in told if at.date() < built} <= set(range(9, 17))
    assert {at.astimezone(LONDON).hour for at in began} == {9, 14}


def test_the_sign_in_page_says_in_words_who_people_are() -> None:
    assert [who for who, username, *_ in demo_accounts() if username in ("sam", "iris")] == [
        "Sam Orchard, member of staff",
        "Iris Penhale, internal quality assurer",
    ]


def test_something_waits_for_everyone_who_may_look_around(inside: Flask) -> None:
    waits = {one.wait for one in progress.queue(centres.centre_named(SAMPLE_SLUG).id)}
    assert waits >= {Wait.JUDGE_EVIDENCE, Wait.COUNTERSIGN_HOURS, Wait.SEND_AGAIN, Wait.REBOOK_OBSERVATION}


def test_every_statement_of_the_sample_centre_follows_our_profile(inside: Flask) -> None:
    told = list(ledger.entries(centres.centre_named(SAMPLE_SLUG).id))
    ours = [json.loads(entry.body) for entry in told if entry.authority == AUTHORITY]
    assert len(ours) > 500
    assert [line for statement in ours for line in unmet(statement)] == []


def test_evidence_of_every_kind_of_file_is_really_there(inside: Flask) -> None:
    here = centres.centre_named(SAMPLE_SLUG).id
    files = {
        file
        for one in progress.standings(here)
        for piece in one.evidence.values()
        for file in piece.submitted.files
    }
    kinds = {file.media_type for file in files}
    assert kinds == {"image/jpeg", "image/heic", "application/pdf", "audio/wav"}
    for file in files:
        assert len(workplace().vault.read(here, file.sha256)) == file.size


def test_everyone_listed_can_sign_in(inside: Flask) -> None:
    for _who, username, password, _can in demo_accounts():
        assert verify_password(password, accounts.account_signing_in(username).password)
    for one in (*LEARNERS, *COLLEAGUES):
        assert accounts.account_signing_in(one.username).name == one.name


def test_sample_learners_have_numbers_that_pass_the_check_and_no_two_the_same() -> None:
    ulns = [learner.uln for learner in LEARNERS if learner.uln]
    assert [check_uln(uln) for uln in ulns] == ulns
    assert len(set(ulns)) == len(ulns)
    assert len(PASSWORD) >= 12


def test_a_sample_centre_is_never_served_as_a_real_one(sample: Place) -> None:
    refused = Place(sample.folder, {"LMS_PEER_HOME": "build/demo"}).run("serve")
    assert refused.returncode == 1
    assert "lms-peer demo" in refused.stderr


def test_the_demo_never_goes_beside_a_real_centre(real: Place) -> None:
    refused = real.run("demo", "--no-serve")
    assert refused.returncode == 1
    assert "North centre" in refused.stderr
    assert "LMS_PEER_HOME" in refused.stderr
    with create_app(real.config()).app_context():
        assert [centre.slug for centre in centres.centres()] == ["north"]
        db.engine.dispose()


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_port_in_use_is_said_before_anything_is_done(tmp_path: Path, taken_port: int, command: str) -> None:
    refused = Place(tmp_path, {}).run(command, "--port", taken_port)
    assert refused.returncode == 1
    assert f"Port {taken_port} on 127.0.0.1 can not be used" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_is_interrupted_leaves_nothing_half_made(sqlite_url: str, tmp_path: Path) -> None:
    def interrupt(ended: int, of: int) -> None:
        if next(steps) > 40:
            raise KeyboardInterrupt

    steps = iter(range(100))
    with app_on(sqlite_url, tmp_path).app_context():
        with pytest.raises(KeyboardInterrupt):
            build_sample_centre(interrupt)
        db.session.rollback()
        assert not is_built()
        assert accounts.account_signing_in("casey") is None
        db.engine.dispose()


def test_serving_ends_with_all_its_processes_when_it_is_told_to(real: Place) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    served = real.start("serve", "--port", port)
    try:
        wait_until_answered(port)
        started = children(served.pid)
        assert len(started) >= 2, "one that answers, and one that works"
        served.send_signal(signal.SIGTERM)
        assert served.wait(QUICK) == 0
    finally:
        served.kill()
        served.communicate()
    wait_until_gone(started)


def wait_until_gone(processes: list[int]) -> None:
    """Return as soon as none of these runs; a zombie that nobody collects does not run."""
    deadline = time.monotonic() + QUICK
    left = processes
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [pid for pid in left if runs(pid)]
    assert left == []


def runs(pid: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def wait_until_answered(port: int) -> None:
    """Return as soon as a page is served."""
    deadline = time.monotonic() + QUICK
    while time.monotonic() < deadline:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5):
            return
        time.sleep(0.1)
    raise AssertionError("nothing was served")


def children(parent: int) -> list[int]:
    """The processes that `parent` started."""
    found = Path(f"/proc/{parent}/task").glob("*/children")
    return [int(pid) for file in found for pid in file.read_text().split()]
