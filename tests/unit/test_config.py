"""Settings from the environment: what is taken, what is refused, and secrets that are made once."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lms_peer.config import MEBIBYTE, BadSetting, Config

MAIL = {"LMS_PEER_MAIL_SERVER": "mail.example", "LMS_PEER_MAIL_SENDER": "north@example.org"}


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with nothing but a home that does not exist yet."""
    return {"LMS_PEER_HOME": str(tmp_path / "home")}


def test_a_home_is_all_that_a_centre_needs_to_set(home: dict[str, str]) -> None:
    folder = home["LMS_PEER_HOME"]
    config = Config.from_environ(home)
    assert config.database_url == f"sqlite:///{folder}/lms_peer.sqlite"
    assert config.vault_url == f"file://{folder}/vault"
    assert config.upload_bytes == 100 * MEBIBYTE
    assert (config.courses, config.demo, config.testing, config.secure) == ((), False, False, False)


def test_secrets_are_made_once_and_only_their_owner_reads_them(home: dict[str, str]) -> None:
    first, second = Config.from_environ(home), Config.from_environ(home)
    assert (first.secret_key, first.password_salt) == (second.secret_key, second.password_salt)
    assert first.secret_key != first.password_salt
    assert len(first.secret_key) >= 43
    kept = list(Path(home["LMS_PEER_HOME"]).iterdir())
    assert sorted(file.name for file in kept) == ["password_salt", "secret_key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in kept} == {0o600}


def test_two_who_start_at_once_share_their_secrets(home: dict[str, str]) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: Config.from_environ(home).secret_key, range(40)))
    assert len(found) == 1


def test_secrets_that_are_set_are_not_written_down(home: dict[str, str]) -> None:
    key, salt = "k" * 32, "s" * 32
    config = Config.from_environ(home | {"LMS_PEER_SECRET_KEY": key, "LMS_PEER_PASSWORD_SALT": salt})
    assert (config.secret_key, config.password_salt) == (key, salt)
    assert not Path(home["LMS_PEER_HOME"]).exists()


@pytest.mark.parametrize("name", ["LMS_PEER_SECRET_KEY", "LMS_PEER_PASSWORD_SALT"])
def test_a_secret_that_is_easy_to_guess_is_refused_and_not_said_back(home: dict[str, str], name: str) -> None:
    with pytest.raises(BadSetting, match=f"{name} is too short") as refused:
        Config.from_environ(home | {name: "hush" * 7})
    assert "hush" not in str(refused.value)


def test_secrets_are_not_shown_where_settings_are(home: dict[str, str]) -> None:
    config = Config.from_environ(home)
    assert config.secret_key not in repr(config)
    assert config.password_salt not in repr(config)


def test_an_empty_secret_is_no_secret(home: dict[str, str]) -> None:
    folder = Path(home["LMS_PEER_HOME"])
    folder.mkdir()
    (folder / "secret_key").write_text("\n")
    with pytest.raises(BadSetting, match=r"secret_key is empty\. Delete it"):
        Config.from_environ(home)


def test_a_home_that_can_not_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(BadSetting, match="Set LMS_PEER_HOME"):
        Config.from_environ({"LMS_PEER_HOME": str(tmp_path / "file")})


def test_a_home_without_a_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadSetting, match="LMS_PEER_HOME is empty"):
        Config.from_environ({"LMS_PEER_HOME": ""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "ten", "1.5", "-5", "0", "１０", "100MB"])
def test_a_limit_that_is_no_number_is_refused(home: dict[str, str], text: str) -> None:
    with pytest.raises(BadSetting, match="LMS_PEER_UPLOAD_MB"):
        Config.from_environ(home | {"LMS_PEER_UPLOAD_MB": text})


@pytest.mark.parametrize(
    "text", ["", "peer.example", "ftp://peer.example", "//peer.example", "https://", "https:///x", "https://a b"]
)
def test_an_issuer_that_is_no_address_is_refused(home: dict[str, str], text: str) -> None:
    with pytest.raises(BadSetting, match="LMS_PEER_ISSUER"):
        Config.from_environ(home | {"LMS_PEER_ISSUER": text})


@pytest.mark.parametrize(("issuer", "secure"), [("https://peer.example/", True), ("http://peer.example", False)])
def test_cookies_are_only_for_https_where_the_service_is(home: dict[str, str], issuer: str, secure: bool) -> None:
    config = Config.from_environ(home | {"LMS_PEER_ISSUER": issuer})
    assert config.secure is secure
    assert not config.issuer.endswith("/")


def test_a_service_that_moved_is_reached_at_its_new_address(home: dict[str, str]) -> None:
    settings = home | {"LMS_PEER_ISSUER": "http://old.example"}
    assert Config.from_environ(settings).address == "http://old.example"
    moved = Config.from_environ(settings | {"LMS_PEER_ADDRESS": "https://new.example/"})
    assert (moved.issuer, moved.address, moved.secure) == ("http://old.example", "https://new.example", True)
    with pytest.raises(BadSetting, match="LMS_PEER_ADDRESS"):
        Config.from_environ(settings | {"LMS_PEER_ADDRESS": "new.example"})


def test_extra_folders_of_courses_are_listed_like_a_path(home: dict[str, str]) -> None:
    text = os.pathsep.join(["/one", "", "two/three", ""])
    assert Config.from_environ(home | {"LMS_PEER_COURSES": text}).courses == (Path("/one"), Path("two/three"))


def test_without_a_mail_server_nothing_about_email_needs_to_be_set(home: dict[str, str]) -> None:
    config = Config.from_environ(home)
    assert (config.mail.host, config.proxies, config.second_step) == ("", 0, False)


def test_a_mail_server_is_read_and_its_password_not_shown(home: dict[str, str]) -> None:
    mail = {"SERVER": "mail.example", "PORT": "465", "SECURITY": "tls", "USERNAME": "us", "PASSWORD": "a secret"}
    settings = {f"LMS_PEER_MAIL_{name}": text for name, text in mail.items()}
    config = Config.from_environ(home | settings | {"LMS_PEER_MAIL_SENDER": "North <north@example.org>"})
    assert (config.mail.host, config.mail.port, config.mail.security) == ("mail.example", 465, "tls")
    assert config.mail.password == "a secret"
    assert "a secret" not in repr(config)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("LMS_PEER_MAIL_PORT", "twenty"),
        ("LMS_PEER_MAIL_PORT", "65536"),
        ("LMS_PEER_MAIL_SECURITY", "ssl"),
        ("LMS_PEER_MAIL_SENDER", "nobody"),
        ("LMS_PEER_PROXIES", "-1"),
        ("LMS_PEER_TIMESTAMP_URL", "tsa.example"),
        ("LMS_PEER_SECOND_STEP", "yes"),
    ],
)
def test_a_setting_that_can_not_be_used_is_named(home: dict[str, str], name: str, text: str) -> None:
    with pytest.raises(BadSetting, match=name):
        Config.from_environ(home | MAIL | {name: text})
