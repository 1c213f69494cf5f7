"""Everything that the centre holds about one learner, as the files of a ZIP (UK GDPR, Article 15).

Other people are shown by what they are to the learner, never by name or by an identifier of theirs; what people wrote
stays as they wrote it. Gathers and words; decides nothing and changes nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from flask import render_template

from lms_peer import ledger, progress
from lms_peer.actions.keep_draft import Draft, drafts
from lms_peer.actions.record import Acting
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now
from lms_peer.domain import facts as f
from lms_peer.domain.facts import Actor, Document, Fact
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.standing import Standing
from lms_peer.domain.words import Words
from lms_peer.people import enrolments, witnesses
from lms_peer.people.models import Account, Learner
from lms_peer.people.names import account_id_of
from lms_peer.vault.faults import VaultFault
from lms_peer.web import showing
from lms_peer.web.beside_the_record import Table, tables
from lms_peer.web.language import gettext
from lms_peer.web.records import qualification_for, words_of
from lms_peer.web.telling import Happening, Teller, is_for_learners
from lms_peer.web.wording import moment
from lms_peer.web.zipped import Member
from lms_peer.xapi import AUTHORITY, read

# What whoever does a thing is to the learner.
_BY: dict[type[Fact], str] = {
    f.LearnerRegistered: "a trainer",
    f.UnitsChosen: "a trainer",
    f.RegistrationPaused: "a trainer",
    f.RegistrationResumed: "a trainer",
    f.RegistrationEnded: "a trainer",
    f.RegistrationCompleted: "a trainer",
    f.PortfolioIssued: "a trainer",
    f.PortfolioWithdrawn: "a trainer",
    f.HoursCountersigned: "a member of staff",
    f.HoursRefused: "a member of staff",
    f.OutsideEvidenceReported: "another system",
}
_AS = {"staff": "a member of staff", "witness": "a witness", "assessor": "an assessor", "by": "an assessor"}


@dataclass(frozen=True)
class Told:
    """One thing that happened, with what was written beside it and the names of its files in the ZIP."""

    happening: Happening
    words: Words
    files: tuple[str, ...]


@dataclass(frozen=True)
class Course:
    """One registration of the learner's, with everything about it."""

    folder: str
    standing: Standing
    qualification: Qualification
    told: tuple[Told, ...]
    tables: tuple[Table, ...]
    drafts: tuple[Draft, ...]
    witnesses: tuple[tuple[str, str], ...]
    files: Mapping[str, Document]
    statements: bytes


def everything(acting: Acting) -> Iterator[Member]:
    """The files about whoever acts, at the centre they are at. All but the files' bytes is read when this is called."""
    account_id = account_id_of(acting.centre, acting.actor)
    account = db.session.get(Account, account_id) if account_id else None
    if account is None:
        raise NotFound("account")
    standings = progress.standings(acting.centre, learner=acting.actor)
    courses = [_course(acting, account.id, standing, number) for number, standing in enumerate(standings, 1)]
    profile = _profile(acting.centre, account)
    page = render_template("learner/everything.html", profile=profile, courses=courses, made=now())
    return iter(
        [
            _text("index.html", page),
            _text("about you.csv", _table((gettext("What"), gettext("Held")), profile)),
            *(member for course in courses for member in _members(acting.centre, course)),
        ]
    )


def _profile(centre: UUID, account: Account) -> list[tuple[str, str]]:
    shown = [
        (gettext("Name"), account.name),
        (gettext("Username"), account.username or ""),
        (gettext("E-mail"), account.email or ""),
    ]
    try:
        details: Learner | None = enrolments.learner(centre, account.id)
    except NotFound:
        details = None
    if details is not None:
        shown += [
            (gettext("Legal name"), details.legal_name),
            (gettext("Unique Learner Number"), details.uln or ""),
            (gettext("Number with the awarding body"), details.awarding_body_number or ""),
        ]
    return [*shown, (gettext("Account made"), moment(account.created))]


def _course(acting: Acting, account: UUID, standing: Standing, number: int) -> Course:
    entries = list(ledger.entries(acting.centre, registration=standing.registration))
    facts = [read(one.body, one.stored) for one in entries if one.authority == AUTHORITY]
    roles = _roles(standing, facts)
    files = _files(facts)
    named = {document.sha256: name for name, document in files.items()}
    teller = Teller(standing, roles, lambda evidence: _title(standing, evidence))
    told = tuple(
        Told(teller.tell(fact), _words(fact), tuple(named[one.sha256] for one in _documents(fact)))
        for fact in facts
        if is_for_learners(fact)
    )
    return Course(
        folder=f"course {number}",
        standing=standing,
        qualification=qualification_for(standing),
        told=told,
        tables=tables(acting.centre, standing.registration, account),
        drafts=tuple(drafts(acting, standing.registration)),
        witnesses=tuple(
            (one.occupation, one.relationship) for one in witnesses.witnesses(acting.centre, standing.registration)
        ),
        files=files,
        statements=b"".join(_line(one, standing.learner, roles) for one in entries),
    )


