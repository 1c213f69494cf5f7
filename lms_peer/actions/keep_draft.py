"""A learner's unfinished evidence: kept at every step, changed at will, and sent once.

A draft is a document of the learner's, not a fact: it is on no record until it is sent, and no xAPI client can read
it (see `documents`). Its files are in the vault already. The draft's id is the evidence's id, so a draft that is sent
twice makes one record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any, BinaryIO
from uuid import UUID

from marshmallow import EXCLUDE, Schema, fields, post_load

from lms_peer import documents, progress
from lms_peer.actions.keep_files import keep_files, most_files
from lms_peer.actions.record import Acting, said_before
from lms_peer.actions.submit_evidence import KeptFile, Work, submit_evidence
from lms_peer.database import now
from lms_peer.documents import Kept, Place
from lms_peer.domain.evidence import LEARNERS_METHODS, require_day
from lms_peer.domain.facts import Actor, Document, EvidenceSubmitted
from lms_peer.domain.qualification import CriterionRef, Method, Qualification
from lms_peer.domain.refusals import Missing, NotFound, Refusal, TooManyFiles
from lms_peer.domain.standing import Standing
from lms_peer.domain.uk import uk_day

JSON = "application/json"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Evidence as far as the learner has written it. `id` becomes the evidence's id; `saved` is when it was kept.

    `blurred` holds the SHA-256 of photos that may be too blurred to read.
    """

    id: UUID
    unit: str
    criteria: tuple[CriterionRef, ...] = ()
    method: Method | None = None
    happened: date | None = None
    title: str = ""
    text: str = ""
    files: tuple[KeptFile, ...] = ()
    replaces: UUID | None = None
    blurred: frozenset[str] = frozenset()
    saved: datetime | None = field(default=None, compare=False)

    @property
    def units(self) -> frozenset[str]:
        """The units whose criteria it may be for."""
        return frozenset({self.unit, *(ref.unit for ref in self.criteria)})


@dataclass(frozen=True)
class Added:
    """What became of uploads: the draft with the good ones, and by its name what was not added and why.

    `again` names those whose bytes were there already.
    """

    draft: Draft
    again: tuple[str, ...]
    refused: tuple[tuple[str, Refusal], ...]


