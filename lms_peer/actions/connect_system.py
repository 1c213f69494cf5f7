"""A trainer connects another system to the centre's Learning Record Store, or disconnects it."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.domain.refusals import AlreadySaid
from lms_peer.domain.scopes import Scope
from lms_peer.people import clients
from lms_peer.people.models import XapiClient
from lms_peer.people.names import COMMAND_LINE, account_id_of


def connect_system(
    acting: Acting, submission: UUID, *, name: str, scopes: Iterable[Scope], secret: str
) -> XapiClient:
    """A new client with this secret; the one of before when the same submission comes again.

    Raises AlreadySaid (the same submission, but changed), Missing, TooLong, WeakSecret.
    """
    given, by = frozenset(scopes), account_id_of(acting.centre, acting.actor) or COMMAND_LINE
    try:
        client, _ = clients.add_client(acting.centre, name, given, by, secret=secret, client_id=submission)
    except AlreadySaid:
        client = clients.client(acting.centre, submission)
        if (client.name, frozenset(clients.scopes_of(client)), client.created_by) != (name.strip(), given, by):
            raise
    return client


def disconnect_system(acting: Acting, client: UUID) -> XapiClient:
    """Shut the client out. Doing it twice changes nothing. Raises NotFound."""
    found = clients.client(acting.centre, client)
    clients.revoke(found)
    return found
