"""What is known of activities: the definitions that statements brought, put together for each activity of a centre.

Runs in the caller's transaction and never commits. Who may define is decided above. The ledger stays the truth: this
only saves reading it all to answer for one activity.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Table, Text, Uuid, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms_peer.database import UtcDateTime, db, now
from lms_peer.xapi.indexed import fit
from lms_peer.xapi.present import activities as activities_of

LARGEST = 256 * 1024  # bytes of one definition; what grows beyond it, language by language, stays as it was
_REMEMBERED = 20_000  # about 4 MB a process
_AT_ONCE = 500
_MARSHALLED = 0  # the one of marshal's formats that is the same for the same value; much faster than `repr`

Json = dict[str, Any]

# `activity` is its IRI as it fits an index.
known = Table(
    "xapi_activity",
    db.Model.metadata,
    Column("centre_id", Uuid, primary_key=True),
    Column("activity", Text, primary_key=True),
    Column("definition", Text, nullable=False),
    Column("updated", UtcDateTime, nullable=False),
)

_said_already: dict[tuple[UUID, str, bytes], None] = {}


def learn(connection: Connection, centre: UUID, statements: Iterable[Mapping[str, Any]]) -> None:
    """Add to what is known the definitions that these statements hold.

    Costs no query for a definition that this process has met before and found to bring nothing new.
    """
    fresh: dict[str, list[tuple[Json, bytes]]] = {}
    for activity_id, definition, digest in _unmet(centre, statements):
        fresh.setdefault(activity_id, []).append((definition, digest))
    if fresh:
        _add(connection, centre, fresh)


def may_teach(centre: UUID, statements: Iterable[Mapping[str, Any]]) -> bool:
    """True when `learn` may find something new in these statements: to be asked before a lock is held."""
    return next(_unmet(centre, statements), None) is not None


def definitions(centre: UUID, activity_ids: Iterable[str]) -> dict[str, Json]:
    """What is known of these activities, by id; those nobody defined are left out."""
    wanted = {fit(one): one for one in activity_ids}
    keys = sorted(wanted)
    return {
        wanted[row.activity]: json.loads(row.definition)
        for start in range(0, len(keys), _AT_ONCE)
        for row in db.session.execute(_rows(centre, keys[start : start + _AT_ONCE]))
    }


def merged(earlier: Json, later: Json) -> Json:
    """Both definitions in one: languages, extensions and the like side by side, and otherwise the later one."""
    both = dict(earlier)
    for name, value in later.items():
        before = both.get(name)
        both[name] = before | value if isinstance(before, dict) and isinstance(value, dict) else value
    return both


def _unmet(centre: UUID, statements: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Json, bytes]]:
    """Each definition that this process has not met yet, with the activity's id and what it is remembered by."""
    for statement in statements:
        for activity in activities_of(statement):  # type: ignore[arg-type]
            definition = activity.get("definition")
            if definition:
                digest = blake2b(marshal.dumps(definition, _MARSHALLED), digest_size=16).digest()
                if (centre, activity["id"], digest) not in _said_already:
                    yield activity["id"], definition, digest


def _add(connection: Connection, centre: UUID, fresh: Mapping[str, list[tuple[Json, bytes]]]) -> None:
    if len(_said_already) > _REMEMBERED:
        _said_already.clear()
    for activity_id, said in sorted(fresh.items()):  # in order, so that two writers never wait for each other
        held = _held(connection, centre, fit(activity_id))
        after = dict(held)
        for definition, _digest in said:
            after = merged(after, definition)
        text = json.dumps(after, ensure_ascii=False)
        if after != held and len(text.encode()) <= LARGEST:
            _write(connection, centre, fit(activity_id), text)
            continue
        for _definition, digest in said:  # remembered only once it is there, for this may still be undone
            _said_already[centre, activity_id, digest] = None


def _held(connection: Connection, centre: UUID, key: str) -> Json:
    """What is known, held until the transaction ends; nothing yet is an empty object."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    blank = {"centre_id": centre, "activity": key, "definition": "{}", "updated": now()}
    row = connection.execute(_rows(centre, [key]).with_for_update()).one_or_none()
    if row is None:
        connection.execute(dialect.insert(known).on_conflict_do_nothing(), blank)
        row = connection.execute(_rows(centre, [key]).with_for_update()).one()
    held: Json = json.loads(row.definition)
    return held


def _write(connection: Connection, centre: UUID, key: str, definition: str) -> None:
    here = (known.c.centre_id == centre) & (known.c.activity == key)
    connection.execute(update(known).where(here).values(definition=definition, updated=now()))


def _rows(centre: UUID, keys: list[str]) -> Any:
    return select(known.c.activity, known.c.definition).where(
        known.c.centre_id == centre, known.c.activity.in_(keys)
    )
