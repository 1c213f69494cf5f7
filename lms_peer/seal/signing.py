"""Signs a PDF with a centre's key: PAdES B-B, or B-T where a time-stamp authority is set. The only user of pyHanko.

What is added, in one step behind the file as it was: the manifest, which names every attachment and page by its
SHA-256, and the signature in the field that the binder made. Nothing of what was there is written again, so PDF/A-3a
and PDF/UA-1 hold: pyHanko's own new metadata would break both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from pyhanko.keys import load_certs_from_pemder_data, load_private_key_from_pemder_data
from pyhanko.pdf_utils import embed
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers, timestamps
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms_peer import keyring
from lms_peer.keyring import Purpose
from lms_peer.keyring.made import to_bytes
from lms_peer.seal.apart import apart
from lms_peer.seal.offline import checking
from lms_peer.seal.offline.cms import read_signed
from lms_peer.seal.offline.pdf import FIELD, Pdf
from lms_peer.seal.offline.syntax import Broken
from lms_peer.seal.unsealed import NotTimed

TIMESTAMP_SECONDS = 10


class _AsItIs(IncrementalPdfFileWriter):
    """Adds to a file and leaves what it says about itself alone."""

    def _update_meta(self) -> None:
        """The dates in the metadata are those of the portfolio, not of its signature."""


def signing_key(centre: UUID, called: str) -> keyring.Key:
    """The centre's key for signatures; makes one, in a transaction of its own, when there is none.

    `called` is the name that its certificate will have.
    """
    there = keyring.in_use(Purpose.SIGNATURE, centre)
    if there is None:
        with apart():
            there = keyring.current(Purpose.SIGNATURE, centre, called)
    return there


def sign(
    pdf: BinaryIO, centre: UUID, *, called: str, at: datetime, reason: str, timestamp_url: str | None = None
) -> None:
    """Add its manifest to the PDF in this file, and the centre's signature, in the field "Seal".

    The file is read and written in place; when it is not signed, it is left as it was. `called` is the centre's name,
    `at` the aware time that the signature names, `reason` says why, for people.
    Raises NotTimed, KeyringLocked, and pyHanko's own errors for what is no PDF.
    """
    writer = _AsItIs(pdf)
    _attach_manifest(writer, pdf, at)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        name=called,
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
    )
    stamper = _Stamper(timestamp_url, timeout=TIMESTAMP_SECONDS) if timestamp_url else None
    pen = _Pen(meta, _signer(centre, called), timestamper=stamper)
    pen.at = at
    try:
        # pyHanko starts an event loop, which it can not where one is running already: so in a thread of its own.
        with ThreadPoolExecutor(max_workers=1) as beside:
            beside.submit(pen.sign_pdf, writer, in_place=True).result()
    except timestamps.TimestampRequestError as error:
        raise NotTimed(str(timestamp_url)) from error


class _Pen(signers.PdfSigner):
    """A signer that names the time it is given."""

    at: datetime

    def init_signing_session(self, *args: Any, **options: Any) -> Any:
        """The session, at the given time."""
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


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


def _attach_manifest(writer: _AsItIs, pdf: BinaryIO, at: datetime) -> None:
    """Put in the SHA-256 of every attachment and page, as an attachment too (ISO 19005-3, 6.8)."""
    pdf.seek(0)
    bound = Pdf(pdf.read())
    files = {name: hashlib.sha256(bound.unpacked(one)).hexdigest() for name, one in bound.attachments().items()}
    stream = embed.EmbeddedFileObject.from_file_data(
        writer,
        checking.manifest_text(files, bound.pages()),
        params=embed.EmbeddedFileParams(modification_date=at),
        mime_type="application/json",
    )
    name, file = pdf_string(checking.MANIFEST), stream.ef_stream_ref
    specified = writer.add_object(
        _dictionary(
            Type=pdf_name("/Filespec"),
            F=name,
            UF=name,
            Desc=pdf_string("The SHA-256 of every attachment and every page"),
            AFRelationship=pdf_name("/Data"),
            EF=_dictionary(F=file, UF=file),
        )
    )
    _list(writer, name, specified)


def _list(writer: _AsItIs, name: Any, specified: Any) -> None:
    """Name the file in the list of files, which is sorted, and in /AF."""
    root = writer.root
    named = _in(root, "/Names", {})
    there = {one.original_bytes: (one, spec) for one, spec in _pairs(_in(named, "/EmbeddedFiles", {}))}
    pairs = there | {name.encode(): (name, specified)}
    flat = ArrayObject([part for _, pair in sorted(pairs.items()) for part in pair])
    rest = {key[1:]: _raw(named, key) for key in named if key != "/EmbeddedFiles"}
    root[pdf_name("/Names")] = _dictionary(**rest, EmbeddedFiles=writer.add_object(_dictionary(Names=flat)))
    listed = _in(root, "/AF", ArrayObject())
    root[pdf_name("/AF")] = ArrayObject([*(_raw(listed, at) for at in range(len(listed))), specified])
    writer.update_root()  # type: ignore[no-untyped-call]


def _pairs(tree: Any) -> Iterator[tuple[Any, Any]]:
    flat = _in(tree, "/Names", ArrayObject())
    for at in range(0, len(flat), 2):
        yield flat[at], _raw(flat, at + 1)
    for kid in _in(tree, "/Kids", ()):
        yield from _pairs(kid)


def _in(dictionary: Any, name: str, otherwise: Any) -> Any:
    return dictionary[name] if name in dictionary else otherwise  # noqa: SIM401 - `get` follows no reference


def _raw(holder: Any, key: Any) -> Any:
    """What lies there as it is, a reference for instance."""
    return holder.raw_get(key)


def _dictionary(**said: Any) -> DictionaryObject:
    return DictionaryObject({pdf_name(f"/{key}"): value for key, value in said.items()})  # type: ignore[no-untyped-call]
