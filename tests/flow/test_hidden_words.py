"""What is blacked out can not be found out by who gets the portfolio, with its statements and their SHA-256."""

from __future__ import annotations

import hashlib
import json
from uuid import uuid4

from lms_peer import ledger
from lms_peer.actions.redact_evidence import hide_words
from tests.plant import LISTEN, Plant

TEXT = "I went with Mary Sample to the bank."
REASON = "Her name."


def told(plant: Plant) -> set[str]:
    """Every SHA-256 that the learner's statements tell."""
    entries = ledger.entries(plant.centre, registration=plant.registration)
    return {one["sha2"] for entry in entries for one in json.loads(entry.body).get("attachments", ())}


def test_a_right_guess_at_a_hidden_name_can_not_be_told_from_a_wrong_one(plant: Plant) -> None:
    evidence = plant.submits(LISTEN, text=TEXT)
    hide_words(
        plant.acting("trainer"), plant.registration, uuid4(), evidence=evidence, words=["Mary Sample"], left_out=(),
        reason=REASON,
    )  # fmt: skip
    guesses: tuple[dict[str, object], ...] = (
        {"text": TEXT, "title": "My day"},
        {"hidden_words": ["Mary Sample"], "reason": REASON},
        {"reason": REASON},
    )
    for guess in guesses:
        canonical = json.dumps(guess, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        assert hashlib.sha256(canonical).hexdigest() not in told(plant)


def test_the_same_words_sent_twice_are_one_record(plant: Plant) -> None:
    submission = uuid4()
    assert plant.submits(LISTEN, text=TEXT, submission=submission) == submission
    before = told(plant)
    assert plant.submits(LISTEN, text=TEXT, submission=submission) == submission
    assert told(plant) == before
