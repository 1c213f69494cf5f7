"""An issued portfolio in parts, from the trainer's page."""

from __future__ import annotations

import io
import zipfile
from io import BytesIO
from uuid import UUID, uuid4

import pytest

from lms_peer.actions.issue_portfolio import issue_now
from tests.plant import LISTEN, Plant
from tests.unit.web.pages.scene import Browser, Scene
from tests.unit.web.pages.trainer.test_exporting import rows_of


@pytest.fixture
def record(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """A record with one piece of evidence and one portfolio, drawn without WeasyPrint, which has tests of its own."""
    monkeypatch.setattr("lms_peer.actions.issue_portfolio._draw", lambda *_: BytesIO(b"%PDF-1.7"))
    monkeypatch.setattr("lms_peer.actions.issue_portfolio._sign", lambda *_: None)

    def issue(plant: Plant) -> UUID:
        plant.judges(plant.submits(LISTEN), LISTEN)
        issue_now(plant.acting("trainer"), plant.registration, uuid4())
        return plant.registration

    return scene.do(issue)


def test_each_version_is_offered_as_folders_and_as_a_table(trainer: Browser, record: UUID) -> None:
    page = trainer.get(f"/train/{record}").text
    for part in ("folders.zip", "matrix.csv"):
        assert f'href="/train/{record}/portfolios/1/{part}"' in page
    folders = trainer.get(f"/train/{record}/portfolios/1/folders.zip")
    assert folders.mimetype == "application/zip"
    assert 'filename="Learner-version-1-folders.zip"' in folders.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(folders.data)) as whole:
        assert whole.testzip() is None
        assert whole.read("portfolio.pdf") == b"%PDF-1.7"
    rows = rows_of(trainer.get(f"/train/{record}/portfolios/1/matrix.csv"))
    assert [(row["Evidence"], row["Decision"], row["Page"]) for row in rows if row["Evidence"]] == [
        ("E1", "Met", "")
    ]


def test_a_version_that_is_not_there_is_not_found(trainer: Browser, record: UUID) -> None:
    for part in ("folders.zip", "matrix.csv"):
        trainer.get(f"/train/{record}/portfolios/2/{part}", status=404)
