"""Reading everything that one portfolio is made from, at a position of the ledger. The one part that asks the database.

Answers plain values and two ways to the vault; writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import cast
from uuid import UUID

from lms_peer import ledger
from lms_peer.database import db
from lms_peer.domain.facts import Actor, Document, Fact
from lms_peer.domain.fold import fold
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.domain.words import Words
from lms_peer.ledger import Entry
from lms_peer.people import allocations, enrolments, witnesses
from lms_peer.people.models import Centre, Learner, Witness
from lms_peer.people.names import account_id_of, account_ids_of, names_of
from lms_peer.portfolio.masking import hidden_words, masked
from lms_peer.portfolio.settings import Settings, settings_of
from lms_peer.vault.store import Vault
from lms_peer.xapi import AUTHORITY, read

Statement = tuple[Entry, Fact | None]


@dataclass(frozen=True, kw_only=True)
class Record:
    """One registration as it stood, with the people in it. `statements` holds None for what other systems said.

    `verifiers` names who quality assures it. `scopes` holds the units that someone may assess, for those who may not
    assess all of them. `words` reads what was written, with the words blacked out that are `hidden` in a piece.
    """

    standing: Standing
    qualification: Qualification
    statements: tuple[Statement, ...]
    names: Mapping[Actor, str]
    centre: Centre
    learner: Learner | None
    witnesses: tuple[Witness, ...]
    verifiers: tuple[str, ...]
    settings: Settings
    scopes: Mapping[Actor, frozenset[str]]
    words: Callable[[Document | None], Words]
    hidden: Mapping[UUID, tuple[str, ...]]
    original: Callable[[Document], bytes]

    def name(self, actor: Actor) -> str:
        """What to call someone."""
        return self.names[actor]


def gather(
    centre: UUID,
    registration: UUID,
    *,
    position: int,
    by: Actor,
    qualification_of: Callable[[Standing], Qualification],
    vault: Vault,
) -> Record:
    """Everything about the registration up to `position` of the centre's ledger. Raises NotFound."""
    statements = tuple(_statements(centre, registration, position))
    standing = _standing([fact for _, fact in statements if fact])
    listed = tuple(witnesses.witnesses(centre, registration))

    def written(document: Document) -> Words:
        return cast(Words, vault.read_words(centre, document))

    hidden = hidden_words(standing, written)
    actors = _actors(fact for _, fact in statements if fact)
    return Record(
        standing=standing,
        qualification=qualification_of(standing),
        statements=statements,
        names=names_of(centre, {by, *actors}),
        centre=db.session.get_one(Centre, centre),
        learner=_learner(centre, standing.learner),
        witnesses=listed,
        verifiers=tuple(one.name for one in allocations.allocated(centre, registration, Role.IQA)),
        settings=settings_of(centre),
        scopes=dict(_scopes(centre, standing.qualification.slug, actors)),
        words=masked(standing, hidden, written),
        hidden=hidden,
        original=lambda document: vault.read(centre, document.sha256),
    )


def _statements(centre: UUID, registration: UUID, position: int) -> Iterable[Statement]:
    for entry in ledger.entries(centre, registration=registration, upto=position):
        yield entry, read(entry.body, entry.stored) if entry.authority == AUTHORITY else None


def _standing(facts: Sequence[Fact]) -> Standing:
    if not facts:
        raise NotFound("learner's record")
    return reduce(fold, facts, cast(Standing, None))


def _actors(facts: Iterable[Fact]) -> set[Actor]:
    return {value for fact in facts for value in vars(fact).values() if isinstance(value, Actor)}


def _scopes(centre: UUID, slug: str, actors: Iterable[Actor]) -> Iterator[tuple[Actor, frozenset[str]]]:
    for actor, account in account_ids_of(centre, actors).items():
        if account and (units := allocations.scope(centre, account, slug)):
            yield actor, units


def _learner(centre: UUID, actor: Actor) -> Learner | None:
    account = account_id_of(centre, actor)
    try:
        return enrolments.learner(centre, account) if account else None
    except NotFound:
        return None
