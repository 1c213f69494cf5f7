"""The Activities resource: an activity with all that statements said of it (xAPI 1.0.3 part 3, 2.5)."""

from __future__ import annotations

from flask import Response

from lms_peer.documents.activities import definitions
from lms_peer.domain.scopes import Scope
from lms_peer.web.xapi.blueprint import resources
from lms_peer.web.xapi.credentials import client, client_with
from lms_peer.web.xapi.protocol import json_answer, parameters, required
from lms_peer.xapi.validate import check_iri


@resources.get("/activities")
@client_with(Scope.STATEMENTS_READ_MINE, Scope.STATE, Scope.PROFILE, Scope.DEFINE)
def activity() -> Response:
    """The activity asked for; only its id when nothing more is known of it (IEEE 9274.1.1, 4.1.6.4)."""
    asked = parameters("activityId")
    required(asked, "activityId")
    activity_id = asked["activityId"]
    check_iri(activity_id, "activityId")
    found: dict[str, object] = {"objectType": "Activity", "id": activity_id}
    known = definitions(client().centre_id, [activity_id])
    if activity_id in known:
        found["definition"] = known[activity_id]
    return json_answer(found)
