"""What the ledger needs to find a statement again: plain values taken from a statement of any origin.

Pure and of the standard library only. It checks nothing beyond what it reads: `xapi.validate` says whether a
statement is a good one. The same statement always gives the same values, so that the ledger's index columns can
be checked against the statements they came from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

AGENT, ACTIVITY = "agent", "activity"
VOIDED = "http://adlnet.gov/expapi/verbs/voided"
# PostgreSQL's indexes take 2,704 bytes a row, and two such texts share one.
LONGEST_KEY = 500

Part = TypeVar("Part")


class Unreadable(ValueError):
    """This is no statement that can be indexed; the message says in plain words which part is missing or wrong."""


class Attachment(NamedTuple):
    """One attachment as a statement names it. `file_url` is None when its bytes are in our keeping."""

    sha2: str
    size: int
    media_type: str
    file_url: str | None


class Mention(NamedTuple):
    """What a statement names, other than as its actor or object: an AGENT (`agent_key`) or an ACTIVITY (its id).

    A direct one is meant by the parameter `agent` alone: an agent that is the object, and the members of a group that
    is actor or object. The others are meant with `related_agents` or `related_activities`.
    """

    what: str
    name: str
    direct: bool = False


class Indexed(NamedTuple):
    """The values a statement is found by. `actor` is `issuer|name` for an account (see `agent_key`).

    `activity` is the object's id (see `object_key`); `refers_to` is the statement that is its object, `voids` the same
    when this one takes it back.
    """

    statement_id: UUID
    verb: str
    actor: str
    activity: str
    registration: UUID | None
    timestamp: datetime
    refers_to: UUID | None
    voids: UUID | None
    mentions: frozenset[Mention]


def statement_of(body: bytes) -> dict[str, Any]:
    """The JSON object that UTF-8 bytes hold. Raises Unreadable."""
    try:
        statement = json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise Unreadable("the statement is not JSON") from error
    if not isinstance(statement, dict):
        raise Unreadable("the statement is not a JSON object")
    return statement


def index_of(
    statement: Mapping[str, Any], stored: datetime | None = None, statement_id: UUID | None = None
) -> Indexed:
    """Read the values from a statement; `statement_id` is its id when it came without one.

    A statement without a `timestamp` happened when it was `stored` (xAPI 1.0.3 part 2, 2.4.7). Raises Unreadable.
    """
    verb = _part(_part(statement, "verb", dict), "id", str)
    about = _part(statement, "object", dict)
    context = statement.get("context")
    registration = context.get("registration") if isinstance(context, dict) else None
    refers_to = _uuid(_part(about, "id", str)) if about.get("objectType") == "StatementRef" else None
    own_id = statement_id if statement_id and "id" not in statement else _uuid(_part(statement, "id", str))
    # In the order of their names above: to give them by name takes twice as long, for every statement.
    return Indexed(
        own_id,
        fit(verb),
        agent_key(_part(statement, "actor", dict)),
        object_key(about),
        None if registration is None else _registration(str(registration)),
        _moment(statement.get("timestamp"), stored),
        refers_to,
        refers_to if verb == VOIDED else None,
        frozenset(_mentions(statement)),
    )


def attachments_of(statement: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """Every attachment that the statement, or the SubStatement in it, names. Raises Unreadable."""
    return tuple(_attachments(statement))


def kept_here(attachments: Iterable[Attachment]) -> dict[str, Attachment]:
    """Those whose bytes are in our keeping, by hash, once each."""
    return {one.sha2: one for one in attachments if one.file_url is None}


def agent_key(agent: Mapping[str, Any]) -> str:
    """One text for an agent or group, by its identifier (xAPI 1.0.3 part 2, 2.4.2.3). Raises Unreadable.

    `homePage|name` (an IRI holds no bar), the `mbox` or `openid` as it stands, `sha1|…` for a hashed mailbox. A group
    without an identifier is known by its members.
    """
    if "account" in agent:
        account = _part(agent, "account", dict)
        return fit(f"{_part(account, 'homePage', str)}|{_part(account, 'name', str)}")
    if "mbox" in agent:
        return fit(_part(agent, "mbox", str))
    if "mbox_sha1sum" in agent:
        return fit(f"sha1|{_part(agent, 'mbox_sha1sum', str).lower()}")
    if "openid" in agent:
        return fit(_part(agent, "openid", str))
    members = _part(agent, "member", list)
    if not all(isinstance(member, dict) for member in members):
        raise Unreadable("a group's members must be agents")
    return "group|" + _digest("\n".join(sorted(agent_key(member) for member in members)))


def object_key(about: Mapping[str, Any]) -> str:
    """One text for a statement's object: an activity's id, an agent's key, `urn:uuid:…` or `substatement|…`."""
    kind = _kind(about)
    if kind in ("Agent", "Group"):
        return agent_key(about)
    if kind == "StatementRef":
        return _uuid(_part(about, "id", str)).urn
    if kind == "SubStatement":
        return fit("substatement|" + object_key(_part(about, "object", dict)))
    return fit(_part(about, "id", str))


