"""State, Activity Profile and Agent Profile: three resources of documents, which differ only in what names one.

Sources: xAPI 1.0.3 part 3, 2.2, 2.3, 2.6, 2.7 and 3.1; IEEE 9274.1.1, 4.1.4 and 4.1.6. Everything is looked up at the
client's own centre. Learners' drafts are documents too, but no resource names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask import Response, request
from werkzeug.exceptions import BadRequest, PreconditionFailed
from werkzeug.http import parse_etags

from lms_peer import documents
from lms_peer.documents import ALWAYS, ANY, NEW, Condition, DocumentChanged, Etags, Kept, Kind, NotMergeable, Place
from lms_peer.domain.scopes import Scope
from lms_peer.web.xapi import parameter
from lms_peer.web.xapi.blueprint import resources
from lms_peer.web.xapi.credentials import client, client_with
from lms_peer.web.xapi.protocol import json_answer, parameters, required, spoken, whole_body
from lms_peer.xapi.indexed import agent_key
from lms_peer.xapi.versions import Version

LIMIT = 8 * 1024 * 1024  # bytes of one document
_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE"]
_NAME = {Kind.STATE: "stateId", Kind.ACTIVITY_PROFILE: "profileId", Kind.AGENT_PROFILE: "profileId"}
# A document may hold anything, a page with a script in it too. Opened in a browser, it is nobody's page.
_HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}

_STALE = "The document is not the one that this request expects. Get it again and send its ETag as If-Match."
_THERE = "There is a document already. To save over it, get it first and send its ETag as If-Match.\n"
_BLIND = "Send If-None-Match: * to save a new document, or If-Match with the ETag of the one you saw."


@resources.route("/activities/state", methods=_METHODS)
@client_with(Scope.STATE)
def state() -> Response:
    """What a client remembers of an agent on an activity, and on one registration if it says which."""
    asked = _asked("activityId", "agent", "registration", "stateId")
    required(asked, "activityId", "agent")
    registration = parameter.uuid(asked, "registration")
    place = documents.states(client().centre_id, _activity(asked), _agent(asked), registration)
    return _answer(place, asked)


@resources.route("/activities/profile", methods=_METHODS)
@client_with(Scope.PROFILE)
def activity_profile() -> Response:
    """What clients tell each other about an activity."""
    asked = _asked("activityId", "profileId")
    required(asked, "activityId")
    return _answer(documents.activity_profiles(client().centre_id, _activity(asked)), asked)


@resources.route("/agents/profile", methods=_METHODS)
@client_with(Scope.PROFILE)
def agent_profile() -> Response:
    """What clients tell each other about an agent."""
    asked = _asked("agent", "profileId")
    required(asked, "agent")
    return _answer(documents.agent_profiles(client().centre_id, _agent(asked)), asked)


def _asked(*known: str) -> dict[str, str]:
    return parameters(*known, "since") if request.method in ("GET", "HEAD") else parameters(*known)


def _activity(asked: Mapping[str, str]) -> str:
    parameter.iri(asked, "activityId")
    return asked["activityId"]


def _agent(asked: Mapping[str, str]) -> str:
    """The agent's key. A group is one only in 2.0.0, and only when it has an identifier. Raises BadRequest."""
    agent = parameter.agent(asked)
    key = agent_key(agent)
    if agent.get("objectType") == "Group" and (spoken() is Version.V1_0_3 or key.startswith("group|")):
        raise BadRequest("agent must be an Agent. Send the identifier of a group as that of an Agent.")
    return key


def _name(place: Place, asked: Mapping[str, str]) -> str | None:
    parameter = _NAME[place.kind]
    name = asked.get(parameter)
    if name is None:
        return None
    if not name or "\0" in name or len(name.encode()) > documents.LONGEST_NAME:
        raise BadRequest(f"{parameter} must be 1 to {documents.LONGEST_NAME} bytes long, without a zero byte.")
    return name


def _answer(place: Place, asked: Mapping[str, str]) -> Response:
    """Do what the request's method says with the document that is named, or with all where none is."""
    name, since = _name(place, asked), parameter.moment(asked, "since")
    method = request.method
    if name is None:
        return _answer_for_all(place, since)
    try:
        if method == "PUT":
            return _save(place, name)
        if method == "POST":
            return _merge(place, name)
        if method == "DELETE":
            documents.forget(place, name, _condition())
            return Response(status=204)
    except DocumentChanged as changed:
        raise PreconditionFailed(_STALE) from changed
    return _show(place, name)


def _answer_for_all(place: Place, since: datetime | None) -> Response:
    if request.method in ("GET", "HEAD"):
        kept = documents.names(place, since)
        response = json_answer(kept.names)
        if kept.updated:
            response.last_modified = kept.updated
        return response
    if request.method != "DELETE" or place.kind is not Kind.STATE:
        raise BadRequest(f"The parameter {_NAME[place.kind]} is missing.")
    if _condition() != ALWAYS:
        raise BadRequest("If-Match and If-None-Match are about one document. Name it with stateId.")
    documents.forget_all(place)
    return Response(status=204)


def _show(place: Place, name: str) -> Response:
    kept = documents.get(place, name)
    response = Response(kept.content, content_type=kept.content_type, headers=_HARMLESS)
    response.set_etag(kept.etag)
    response.last_modified = kept.updated
    response.make_conditional(request)
    return response


def _save(place: Place, name: str) -> Response:
    """PUT. Who names no etag may not save over a document, but for 1.0.3's states, and in 1.0.3 not even a new profile.

    See xAPI 1.0.3 part 3, 3.1; IEEE 9274.1.1, 4.1.4.
    """
    condition = _condition()
    blind = condition == ALWAYS and not (place.kind is Kind.STATE and spoken() is Version.V1_0_3)
    if blind and spoken() is Version.V1_0_3 and not documents.has(place, name):
        raise BadRequest(_BLIND)
    try:
        kept = documents.put(place, name, *_sent(), NEW if blind else condition, limit=LIMIT)
    except DocumentChanged:
        if blind:
            return Response(_THERE, 409, mimetype="text/plain")  # IEEE 9274.1.1, 4.1.4 asks for plain text
        raise
    return _saved(kept)


def _merge(place: Place, name: str) -> Response:
    try:
        return _saved(documents.merge(place, name, *_sent(), _condition(), limit=LIMIT))
    except NotMergeable as error:
        raise BadRequest(f"This can not be merged: {error}.") from error


def _sent() -> tuple[bytes, str]:
    return whole_body(LIMIT), request.headers.get("Content-Type") or "application/octet-stream"


def _saved(kept: Kept) -> Response:
    response = Response(status=204)
    response.set_etag(kept.etag)
    return response


def _condition() -> Condition:
    return Condition(_etags("If-Match"), _etags("If-None-Match"))


def _etags(header: str) -> Etags:
    sent = request.headers.get(header)
    if sent is None:
        return None
    etags = parse_etags(sent)
    # A proxy that compresses makes an etag weak. Ours is a digest: weak or not, it names the same bytes.
    return ANY if etags.star_tag else etags.as_set(include_weak=True)
