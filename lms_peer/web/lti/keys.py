"""What anybody may read: our public keys, and the configuration that Canvas reads."""

from __future__ import annotations

from flask import Response, jsonify
from flask.typing import ResponseReturnValue

from lms_peer import keyring
from lms_peer.database import db, writing
from lms_peer.keyring import Purpose
from lms_peer.lti import keys
from lms_peer.lti.registration import canvas_configuration
from lms_peer.web.access import public
from lms_peer.web.lti.blueprint import addresses, pages

_KEPT = (
    "public, max-age=300"  # seconds: a new key is in use at once, and platforms ask again for one they do not know
)


@pages.get("/lti/jwks")
@public
def jwks() -> ResponseReturnValue:
    """Our public keys: the one in use, and those of before that may still be met."""
    if keyring.in_use(Purpose.LTI, None) is None:
        db.session.rollback()
        with writing():
            keyring.current(Purpose.LTI, None)
    return _kept(jsonify(keys.published()))


@pages.get("/lti/canvas.json")
@public
def canvas() -> ResponseReturnValue:
    """The configuration for Canvas, without names."""
    return _kept(jsonify(canvas_configuration(addresses(), with_names=False)))


@pages.get("/lti/canvas-with-names.json")
@public
def canvas_with_names() -> ResponseReturnValue:
    """The configuration for Canvas of a centre that wants names."""
    return _kept(jsonify(canvas_configuration(addresses(), with_names=True)))


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = _KEPT
    return response
