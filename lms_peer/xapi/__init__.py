"""The language of the ledger: facts as xAPI statements and back.

`write` and `read` are inverse for every kind of fact. Imports no framework and touches no database; tincan is used
here to build statements and nowhere above but the outbox.
"""

from lms_peer.xapi.read import NotOurs, read
from lms_peer.xapi.write import AUTHORITY, write

__all__ = ["AUTHORITY", "NotOurs", "read", "write"]
