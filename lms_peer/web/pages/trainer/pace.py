"""The pace of a cohort: units expected and units signed off, as a chart and as a table with the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from lms_peer.database import now
from lms_peer.domain.pace import Point, Sitting, points
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.people import enrolments
from lms_peer.web.access import allow, current_centre
from lms_peer.web.following import learners_of, units_asked
from lms_peer.web.pages.trainer.blueprint import pages

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 12, 30


@dataclass(frozen=True)
class Chart:
    """Two lines in a box of WIDTH by HEIGHT, each as SVG lists points, and the marks along its sides."""

    expected: str
    done: str
    across: tuple[tuple[float, str, str], ...]
    up: tuple[tuple[float, int], ...]
    today: float | None


@pages.get("/cohorts/<uuid:cohort>/pace")
@allow(Role.TRAINER)
def cohort_pace(cohort: UUID) -> ResponseReturnValue:
    """How many units the cohort has signed off, beside how many are expected, from its first day to its last."""
    centre, at = current_centre().id, now()
    shown = enrolments.cohort(centre, cohort)
    learners = [
        (one.glance, units_asked(one.glance, one.qualification))
        for one in learners_of(enrolments.cohort_roll(centre, cohort))
    ]
    listed = points(learners, Sitting(shown.starts, shown.ends), at)
    today = uk_day(at)
    return render_template(
        "trainer/pace.html",
        cohort=shown,
        points=listed,
        today=today,
        now=next((point for point in listed if point.day == today), None),
        units=sum(units for _, units in learners),
        chart=_chart(listed, today, sum(units for _, units in learners)) if len(listed) > 1 else None,
    )


def _chart(listed: Sequence[Point], today: date, units: int) -> Chart:
    first, last = listed[0].day, listed[-1].day
    top = _round_up(max(1, units))

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / max(1, (last - first).days), 1)

    def y(number: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / top, 1)

    def line(numbers: Iterable[tuple[date, int | None]]) -> str:
        return " ".join(f"{x(day)},{y(number)}" for day, number in numbers if number is not None)

    middle = listed[len(listed) // 2].day
    return Chart(
        expected=line((point.day, point.expected) for point in listed),
        done=line((point.day, point.done) for point in listed),
        across=tuple(
            (x(day), f"{day.day} {day:%b}", anchor)
            for day, anchor in ((first, "start"), (middle, "middle"), (last, "end"))
        ),
        up=tuple((y(number), number) for number in dict.fromkeys((0, top // 2, top))),
        today=x(today) if first <= today <= last else None,
    )


def _round_up(number: int) -> int:
    """A number at the top of the scale that is easy to halve."""
    step = 2 if number <= 20 else 10 if number <= 200 else 100
    return -(-number // step) * step
