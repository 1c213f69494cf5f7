"""A learner puts evidence forward, or takes it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lms_peer.actions.record import Acting, keep_words, perform
from lms_peer.domain import evidence as rules
from lms_peer.domain.facts import Document, EvidenceSubmitted, EvidenceWithdrawn
from lms_peer.domain.qualification import CriterionRef, Method


@dataclass(frozen=True)
class KeptFile:
    """A file that is in the vault already, with the name it came under."""

    document: Document
    name: str


def documents(files: Sequence[KeptFile]) -> tuple[Document, ...]:
    """The files as a fact holds them, each once, in the order given."""
    return tuple(dict.fromkeys(file.document for file in files))


def file_names(files: Sequence[KeptFile]) -> dict[str, str]:
    """The files' names by SHA-256, as `Words.files` holds them."""
    return {file.document.sha256: file.name for file in files}


@dataclass(frozen=True, kw_only=True)
class Work:
    """A learner's own work as they put it forward.

    `happened` is the day it was done; `ai_use` says how a computer program wrote any of it, or nothing; `declared`
    that it is their own.
    """

    method: Method
    criteria: Sequence[CriterionRef]
    happened: date
    title: str
    text: str
    files: Sequence[KeptFile] = ()
    declared: bool
    ai_use: str = ""
    replaces: UUID | None = None


def submit_evidence(acting: Acting, registration: UUID, submission: UUID, work: Work) -> EvidenceSubmitted:
    """Put forward one's own work. Raises what `evidence.submit` refuses."""
    shown = bool(work.text.strip() or work.files)
    said = {"title": work.title, "text": work.text, "ai_use": work.ai_use, "files": file_names(work.files)}
    offered = rules.Offered(
        method=work.method,
        criteria=tuple(dict.fromkeys(work.criteria)),
        happened=work.happened,
        words=keep_words(acting, **said) if shown else None,
        files=documents(work.files),
        declared=work.declared,
        used_ai=bool(work.ai_use.strip()),
        replaces=work.replaces,
    )
    return perform(
        acting,
        registration,
        submission,
        EvidenceSubmitted,
        lambda standing, qualification: rules.submit(standing, qualification, acting.stamp(submission), offered),
    )


def withdraw_evidence(
    acting: Acting, registration: UUID, submission: UUID, *, evidence: UUID, reason: str = ""
) -> EvidenceWithdrawn:
    """Take back one's own evidence that nobody judged. Raises what `evidence.withdraw` refuses."""
    words = keep_words(acting, reason=reason)
    return perform(
        acting,
        registration,
        submission,
        EvidenceWithdrawn,
        lambda standing, _: rules.withdraw(standing, acting.stamp(submission), evidence, words),
    )
