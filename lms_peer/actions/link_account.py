"""Somebody who came from a learning platform says who they are here already, and proves both."""

from __future__ import annotations

from uuid import UUID

from lms_peer.database import db
from lms_peer.domain.launching import NotJoinable
from lms_peer.domain.refusals import NotFound
from lms_peer.lti.tables import LtiUser, Platform
from lms_peer.people import brought, centres, enrolments
from lms_peer.people.names import brought_by_a_launch


def link_account(user_id: UUID, account: UUID) -> UUID:
    """Let launches of this person open `account` from now on; answers the centre.

    The caller has seen both: a launch of the person, and a sign-in to the account.

    Statements that name the person as the platform does are known as the account's; those that were made under the
    account's own name keep it. Raises NotFound, and NotJoinable: "self" (they are one already), "joined" (somebody
    else's already), "elsewhere" (no role at this centre), "work" (a record was begun with the platform's account).
    """
    user = db.session.get(LtiUser, user_id, with_for_update=True)
    platform = db.session.get(Platform, user.platform_id) if user else None
    if user is None or platform is None:
        raise NotFound("account")
    before = user.account_id
    if before == account:
        raise NotJoinable("self")
    if not brought_by_a_launch(before):
        raise NotJoinable("joined")
    if not centres.roles_at(user.centre_id, account):
        raise NotJoinable("elsewhere")
    if enrolments.enrolments_of(user.centre_id, before):
        raise NotJoinable("work")
    user.account_id = account
    brought.become(user.centre_id, before, account)
    brought.know_as(user.centre_id, platform.issuer, user.sub, account, own=False)
    db.session.flush()
    return user.centre_id
