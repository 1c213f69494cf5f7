"""A byte flipped in the vault, or a file gone from it, is found at the statement that names it first."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from lms_peer.database import db
from lms_peer.ledger import append, first_finding
from lms_peer.vault.faults import VaultDamaged, VaultMissing
from lms_peer.vault.store import Vault, open_vault
from tests.unit.ledger.given import AUTHORITY, CENTRE, NOON, a_statement, ledger_at, said, with_document


def flip_a_byte(file: Path) -> None:
    file.write_bytes(bytes([file.read_bytes()[0] ^ 1]) + file.read_bytes()[1:])


def checked_by(vault: Vault):
    def check(centre: UUID, sha256: str) -> str | None:
        try:
            vault.verify(centre, sha256)
        except (VaultMissing, VaultDamaged) as fault:
            return type(fault).__name__
        return None

    return check


@pytest.mark.parametrize(("harm", "fault"), [(Path.unlink, "VaultMissing"), (flip_a_byte, "VaultDamaged")])
def test_a_harmed_document_is_found_where_it_is_named_first(sqlite_url, tmp_path, harm, fault):
    vault = open_vault(f"file://{tmp_path / 'vault'}")
    document = vault.keep(CENTRE, b"a learner's own words", "text/plain")
    with ledger_at(sqlite_url):
        for number in range(1, 5):
            named = {"attachments": [with_document(document.sha256, length=document.size)]} if number > 1 else {}
            append(CENTRE, said(a_statement(number, **named)), AUTHORITY, NOON)
        db.session.commit()
        assert first_finding(CENTRE, checked_by(vault)) is None

        (file,) = (tmp_path / "vault").rglob(f"*{document.sha256}*")
        file.chmod(0o600)
        harm(file)
        finding = first_finding(CENTRE, checked_by(vault))
        assert (finding.position, fault in finding.what, document.sha256 in finding.what) == (2, True, True)