def _members(centre: UUID, course: Course) -> Iterator[Member]:
    rows = [
        (
            moment(one.happening.at),
            one.happening.sentence,
            json.dumps(one.words, ensure_ascii=False) if one.words else "",
        )
        for one in course.told
    ]
    yield _text(
        f"{course.folder}/what happened.csv",
        _table((gettext("When"), gettext("What"), gettext("What was written")), rows),
    )
    for table in course.tables:
        yield _text(f"{course.folder}/{table.name}.csv", _table(table.head, table.rows))
    yield Member(f"{course.folder}/statements.jsonl", lambda: [course.statements])
    kept = {f"{course.folder}/{name}": one for name, one in course.files.items()}
    for draft in course.drafts:
        kept |= {f"{course.folder}/drafts/{_safe(one.document, one.name)}": one.document for one in draft.files}
    vault = workplace().vault
    for name, document in kept.items():
        yield Member(
            name, partial(vault.open, centre, document.sha256), packed=document.media_type != "text/plain"
        )


def _roles(standing: Standing, facts: list[Fact]) -> dict[Actor, str]:
    """What each person is to the learner, by the first thing that they did."""
    roles = {standing.learner: "you"}
    for fact in facts:
        for name, value in vars(fact).items():
            if isinstance(value, Actor):
                roles.setdefault(
                    value, _BY.get(type(fact), _AS["by"]) if name == "by" else _AS.get(name, "someone")
                )
    return roles


def _documents(fact: Fact) -> tuple[Document, ...]:
    printed = (fact.portfolio,) if isinstance(fact, f.PortfolioIssued) else ()
    return (*getattr(fact, "files", ()), *printed)


def _files(facts: list[Fact]) -> dict[str, Document]:
    """Every file of the record by its name in the ZIP; the same bytes once."""
    found: dict[str, Document] = {}
    seen: set[str] = set()
    for fact in facts:
        names = _words(fact).get("files", {}) if getattr(fact, "files", ()) else {}
        for document in _documents(fact):
            if document.sha256 in seen:
                continue
            seen.add(document.sha256)
            usual = f"portfolio {fact.version}.pdf" if isinstance(fact, f.PortfolioIssued) else "file"
            found[f"files/{_safe(document, names.get(document.sha256, usual))}"] = document
    return found


def _safe(document: Document, name: str) -> str:
    """A name that is no folder anywhere, and one's own: the first signs of the SHA-256 stand before it."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(sign if sign.isalnum() or sign in " ._-()" else "_" for sign in last).strip(" .") or "file"
    return f"{document.sha256[:8]} {kept}"


def _title(standing: Standing, evidence: UUID) -> str:
    piece = standing.evidence.get(evidence)
    return showing.title_of(piece, _words(piece.submitted)) if piece else "evidence"


def _words(fact: Fact) -> Words:
    """What was written beside a fact; said to be lost, not refused, when it can not be read."""
    try:
        return words_of(fact)
    except VaultFault:
        return {"text": "This could not be read. Tell your centre."}


def _line(entry: ledger.Entry, learner: Actor, roles: Mapping[Actor, str]) -> bytes:
    """The statement as the record store gives it, on one line, with other people as what they are."""
    statement = json.loads(ledger.answered(entry))
    authority = statement.pop("authority", None)  # this service or another system, and never a person
    shown = _by_role(statement, lambda actor: None if actor == learner else roles.get(actor, "someone"))
    return json.dumps(shown | {"authority": authority}, ensure_ascii=False).encode() + b"\n"


def _by_role(value: Any, role_of: Callable[[Actor], str | None]) -> Any:
    if isinstance(value, list):
        return [_by_role(one, role_of) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(account := value.get("account"), dict):
        role = role_of(Actor(str(account.get("homePage")), str(account.get("name"))))
        if role is not None:
            shown = {"homePage": account.get("homePage"), "name": role.replace(" ", "-")}
            return {"objectType": "Agent", "name": role, "account": shown}
        return value
    if {"mbox", "mbox_sha1sum", "openid"} & value.keys():
        return {"objectType": "Agent", "name": "someone"}
    return {key: _by_role(one, role_of) for key, one in value.items()}


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]] | Any) -> str:
    """CSV that Excel opens as it is meant: with a mark of its encoding, and no cell read as a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _text(name: str, text: str) -> Member:
    return Member(name, lambda: [text.encode()])


def name_of_file(at: datetime) -> str:
    """What the ZIP file is called."""
    return f"everything about me {at:%Y-%m-%d}.zip"
