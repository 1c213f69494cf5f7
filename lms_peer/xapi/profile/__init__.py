"""Our xAPI profile: what our statements look like, for programs to read, and a check of one statement against it.

Made from `verbs`, `activities` and `kinds`, where each thing is written once; the plain English is in `meanings`.
Pure. Source: ADL's xAPI Profiles specification 1.0.
"""

from lms_peer.xapi.profile.conformance import matching, unmet
from lms_peer.xapi.profile.document import as_json, document

__all__ = ["as_json", "document", "matching", "unmet"]
