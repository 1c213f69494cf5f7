"""A service that has moved: its people stay who they are, and its links lead to where it is now."""

from __future__ import annotations

from pathlib import Path

from lms_peer.app import create_app
from lms_peer.config import Config
from lms_peer.web.letters import address_of
from lms_peer.web.lti.blueprint import own_address


def test_links_lead_to_where_the_service_is_and_not_to_where_it_began(tmp_path: Path) -> None:
    config = Config(
        issuer="http://127.0.0.1:8000",
        moved_to="http://127.0.0.1:8141",
        database_url=f"sqlite:///{tmp_path / 'moved.sqlite'}",
        vault_url=f"file://{tmp_path / 'vault'}",
        secret_key="for tests only",
        password_salt="for tests only",
        testing=True,
    )
    app = create_app(config)
    with app.app_context():
        assert app.config["LMS_PEER_ISSUER"] == "http://127.0.0.1:8000"
        assert address_of("account.home") == "http://127.0.0.1:8141/"
        assert own_address() == "http://127.0.0.1:8141"
