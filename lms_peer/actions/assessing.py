"""Who an assessor is to the rules: approved units, declared interests, and whether they are qualified."""

from __future__ import annotations

from uuid import UUID

from lms_peer.actions.workplace import workplace
from lms_peer.domain.facts import Actor
from lms_peer.domain.judgement import Assessor
from lms_peer.people import allocations
from lms_peer.people.names import account_id_of, actors_of


def assessor_on(centre: UUID, actor: Actor, slug: str) -> Assessor:
    """The assessor as the rules see them on the qualification `slug`.

    Whoever is not an assessor at this centre has no approval for any unit.
    """
    account = account_id_of(centre, actor)
    approval = allocations.approval(centre, account, slug) if account else None
    if approval is None:
        return Assessor(actor, scope=frozenset())
    return Assessor(
        actor,
        scope=approval.scope,
        interests=frozenset(actors_of(workplace().config.issuer, approval.interests).values()),
        in_training=approval.in_training,
    )
