"""What the seal's tests start from: a centre with a little on record, and a portfolio that bears its seal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import BinaryIO
from uuid import UUID

from weasyprint import HTML

from lms_peer import ledger, seal
from lms_peer.actions.submit_evidence import KeptFile
from lms_peer.actions.workplace import workplace
from lms_peer.portfolio.binding import About, Attachment, Section, Signature
from lms_peer.portfolio.binding.bind import bind
from lms_peer.portfolio.binding.preparing import prepare
from lms_peer.seal.signing import signing_key
from tests.plant import LISTEN, PLACES, Plant

ManifestOf = Callable[[Mapping[str, str], Sequence[str]], seal.Attachment]
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
PHOTO = b"No photo, but the very bytes that a statement names. " * 20
PAGES = """<html lang="en"><head><title>Portfolio</title></head><body><h1>What Lee did</h1><p>I listened.</p>
<h2 style="break-before: page">Another page</h2><p>I asked what she needed.</p></body></html>"""


@dataclass(frozen=True)
class Issued:
    """A sealed portfolio, the parts that it was made of, and what its centre gives to those who check."""

    centre: UUID
    registration: UUID
    position: int
    pdf: bytes
    parts: tuple[seal.Attachment, ...]
    certificate: bytes
    kept: bytes

    @property
    def files(self) -> dict[str, bytes]:
        """What it carries, by name."""
        return {one.name: one.content for one in self.parts}


def issued(slug: str = "north") -> Issued:
    """A new centre: something is on record, a checkpoint is handed out, more follows, a portfolio is sealed."""
    plant = Plant.at(slug)
    plant.submits(LISTEN)
    kept = seal.hand_out(plant.centre).note.encode()
    photo = workplace().vault.keep(plant.centre, PHOTO, "text/plain")
    plant.submits(PLACES, files=[KeptFile(photo, "photo.txt")])
    plant.logs(60)
    position = ledger.head(plant.centre).position
    parts = seal.evidence_of(plant.centre, plant.registration, position).attachments
    parts += (seal.Attachment("photo.txt", PHOTO, "text/plain", "A photo"),)
    pdf = sealed(plant.centre, parts)
    certificate = signing_key(plant.centre, "unused").certificate or ""
    return Issued(plant.centre, plant.registration, position, pdf, parts, certificate.encode(), kept)


def sealed(
    centre: UUID,
    parts: Iterable[seal.Attachment],
    timestamp_url: str | None = None,
    manifest: ManifestOf = seal.manifest,
) -> bytes:
    """Two pages with these files inside, sealed by the centre."""
    with bound(parts, manifest) as pdf:
        seal.sign(pdf, centre, called="North centre", timestamp_url=timestamp_url)
        pdf.seek(0)
        return pdf.read()


def bound(parts: Iterable[seal.Attachment], manifest: ManifestOf = seal.manifest) -> BinaryIO:
    """A file of two pages with these files inside, with room for the seal."""

    def attached(one: seal.Attachment) -> Attachment:
        return Attachment(one.name, one.content, one.media_type, one.description, "Data", AT)

    return bind(
        [Section("all", _pages())],
        About("Portfolio", "North centre", "A record", "en-GB", AT, b"0123456789abcdef"),
        map(attached, parts),
        lambda number, total: f"Page {number} of {total}",
        Signature(seal.FIELD, by="North centre", reason="Sealed for a test", at=AT, room=seal.ROOM),
        lambda files, pages: attached(manifest(files, pages)),
    )


@cache
def _pages() -> bytes:
    return prepare(HTML(string=PAGES).write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True), "all")[0]


def with_files(made: Issued, files: Mapping[str, bytes]) -> bytes:
    """The same portfolio with other bytes in some of its files, sealed anew by whoever has the centre's key."""
    return sealed(made.centre, [replace(one, content=files.get(one.name, one.content)) for one in made.parts])


def lines(made: Issued) -> list[dict[str, object]]:
    """The statements that it carries."""
    return [json.loads(line) for line in made.files["statements.jsonl"].splitlines()]


def as_lines(statements: Iterable[Mapping[str, object]]) -> bytes:
    """Statements as a portfolio carries them."""
    return b"".join(json.dumps(one, ensure_ascii=False).encode() + b"\n" for one in statements)
