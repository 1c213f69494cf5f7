"""The forms with which an assessor plans an observation and writes it up, and a witness."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from lms_peer.database import now
from lms_peer.domain.standing import ObservationStatus
from lms_peer.people import witnesses
from lms_peer.web.wording import LONDON
from tests.plant import OBSERVED, Plant
from tests.unit.web.pages.scene import Scene

ELSEWHERE = "/account/password"  # a page with a form, for a token when the page itself has none


def day(name: str, when: datetime) -> dict[str, str]:
    local = when.astimezone(LONDON)
    return {f"{name}-day": str(local.day), f"{name}-month": str(local.month), f"{name}-year": str(local.year)}


def plan(**changed: Any) -> dict[str, Any]:
    return {
        **day("due", now() + timedelta(days=5)),
        "clock": "2:15pm",
        "setting": "hostel",
        "text": "Meet a new client",
        "criteria": str(OBSERVED),
        **changed,
    }


def seen(**changed: Any) -> dict[str, Any]:
    return {
        **day("happened", now() - timedelta(days=1)),
        "began": "10:30am",
        "minutes": "45",
        "setting": "hostel",
        "text": "A first talk with a new client.",
        "criteria": str(OBSERVED),
        f"covered-{OBSERVED}": "She asked open questions.",
        "question-0": "What would you do next?",
        "answer-0": "Ring the council.",
        "feedback": "Calm and kind.",
        "rows": "3",
        "early": "y",
        **changed,
    }


def observed(scene: Scene, observation: Any) -> ObservationStatus:
    return scene.do(lambda plant: plant.standing.observations[observation].status)


def kept(page: str) -> list[str]:
    """The signed words of the files that the page still holds."""
    return re.findall(r'name="kept" type="checkbox" value="([^"]+)" checked', page)


PAT = {"name": "Pat Invented", "occupation": "Keyworker", "expert": "yes", "relationship": "Runs the drop-in."}


def add_pat(plant: Plant) -> str:
    pat = witnesses.add_witness(
        plant.centre,
        plant.registration,
        name="Pat Invented",
        occupation="Keyworker",
        expert=True,
        relationship="Runs the drop-in.",
    )
    return str(pat.id)
