"""Reading a PDF back, a full record to print, and a worker: `python -m tests.unit.portfolio.given URL FOLDER`."""

from __future__ import annotations

import re
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pypdfium2
from flask import Flask
from PIL import Image, ImageDraw

from lms_peer.actions.change_registration import pause_registration, resume_registration
from lms_peer.actions.draw_ahead import draw_ahead
from lms_peer.actions.issue_portfolio import make_portfolio
from lms_peer.actions.log_hours import refuse_hours, void_hours
from lms_peer.actions.record_testimony import record_discussion, record_testimony
from lms_peer.actions.submit_evidence import KeptFile, Work, submit_evidence, withdraw_evidence
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.domain.facts import Verdict
from lms_peer.domain.qualification import Method
from lms_peer.domain.uk import uk_day
from lms_peer.jobs import Jobs, work
from lms_peer.people import enrolments, witnesses
from tests.plant import LISTEN, OBSERVED, PLACES, Plant, app_on

LEASE_SECONDS = 2.0
PAUSE_NOTE = "Moved to another wing on Friday"


def app_that_issues(url: str, folder: Path) -> Flask:
    """The application with the kinds of job that make portfolios."""
    app = app_on(url, folder)
    Jobs(make_portfolio, draw_ahead).furnish(app)
    return app


class Read:
    """A PDF as text, page by page, with white space made plain."""

    def __init__(self, drawn: bytes) -> None:
        self.document = pypdfium2.PdfDocument(drawn)
        self.pages = [_plain(page.get_textpage().get_text_bounded()) for page in self.document]
        self.text = " ".join(self.pages)
        self.packed = "".join(self.text.split())
        self.begins = {
            bookmark.get_title(): bookmark.get_dest().get_index() + 1 for bookmark in self.document.get_toc()
        }


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\ufffe", "").replace("\x02", ""))


def photo() -> bytes:
    """A large photo that says where it was taken."""
    picture = Image.new("RGB", (2400, 1800), "teal")
    ImageDraw.Draw(picture).ellipse((300, 300, 1500, 1500), fill="gold")
    exif = picture.getexif()
    exif[0x010E] = "taken at a secret place"
    kept = BytesIO()
    picture.save(kept, "JPEG", exif=exif)
    return kept.getvalue()


def kept(plant: Plant, content: bytes, media_type: str, name: str) -> KeptFile:
    """A file in the centre's vault."""
    return KeptFile(workplace().vault.keep(plant.centre, content, media_type), name)


def fill(plant: Plant) -> None:
    """One of everything that a portfolio can hold. Everything is achieved."""
    enrolments.add_learner(plant.centre, plant.people["learner"], "Lee Legal-Name", "9276308686", "AB-12345")
    db.session.commit()
    first = plant.submits(
        LISTEN,
        text="My first try.",
        files=[
            kept(plant, photo(), "image/jpeg", "wall poster.jpg"),
            kept(plant, b"%PDF-1.4 an account", "application/pdf", "account.pdf"),
        ],
    )
    plant.judges(first, LISTEN, verdict=Verdict.NOT_YET)
    again = Work(
        method=Method.WORK_PRODUCT,
        criteria=[LISTEN],
        happened=uk_day(now()),
        title="A leaflet about listening",
        text="I wrote it again.\n\nAnd then once more.",
        declared=True,
        ai_use="It checked my spelling",
        replaces=first,
    )
    second = submit_evidence(plant.acting("learner"), plant.registration, uuid4(), again).id
    db.session.commit()
    plant.judges(second, LISTEN)
    withdrawn = plant.submits(PLACES, text="This was taken back and is not to be read.")
    withdraw_evidence(
        plant.acting("learner"), plant.registration, uuid4(), evidence=withdrawn, reason="Wrong file"
    )
    _is_seen_and_heard(plant)
    plant.signs_off("H1")
    plant.signs_off("H2")
    _spends_hours(plant)
    pause_registration(plant.acting("trainer"), plant.registration, uuid4(), reason=PAUSE_NOTE)
    resume_registration(plant.acting("trainer"), plant.registration, uuid4(), reason="Settled in")
    db.session.commit()


def _is_seen_and_heard(plant: Plant) -> None:
    listed = witnesses.add_witness(
        plant.centre,
        plant.registration,
        name="Wendy Witness",
        occupation="Hostel manager",
        expert=True,
        relationship="I run the hostel where they help out.",
    )
    testimony = record_testimony(
        plant.acting("assessor"),
        plant.registration,
        uuid4(),
        witness=listed.id,
        criteria=[PLACES],
        happened=uk_day(now()),
        text="They were kind and clear.",
    )
    questions = record_discussion(
        plant.acting("assessor"),
        plant.registration,
        uuid4(),
        method=Method.QUESTIONING,
        criteria=[LISTEN],
        began=now() - timedelta(hours=1),
        minutes=25,
        questions=[{"question": "What is an open question?", "answer": "One that starts with how."}],
    )
    db.session.commit()
    plant.judges(testimony.id, PLACES)
    plant.judges(questions.id, LISTEN)
    plant.plans(OBSERVED)
    observation = plant.plans(OBSERVED)
    plant.judges(plant.observes(observation, OBSERVED), OBSERVED)
    plant.confirms(observation)


def _spends_hours(plant: Plant) -> None:
    for _ in range(2):
        plant.countersigns(plant.logs(300))
    refuse_hours(plant.acting("staff"), plant.registration, uuid4(), hours=plant.logs(61), reason="I was on leave")
    void_hours(plant.acting("learner"), plant.registration, uuid4(), hours=plant.logs(62))
    db.session.commit()


if __name__ == "__main__":
    work(app_that_issues(sys.argv[1], Path(sys.argv[2])), poll=0.05, lease_seconds=LEASE_SECONDS)
