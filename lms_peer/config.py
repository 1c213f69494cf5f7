"""Settings, read once from the environment. Knows no Flask and opens nothing."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

MEBIBYTE = 1024 * 1024
_SHORTEST_SECRET = 32  # characters: 128 bits when they are written in hex
_MAIL_SECURITY = ("starttls", "tls", "none")
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")
_ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")


class BadSetting(ValueError):
    """A setting is missing or can not be used; the message says which and what to write."""


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over. Without a `host`, e-mail is written to standard output and goes nowhere.

    `security` is `starttls`, `tls` or `none`; `sender` is the address that people see and can answer.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    sender: str = "lms_peer <no-reply@localhost>"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> MailServer:
        """Read `LMS_PEER_MAIL_*`. Raises BadSetting."""
        host = environ.get("LMS_PEER_MAIL_SERVER", "")
        security = environ.get("LMS_PEER_MAIL_SECURITY", cls.security)
        if security not in _MAIL_SECURITY:
            raise BadSetting(f"LMS_PEER_MAIL_SECURITY must be starttls, tls or none, not {security!r}.")
        sender = environ.get("LMS_PEER_MAIL_SENDER", "")
        if host and "@" not in sender:
            raise BadSetting("LMS_PEER_MAIL_SENDER must be the email address that people see as the sender.")
        return cls(
            host=host,
            port=_number("LMS_PEER_MAIL_PORT", environ.get("LMS_PEER_MAIL_PORT", ""), cls.port),
            security=security,
            username=environ.get("LMS_PEER_MAIL_USERNAME", ""),
            password=environ.get("LMS_PEER_MAIL_PASSWORD", ""),
            sender=sender or cls.sender,
        )


@dataclass(frozen=True)
class Config:
    """Everything a centre may set. `issuer` is this service's own address: it vouches for its accounts, and stays.
    `moved_to` is where people reach the service now, when that is somewhere else.

    `database_url` is an SQLAlchemy URL (`sqlite:///file` or `postgresql+psycopg://…`), `vault_url` is
    `file:///folder` or `s3://bucket/prefix`, `courses` are extra folders of qualification files. `proxies` is how many
    web servers stand before this one and say where a request came from. With `second_step`, everyone but learners needs
    more than a password to sign in. With `lti_private_network`, learning platforms may be in the service's own network.
    `timestamp_url` is a time-stamp authority (RFC 3161) that adds its time to the seal of a portfolio.
    """

    issuer: str = "http://127.0.0.1:8000"
    moved_to: str = ""
    database_url: str = "sqlite:///var/lms_peer.sqlite"
    vault_url: str = "file:///var/lib/lms_peer/vault"
    secret_key: str = field(default="", repr=False)
    password_salt: str = field(default="", repr=False)
    courses: tuple[Path, ...] = ()
    certificates: tuple[Path, ...] = ()
    upload_bytes: int = 100 * MEBIBYTE
    mail: MailServer = MailServer()
    proxies: int = 0
    second_step: bool = False
    lti_private_network: bool = False
    timestamp_url: str = ""
    demo: bool = False
    testing: bool = False

    @property
    def address(self) -> str:
        """Where people reach the service, with no slash at the end. Links, letters and printed codes begin with it."""
        return self.moved_to or self.issuer

    @property
    def secure(self) -> bool:
        """True when people reach the service over https, so cookies must never travel in the clear."""
        return self.address.startswith("https://")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read `LMS_PEER_*`. Raises BadSetting when a setting can not be used, or a secret not be kept."""
        home = _home(environ.get("LMS_PEER_HOME", "var"))
        return cls(
            issuer=_address("LMS_PEER_ISSUER", environ.get("LMS_PEER_ISSUER", cls.issuer)),
            moved_to=_moved_to(environ.get("LMS_PEER_ADDRESS", "")),
            database_url=_database(environ.get("LMS_PEER_DATABASE_URL", f"sqlite:///{home / 'lms_peer.sqlite'}")),
            vault_url=environ.get("LMS_PEER_VAULT_URL", f"file://{home / 'vault'}"),
            secret_key=_secret("LMS_PEER_SECRET_KEY", environ) or _kept_secret(home / "secret_key"),
            password_salt=_secret("LMS_PEER_PASSWORD_SALT", environ) or _kept_secret(home / "password_salt"),
            courses=_folders(environ.get("LMS_PEER_COURSES", "")),
            certificates=_folders(environ.get("LMS_PEER_CERTIFICATES", "")),
            upload_bytes=_megabytes(environ.get("LMS_PEER_UPLOAD_MB", "100")),
            mail=MailServer.from_environ(environ),
            proxies=_number("LMS_PEER_PROXIES", environ.get("LMS_PEER_PROXIES", ""), 0),
            second_step=_second_step(environ.get("LMS_PEER_SECOND_STEP", "optional")),
            timestamp_url=_timestamps(environ.get("LMS_PEER_TIMESTAMP_URL", "")),
            lti_private_network=_allowed("LMS_PEER_LTI_PRIVATE_NETWORK", environ),
        )


