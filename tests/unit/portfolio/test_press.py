"""Many sections at once, each within limits, and nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from lms_peer.portfolio import certificate
from lms_peer.portfolio.pdf import draw_section
from lms_peer.portfolio.press import WORTH_A_DRAWER, Drawn, Press, Sheet
from lms_peer.portfolio.task import Limits
from tests.unit.jobs.given import eventually
from tests.unit.portfolio.drawers import alive, processes
from tests.unit.portfolio.given import photo

ROOT = Path(__file__).parents[3]
HOSTILE = "<table>" + ("<tr>" + "<td>x</td>" * 100 + "</tr>") * 300 + "</table>"


def page(body: str) -> str:
    return f"<!doctype html><html lang=en><head><title>A page</title></head><body><h1>A</h1>{body}</body></html>"


def sheet(name: str, body: str = "<p>Hello ✓ 🙂 שלום</p>") -> Sheet:
    return Sheet(name, page(body), lambda: {"vault:1": photo()} if "vault:1" in body else {})


def drawn(press: Press, *sheets: Sheet) -> dict[str, Drawn]:
    with closing(press.draw(sheets)) as all_drawn:
        return {one.name: one for one in all_drawn}


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    """Two drawers that may take one second of processor time for a section."""
    with Press(certificate("portfolio"), Limits(cpu_seconds=1, wall_seconds=60), drawers=2) as press:
        yield press


def test_a_section_is_drawn_as_it_would_be_in_this_process_each_time(press: Press):
    body = "<p>Hello ✓ 🙂 שלום</p><img src='vault:1' alt='A poster'>"
    alone = draw_section(page(body), certificate("portfolio"), {"vault:1": photo()})
    for _ in range(2):
        assert {one.pdf for one in drawn(press, *(sheet(f"E{n}", body) for n in range(3))).values()} == {alone}


def test_a_hostile_table_is_stopped_and_the_others_go_on(press: Press):
    found = drawn(press, sheet("E1"), sheet("E2", HOSTILE), *(sheet(f"E{n}") for n in range(3, 9)))
    assert found.pop("E2") == Drawn("E2", why="it takes too much time")
    assert len(found) == 7
    assert all(one.pdf.startswith(b"%PDF-") for one in found.values())


def test_a_second_drawer_comes_when_there_is_enough_to_do():
    with Press(certificate("portfolio"), drawers=2) as fresh:
        before = set(processes(os.getpid()))
        seen = []
        for letters in (10, WORTH_A_DRAWER):
            assert drawn(fresh, *(sheet(f"E{n}", f"<!-- {'x' * letters} -->") for n in range(2)))["E1"].pdf
            seen.append(len(set(processes(os.getpid())) - before))
    assert seen == [2, 3]  # and the room that they are in


def test_what_it_was_not_handed_is_not_fetched(press: Press):
    found = drawn(press, sheet("E1", "<img src='file:///etc/passwd' alt=x>"), sheet("E2"))
    assert found["E1"].why == "the template names file:///etc/passwd, which is not part of the document"
    assert found["E2"].pdf


def test_a_section_that_takes_too_much_memory_is_stopped():
    limits = Limits(memory=256 * 1024 * 1024)
    with Press(certificate("portfolio"), limits, drawers=1) as small:
        found = drawn(small, sheet("E1", HOSTILE), sheet("E2"))
    assert found["E1"].why == "it takes too much memory"
    assert found["E2"].pdf


def test_a_section_that_takes_too_long_by_the_clock_is_stopped():
    with Press(certificate("portfolio"), Limits(wall_seconds=0.5), drawers=1) as hasty:
        found = drawn(hasty, sheet("E1", HOSTILE), sheet("E2"))
    assert found["E1"].why == "it takes too much time"


def kill_drawers() -> None:
    """As if the machine had run out of memory."""
    for one in processes(os.getpid())[1:]:
        os.kill(one, signal.SIGKILL)


def test_a_section_whose_drawer_is_killed_is_tried_once_more(press: Press):
    with closing(press.draw([sheet("E2"), sheet("E1", HOSTILE)])) as found:
        assert next(found).name == "E2"
        kill_drawers()
        assert next(found) == Drawn("E1", why="it takes too much time")
    assert drawn(press, sheet("E3"))["E3"].pdf


def test_a_section_whose_drawer_is_killed_each_time_is_reported(press: Press):
    with closing(press.draw([sheet("E1", HOSTILE)], kill_drawers)) as found:
        assert next(found) == Drawn("E1", why="something in it can not be drawn")
    assert drawn(press, sheet("E3"))["E3"].pdf


def test_a_room_that_is_killed_is_opened_again(press: Press):
    drawn(press, sheet("E1"))
    for one in processes(os.getpid()):
        os.kill(one, signal.SIGKILL)
    time.sleep(0.2)
    assert drawn(press, sheet("E2"))["E2"].pdf


def test_who_stops_waiting_stops_the_drawing_within_a_second(press: Press):
    class Stopped(Exception):
        pass

    def tick() -> None:
        raise Stopped

    drawn(press, sheet("E1"), sheet("E2"))
    since = time.monotonic()
    with pytest.raises(Stopped), closing(press.draw([sheet("E1", HOSTILE)], tick)) as found:
        next(found)
    assert time.monotonic() - since < 1
    assert drawn(press, sheet("E2"))["E2"].pdf


DRAWING = """
from lms_peer.portfolio import certificate
from lms_peer.portfolio.press import Press, Sheet
table = "<table>" + ("<tr>" + "<td>x</td>" * 100 + "</tr>") * 300 + "</table>"
with Press(certificate("portfolio"), drawers=2) as press:
    sheets = {"E1": "<p>", "E2": table, "E3": table}
    for one in press.draw([Sheet(name, html, dict) for name, html in sheets.items()]):
        print(one.name, flush=True)
"""


def test_nobody_draws_on_when_the_process_that_asked_is_killed():
    command = [sys.executable, "-c", DRAWING]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as asking:  # noqa: S603
        assert asking.stdout is not None
        assert asking.stdout.readline() == b"E1\n"
        below = processes(asking.pid)
        assert len(below) == 3
        asking.kill()
    eventually(lambda: not any(map(alive, below)), seconds=10)


def test_nobody_is_left_when_the_press_is_closed():
    before = set(processes(os.getpid()))
    with Press(certificate("portfolio"), drawers=1) as short:
        drawn(short, sheet("E1"))
        own = set(processes(os.getpid())) - before
        assert len(own) == 2
    assert not any(map(alive, own))
    assert short._pressroom is None
