"""Everything that happened on the learner's record, the newest first, in words. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer import ledger
from lms_peer.domain.facts import Actor, Fact
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Standing
from lms_peer.ledger import Query
from lms_peer.web import showing
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.language import gettext
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.records import names_for, own_standing, qualification_for
from lms_peer.web.telling import Happening, Teller, is_for_learners, people_in
from lms_peer.web.wording import day
from lms_peer.xapi import AUTHORITY, read

PAGE = 30
_BEYOND = 2**62


@pages.get("/learn/<uuid:registration>/timeline")
@allow(Role.LEARNER)
def timeline(registration: UUID) -> ResponseReturnValue:
    """A page of what happened. `before` in the address is the position in the ledger to go on from."""
    standing = own_standing(registration)
    before = request.args.get("before", type=int)
    if before is not None and not 0 < before < _BEYOND:
        before = None
    asked = Query(registration=registration, limit=PAGE, after=before)
    found = ledger.find(signed_in_person().centre.id, asked, AUTHORITY)
    facts = [fact for entry in found.entries if is_for_learners(fact := read(entry.body, entry.stored))]

    @cache
    def title(evidence: UUID) -> str:
        piece = standing.evidence.get(evidence)
        return showing.title_of(piece) if piece else gettext("evidence")

    teller = Teller(standing, names_for(_people(standing, facts)), title)
    return render_template(
        "learner/timeline.html",
        registration=registration,
        qualification=qualification_for(standing),
        days=[
            (on, [(told, _address(registration, told)) for told in group])
            for on, group in groupby(map(teller.tell, facts), key=lambda told: day(told.at))
        ],
        more=found.more,
        first=before is None,
    )


def _people(standing: Standing, facts: Iterable[Fact]) -> set[Actor]:
    """Whom the sentences may name: also whoever made the decisions that were agreed to."""
    judged = (one for piece in standing.evidence.values() for one in piece.judgements)
    return people_in(facts) | {one.by for one in judged}


def _address(registration: UUID, told: Happening) -> str | None:
    if told.about is None:
        return None
    view, name, value = told.about
    values: dict[str, Any] = {"registration": registration, name: value}
    return url_for(view, **values)
