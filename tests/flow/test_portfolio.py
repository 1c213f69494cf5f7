"""Issuing portfolios: what is asked for is made once; drafts and the final one."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID, uuid4

import pikepdf
import pytest
from flask import Flask

from lms_peer import seal
from lms_peer.actions.issue_portfolio import (
    draw_again,
    issue_now,
    request_portfolio,
)
from lms_peer.database import db
from lms_peer.domain import refusals
from lms_peer.jobs import JobState, JobStatus, status, work
from lms_peer.portfolio.settings import Settings, keep_settings
from tests.flow.conftest import issuing
from tests.flow.printed import bytes_of, issued
from tests.plant import LISTEN, PLACES, Plant
from tests.unit.portfolio.given import Read

pytestmark = pytest.mark.usefixtures("sections_drawn_once")


@pytest.fixture
def app(on_both: Flask) -> Flask:
    """The application, with portfolios as its one kind of job."""
    return issuing(on_both)


def asked(plant: Plant, submission: UUID | None = None) -> UUID:
    """The trainer asks for a portfolio."""
    job = request_portfolio(plant.acting("trainer"), plant.registration, submission or uuid4())
    db.session.commit()
    return job


def worked(app: Flask, plant: Plant, job: UUID) -> JobStatus:
    """A worker does what there is to do."""
    db.session.rollback()
    work(app, once=True)
    now_stands = status(plant.centre, job)
    db.session.rollback()
    return now_stands


def test_a_worker_makes_what_was_asked_for_and_a_second_click_changes_nothing(app: Flask, plant: Plant):
    plant.submits(LISTEN, text="What there was.")
    job = asked(plant)
    assert asked(plant) == job
    plant.submits(PLACES, text="What came too late.")
    done = worked(app, plant, job)
    assert (done.state, done.result) == (JobState.DONE, {"registration": str(plant.registration), "version": 1})
    [fact] = plant.standing.portfolios
    assert (fact.version, fact.position, fact.by) == (1, 2, plant.actor("trainer"))
    text = Read(bytes_of(plant)).text
    assert "What there was." in text
    assert "What came too late." not in text


def test_issuing_again_makes_version_2_and_leaves_version_1_as_it_was(app: Flask, plant: Plant):
    plant.submits(LISTEN)
    worked(app, plant, asked(plant))
    first = bytes_of(plant, 1)
    plant.submits(PLACES)
    worked(app, plant, asked(plant))
    second = Read(bytes_of(plant, 2))
    assert bytes_of(plant, 1) == first
    assert "Draft portfolio, version 2" in second.text
    assert "Version 1, draft, issued on" in second.text
    with pytest.raises(refusals.NotFound):
        bytes_of(plant, 3)


def test_a_form_that_was_answered_is_not_answered_again(app: Flask, plant: Plant):
    plant.submits(LISTEN)
    submission = uuid4()
    worked(app, plant, asked(plant, submission))
    with pytest.raises(refusals.VersionTaken):
        asked(plant, submission)
    assert len(plant.standing.portfolios) == 1


def test_a_portfolio_issued_meanwhile_refuses_the_one_that_was_asked_for(app: Flask, plant: Plant):
    plant.submits(LISTEN)
    job = asked(plant)
    issued(plant)
    assert worked(app, plant, job).state == JobState.FAILED
    assert len(plant.standing.portfolios) == 1


def test_an_empty_record_is_not_printed(app: Flask, plant: Plant):
    with pytest.raises(refusals.NothingToPrint):
        asked(plant)


def test_another_centres_record_is_not_found(app: Flask, plant: Plant):
    plant.submits(LISTEN)
    stranger = Plant.at("south")
    stranger.registration = plant.registration
    with pytest.raises(refusals.NotFound):
        asked(stranger)
    with pytest.raises(refusals.NotFound):
        bytes_of(stranger)


def test_a_draft_says_so_and_lists_what_is_open_before_all_else(small: Plant):
    small.submits(LISTEN)
    small.logs(60)
    assert issued(small).final is False
    read = Read(bytes_of(small))
    assert "Draft. This is how far the learner is on the day of issue." in read.pages[0]
    gaps = read.pages[1].removeprefix("DRAFT").strip()
    assert gaps.startswith("What is missing")
    assert gaps.index("Still to be done") < gaps.index("Not on record")
    assert "Evidence waits for a decision: H1 1.1." in gaps
    assert "Entries of hours that still wait to be signed: 1." in gaps
    assert "Finish the unit Listen well (H1)" in gaps


def test_the_final_portfolio_is_refused_with_every_reason_and_nothing_is_issued(small: Plant):
    small.submits(LISTEN)
    for ask in (issue_now, request_portfolio):
        with pytest.raises(refusals.PortfolioNotReady) as refused:
            ask(small.acting("trainer"), small.registration, uuid4(), final=True)
        assert "Evidence waits for a decision: H1 1.1." in refused.value.blocks
    assert small.standing.portfolios == ()


def test_drafts_and_the_final_one_are_counted_together(small: Plant):
    small.achieves_everything()
    issued(small)
    issued(small, final=True)
    assert [(one.version, one.final) for one in small.standing.portfolios] == [(1, False), (2, True)]
    assert "Version 1, draft, issued on" in Read(bytes_of(small, 2)).text
    assert seal.blanked(bytes_of(small, 2)) == draw_again(small.centre, small.registration, 2)


def test_a_centre_names_its_forms_and_says_where_appeals_are_made(small: Plant):
    small.submits(LISTEN)
    names = {"location": "Sheet C: where evidence is", "unit": "Sheet D"}
    appeals = "Ask at the front desk.\n\nOr write to <us>."
    keep_settings(small.centre, Settings(form_names=names, appeals=appeals))
    db.session.commit()
    issued(small)
    text = Read(bytes_of(small)).text
    assert "Sheet C: where evidence is" in text
    assert "Form 08" not in text
    assert "Form 10: summary of achievement" in text
    assert "Ask at the front desk. Or write to <us>." in text
    assert "Where the appeals procedure is has not been put down" not in text


def test_a_portfolio_speaks_the_language_of_the_centre(small: Plant):
    small.judges(small.submits(LISTEN, text="What I wrote."), LISTEN)
    keep_settings(small.centre, Settings(language="cy"))
    db.session.commit()
    issued(small)
    read = Read(bytes_of(small))
    assert "Portffolio tystiolaeth" in read.pages[0]
    assert "Nid oes siaradwr Cymraeg wedi gwirio" in read.pages[0]
    assert "Ffurflen 08: taflen lleoliad tystiolaeth" in read.text
    assert "Gorffennwch yr uned Listen well (H1)." in read.text
    assert "What I wrote." in read.text
    assert not any(
        "Evidence" in text for text in read.pages[:-1]
    )  # the last names the statements, as the ledger does
    with pikepdf.open(BytesIO(bytes_of(small))) as document:
        assert str(document.Root.Lang) == "cy"
