"""What a learning platform is told about a learner's work."""

from __future__ import annotations

from lms_peer.domain.facts import Verdict
from lms_peer.domain.marks import NOT_STARTED, Activity, Grading, Mark, mark_of_qualification, mark_of_unit
from tests.unit.domain.given import COURSE, LISTEN, SEEN, Record


def of_unit(record: Record, unit: str = "H1") -> Mark:
    found = mark_of_unit(record.standing, COURSE, unit)
    assert found is not None
    return found


def test_before_anything_is_done_there_is_no_score(record: Record) -> None:
    assert of_unit(record) == NOT_STARTED
    assert not of_unit(record).begun
    assert mark_of_qualification(record.standing, COURSE) == NOT_STARTED


def test_a_unit_that_the_learner_does_not_take_has_no_mark(record: Record) -> None:
    assert mark_of_unit(record.standing, COURSE, "H3") is None
    assert mark_of_unit(record.standing, COURSE, "no such unit") is None


def test_work_that_was_sent_waits_for_an_assessor(record: Record) -> None:
    record.submits(LISTEN)
    mark = of_unit(record)
    assert (mark.score, mark.activity, mark.grading) == (0.0, Activity.SUBMITTED, Grading.PENDING_MANUAL)
    assert mark.comment == "0 of 2 criteria met. An assessor has more to look at."


def test_work_that_was_sent_back_is_the_learners_to_go_on_with(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN, Verdict.NOT_YET)
    mark = of_unit(record)
    assert (mark.score, mark.activity, mark.grading) == (0.0, Activity.IN_PROGRESS, Grading.NOT_READY)
    assert "sent back" in mark.comment


def test_the_score_is_the_share_of_criteria_that_are_met(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN)
    assert of_unit(record).score == 50.0


def test_a_unit_that_is_met_waits_for_its_sign_off_and_says_the_day_of_it(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN)
    planned = record.plans(SEEN)
    record.judges(record.observes(planned, SEEN), SEEN)
    record.confirms(planned)
    ready = of_unit(record)
    assert (ready.score, ready.activity, ready.grading) == (100.0, Activity.COMPLETED, Grading.PENDING_MANUAL)
    record.signs_off("H1")
    done = of_unit(record)
    assert (done.score, done.activity, done.grading) == (100.0, Activity.COMPLETED, Grading.FULLY_GRADED)
    assert done.comment == "Signed off on 2 March 2026."


def test_evidence_taken_back_takes_its_mark_back(record: Record) -> None:
    record.withdraws(record.submits(LISTEN))
    assert of_unit(record) == NOT_STARTED


def test_a_whole_course_counts_its_units_and_says_when_it_was_completed(record: Record) -> None:
    record.judges(record.submits(LISTEN), LISTEN)
    mark = mark_of_qualification(record.standing, COURSE)
    assert mark.comment == "1 of 3 criteria met. 0 of 2 units signed off."
    assert mark.score == 33.33
    assert (mark.activity, mark.grading) == (Activity.IN_PROGRESS, Grading.NOT_READY)


def test_a_completed_course_is_fully_graded(record: Record) -> None:
    record.achieves_everything()
    assert mark_of_qualification(record.standing, COURSE).grading is Grading.NOT_READY
    record.completes()
    done = mark_of_qualification(record.standing, COURSE)
    assert (done.score, done.grading, done.comment) == (100.0, Grading.FULLY_GRADED, "Completed on 2 March 2026.")
