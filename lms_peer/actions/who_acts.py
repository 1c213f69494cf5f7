"""The account of whoever acts, for what is kept about people beside the ledger."""

from __future__ import annotations

from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.people.names import COMMAND_LINE, account_id_of


def who_acts(acting: Acting) -> UUID:
    """The id of the account that acts; COMMAND_LINE's for a command that was not told who runs it."""
    return account_id_of(acting.centre, acting.actor) or COMMAND_LINE
