"""Evidence as a learner writes it, a step at a time."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from lms_peer.actions.keep_draft import drafts
from lms_peer.database import now
from lms_peer.domain.facts import EvidenceSubmitted
from lms_peer.domain.standing import Standing
from tests.plant import Plant

from .visitor import Visitor

START = "/learn/{here}/units/H1/evidence"


def photo(colour: str = "teal") -> bytes:
    """A small JPEG."""
    drawn = BytesIO()
    Image.new("RGB", (40, 30), colour).save(drawn, "JPEG")
    return drawn.getvalue()


def upload(name: str, content: bytes) -> tuple[BytesIO, str]:
    """A file as a browser sends it."""
    return BytesIO(content), name


def yesterday(**changed: Any) -> dict[str, Any]:
    """A good second step."""
    day = now() - timedelta(days=1)
    kind = {
        "method": "reflective_account",
        "title": "My talk",
        "happened-day": day.day,
        "happened-month": day.month,
        "happened-year": day.year,
    }
    return {**kind, **{name.replace("__", "-"): value for name, value in changed.items()}}


def begun(plant: Plant, learner: Visitor) -> UUID:
    """A draft with its first step done; answers its id."""
    assert learner.sends(START, {"criteria": "H1/1.1"}).status_code == 302
    [draft] = drafts(plant.acting("learner"), plant.registration)
    return draft.id


def written(plant: Plant, learner: Visitor) -> UUID:
    """A draft that is ready to be sent, with words."""
    draft = begun(plant, learner)
    assert learner.sends(step(draft, "kind"), yesterday()).status_code == 302
    assert learner.sends(step(draft, "words"), {"text": "I listened for an hour."}).status_code == 302
    return draft


def step(draft: UUID, name: str) -> str:
    """The address of a step."""
    return f"/learn/{{here}}/evidence/{draft}/{name}"


SEND = {"used_ai": "no", "declared": "y"}


def sent(standing: Standing, evidence: UUID) -> EvidenceSubmitted:
    """What was sent, as the record has it."""
    fact = standing.evidence[evidence].submitted
    assert isinstance(fact, EvidenceSubmitted)
    return fact
