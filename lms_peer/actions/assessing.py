"""Who an assessor is to the rules: approved units, declared interests, and whether they are qualified."""

from __future__ import annotations

from uuid import UUID

from lms_peer.actions.workplace import workplace
from lms_peer.domain.facts import Actor
from lms_peer.domain.judgement import Assessor
from lms_peer.domain.roles import Role
from lms_peer.people import allocations, training
from lms_peer.people.centres import holds
from lms_peer.people.names import account_id_of, actors_of


def assessor_on(centre: UUID, actor: Actor, slug: str) -> Assessor:
    """The assessor as the rules see them on the qualification `slug`.

    Whoever is not an assessor at this centre has no approval for any unit.
    """
    account = account_id_of(centre, actor)
    if account is None or not holds(centre, account, Role.ASSESSOR):
        return Assessor(actor, scope=frozenset())
    interests = allocations.interests(centre, account)
    return Assessor(
        actor,
        scope=allocations.scope(centre, account, slug),
        interests=frozenset(actors_of(workplace().config.issuer, interests).values()),
        in_training=training.is_in_training(centre, account),
    )
