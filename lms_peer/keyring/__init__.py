"""Private keys: made here or brought by a centre, kept encrypted in the database, and used without being shown.

It may use the database and knows the service's secret key. It signs nothing itself, knows no people, no request and
no format of what is signed. It commits only in transactions of its own: see `apart`.

Three purposes: `checkpoint` (Ed25519, signs how far a centre's ledger has grown), `signature` (P-256 with a
certificate, signs PDFs) and `lti` (RSA, signs what is said to learning platforms). Each centre has its own; `centre`
None is the service itself. One key of each purpose and centre is in use; the ones before stay known for ever by
their public part, so that what they signed can be checked.
"""

from lms_peer.keyring.apart import lasting
from lms_peer.keyring.brought import KeyRefused, bring
from lms_peer.keyring.lock import KeyringLocked
from lms_peer.keyring.made import PrivateKey, public_key
from lms_peer.keyring.store import CALLED, Key, current, ever, in_use, make, private, published, rotate
from lms_peer.keyring.tables import Purpose

__all__ = [
    "CALLED",
    "Key",
    "KeyRefused",
    "KeyringLocked",
    "PrivateKey",
    "Purpose",
    "bring",
    "current",
    "ever",
    "in_use",
    "lasting",
    "make",
    "private",
    "public_key",
    "published",
    "rotate",
]