def _home(text: str) -> Path:
    if not text:
        raise BadSetting("LMS_PEER_HOME is empty. Set it to a folder that you may write to.")
    return Path(text).resolve()


def _database(text: str) -> str:
    """Never said back: it may hold a password."""
    try:
        known = make_url(text).drivername in _DATABASES
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise BadSetting(
            "LMS_PEER_DATABASE_URL can not be used. It should look like postgresql+psycopg://user@host/name or "
            "sqlite:////a/folder/lms_peer.sqlite."
        )
    return text


def _folders(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(os.pathsep) if part)


def _address(name: str, text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise BadSetting(f"{name} must be the address of this service, with https:// before it, not {text!r}.")
    return text.rstrip("/")


def _moved_to(text: str) -> str:
    return _address("LMS_PEER_ADDRESS", text) if text else ""


def _megabytes(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise BadSetting(f"LMS_PEER_UPLOAD_MB must be a whole number of megabytes, 1 or more, not {text!r}.")
    return int(text) * MEBIBYTE


def _number(name: str, text: str, usual: int) -> int:
    if text and not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise BadSetting(f"{name} must be a whole number from 0 to 65535, not {text!r}.")
    return int(text) if text else usual


def _second_step(text: str) -> bool:
    if text not in ("optional", "staff"):
        raise BadSetting(f"LMS_PEER_SECOND_STEP must be optional or staff, not {text!r}.")
    return text == "staff"


def _timestamps(text: str) -> str:
    if text and not text.startswith(("https://", "http://")):
        raise BadSetting(
            f"LMS_PEER_TIMESTAMP_URL must be an address that begins with https:// or http://, not {text!r}."
        )
    return text


def _allowed(name: str, environ: Mapping[str, str]) -> bool:
    text = environ.get(name, "no")
    if text not in ("yes", "no"):
        raise BadSetting(f"{name} must be yes or no, not {text!r}.")
    return text == "yes"


def _secret(name: str, environ: Mapping[str, str]) -> str:
    """Never said back."""
    text = environ.get(name, "")
    if 0 < len(text) < _SHORTEST_SECRET:
        raise BadSetting(
            f"{name} is too short to be safe. It needs {_SHORTEST_SECRET} characters or more that nobody can guess. "
            "Make them with: openssl rand -hex 32"
        )
    return text


def _kept_secret(path: Path) -> str:
    """A secret of 256 bits that stays the same: made at the first start, readable by its owner only."""
    try:
        if not path.exists():
            _make_secret(path)
        secret = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise BadSetting(
            f"{path} can not be used ({error.strerror}). Set LMS_PEER_HOME to a folder that you may write to."
        ) from error
    if not secret:
        raise BadSetting(f"{path} is empty. Delete it and start again.")
    return secret


def _make_secret(path: Path) -> None:
    """Write it whole beside, then give it its name: of two who start at once, one wins and nobody reads a half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    fresh.touch(mode=0o600)
    try:
        fresh.write_text(secrets.token_urlsafe(32), encoding="ascii")
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()