class _Reference(fields.Field[CriterionRef]):
    """A criterion as UNIT/NUMBER."""

    def _serialize(self, value: CriterionRef | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> CriterionRef:
        return CriterionRef.parse(value)


class _FileSchema(Schema):
    name = fields.String(required=True)
    sha256 = fields.String(required=True, attribute="document.sha256")
    size = fields.Integer(required=True, attribute="document.size")
    media_type = fields.String(required=True, attribute="document.media_type")

    @post_load
    def _kept(self, loaded: dict[str, Any], **_context: Any) -> KeptFile:
        return KeptFile(Document(**loaded["document"]), loaded["name"])


class DraftSchema(Schema):
    """A draft as JSON, and back."""

    class Meta:
        """A draft that an older version of the service wrote can still be read."""

        unknown = EXCLUDE

    id = fields.UUID(required=True)
    unit = fields.String(required=True)
    criteria = fields.List(_Reference())
    method = fields.Enum(Method, by_value=True, allow_none=True)
    happened = fields.Date(allow_none=True)
    title = fields.String()
    text = fields.String()
    files = fields.List(fields.Nested(_FileSchema))
    replaces = fields.UUID(allow_none=True)
    blurred = fields.List(fields.String())

    @post_load
    def _draft(self, loaded: dict[str, Any], **_context: Any) -> Draft:
        for name in ("criteria", "files"):
            loaded[name] = tuple(loaded.get(name, ()))
        return Draft(**loaded | {"blurred": frozenset(loaded.get("blurred", ()))})


_SCHEMA = DraftSchema()


def methods_for(qualification: Qualification, criteria: Iterable[CriterionRef]) -> tuple[Method, ...]:
    """The kinds of evidence that a learner may send and that all these criteria take; none for no criteria."""
    taken = [qualification.criteria_by_ref[ref].methods for ref in criteria]
    return tuple(method for method in LEARNERS_METHODS if taken and all(method in one for one in taken))


def keep_draft(acting: Acting, registration: UUID, draft: Draft) -> Draft:
    """Save the draft over what was there.

    Raises NotFound for someone else's record, InTheFuture and TooLongAgo (happened).
    """
    _own(acting, registration)
    if draft.happened:
        require_day(draft.happened, uk_day(now()), draft.method)
    kept = documents.put(_shelf(acting, registration), str(draft.id), _SCHEMA.dumps(draft).encode(), JSON)
    return replace(draft, saved=kept.updated)


def begin_again(acting: Acting, registration: UUID, draft: Draft) -> Draft:
    """Save a draft of what is to replace evidence; or answer the one that is begun already, of which there is one.

    Raises what `keep_draft` raises.
    """
    _own(acting, registration, lock=True)
    return begun_again(acting, registration, draft.replaces) or keep_draft(acting, registration, draft)


def begun_again(acting: Acting, registration: UUID, evidence: UUID | None) -> Draft | None:
    """The draft of one's own that is to replace the evidence, if there is one."""
    return next((one for one in drafts(acting, registration) if one.replaces and one.replaces == evidence), None)


def draft(acting: Acting, registration: UUID, draft_id: UUID, *, lock: bool = False) -> Draft:
    """A draft of one's own. `lock` lets nobody else change it until the transaction ends. Raises NotFound."""
    _own(acting, registration, lock=lock)
    return _read(acting, registration, draft_id)


def drafts(acting: Acting, registration: UUID) -> list[Draft]:
    """One's own drafts, the last saved first."""
    found = sorted(
        documents.kept_at(_shelf(acting, registration)).values(), key=attrgetter("updated"), reverse=True
    )
    return [_opened(kept) for kept in found]


def count_drafts(centre: UUID, registration: UUID, learner: Actor) -> int:
    """How many drafts the learner has not sent. What is in them is for nobody else to read."""
    return len(documents.names(documents.drafts(centre, learner, registration)).names)


def drop_draft(acting: Acting, registration: UUID, draft_id: UUID) -> None:
    """Throw a draft away; its files stay in the vault, where nothing names them. Gone already is fine."""
    documents.forget(_shelf(acting, registration), str(draft_id))


def add_files(
    acting: Acting, registration: UUID, draft_id: UUID, uploads: Iterable[tuple[str, BinaryIO]]
) -> Added:
    """Put the good ones of the uploads (name, stream that can seek) into the vault and on the draft.

    What is not good is left out, and so is what comes after the last place (TooManyFiles): `refused` says why. Begins
    a transaction of its own, for the caller to commit, so nothing may wait to be written before. Raises NotFound.
    """
    uploaded, most = keep_files(acting.centre, uploads), most_files()
    again: list[str] = []
    refused = list(uploaded.refused)
    before = draft(acting, registration, draft_id, lock=True)
    files = {file.document.sha256: file for file in before.files}
    for file in uploaded.good:
        if file.document.sha256 in files:
            again.append(file.name)
        elif len(files) == most:
            refused.append((file.name, TooManyFiles(most)))
        else:
            files[file.document.sha256] = file
    changed = replace(
        before, files=tuple(files.values()), blurred=(before.blurred | uploaded.blurred) & files.keys()
    )
    return Added(keep_draft(acting, registration, changed), tuple(again), tuple(refused))


def take_file_off(acting: Acting, registration: UUID, draft_id: UUID, sha256: str) -> Draft:
    """Take a file off the draft. Off already is fine. Raises NotFound."""
    before = draft(acting, registration, draft_id, lock=True)
    left = tuple(file for file in before.files if file.document.sha256 != sha256)
    blurred = before.blurred - {sha256}
    return keep_draft(acting, registration, replace(before, files=left, blurred=blurred))


def send_draft(
    acting: Acting, registration: UUID, draft_id: UUID, *, declared: bool, ai_use: str
) -> EvidenceSubmitted:
    """Put the draft forward as evidence and drop it. Sent again, it is answered with what was sent.

    Raises NotFound, Missing (criteria, method or happened), and what `evidence.submit` refuses.
    """
    _own(acting, registration, lock=True)
    if earlier := said_before(acting, draft_id, EvidenceSubmitted):
        return earlier
    written = _read(acting, registration, draft_id)
    if written.method is None:
        raise Missing("method")
    if written.happened is None:
        raise Missing("happened")
    work = Work(
        method=written.method,
        criteria=written.criteria,
        happened=written.happened,
        title=written.title,
        text=written.text,
        files=written.files,
        declared=declared,
        ai_use=ai_use,
        replaces=written.replaces,
    )
    fact = submit_evidence(acting, registration, draft_id, work)
    drop_draft(acting, registration, draft_id)
    return fact


def _own(acting: Acting, registration: UUID, *, lock: bool = False) -> Standing:
    standing = progress.standing(acting.centre, registration, lock=lock)
    if standing.learner != acting.actor:
        raise NotFound("learner's record")
    return standing


def _shelf(acting: Acting, registration: UUID) -> Place:
    """Where a learner's own drafts stand."""
    return documents.drafts(acting.centre, acting.actor, registration)


def _read(acting: Acting, registration: UUID, draft_id: UUID) -> Draft:
    try:
        return _opened(documents.get(_shelf(acting, registration), str(draft_id)))
    except NotFound:
        raise NotFound("draft") from None


def _opened(kept: Kept) -> Draft:
    loaded: Draft = _SCHEMA.loads(kept.content.decode())
    return replace(loaded, saved=kept.updated)
