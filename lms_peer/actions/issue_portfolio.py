"""A trainer issues a portfolio: asked for in a moment, drawn and sealed by a worker, put on record once.

What is printed is fixed when it is asked for: the place in the ledger, its hash, the version, the time. So a job that
runs again draws the same bytes. The id of the form is the id of the fact: a form sent twice issues once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from lms_peer import ledger, portfolio, progress, seal
from lms_peer.actions.record import Acting, perform, qualification_of, said_before
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now, reading
from lms_peer.domain import registration as rules
from lms_peer.domain.facts import Actor, PortfolioIssued
from lms_peer.domain.refusals import NotFound, OtherKindInHand, VersionTaken
from lms_peer.domain.withdrawing import version_of
from lms_peer.jobs import JobContext, JobFailed, TryLater, enqueue, job, status, stop
from lms_peer.keyring import KeyringLocked
from lms_peer.people.models import Centre
from lms_peer.portfolio import Issue
from lms_peer.portfolio.binding import Attachment, Signature
from lms_peer.portfolio.memory import leaving_nothing_behind

if TYPE_CHECKING:  # it comes with all that draws, which whoever only asks for a portfolio has no use for
    from lms_peer.portfolio import Progress

KIND = "portfolio"
PDF = "application/pdf"
ASK_FOR_HELP = "Nothing was issued. Please show this to whoever looks after this service: {why}"

# Opens a stretch of slow work during which no lock is held on the database.
Released = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """One portfolio as it was asked for, on one registration, under one submission."""

    acting: Acting
    registration: UUID
    submission: UUID
    issue: Issue

    def payload(self) -> dict[str, Any]:
        """As JSON for a job."""
        return {
            "registration": str(self.registration),
            "submission": str(self.submission),
            "issuer": self.acting.actor.issuer,
            "name": self.acting.actor.name,
            "version": self.issue.version,
            "position": self.issue.position,
            "chain_hash": self.issue.chain_hash,
            "at": self.issue.at.isoformat(),
            "final": self.issue.final,
        }

    @classmethod
    def of(cls, centre: UUID, payload: dict[str, Any]) -> _Asked:
        """What `payload` wrote."""
        by = Actor(payload["issuer"], payload["name"])
        return cls(
            acting=Acting(centre, by),
            registration=UUID(payload["registration"]),
            submission=UUID(payload["submission"]),
            issue=Issue(
                version=payload["version"],
                position=payload["position"],
                chain_hash=payload["chain_hash"],
                at=datetime.fromisoformat(payload["at"]),
                by=by,
                final=payload.get("final", False),
            ),
        )


def request_portfolio(acting: Acting, registration: UUID, submission: UUID, *, final: bool = False) -> UUID:
    """Ask for a portfolio of the record as it stands now, and answer the id of the job that makes it.

    A draft unless it is to be the `final` one. While one is being made for this registration, answers that job.
    Raises NotFound, NothingToPrint, PortfolioNotReady when the final one has to wait for something, OtherKindInHand,
    and VersionTaken when this very form was answered already.
    """
    asked = _ask(acting, registration, submission, final)
    in_hand = enqueue(KIND, asked.payload(), acting.centre, key=f"{KIND}:{registration}")
    require_kind(acting.centre, in_hand, final)
    return in_hand


def require_kind(centre: UUID, in_hand: UUID, final: bool) -> None:
    """Make sure that the job makes what is asked for, and was not begun for the other kind. Raises OtherKindInHand."""
    if status(centre, in_hand).payload.get("final", False) is not final:
        raise OtherKindInHand


def stop_portfolio(acting: Acting, job_id: UUID) -> None:
    """Stop making a portfolio; what is made already stays. Raises NotFound. A worker hears of it within a second."""
    if status(acting.centre, job_id).kind != KIND:
        raise NotFound("portfolio")
    stop(acting.centre, [job_id])


def issue_now(
    acting: Acting,
    registration: UUID,
    submission: UUID,
    progress: Progress = lambda *_: None,
    *,
    final: bool = False,
) -> PortfolioIssued:
    """Make and issue a portfolio in this process, with nothing waiting to be written before.

    Raises what `request_portfolio` and `make_portfolio` raise.
    """
    return _make(_ask(acting, registration, submission, final), _released, progress)


@job(KIND)
def make_portfolio(context: JobContext, **payload: Any) -> dict[str, Any]:
    """Draw what was asked for, keep it in the vault and put it on record; answers the version.

    Raises VersionTaken when another portfolio was issued meanwhile, VaultMissing, VaultDamaged.
    """
    with _explained():
        issued = _make(_Asked.of(context.centre, payload), context.released, context.progress)
    return {"registration": payload["registration"], "version": issued.version}


@leaving_nothing_behind()
def draw_again(centre: UUID, registration: UUID, version: int) -> bytes:
    """A portfolio drawn anew from the ledger, unsigned: what was issued is the same but for the signature.

    As long as names, template and fonts are the same: compare it with `seal.blanked`. No page or command asks for it;
    the tests do, and whoever has to prove that a portfolio prints what the ledger says. Raises NotFound.
    """
    issued = version_of(progress.standing(centre, registration), version)
    with _draw(centre, registration, Issue.of(issued), lambda *_: None) as pdf:
        return pdf.read()


def _ask(acting: Acting, registration: UUID, submission: UUID, final: bool) -> _Asked:
    standing = progress.standing(acting.centre, registration, lock=True)
    version = rules.next_version(standing)
    if said_before(acting, submission, PortfolioIssued):
        raise VersionTaken(version)
    if final:
        rules.require_ready(standing, qualification_of(acting.centre, standing))
    head = ledger.head(acting.centre)
    issue = Issue(
        version=version,
        position=head.position,
        chain_hash=head.chain_hash,
        at=now(),
        by=acting.actor,
        final=final,
    )
    return _Asked(acting=acting, registration=registration, submission=submission, issue=issue)


@leaving_nothing_behind()
def _make(asked: _Asked, released: Released, report: Progress) -> PortfolioIssued:
    acting, issue = asked.acting, asked.issue
    with released(), _draw(acting.centre, asked.registration, issue, report) as pdf:
        _sign(pdf, acting.centre)
        pdf.seek(0)
        document = workplace().vault.keep(acting.centre, pdf, PDF)
    seal.publish(acting.centre, asked.registration, issue.version)
    return perform(
        acting,
        asked.registration,
        asked.submission,
        PortfolioIssued,
        lambda standing, _: rules.issue(
            standing,
            acting.stamp(asked.submission, at=issue.at),
            portfolio=document,
            version=issue.version,
            position=issue.position,
            chain_hash=issue.chain_hash,
            final=issue.final,
        ),
    )


def _draw(centre: UUID, registration: UUID, issue: Issue, report: Progress) -> BinaryIO:
    """The PDF as it is before it is signed, with all that shows that its statements are in the ledger."""
    place = workplace()
    sealed = seal.evidence_of(centre, registration, issue.position)
    address = seal.verify_url(place.config.address, centre, registration, issue.version)

    def attached(one: seal.Attachment) -> Attachment:
        return Attachment(one.name, one.content, one.media_type, one.description, "Data", issue.at)

    return portfolio.draw(
        centre,
        registration,
        replace(issue, verify_url=address),
        qualification_of=lambda standing: qualification_of(centre, standing),
        vault=place.vault,
        secret=place.config.secret_key,
        certificate=portfolio.certificate(KIND, place.config.certificates),
        progress=report,
        attachments=list(map(attached, sealed.attachments)),
        signature=Signature(
            seal.FIELD,
            by=db.session.get_one(Centre, centre).name,
            reason=f"Version {issue.version} of an evidence portfolio. This is not a certificate.",
            at=issue.at,
            room=seal.ROOM,
        ),
        manifest=lambda files, pages: attached(seal.manifest(files, pages)),
    )


def _sign(pdf: BinaryIO, centre: UUID) -> None:
    """Add the centre's signature: but for the room that it takes, the file stays as it was drawn."""
    called = db.session.get_one(Centre, centre).name
    seal.sign(pdf, centre, called=called, timestamp_url=workplace().config.timestamp_url or None)


@contextmanager
def _explained() -> Iterator[None]:
    """What went wrong, for whoever waits: try again, or ask for help. Raises TryLater and JobFailed instead."""
    try:
        yield
    except (seal.NotTimed, portfolio.PressFailed) as error:
        raise TryLater(str(error)) from error
    except (seal.HistoryRewritten, KeyringLocked) as error:
        raise JobFailed(ASK_FOR_HELP.format(why=error)) from error


@contextmanager
def _released() -> Iterator[None]:
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("something was to be written before the portfolio")
    db.session.rollback()
    with reading():
        yield
    db.session.rollback()
