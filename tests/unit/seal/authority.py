"""Those who vouch for a centre's seal: an authority for time, and a body that certifies the centre's key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from lms_peer.database import now
from lms_peer.keyring import made


@contextmanager
def time_authority(*, stranger: bool = False) -> Iterator[str]:
    """The address of a time-stamp authority on this machine; it may put a stranger's certificate in its answers."""
    private = rsa.generate_private_key(65537, 2048)
    others = SimpleCertificateStore()
    if stranger:
        others.register(_certificate("Somebody else", rsa.generate_private_key(65537, 2048)))
    stamper = DummyTimeStamper(
        _certificate("An authority for time", private), PrivateKeyInfo.load(made.to_bytes(private)), others
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def _certificate(called: str, private: rsa.RSAPrivateKey) -> Certificate:
    pem = made.certify(private, called, now())
    return Certificate.load(x509.load_pem_x509_certificate(pem.encode()).public_bytes(Encoding.DER))


def certified(passphrase: bytes) -> tuple[bytes, bytes]:
    """A PKCS#12 file with a new RSA key that another body certified, and that body's own certificate (PEM)."""
    body, private = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root = x509.load_pem_x509_certificate(made.certify(body, "A body that vouches", now()).encode())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "North centre")])
    certificate = (
        x509.CertificateBuilder(root.subject, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(now() - timedelta(days=1))
        .not_valid_after(now() + timedelta(days=30))
        .add_extension(x509.KeyUsage(**made._USAGE), critical=True)
        .sign(body, SHA256())
    )
    file = pkcs12.serialize_key_and_certificates(
        b"seal", private, certificate, [root], BestAvailableEncryption(passphrase)
    )
    return file, root.public_bytes(Encoding.PEM)
