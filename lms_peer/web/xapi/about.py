"""The About resource: which versions are spoken here (xAPI 1.0.3 part 3, 2.8). For everyone, without a key."""

from __future__ import annotations

from flask import Response

from lms_peer.web.xapi.blueprint import resources
from lms_peer.web.xapi.credentials import anyone
from lms_peer.web.xapi.protocol import json_answer, parameters
from lms_peer.xapi.versions import Version


@resources.get("/about")
@anyone
def about() -> Response:
    """The versions."""
    parameters()
    return json_answer({"version": [version.value for version in Version]})
