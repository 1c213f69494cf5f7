"""A trainer takes many learners on from a table: every row is checked before any is written, and all are, or none.

Sent twice, the same table under the same submission is one set of learners. Passwords are hashed before the database is
locked, since that takes most of the time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from uuid import UUID

from flask import Flask, current_app
from flask_security import hash_password

from lms_peer.actions.enrol_learner import NewLearner, enrol_learner
from lms_peer.actions.record import Acting, said_before
from lms_peer.database import db, writing
from lms_peer.domain.facts import LearnerRegistered, derived_id
from lms_peer.domain.learner_table import LearnerRow, TwiceInTable, require_whole
from lms_peer.domain.refusals import EmailTaken, Missing, Refusal, ULNTaken, UsernameTaken
from lms_peer.domain.uln import check_uln
from lms_peer.people import accounts, enrolments
from lms_peer.people.models import NAME_LENGTH
from lms_peer.people.words import optional, required

_HASHING = 2  # at once
_LONGEST_USERNAME = 32


@dataclass(frozen=True)
class RowProblem:
    """Why one row can not be taken. `number` is the row's in the spreadsheet."""

    number: int
    refusal: Refusal


@dataclass(frozen=True)
class Course:
    """What everybody in the table joins."""

    slug: str
    optional_units: tuple[str, ...]
    cohort: UUID
    assessor: UUID | None = None


def with_usernames(rows: Sequence[LearnerRow]) -> tuple[LearnerRow, ...]:
    """The rows, those without a username and an address with a username made of the name that nobody has."""
    taken = {row.username.lower() for row in rows if row.username}
    named = []
    for row in rows:
        username = row.username
        if row.name and not (username or row.email):
            username = free_username(row.name, taken)
            taken.add(username)
        named.append(replace(row, username=username))
    return tuple(named)


def check_rows(acting: Acting, rows: Sequence[LearnerRow]) -> tuple[RowProblem, ...]:
    """Everything that keeps the rows from being written, in their order; empty when nothing does. Writes nothing."""
    problems = [RowProblem(row.number, refusal) for row in rows for refusal in _wrong_in(row)]
    problems += [*_twice(rows), *_taken(acting, rows)]
    return tuple(sorted(problems, key=lambda one: one.number))


def check_one(acting: Acting, submission: UUID, person: NewLearner) -> tuple[Refusal, ...]:
    """The same of one new person; empty for who was registered under this submission already. Writes nothing."""
    if said_before(acting, submission, LearnerRegistered):
        return ()
    row = LearnerRow(
        1,
        name=person.name,
        legal_name=person.legal_name,
        username=person.username,
        email=person.email,
        uln=person.uln,
        awarding_body_number=person.awarding_body_number,
    )
    return tuple(one.refusal for one in check_rows(acting, [row]))


def register_many(
    acting: Acting, submission: UUID, rows: Sequence[LearnerRow], course: Course, password_of: Callable[[int], str]
) -> tuple[LearnerRegistered, ...]:
    """Take everybody in the table on; `password_of` gives the first password for a row's number.

    Raises what `enrol_learner` refuses; then nothing is written. Begins a transaction of its own, for the caller to
    commit, so nothing may wait to be written before.
    """
    if registered_before(acting, submission, rows):
        hashes: list[str | None] = [None] * len(rows)
    else:
        hashes = [*_hashed([password_of(row.number) for row in rows])]
    db.session.rollback()
    with writing():
        return tuple(
            enrol_learner(
                acting,
                row_id(submission, row),
                _person(row, password_of(row.number), hashed),
                slug=course.slug,
                optional_units=course.optional_units,
                cohort=course.cohort,
                assessor=course.assessor,
            )
            for row, hashed in zip(rows, hashes, strict=True)
        )


def row_id(submission: UUID, row: LearnerRow) -> UUID:
    """The id of the fact that registers the learner of this row."""
    return derived_id(submission, f"{row.number}:{row.username or row.email}")


def registered_before(acting: Acting, submission: UUID, rows: Sequence[LearnerRow]) -> bool:
    """True when the table was written under this submission already."""
    return bool(rows) and said_before(acting, row_id(submission, rows[0]), LearnerRegistered) is not None


def _person(row: LearnerRow, password: str, hashed: str | None) -> NewLearner:
    return NewLearner(
        name=row.name,
        legal_name=row.legal_name,
        username=row.username,
        email=row.email,
        uln=row.uln,
        awarding_body_number=row.awarding_body_number,
        password=password,
        hashed=hashed,
    )


def _hashed(passwords: Sequence[str]) -> Iterator[str]:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]

    def hash_one(password: str) -> str:
        with app.app_context():
            return str(hash_password(password))

    with ThreadPoolExecutor(_HASHING) as pool:
        yield from pool.map(hash_one, passwords)


def _wrong_in(row: LearnerRow) -> Iterator[Refusal]:
    """What is wrong with a row by itself."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: required("name", row.name, NAME_LENGTH),
        lambda: optional("legal_name", row.legal_name, NAME_LENGTH),
        lambda: optional("awarding_body_number", row.awarding_body_number, 64),
        lambda: accounts.checked_username(row.username),
        lambda: accounts.checked_email(row.email),
        lambda: require_whole("awarding_body_number", row.awarding_body_number),
        lambda: _check_uln(row.uln),
    )
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            yield refusal
    if row.name and not (row.username or row.email):
        yield Missing("username")


def _check_uln(number: str) -> None:
    require_whole("uln", number)
    if number:
        check_uln(number)


def _twice(rows: Sequence[LearnerRow]) -> Iterator[RowProblem]:
    """What stands in two rows though it can be only one person's."""
    for what, column in (("username", "username"), ("email address", "email"), ("ULN", "uln")):
        seen: dict[str, int] = {}
        for row in rows:
            value = "".join(getattr(row, column).lower().split())
            if value and (first := seen.setdefault(value, row.number)) != row.number:
                yield RowProblem(row.number, TwiceInTable(what, first))


def _taken(acting: Acting, rows: Sequence[LearnerRow]) -> Iterator[RowProblem]:
    """What somebody who is here already has. Three queries for the whole table."""
    usernames = accounts.usernames_taken({row.username.lower() for row in rows if row.username})
    emails = accounts.emails_taken({row.email.lower() for row in rows if row.email})
    ulns = enrolments.ulns_taken(acting.centre, {"".join(row.uln.split()) for row in rows if row.uln})
    for row in rows:
        if row.username.lower() in usernames:
            yield RowProblem(row.number, UsernameTaken(row.username))
        if row.email.lower() in emails:
            yield RowProblem(row.number, EmailTaken(row.email))
        if "".join(row.uln.split()) in ulns:
            yield RowProblem(row.number, ULNTaken(row.uln))


def free_username(name: str, taken: set[str]) -> str:
    """A username that nobody has, and is not among those `taken` besides.

    It is `casey.rowan` for Casey Rowan, or with the first number from 2 on that is free.
    """
    plain = unicodedata.normalize("NFKD", re.sub("['’`]", "", name.casefold())).encode("ascii", "ignore").decode()
    base = ".".join(re.findall(r"[a-z0-9]+", plain))[: _LONGEST_USERNAME - 4].strip(".") or "learner"
    base = base if len(base) > 1 else f"{base}.learner"
    known = taken | accounts.usernames_beginning(base)
    number, found = 1, base
    while found in known:
        number += 1
        found = f"{base}{number}"
    return found
