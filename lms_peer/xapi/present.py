"""Statements as they are answered: what the standard has the server add, and the three formats. Pure.

`exact` is the very bytes that came, with what was missing put in before the last brace. Only a statement that came
with something which the standard does not let out again is written anew. Sources: xAPI 1.0.3 part 2, 2.4 and part 3,
2.1.3; IEEE 9274.1.1, 4.1.6.1.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from lms_peer.xapi import members
from lms_peer.xapi.parse import Received
from lms_peer.xapi.validate import Invalid
from lms_peer.xapi.versions import Version

Json = dict[str, Any]
Choose = Callable[[list[str]], str]

# What a statement without a `version` is taken to be (xAPI 1.0.3 part 2, 2.4.10; IEEE 9274.1.1, 4.2.4.3).
_UNNAMED = {Version.V1_0_3: "1.0.0", Version.V2_0_0: "2.0.0"}
_IDENTIFIERS = ("mbox", "mbox_sha1sum", "openid", "account")
_COMPONENTS = ("choices", "scale", "source", "target", "steps")

_read = json.JSONDecoder().raw_decode  # `json.loads` takes half as long again, to find out what it was given


class Added(NamedTuple):
    """What the server knows of a statement: its id, when it was stored, and the authority, as JSON."""

    id: UUID
    stored: str
    authority: str
    version: Version


def under(statement_id: str, received: Received) -> Received:
    """The statement with the id that it was sent under; its bytes stay as they came.

    Raises Invalid when it has another id of its own.
    """
    own = received.statement.get("id")
    if own is None:
        return Received({"id": statement_id} | received.statement, received.body)
    if own.lower() != statement_id.lower():
        raise Invalid("id", "must be the statementId that the request names, or be left out")
    return received


def exact(body: bytes, added: Added) -> bytes:
    """The statement as it came, complete."""
    text = body.decode()
    statement, _end = _read(text, text.index("{"))
    if _must_be_written_anew(statement, added.version):
        return _written_anew(text, statement, added).encode()
    parts = [b'"%b":%b' % (name.encode(), text.encode()) for name, text in _missing(statement, added)]
    end = body.rindex(b"}")
    return b"%b,%b%b" % (body[:end], b",".join(parts), body[end:])


def written(statement: Json) -> bytes:
    """The statement as JSON."""
    return json.dumps(statement, ensure_ascii=False, separators=(",", ":")).encode()


def ids(statement: Json) -> Json:
    """The statement with nothing but identifiers for agents, groups, verbs and activities. Changes it."""
    return _each_part(statement, _agent_id, _verb_id, _activity_id)


def canonical(statement: Json, definitions: Mapping[str, Json], choose: Choose) -> Json:
    """The statement with activities as they are known here, and one language of each name. Changes it.

    `choose` picks one of the languages that there are.
    """

    def verb(value: Json) -> Json:
        return value | {"display": _one(value["display"], choose)} if value.get("display") else value

    def activity(value: Json) -> Json:
        definition = definitions.get(value["id"]) or value.get("definition")
        return value | {"definition": _in_one_language(definition, choose)} if definition else value

    return _each_part(statement, _as_is, verb, activity)


def activities(statement: Json) -> Iterator[Json]:
    """Every activity that the statement, or the SubStatement in it, holds."""
    about = statement["object"]
    kind = about.get("objectType", "Activity")
    if kind == "Activity":
        yield about
    elif kind == "SubStatement":
        yield from activities(about)
    context = statement.get("context")
    if context:
        for some in context.get("contextActivities", {}).values():
            yield from some if isinstance(some, list) else (some,)


def _missing(statement: Json, added: Added) -> Iterator[tuple[str, str]]:
    """What the statement lacks: name and JSON text."""
    if "id" not in statement:
        yield "id", f'"{added.id}"'
    yield "stored", f'"{added.stored}"'
    yield "authority", added.authority
    if "timestamp" not in statement:
        yield "timestamp", f'"{added.stored}"'
    if "version" not in statement:
        yield "version", f'"{_UNNAMED[added.version]}"'


def _written_anew(text: str, statement: Json, added: Added) -> str:
    """The statement with what the standard changes; everything else stays as it was written."""
    parts = members.members(text) | dict(_missing(statement, added))
    if _not_utc(statement, added.version):
        moment = datetime.fromisoformat(statement["timestamp"].upper()).astimezone(UTC)
        precision = "microseconds" if moment.microsecond % 1000 else "milliseconds"
        parts["timestamp"] = f'"{moment.isoformat(timespec=precision).replace("+00:00", "Z")}"'
    if "context" in parts:
        parts["context"] = _with_lists(parts["context"])
    if statement["object"].get("objectType") == "SubStatement" and "context" in statement["object"]:
        inner = members.members(parts["object"])
        parts["object"] = members.written(inner | {"context": _with_lists(inner["context"])})
    return members.written(parts)


def _with_lists(context: str) -> str:
    """The context with every kind of context activities as a list (xAPI 1.0.3 part 2, 2.4.6.2)."""
    parts = members.members(context)
    if "contextActivities" not in parts:
        return context
    around = members.members(parts["contextActivities"])
    lists = {kind: some if some.startswith("[") else f"[{some}]" for kind, some in around.items()}
    return members.written(parts | {"contextActivities": members.written(lists)})


def _must_be_written_anew(statement: Json, version: Version) -> bool:
    if "stored" in statement or "authority" in statement or _not_utc(statement, version):
        return True
    for context in _contexts(statement):
        for some in context.get("contextActivities", {}).values():
            if not isinstance(some, list):
                return True
    return False


def _not_utc(statement: Json, version: Version) -> bool:
    """xAPI 2.0.0 answers times in UTC (IEEE 9274.1.1, 4.2.7)."""
    timestamp = statement.get("timestamp")
    return bool(timestamp and version is Version.V2_0_0 and timestamp[-1] not in "Zz")


def _contexts(statement: Json) -> Iterator[Json]:
    if "context" in statement:
        yield statement["context"]
    about = statement["object"]
    if about.get("objectType") == "SubStatement" and "context" in about:
        yield about["context"]


def _each_part(
    statement: Json, agent: Callable[[Json], Json], verb: Callable[[Json], Json], activity: Callable[[Json], Json]
) -> Json:
    """Put every agent or group, verb and activity of the statement through its function."""
    statement["actor"] = agent(statement["actor"])
    statement["verb"] = verb(statement["verb"])
    about = statement["object"]
    kind = about.get("objectType", "Activity")
    if kind == "Activity":
        statement["object"] = activity(about)
    elif kind == "SubStatement":
        _each_part(about, agent, verb, activity)
    elif kind != "StatementRef":
        statement["object"] = agent(about)
    if "authority" in statement:
        statement["authority"] = agent(statement["authority"])
    if "context" in statement:
        _each_part_of_context(statement["context"], agent, activity)
    return statement


def _each_part_of_context(context: Json, agent: Callable[[Json], Json], activity: Callable[[Json], Json]) -> None:
    for name in ("instructor", "team"):
        if name in context:
            context[name] = agent(context[name])
    for name, single in (("contextAgents", "agent"), ("contextGroups", "group")):
        for one in context.get(name, ()):
            one[single] = agent(one[single])
    around = context.get("contextActivities", {})
    for kind, some in around.items():
        around[kind] = [activity(one) for one in some]


def _agent_id(agent: Json) -> Json:
    kept = {name: agent[name] for name in ("objectType", *_IDENTIFIERS) if name in agent}
    if agent.get("objectType") == "Group" and not any(name in agent for name in _IDENTIFIERS):
        kept["member"] = [_agent_id(member) for member in agent.get("member", ())]
    return kept


def _verb_id(verb: Json) -> Json:
    return {"id": verb["id"]}


def _activity_id(activity: Json) -> Json:
    return {"id": activity["id"]}


def _as_is(value: Json) -> Json:
    return value


def _in_one_language(definition: Json, choose: Choose) -> Json:
    shown = dict(definition)
    for name in ("name", "description"):
        if shown.get(name):
            shown[name] = _one(shown[name], choose)
    for name in _COMPONENTS:
        if name in shown:
            shown[name] = [
                part | {"description": _one(part["description"], choose)} if part.get("description") else part
                for part in shown[name]
            ]
    return shown


def _one(words: Mapping[str, str], choose: Choose) -> dict[str, str]:
    language = choose(list(words))
    return {language: words[language]}
