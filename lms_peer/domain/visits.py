"""How long somebody may come in. A role can have a last day; an external quality assurer's always has one.

They visit: an awarding body sends them to look at a centre for a few weeks. Pure rules; a day is one in the United
Kingdom.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from lms_peer.domain.refusals import InThePast, Missing, NotExternal, TooFarAhead
from lms_peer.domain.roles import Role

USUAL = timedelta(weeks=4)
LONGEST = timedelta(days=365)
VISITORS = frozenset({Role.EQA})


def opens(last_day: date | None, today: date) -> bool:
    """Whether a role still lets its holder in. The last day is the last on which it does; None is no end."""
    return last_day is None or today <= last_day


def usual_last_day(today: date) -> date:
    """What a page offers as the last day of a visit that begins today."""
    return today + USUAL


def checked_last_day(role: Role, last_day: date | None, today: date) -> date | None:
    """The last day, if the role may have it. Only a visitor's role needs one; any may have one.

    Raises Missing (until), InThePast, TooFarAhead for a visit of more than a year.
    """
    if last_day is None:
        if role in VISITORS:
            raise Missing("until")
        return None
    if last_day < today:
        raise InThePast("until")
    if role in VISITORS and last_day > today + LONGEST:
        raise TooFarAhead("until", today + LONGEST)
    return last_day


def require_external(roles: Collection[Role]) -> None:
    """Raises NotExternal for somebody who holds any other role than a visitor's, at whatever centre."""
    if set(roles) - VISITORS:
        raise NotExternal
