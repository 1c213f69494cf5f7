"""How a registration keeps pace: behind, quiet, sent back, held up, paused, on track, finished."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from lms_peer.domain import observation as observations
from lms_peer.domain.facts import CancelReason, Verdict
from lms_peer.domain.following import QUIET_AFTER
from lms_peer.domain.glance import Stop, glance
from lms_peer.domain.pace import Colour, Going, Pace, Sitting, expected_units, pace, points, quiet_for
from tests.unit.domain.given import ASSESSOR, BEGAN, COURSE, LISTEN, PLACES, QUALIFIED, SEEN, WORDS, Record

MOMENT = timedelta(seconds=1)
# Ten weeks from the Monday on which the record was registered at nine; its two units take five weeks each.
SITTING = Sitting(date(2026, 1, 5), date(2026, 3, 16))
ENDS = BEGAN + timedelta(weeks=10)


def how(record: Record, sitting: Sitting | None = None) -> Pace:
    return pace(glance(record.standing), 2, sitting, record.now)


def went_on(record: Record, weeks: int) -> None:
    """The learner is heard from, some weeks after the record began."""
    record.now = BEGAN + timedelta(weeks=weeks)
    record.logs(began=record.now - timedelta(hours=2))


def signs_off_h2(record: Record) -> None:
    record.judges(record.submits(PLACES, happened=record.now.date()), PLACES)
    record.signs_off("H2")


def cancels(record: Record, planned, reason: CancelReason) -> None:
    record.says(observations.cancel(record.standing, record.stamp(ASSESSOR), planned.id, reason, WORDS))


def test_someone_who_just_began_is_on_track_until_three_weeks_are_over(record: Record) -> None:
    record.now = BEGAN + QUIET_AFTER - MOMENT
    assert how(record).found == (Going.ON_TRACK,)
    record.now = BEGAN + QUIET_AFTER
    assert (how(record).found, how(record).colour) == ((Going.QUIET,), Colour.AMBER)
    record.now = BEGAN + 2 * QUIET_AFTER
    assert (how(record).found, how(record).colour) == ((Going.QUIET,), Colour.RED)


def test_a_unit_is_expected_when_its_share_of_the_time_is_over_and_not_before(record: Record) -> None:
    half = BEGAN + timedelta(weeks=5)
    assert expected_units(glance(record.standing), 2, SITTING, half - MOMENT) == 0
    assert expected_units(glance(record.standing), 2, SITTING, half) == 1
    assert expected_units(glance(record.standing), 2, SITTING, ENDS - MOMENT) == 1
    assert expected_units(glance(record.standing), 2, SITTING, ENDS + timedelta(weeks=50)) == 2


def test_one_unit_behind_is_amber_and_red_when_the_time_is_over(record: Record) -> None:
    went_on(record, 6)
    assert (how(record, SITTING).found, how(record, SITTING).colour) == ((Going.BEHIND,), Colour.AMBER)
    assert (how(record, SITTING).done, how(record, SITTING).expected, how(record, SITTING).units) == (0, 1, 2)
    signs_off_h2(record)
    assert how(record, SITTING).found == (Going.ON_TRACK,)
    went_on(record, 10)
    record.now += MOMENT
    assert (how(record, SITTING).found, how(record, SITTING).colour) == ((Going.BEHIND,), Colour.RED)


def test_nobody_is_behind_in_a_cohort_without_a_last_day(record: Record) -> None:
    went_on(record, 50)
    for sitting in (None, Sitting(date(2026, 1, 5))):
        assert how(record, sitting).expected is None
        assert how(record, sitting).found == (Going.ON_TRACK,)


def test_who_joins_late_has_as_long_as_the_others(record: Record) -> None:
    early = Sitting(SITTING.starts - timedelta(weeks=8), SITTING.ends - timedelta(weeks=8))
    half = BEGAN + timedelta(weeks=5)
    assert expected_units(glance(record.standing), 2, early, half - MOMENT) == 0
    assert expected_units(glance(record.standing), 2, early, half) == 1


def test_who_registers_before_the_first_day_waits_for_it(record: Record) -> None:
    later = Sitting(SITTING.starts + timedelta(weeks=20), SITTING.ends + timedelta(weeks=20))
    assert expected_units(glance(record.standing), 2, later, BEGAN + timedelta(weeks=20)) == 0


def test_a_pause_stops_the_clock_and_silence_begins_anew_afterwards(record: Record) -> None:
    record.now = BEGAN + timedelta(weeks=4)
    record.pauses()
    record.now += timedelta(weeks=30)
    assert (how(record, SITTING).found, how(record, SITTING).colour) == ((Going.PAUSED,), Colour.GREY)
    record.resumes()
    assert how(record, SITTING).found == (Going.ON_TRACK,)
    assert quiet_for(glance(record.standing), record.now) == timedelta(0)
    record.now += timedelta(weeks=1)
    assert how(record, SITTING).found == (Going.BEHIND,)
    record.now += QUIET_AFTER
    assert how(record, SITTING).found == (Going.BEHIND, Going.QUIET)


def test_an_observation_that_the_place_stopped_never_counts_against_the_learner(record: Record) -> None:
    planned = record.plans(SEEN)
    due = record.standing.observations[planned.id].due
    record.now = due
    before = expected_units(glance(record.standing), 2, SITTING, record.now)
    cancels(record, planned, CancelReason.REGIME)
    record.now = due + timedelta(weeks=30)
    assert Going.HELD_UP in how(record, SITTING).found
    assert Going.QUIET not in how(record, SITTING).found
    assert how(record, SITTING).expected == before


@pytest.mark.parametrize("reason", [one for one in CancelReason if one is not CancelReason.REGIME])
def test_any_other_reason_lets_the_clock_run(record: Record, reason: CancelReason) -> None:
    planned = record.plans(SEEN)
    cancels(record, planned, reason)
    assert glance(record.standing).stops == ()


def test_the_clock_goes_on_from_the_day_that_was_agreed_instead(record: Record) -> None:
    planned = record.plans(SEEN)
    due = record.standing.observations[planned.id].due
    record.now = due
    cancels(record, planned, CancelReason.REGIME)
    instead = due + timedelta(weeks=4)
    record.says(
        observations.rebook(
            record.standing,
            record.stamp(ASSESSOR),
            assessor=QUALIFIED,
            observation=planned.id,
            due=instead,
            words=WORDS,
        )
    )
    assert glance(record.standing).stops == (Stop(due, instead, regime=True),)
    assert not glance(record.standing).held_up


def test_times_that_overlap_are_stopped_once(record: Record) -> None:
    seen = glance(record.standing)
    twice = (
        Stop(BEGAN + timedelta(weeks=1), BEGAN + timedelta(weeks=3)),
        Stop(BEGAN + timedelta(weeks=2), BEGAN + timedelta(weeks=4), regime=True),
    )
    stopped = type(seen)(**vars(seen) | {"stops": twice})
    assert expected_units(stopped, 2, SITTING, BEGAN + timedelta(weeks=8) - MOMENT) == 0
    assert expected_units(stopped, 2, SITTING, BEGAN + timedelta(weeks=8)) == 1


def test_work_that_was_sent_back_is_said_beside_the_rest(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN, Verdict.NOT_YET)
    assert (how(record).found, how(record).colour) == ((Going.SENT_BACK,), Colour.AMBER)
    record.now += QUIET_AFTER
    assert how(record).found == (Going.QUIET, Going.SENT_BACK)


def test_a_finished_record_is_nothing_else(record: Record) -> None:
    record.achieves_everything()
    record.completes()
    record.now += timedelta(weeks=30)
    assert (how(record, SITTING).found, how(record, SITTING).colour) == ((Going.FINISHED,), Colour.GREEN)


def test_the_points_of_a_cohort_go_from_its_first_day_to_its_last_with_today(record: Record) -> None:
    signs_off_h2(record)  # on the second of March
    today = datetime(2026, 3, 4, 12, tzinfo=UTC)
    listed = points([(glance(record.standing), 2)] * 3, SITTING, today)
    assert [listed[0].day, listed[-1].day] == [SITTING.starts, SITTING.ends]
    by_day = {one.day: one for one in listed}
    assert (by_day[date(2026, 3, 2)].done, by_day[date(2026, 2, 23)].done) == (3, 0)
    assert (by_day[today.date()].expected, by_day[today.date()].done) == (3, 3)
    assert (listed[-1].expected, listed[-1].done) == (6, None)


def test_a_long_cohort_has_about_a_dozen_points_and_one_without_a_last_day_ends_today(record: Record) -> None:
    seen = glance(record.standing)
    years = Sitting(date(2024, 1, 1), date(2026, 12, 31))
    assert len(points([(seen, 2)], years, record.now)) <= 15
    listed = points([(seen, 2)], Sitting(date(2026, 1, 5)), record.now)
    assert listed[-1].day == record.now.date()
    assert {one.expected for one in listed} == {None}


def test_a_glance_says_what_the_record_says(record: Record) -> None:
    record.achieves_everything()
    seen = glance(record.standing)
    assert seen.signed_off.keys() == {"H1", "H2"}
    assert seen.minutes == {one.kind: record.standing.countersigned_minutes(one.kind) for one in COURSE.hours}
    assert (seen.sent_back, seen.held_up, seen.portfolios) == (0, False, 0)
