"""What a connected system says that a learner did becomes evidence, where the learner's course asks for it by name.

Asked for in the transaction that writes the statement down, done by a worker: so taking statements in stays fast, and
nothing is lost when a worker dies. Whatever does not fit is left alone: it is a statement in the ledger, and no more.
Never decides a criterion.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection

from lms_peer import ledger, progress
from lms_peer.actions.record import Acting, keep_words, perform, qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.domain import outside as rules
from lms_peer.domain.facts import (
    Actor,
    EvidenceWithdrawn,
    Fact,
    OutsideEvidenceReported,
    derived_id,
)
from lms_peer.domain.outside import Report
from lms_peer.domain.qualification import ExternalActivity
from lms_peer.domain.refusals import Refusal
from lms_peer.domain.standing import Standing
from lms_peer.jobs import JobContext, enqueue_on, job
from lms_peer.ledger import Entry
from lms_peer.ledger.chain import to_the_millisecond
from lms_peer.people import clients
from lms_peer.people.models import XapiClient
from lms_peer.people.names import known_as
from lms_peer.xapi.indexed import VOIDED, index_of, statement_of

KIND = "outside-evidence"
TITLE_LENGTH = 200
_ENGLISH = ("en-GB", "en", "en-US")

Statement = Mapping[str, Any]
log = structlog.get_logger(__name__)


def wanted(statement: Statement) -> bool:
    """True when a valid statement from outside may concern evidence: then `ask_for` it. Cheap: asked of every one.

    It names an activity and verb that some course names, or takes another statement back.
    """
    verb = statement["verb"]["id"]
    return verb == VOIDED or (statement["object"].get("id"), verb) in workplace().catalogue.outside


def ask_for(connection: Connection, centre: UUID, statement_id: UUID) -> UUID:
    """Ask for a look at a statement that the connection's transaction writes down; answers the id of the job.

    Asking twice does no harm.
    """
    return enqueue_on(connection, KIND, {"statement": str(statement_id)}, centre)


@job(KIND)
def take_outside_evidence(context: JobContext, *, statement: str) -> dict[str, Any]:
    """Take the statement as evidence, or take back what came from the one it voids; answers the ids of the facts."""
    return {"facts": [str(fact.id) for fact in take(context.centre, UUID(statement))]}


def take(centre: UUID, statement_id: UUID) -> list[Fact]:
    """What follows from one statement of this centre, recorded once however often it is asked. May be nothing."""
    entry = ledger.entry(centre, statement_id)
    system = _system(centre, entry.authority) if entry else None
    if entry is None or system is None:
        return []
    statement = statement_of(entry.body)
    voids = index_of(statement, entry.stored).voids
    if voids:
        return list(_take_back(entry, voids))
    if system.revoked or ledger.voiding(centre, statement_id):
        return []
    return list(_take(entry, system, statement))


def _system(centre: UUID, authority: str) -> XapiClient | None:
    """The connected system of this centre that vouches for a statement; None for this service itself."""
    return next((one for one in clients.clients(centre) if clients.authority_of(one) == authority), None)


def _take(entry: Entry, system: XapiClient, statement: Statement) -> Iterator[Fact]:
    report = _report(entry, system, statement)
    if report is None:
        return
    for standing in progress.standings(entry.centre, learner=report.learner):
        for place, named in rules.named_in(qualification_of(entry.centre, standing), report):
            evidence = derived_id(report.statement, f"{standing.registration} {place}")
            if evidence not in standing.evidence:
                put_forward = partial(_put_forward, entry, standing, evidence, report, named, statement)
                yield from _unless_refused(put_forward)


def _put_forward(
    entry: Entry, standing: Standing, evidence: UUID, report: Report, named: ExternalActivity, statement: Statement
) -> Fact:
    acting = _speaking_for(entry)
    words = keep_words(acting, title=_activity_name(statement), outcome=_outcome(statement))
    return perform(
        acting,
        standing.registration,
        evidence,
        OutsideEvidenceReported,
        lambda as_it_is, course: rules.report_evidence(
            as_it_is, course, acting.stamp(evidence, at=report.at), report, named, words
        ),
    )


def _take_back(entry: Entry, voided: UUID) -> Iterator[Fact]:
    """Evidence whose source was voided goes, while nobody has judged it. Only who said a thing can take it back."""
    source = ledger.entry(entry.centre, voided) if ledger.voiding(entry.centre, voided) else None
    learner = _account(statement_of(source.body)["actor"]) if source else None
    if learner is None:
        return
    for standing in progress.standings(entry.centre, learner=known_as(entry.centre, learner)):
        for piece, fact in rules.reported(standing):
            if fact.source == voided and not piece.withdrawn:
                yield from _unless_refused(partial(_withdraw, entry, standing, piece.id))


def _withdraw(entry: Entry, standing: Standing, evidence: UUID) -> Fact:
    acting = _speaking_for(entry)
    submission = derived_id(entry.statement_id, str(evidence))
    return perform(
        acting,
        standing.registration,
        submission,
        EvidenceWithdrawn,
        lambda as_it_is, _: rules.take_back(as_it_is, acting.stamp(submission), evidence),
    )


def _unless_refused(act: Callable[[], Fact]) -> Iterator[Fact]:
    """What the act recorded, if anything: a rule that says no has written nothing, and nobody waits to be told."""
    try:
        yield act()
    except Refusal as refusal:
        log.info("outside evidence not taken", refusal=type(refusal).__name__)


def _speaking_for(entry: Entry) -> Acting:
    """The system that said it, at its centre."""
    account = json.loads(entry.authority)["account"]
    return Acting(entry.centre, Actor(account["homePage"], account["name"]))


def _report(entry: Entry, system: XapiClient, statement: Statement) -> Report | None:
    """What the statement says, if it is about what a person with an account did to an activity."""
    learner = _account(statement["actor"])
    about, result = statement["object"], statement.get("result", {})
    if learner is None or about.get("objectType", "Activity") != "Activity":
        return None
    happened = to_the_millisecond(index_of(statement, entry.stored).timestamp)
    return Report(
        statement=entry.statement_id,
        system=system.name,
        learner=known_as(entry.centre, learner),
        activity=about["id"],
        verb=statement["verb"]["id"],
        at=min(happened, entry.stored),  # their clock may be ahead of ours
        stored=entry.stored,
        success=result.get("success"),
        score=result.get("score", {}).get("scaled"),
    )


def _account(agent: Statement) -> Actor | None:
    """The person that an actor stands for; None for a group, and for who is known by an e-mail address or an OpenID."""
    account = agent.get("account")
    if account is None or agent.get("objectType", "Agent") != "Agent":
        return None
    return Actor(account["homePage"], account["name"])


def _activity_name(statement: Statement) -> str:
    """What the activity is called, if the statement says so."""
    return _in_english(statement["object"].get("definition", {}).get("name", {}))


def _outcome(statement: Statement) -> str:
    """What happened, in a word or two: as the statement displays its verb, or else the verb's own last part."""
    verb = statement["verb"]
    return _in_english(verb.get("display", {})) or _plain(verb["id"].rstrip("/").rpartition("/")[2])


def _in_english(texts: Mapping[str, str]) -> str:
    """One text of a language map as one plain line: English where there is any."""
    english = next((texts[tag] for tag in _ENGLISH if tag in texts), None)
    return _plain(english or next(iter(texts.values()), ""))


def _plain(text: str) -> str:
    """One line of at most 200 characters, without hidden signs."""
    shown = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    return " ".join(shown.split())[:TITLE_LENGTH]
