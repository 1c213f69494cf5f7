"""Why a platform did not do what we asked, in words that a trainer can act on. Decides nothing."""

from __future__ import annotations

from lms_peer.domain.launching import PlatformUnreachable
from lms_peer.jobs import Jobs
from lms_peer.lti.connector import NotTaken

Trouble = NotTaken | PlatformUnreachable
GONE = (404, 410)


def in_words(trouble: Trouble) -> str:
    """What went wrong, and who can put it right."""
    if isinstance(trouble, PlatformUnreachable):
        return Jobs.of().explain(trouble)
    if trouble.status in (401, 403):
        return "The platform does not let us do this. Ask the people who look after it to allow it for this tool."
    if trouble.status in GONE:
        return "The platform does not know this place any more."
    if 300 <= trouble.status < 400:
        return f"The platform sends us to another address ({trouble.status}). We do not follow it."
    if trouble.status >= 500:
        return f"The platform has a fault of its own ({trouble.status}). {trouble.said}".strip()
    return f"The platform did not take it. It said: {trouble.status} {trouble.said}".strip()
