"""Drafts: kept at every step, one's own only, sent once. On both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from threading import Thread
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms_peer import documents
from lms_peer.actions import keep_draft as action
from lms_peer.actions.keep_draft import Draft, DraftSchema, methods_for
from lms_peer.actions.record import qualification_of
from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now, pretend
from lms_peer.domain import refusals
from lms_peer.domain.facts import Document
from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.uk import uk_day
from tests.plant import LISTEN, OBSERVED, PLACES, Plant

WORDS = st.text(st.characters(codec="utf-8"), max_size=40)
FILES = st.builds(
    KeptFile,
    st.builds(Document, st.text("0123456789abcdef", min_size=64, max_size=64), st.integers(0, 2**40), WORDS),
    WORDS,
)
DRAFTS = st.builds(
    Draft,
    id=st.uuids(),
    unit=WORDS,
    criteria=st.lists(st.builds(CriterionRef, WORDS, st.just("1.1"))).map(tuple),
    method=st.none() | st.sampled_from(Method),
    happened=st.none() | st.dates(),
    title=WORDS,
    text=WORDS,
    files=st.lists(FILES).map(tuple),
    replaces=st.none() | st.uuids(),
)


def begun(plant: Plant, **more: object) -> Draft:
    """A draft with all that is needed to send it, kept."""
    draft = Draft(
        id=uuid4(),
        unit="H1",
        criteria=(LISTEN,),
        method=Method.REFLECTIVE_ACCOUNT,
        happened=date(2026, 1, 5),
        title="My talk",
        text="I listened.",
    )
    kept = action.keep_draft(plant.acting("learner"), plant.registration, replace(draft, **more))  # type: ignore[arg-type]
    db.session.commit()
    return kept


def send(plant: Plant, draft: UUID, *, declared: bool = True) -> UUID:
    """Send the draft."""
    fact = action.send_draft(plant.acting("learner"), plant.registration, draft, declared=declared, ai_use="")
    db.session.commit()
    return fact.id


@given(DRAFTS)
def test_a_draft_reads_back_as_it_was_written(draft: Draft) -> None:
    schema = DraftSchema()
    assert schema.loads(schema.dumps(draft)) == draft


def test_what_is_kept_is_there_again(plant: Plant) -> None:
    draft = begun(plant)
    assert action.draft(plant.acting("learner"), plant.registration, draft.id) == draft
    assert action.drafts(plant.acting("learner"), plant.registration) == [draft]


def test_the_last_saved_draft_comes_first(plant: Plant) -> None:
    first, second = begun(plant), begun(plant)
    with pretend(now() + timedelta(seconds=1)):
        again = action.keep_draft(plant.acting("learner"), plant.registration, replace(first, title="Later"))
    assert action.drafts(plant.acting("learner"), plant.registration) == [again, second]


def test_nobody_else_reads_keeps_or_sends_it(plant: Plant) -> None:
    draft = begun(plant)
    for who in ("other learner", "assessor"):
        acting = plant.acting(who)
        with pytest.raises(refusals.NotFound):
            action.draft(acting, plant.registration, draft.id)
        with pytest.raises(refusals.NotFound):
            action.keep_draft(acting, plant.registration, draft)
        with pytest.raises(refusals.NotFound):
            action.send_draft(acting, plant.registration, draft.id, declared=True, ai_use="")
        assert action.drafts(acting, plant.registration) == []
        action.drop_draft(acting, plant.registration, draft.id)
    assert action.drafts(plant.acting("learner"), plant.registration) == [draft]


def test_a_day_to_come_is_refused(plant: Plant) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
    with pytest.raises(refusals.InTheFuture):
        begun(plant, happened=tomorrow)


def test_the_drafts_id_becomes_the_evidences_and_sending_twice_is_once(plant: Plant) -> None:
    draft = begun(plant)
    assert [send(plant, draft.id), send(plant, draft.id)] == [draft.id, draft.id]
    assert list(plant.standing.evidence) == [draft.id]
    with pytest.raises(refusals.NotFound):
        action.draft(plant.acting("learner"), plant.registration, draft.id)


def test_a_refused_draft_is_still_there(plant: Plant) -> None:
    draft = begun(plant)
    with pytest.raises(refusals.NotDeclared):
        send(plant, draft.id, declared=False)
    db.session.rollback()
    assert action.drafts(plant.acting("learner"), plant.registration) == [draft]


@pytest.mark.parametrize("gap", ["method", "happened"])
def test_a_draft_with_a_gap_is_not_sent(plant: Plant, gap: str) -> None:
    draft = begun(plant, **{gap: None})
    with pytest.raises(refusals.Missing) as refused:
        send(plant, draft.id)
    assert refused.value.field == gap


def test_a_draft_for_criteria_of_another_unit_is_not_sent(plant: Plant) -> None:
    draft = begun(plant, criteria=(CriterionRef("H3", "1.1"),))
    with pytest.raises(refusals.UnknownCriteria):
        send(plant, draft.id)


def test_a_learner_may_send_only_some_kinds_and_only_what_all_criteria_take(plant: Plant) -> None:
    bench = qualification_of(plant.centre, plant.standing)
    assert methods_for(bench, [LISTEN, PLACES]) == (Method.WORK_PRODUCT, Method.REFLECTIVE_ACCOUNT)
    assert methods_for(bench, [LISTEN, OBSERVED]) == ()
    assert methods_for(bench, []) == ()


def test_the_same_file_twice_is_kept_once(plant: Plant) -> None:
    draft = begun(plant)
    for name in ("a.txt", "b.txt"):
        action.add_files(plant.acting("learner"), plant.registration, draft.id, [(name, BytesIO(b"The words"))])
    [file] = action.draft(plant.acting("learner"), plant.registration, draft.id).files
    assert workplace().vault.read(plant.centre, file.document.sha256) == b"The words"


def test_of_good_and_bad_files_the_good_are_kept_and_the_bad_are_named(plant: Plant) -> None:
    draft = begun(plant)
    uploads = [("good.txt", BytesIO(b"The words")), ("bad.txt", BytesIO(b""))]
    added = action.add_files(plant.acting("learner"), plant.registration, draft.id, uploads)
    assert added.refused == (("bad.txt", refusals.FileEmpty("bad.txt")),)
    [file] = action.draft(plant.acting("learner"), plant.registration, draft.id).files
    assert file.name == "good.txt"


def test_work_of_long_ago_is_refused_unless_it_is_prior_learning(plant: Plant) -> None:
    long_ago = uk_day(now()) - timedelta(days=4000)
    with pytest.raises(refusals.TooLongAgo):
        begun(plant, happened=long_ago)
    db.session.rollback()
    assert begun(plant, happened=long_ago, method=Method.PRIOR_LEARNING).happened == long_ago


def test_only_the_number_of_drafts_is_told_to_others(plant: Plant) -> None:
    begun(plant)
    assert action.count_drafts(plant.centre, plant.registration, plant.actor("learner")) == 1
    assert action.count_drafts(plant.centre, plant.registration, plant.actor("other learner")) == 0


def test_two_windows_that_add_files_at_once_lose_none(app: Flask, plant: Plant) -> None:
    draft, acting, registration = begun(plant), plant.acting("learner"), plant.registration
    db.session.rollback()

    def add(number: int) -> None:
        with app.app_context():
            action.add_files(acting, registration, draft.id, [(f"{number}.txt", BytesIO(b"words %d" % number))])
            db.session.commit()

    windows = [Thread(target=add, args=(number,)) for number in range(4)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert len(action.draft(acting, registration, draft.id).files) == 4


def test_two_windows_that_send_at_once_make_one_record(app: Flask, plant: Plant) -> None:
    draft, acting, registration = begun(plant), plant.acting("learner"), plant.registration
    db.session.rollback()
    sent: list[UUID] = []

    def send_it() -> None:
        with app.app_context():
            sent.append(action.send_draft(acting, registration, draft.id, declared=True, ai_use="").id)
            db.session.commit()

    windows = [Thread(target=send_it) for _ in range(3)]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    assert sent == [draft.id] * 3
    assert list(plant.standing.evidence) == [draft.id]


def test_a_draft_of_an_older_service_can_still_be_read(plant: Plant) -> None:
    draft = begun(plant)
    shelf = documents.drafts(plant.centre, plant.actor("learner"), plant.registration)
    old = b'{"id": "%s", "unit": "H1", "gone": 1}' % str(draft.id).encode()
    documents.put(shelf, str(draft.id), old, "application/json")
    assert action.draft(plant.acting("learner"), plant.registration, draft.id) == Draft(id=draft.id, unit="H1")
