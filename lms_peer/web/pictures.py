"""Pictures as pages show them: drawn once by the vault, upright, with nothing hidden inside."""

from __future__ import annotations

from functools import partial

from flask import Response, abort

from lms_peer.actions.workplace import workplace
from lms_peer.domain.facts import Document
from lms_peer.web.access import signed_in_person


def picture_of(document: Document, name: str, *, small: bool = False) -> Response:
    """The picture to look at, or `small` to know it by in a list. 404 when it is no picture; raises FileDamaged."""
    if not document.media_type.startswith("image/"):
        abort(404)
    from lms_peer.vault.pictures import show_picture, thumbnail  # noqa: PLC0415 - see `vault.media`

    draw = partial(thumbnail if small else show_picture, name=name)
    copy = workplace().vault.drawn(
        signed_in_person().centre.id, document.sha256, "small" if small else "shown", draw
    )
    return Response(copy, mimetype="image/jpeg")
