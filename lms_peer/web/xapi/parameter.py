"""Query parameters as values. Each function takes what was asked (`protocol.parameters`) and the parameter's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from werkzeug.exceptions import BadRequest

from lms_peer.web.xapi.protocol import spoken
from lms_peer.xapi.parse import parse_object
from lms_peer.xapi.validate import check_agent, check_iri, check_moment, check_uuid

Asked = Mapping[str, str]


def iri(asked: Asked, name: str) -> str | None:
    """The IRI, or None when it was not asked with. Raises Invalid."""
    if name in asked:
        check_iri(asked[name], name)
    return asked.get(name)


def uuid(asked: Asked, name: str) -> UUID | None:
    """The UUID, or None when it was not asked with. Raises Invalid."""
    if name not in asked:
        return None
    check_uuid(asked[name], name)
    return UUID(asked[name])


def moment(asked: Asked, name: str) -> datetime | None:
    """The time, aware, in UTC, or None when it was not asked with. Raises Invalid and BadRequest."""
    if name not in asked:
        return None
    check_moment(asked[name], spoken(), name)
    try:
        found = datetime.fromisoformat(asked[name].upper())
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadRequest(f"{name} is not a time that can be looked for.") from error


def agent(asked: Asked, name: str = "agent") -> dict[str, Any]:
    """The agent or group that the parameter holds as JSON. Raises Malformed and Invalid."""
    found = parse_object(asked[name].encode())
    check_agent(found, spoken(), name)
    return found
