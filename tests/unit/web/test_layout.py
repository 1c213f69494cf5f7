"""What every page has: addresses of many things of one kind, and those of static files."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask, url_for
from werkzeug.routing import BuildError

from lms_peer.web.layout import addresses, asset


def test_an_address_that_is_filled_in_is_the_very_address(app: Flask) -> None:
    with app.test_request_context():
        of_record = addresses("record.overview", "registration")
        of_evidence = addresses("assessor.judge", "registration", "evidence")
        for registration, evidence in ((uuid4(), uuid4()), (UUID(int=1), UUID(int=0))):
            assert of_record(registration=registration) == url_for("record.overview", registration=registration)
            assert of_evidence(registration=registration, evidence=evidence) == url_for(
                "assessor.judge", registration=registration, evidence=evidence
            )


def test_an_address_is_below_where_the_service_is_mounted(app: Flask) -> None:
    with app.test_request_context(environ_overrides={"SCRIPT_NAME": "/peer"}):
        registration = uuid4()
        assert addresses("record.overview", "registration")(registration=registration).startswith("/peer/")


def test_an_address_names_every_id_that_it_needs(app: Flask) -> None:
    with app.test_request_context():
        with pytest.raises(BuildError):
            addresses("assessor.judge", "registration")
        with pytest.raises(KeyError):
            addresses("assessor.judge", "registration", "evidence")(registration=uuid4())


def test_the_first_static_file_that_is_there_is_taken(app: Flask) -> None:
    with app.test_request_context():
        found = asset("nowhere/at-all.css", "app.css")
        assert found is not None
        assert found.startswith("/static/app.css?v=")
        assert asset("nowhere/at-all.css") is None
