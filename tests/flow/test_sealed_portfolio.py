"""A portfolio as a stranger gets it: sealed, checked without us, and told apart from what was changed or replaced."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pikepdf
import pytest
from flask import current_app

from lms_peer import ledger, seal
from lms_peer.actions.issue_portfolio import issue_now
from lms_peer.actions.withdraw_portfolio import withdraw_portfolio
from lms_peer.actions.workplace import workplace
from lms_peer.database import db
from tests.flow.printed import bytes_of
from tests.judges import page, pdfsig, qpdf, verapdf
from tests.plant import Plant, app_on


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    """A learner who is done, with one final portfolio."""
    folder: Path = tmp_path_factory.mktemp("sealed")
    app = app_on(f"sqlite:///{folder / 'sealed.sqlite'}", folder)
    with app.app_context():
        made = Plant.at()
        made.achieves_everything()
        issue(made, final=True)
        yield made
        db.session.remove()


@pytest.fixture(scope="module")
def sealed(plant: Plant) -> bytes:
    """That portfolio."""
    return bytes_of(plant)


def issue(plant: Plant, *, final: bool = False) -> None:
    """One more version."""
    issue_now(plant.acting("trainer"), plant.registration, uuid4(), final=final)
    db.session.commit()


def test_every_judge_is_content_with_it(sealed: bytes):
    assert verapdf(sealed) == [[]]
    assert page(sealed) == qpdf(sealed) == []
    said = pdfsig(sealed)
    assert "Signature is Valid" in said
    assert "Total document signed" in said


def test_it_can_be_checked_without_us_and_says_so(plant: Plant, sealed: bytes):
    answer = seal.check(sealed)
    assert answer.wrong == []
    upto = plant.standing.portfolios[0].position
    stated = len(list(ledger.entries(plant.centre, registration=plant.registration, upto=upto)))
    assert any(f"{stated} statements" in line for line in answer.right)


def test_it_carries_its_statements_byte_for_byte(plant: Plant, sealed: bytes):
    with pikepdf.open(BytesIO(sealed)) as document:
        lines = document.attachments["statements.jsonl"].get_file().read_bytes().splitlines()
    kept = {
        one.position: one.body.decode() for one in ledger.entries(plant.centre, registration=plant.registration)
    }
    assert lines
    for said in map(json.loads, lines):
        assert kept[said["position"]] == said["statement"]


def test_one_changed_letter_is_found(sealed: bytes):
    for place in (len(sealed) // 3, len(sealed) // 2, len(sealed) - 4000):
        changed = bytearray(sealed)
        changed[place] ^= 1
        assert seal.check(bytes(changed)).wrong


def test_its_address_says_valid_then_superseded_then_withdrawn(plant: Plant):
    address = seal.verify_url(workplace().config.issuer, plant.centre, plant.registration, 1)
    path, public = urlsplit(address).path, current_app.test_client()
    assert "This portfolio is valid" in public.get(path).text
    issue(plant)  # a draft replaces no final one
    assert "This portfolio is valid" in public.get(path).text
    issue(plant, final=True)
    assert "There is a newer version" in public.get(path).text
    withdraw_portfolio(plant.acting("trainer"), plant.registration, uuid4(), version=1, reason="A name was wrong.")
    db.session.commit()
    said = public.get(path).text
    assert "This portfolio was withdrawn" in said
    for secret in ("Learner", "North", "name was wrong", str(plant.registration)):
        assert secret not in said
