"""What another system may have said, for tests to forward."""

from __future__ import annotations

import json
from uuid import uuid4

from lms_peer.actions.import_statements import importer
from lms_peer.actions.receive_statements import Sender, receive
from lms_peer.people import centres
from lms_peer.xapi.parse import parse
from lms_peer.xapi.versions import Version
from tests.plant import Plant


def said_elsewhere(plant: Plant, *bodies: str, source: str = "a platform", version: str = "1.0.3") -> str:
    """Statements of another system, as they came; answers its authority."""
    centre = centres.centre_named("north")
    sender: Sender = importer(centre, source, Version(version))
    receive(sender, [parse(body.encode()).statements[0] for body in bodies])
    return sender.authority


def statement(**more: object) -> str:
    """A statement of another system."""
    return json.dumps(
        {
            "id": str(uuid4()),
            "actor": {"mbox": "mailto:sam@example.org"},
            "verb": {"id": "http://example.org/verbs/did"},
            "object": {"id": "http://example.org/things/1"},
            "timestamp": "2026-03-02T10:00:00Z",
            **more,
        }
    )
