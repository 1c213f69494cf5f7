"""Keys: made once, locked, changed for new ones, brought by a centre."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from flask import Flask
from sqlalchemy import select, text, update

from lms_peer import keyring
from lms_peer.database import db, pretend
from lms_peer.keyring import Purpose, made
from lms_peer.keyring.tables import KeptKey


@pytest.mark.parametrize(
    ("purpose", "kind"),
    [
        (Purpose.CHECKPOINT, ed25519.Ed25519PrivateKey),
        (Purpose.SIGNATURE, ec.EllipticCurvePrivateKey),
        (Purpose.LTI, rsa.RSAPrivateKey),
    ],
)
def test_a_key_is_made_when_it_is_first_asked_for_and_stays(north: UUID, purpose: Purpose, kind: type) -> None:
    assert keyring.in_use(purpose, north) is None
    first = keyring.current(purpose, north)
    db.session.commit()
    assert keyring.current(purpose, north) == first
    private = keyring.private(first)
    assert isinstance(private, kind)
    assert made.public_text(private) == first.public
    assert made.key_id(first.public) == first.id


def test_each_centre_and_the_service_have_keys_of_their_own(north: UUID, south: UUID) -> None:
    keys = [keyring.current(Purpose.CHECKPOINT, whose) for whose in (north, south, None)]
    assert len({key.id for key in keys}) == 3
    assert [keyring.current(Purpose.CHECKPOINT, whose) for whose in (north, south, None)] == keys


@pytest.mark.usefixtures("on_both")
def test_of_many_who_ask_first_all_get_the_same_key(app: Flask, north: UUID) -> None:
    def ask(whose: UUID | None) -> str:
        with app.app_context():
            found = keyring.current(Purpose.CHECKPOINT, whose).id
            db.session.commit()
            return found

    with ThreadPoolExecutor(4) as crowd:
        assert len(set(crowd.map(ask, [north] * 8))) == 1
        assert len(set(crowd.map(ask, [None] * 8))) == 1


def test_a_certificate_names_the_centre_and_is_for_signing(north: UUID) -> None:
    key = keyring.current(Purpose.SIGNATURE, north, "North centre" * 20)
    assert key.certificate is not None
    certificate = x509.load_pem_x509_certificate(key.certificate.encode())
    assert certificate.public_key() == made.public_key(key.public)
    assert certificate.subject.rfc4514_string().count("North centre") > 1
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    certificate.verify_directly_issued_by(certificate)


def test_a_private_key_can_not_be_read_from_the_database(north: UUID) -> None:
    key = keyring.current(Purpose.CHECKPOINT, north)
    kept = db.session.scalars(select(KeptKey.locked)).one()
    assert made.to_bytes(keyring.private(key))[-32:] not in kept
    assert not hasattr(key, "locked")


def test_with_another_secret_a_key_says_what_to_do(app: Flask, north: UUID) -> None:
    key = keyring.current(Purpose.CHECKPOINT, north)
    app.secret_key = "another secret, after a move to a new machine"
    with pytest.raises(keyring.KeyringLocked, match="LMS_PEER_SECRET_KEY"):
        keyring.private(key)


def test_a_locked_key_put_in_the_place_of_another_is_not_opened(north: UUID, south: UUID) -> None:
    mine, theirs = (keyring.current(Purpose.CHECKPOINT, whose) for whose in (north, south))
    locked = db.session.scalars(select(KeptKey.locked).where(KeptKey.id == theirs.id)).one()
    db.session.execute(update(KeptKey).where(KeptKey.id == mine.id).values(locked=locked))
    db.session.expire_all()
    with pytest.raises(keyring.KeyringLocked):
        keyring.private(mine)


def test_a_new_key_takes_over_and_the_old_one_stays_known(north: UUID) -> None:
    old = keyring.current(Purpose.LTI, north)
    new = keyring.rotate(Purpose.LTI, north)
    assert keyring.current(Purpose.LTI, north) == new
    assert [key.id for key in keyring.published(Purpose.LTI, north)] == [new.id, old.id]
    later = datetime.now(UTC) + timedelta(days=91)
    with pretend(later):
        assert keyring.published(Purpose.LTI, north) == (new,)
    assert [key.id for key in keyring.ever(Purpose.LTI, north)] == [new.id, old.id]


@pytest.mark.usefixtures("on_both")
def test_the_database_refuses_two_keys_in_use(north: UUID) -> None:
    keyring.current(Purpose.CHECKPOINT, north)
    keyring.current(Purpose.CHECKPOINT, None)
    db.session.commit()
    again = (
        "INSERT INTO keyring_key (id, centre_id, purpose, public, locked, made) SELECT 'x', centre_id, purpose, "
    )
    for whose in ("IS NULL", "IS NOT NULL"):
        with pytest.raises(Exception, match=r"(?i)unique"):
            db.session.execute(text(f"{again} public, locked, made FROM keyring_key WHERE centre_id {whose}"))
        db.session.rollback()


def packed(private: object, *, passphrase: bytes = b"open", days: int = 30, signs: bool = True) -> bytes:
    """A PKCS#12 file with the key and a certificate."""
    at = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "A body that vouches")])
    usage = dict.fromkeys(made._USAGE, False)
    certificate = (
        x509.CertificateBuilder(
            name, name, private.public_key(), 1, at - timedelta(days=60), at + timedelta(days=days)
        )
        .add_extension(
            x509.KeyUsage(**(usage | {"digital_signature": signs, "crl_sign": not signs})), critical=True
        )
        .sign(private, None if isinstance(private, ed25519.Ed25519PrivateKey) else SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        b"seal", private, certificate, None, BestAvailableEncryption(passphrase)
    )


def test_a_centre_brings_its_own_key(north: UUID) -> None:
    before = keyring.current(Purpose.SIGNATURE, north)
    own = ec.generate_private_key(ec.SECP384R1())
    key = keyring.bring(packed(own), "open", north)
    assert keyring.current(Purpose.SIGNATURE, north) == key
    assert made.to_bytes(keyring.private(key)) == made.to_bytes(own)
    assert "BEGIN CERTIFICATE" in (key.certificate or "")
    assert [one.id for one in keyring.ever(Purpose.SIGNATURE, north)] == [key.id, before.id]
    with pytest.raises(keyring.KeyRefused, match="known already"):
        keyring.bring(packed(own), "open", north)


def test_a_file_that_holds_no_good_key_changes_nothing(north: UUID) -> None:
    before = keyring.current(Purpose.SIGNATURE, north)
    good = ec.generate_private_key(ec.SECP256R1())
    for file, passphrase, why in (
        (b"no such file", "open", "opened"),
        (packed(good), "shut", "passphrase"),
        (packed(good, days=-1), "open", "not today"),
        (packed(good, signs=False), "open", "not for signing"),
        (packed(rsa.generate_private_key(65537, 1024)), "open", "too short"),  # noqa: S505
        (packed(ed25519.Ed25519PrivateKey.generate()), "open", "RSA"),
        (packed(ec.generate_private_key(ec.SECP192R1())), "open", "NIST curve"),
        (packed(ec.generate_private_key(ec.SECP256K1())), "open", "NIST curve"),
    ):
        with pytest.raises(keyring.KeyRefused, match=why):
            keyring.bring(file, passphrase, north)
    assert keyring.current(Purpose.SIGNATURE, north) == before
