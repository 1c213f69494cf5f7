"""Signs a PDF with a centre's key: PAdES B-B, or B-T where a time-stamp authority is set. The only user of pyHanko.

The PDF comes with room for its signature (ISO 32000-1, 12.8.1), and with a manifest that names every attachment and
page by its SHA-256. The signature is written into that room, and nothing else is changed: so PDF/A-3a and PDF/UA-1
hold, and who blanks the room again has the file as it was drawn.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO
from uuid import UUID

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.sign import signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms_peer import keyring
from lms_peer.keyring import Purpose
from lms_peer.keyring.made import to_bytes
from lms_peer.seal.offline.cms import read_signed
from lms_peer.seal.offline.syntax import Broken
from lms_peer.seal.room import room_in
from lms_peer.seal.unsealed import NotTimed

TIMESTAMP_SECONDS = 10


def signing_key(centre: UUID, called: str) -> keyring.Key:
    """The centre's key for signatures; makes one, in a transaction of its own, when there is none.

    `called` is the name that its certificate will have.
    """
    return keyring.lasting(Purpose.SIGNATURE, centre, called)


def sign(pdf: BinaryIO, centre: UUID, *, called: str, timestamp_url: str | None = None) -> None:
    """Write the centre's signature into the room that this file has for one, in the field "Seal".

    The file is read and written in place; when it is not signed, it is left as it was. `called` is the centre's name.
    Raises NotTimed, KeyringLocked, and ValueError for a file without room, or with too little.
    """
    signer = _signer(centre, called)
    stamper = _Stamper(timestamp_url, timeout=TIMESTAMP_SECONDS) if timestamp_url else None
    # pyHanko runs an event loop, and there may be one here already: so in a thread of its own.
    with room_in(pdf) as room, ThreadPoolExecutor(max_workers=1) as beside:
        try:
            signed = beside.submit(asyncio.run, _signed(signer, room.digest(), stamper)).result()
        except timestamps.TimestampRequestError as error:
            raise NotTimed(str(timestamp_url)) from error
        room.fill(signed)


async def _signed(signer: signers.SimpleSigner, digest: bytes, stamper: timestamps.TimeStamper | None) -> bytes:
    """The signature over a SHA-256, as CMS in DER."""
    said = await signer.async_sign(digest, "sha256", use_pades=True, timestamper=stamper)
    return bytes(said.dump())


class _Stamper(timestamps.HTTPTimeStamper):
    """A time-stamp authority whose answers are used only where those who check a portfolio can read them."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
        """Its answer. Raises TimestampRequestError."""
        token = await super().async_timestamp(message_digest, md_algorithm)
        try:
            read_signed(token.dump())
        except Broken as error:
            raise timestamps.TimestampRequestError("The time-stamp can not be checked.") from error
        return token


def _signer(centre: UUID, called: str) -> signers.SimpleSigner:
    key = signing_key(centre, called)
    first, *issuers = load_certs_from_pemder_data((key.certificate or "").encode())
    others = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    others.register_multiple(issuers)
    return signers.SimpleSigner(
        signing_cert=first,
        signing_key=load_private_key_from_pemder_data(to_bytes(keyring.private(key)), passphrase=None),
        cert_registry=others,
    )