def fit(text: str) -> str:
    """The text itself, or a digest of it where a database's index could not hold it (too long, or has a NUL)."""
    if len(text) > LONGEST_KEY or "\0" in text:
        return _digest(text)
    if text.isascii():
        return text
    try:
        return text if len(text.encode()) <= LONGEST_KEY else _digest(text)
    except UnicodeEncodeError:
        return _digest(text)


def _digest(text: str) -> str:
    return "sha256|" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _attachments(statement: Mapping[str, Any]) -> Iterator[Attachment]:
    for named in _part(statement, "attachments", list) if "attachments" in statement else ():
        if not isinstance(named, dict):
            raise Unreadable("an attachment must be an object")
        yield Attachment(
            sha2=_part(named, "sha2", str).lower(),
            size=_part(named, "length", int),
            media_type=_part(named, "contentType", str),
            file_url=_part(named, "fileUrl", str) if "fileUrl" in named else None,
        )
    about = statement.get("object")
    if isinstance(about, dict) and _kind(about) == "SubStatement":
        yield from _attachments(about)


def _mentions(statement: Mapping[str, Any]) -> list[Mention]:
    """Agents and activities named anywhere in a statement or its SubStatement (xAPI 1.0.3 part three, 2.1.3)."""
    about, actor, context = statement["object"], statement["actor"], statement.get("context")
    found = _members(actor, direct=True) if "member" in actor else []
    kind = _kind(about)
    if kind in ("Agent", "Group"):
        found += agents_in(about, direct=True)
    elif kind == "SubStatement":
        found += _within(about)
    if isinstance(context, dict):
        found += _in_context(context)
    return found


def _within(inner: Mapping[str, Any]) -> Iterator[Mention]:
    """All that a SubStatement names, none of it directly."""
    about = _part(inner, "object", dict)
    yield from agents_in(_part(inner, "actor", dict))
    if _kind(about) == "Activity":
        yield Mention(ACTIVITY, _part(about, "id", str))
    for mention in _mentions(inner):
        yield mention._replace(direct=False)


def _in_context(context: Mapping[str, Any]) -> list[Mention]:
    found: list[Mention] = []
    for name in ("instructor", "team"):
        if name in context:
            found += agents_in(_part(context, name, dict))
    for beside, name in (("contextAgents", "agent"), ("contextGroups", "group")):
        if beside in context:
            found += _related(context[beside], name)
    activities = context.get("contextActivities")
    if isinstance(activities, dict):
        for some in activities.values():
            for activity in _each(some):
                found.append(Mention(ACTIVITY, _part(activity, "id", str)))
    return found


def _related(some: object, name: str) -> Iterator[Mention]:
    for one in _each(some):
        yield from agents_in(_part(one, name, dict))


def agents_in(agent: Mapping[str, Any], direct: bool = False) -> Iterator[Mention]:
    """The mention of an agent; of a group, of its members too. Raises Unreadable."""
    yield Mention(AGENT, agent_key(agent), direct)
    yield from _members(agent, direct)


def _members(group: Mapping[str, Any], direct: bool) -> list[Mention]:
    return [Mention(AGENT, agent_key(member), direct) for member in _each(group.get("member"))]


def _each(some: object) -> Iterable[Mapping[str, Any]]:
    """One object, or the objects of a list; nothing where there is neither."""
    if isinstance(some, list):
        for one in some:
            if not isinstance(one, dict):
                raise Unreadable("a list holds something else than objects")
        return some
    return (some,) if isinstance(some, dict) else ()


def _kind(about: Mapping[str, Any]) -> str:
    return str(about.get("objectType", "Activity"))


def _part(whole: Mapping[str, Any], name: str, kind: type[Part]) -> Part:
    part = whole.get(name)
    if not isinstance(part, kind):
        raise Unreadable(f"{name} is missing or not what it should be")
    return part


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Unreadable(f"{text!r} is not a UUID") from error


# One enrolment stands in every statement of its course, and to make a UUID costs more than all else here.
_registration = lru_cache(maxsize=4096)(_uuid)


def _moment(text: object, stored: datetime | None) -> datetime:
    if text is None:
        if stored is None:
            raise Unreadable("timestamp is missing")
        return stored
    try:
        moment = datetime.fromisoformat(str(text))
        if moment.tzinfo is UTC:
            return moment
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Unreadable(f"{text!r} is not a time") from error
