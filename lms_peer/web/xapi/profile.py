"""Our xAPI profile, for anyone: it tells what statements mean and holds nothing of anybody's.

Source: ADL's xAPI Profiles specification 1.0.
"""

from __future__ import annotations

from hashlib import sha256

from flask import Response, request

from lms_peer.web.xapi.blueprint import resources
from lms_peer.web.xapi.credentials import anyone
from lms_peer.web.xapi.protocol import parameters
from lms_peer.xapi.profile import as_json

JSON_LD = "application/ld+json"


@resources.get("/profile")
@anyone
def profile() -> Response:
    """The whole profile as JSON-LD, the same bytes for as long as its version stands."""
    parameters()
    body = as_json()
    response = Response(body, mimetype=JSON_LD)
    response.set_etag(sha256(body).hexdigest())
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
