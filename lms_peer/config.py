"""Settings, read once from the environment. Knows no Flask and opens nothing."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

MEBIBYTE = 1024 * 1024


class BadSetting(ValueError):
    """A setting is missing or can not be used; the message says which and what to write."""


@dataclass(frozen=True)
class Config:
    """Everything a centre may set. `issuer` is this service's own address: it vouches for its accounts.

    `database_url` is an SQLAlchemy URL (`sqlite:///file` or `postgresql+psycopg://…`), `vault_url` is
    `file:///folder` or `s3://bucket/prefix`, `courses` are extra folders of qualification files.
    """

    issuer: str = "http://127.0.0.1:8000"
    database_url: str = "sqlite:///var/lms_peer.sqlite"
    vault_url: str = "file:///var/lib/lms_peer/vault"
    secret_key: str = field(default="", repr=False)
    password_salt: str = field(default="", repr=False)
    courses: tuple[Path, ...] = ()
    certificates: tuple[Path, ...] = ()
    upload_bytes: int = 100 * MEBIBYTE
    demo: bool = False
    testing: bool = False

    @property
    def secure(self) -> bool:
        """True when people reach the service over https, so cookies must never travel in the clear."""
        return self.issuer.startswith("https://")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """Read `LMS_PEER_*`. Raises BadSetting when a secret is missing or a number is not one."""
        home = Path(environ.get("LMS_PEER_HOME", "var")).resolve()
        try:
            upload = int(environ.get("LMS_PEER_UPLOAD_MB", "100")) * MEBIBYTE
        except ValueError as error:
            raise BadSetting("LMS_PEER_UPLOAD_MB must be a whole number of megabytes") from error
        return cls(
            issuer=environ.get("LMS_PEER_ISSUER", cls.issuer).rstrip("/"),
            database_url=environ.get("LMS_PEER_DATABASE_URL", f"sqlite:///{home / 'lms_peer.sqlite'}"),
            vault_url=environ.get("LMS_PEER_VAULT_URL", f"file://{home / 'vault'}"),
            secret_key=environ.get("LMS_PEER_SECRET_KEY") or _kept_secret(home / "secret_key"),
            password_salt=environ.get("LMS_PEER_PASSWORD_SALT") or _kept_secret(home / "password_salt"),
            courses=_folders(environ.get("LMS_PEER_COURSES", "")),
            certificates=_folders(environ.get("LMS_PEER_CERTIFICATES", "")),
            upload_bytes=upload,
        )


def _folders(text: str) -> tuple[Path, ...]:
    return tuple(Path(part) for part in text.split(os.pathsep) if part)


def _kept_secret(path: Path) -> str:
    """A secret of 256 bits that stays the same: made at the first start, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()
