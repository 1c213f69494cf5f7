"""The quality assurers' way into the records of a centre: a list, to read. Changes nothing."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms_peer import progress
from lms_peer.domain.roles import Role
from lms_peer.domain.stages import units_taken
from lms_peer.domain.standing import Standing
from lms_peer.people import enrolments
from lms_peer.web.access import allow, current_centre
from lms_peer.web.records import qualification_for

pages = Blueprint("quality", __name__)

PAGE = 50


@pages.get("/quality/records")
@allow(Role.IQA, Role.EQA)
def records() -> ResponseReturnValue:
    """Every record of the centre, by the learner's name, with a way to find one."""
    centre, wanted = current_centre().id, request.args.get("name", "").strip()[:100]
    found = [
        (enrolled.registration, account.name)
        for enrolled, account in enrolments.centre_roll(centre)
        if wanted.casefold() in account.name.casefold()
    ]
    page = max(1, min(request.args.get("page", default=1, type=int), 10_000))
    shown = found[PAGE * (page - 1) : PAGE * page]
    standings = progress.standings(centre, registrations=[registration for registration, _ in shown])
    return render_template(
        "quality/records.html",
        lines=_lines(shown, {one.registration: one for one in standings}),
        wanted=wanted,
        page=page,
        more=len(found) > PAGE * page,
    )


def _lines(shown: list[tuple[UUID, str]], standings: dict[UUID, Standing]) -> list[dict[str, object]]:
    """What the list shows of each record."""
    lines = []
    for registration, name in shown:
        standing = standings[registration]
        qualification = qualification_for(standing)
        lines.append(
            {
                "registration": registration,
                "name": name,
                "course": f"{qualification.title}, version {qualification.version}",
                "started": standing.registered.at,
                "status": standing.status,
                "signed_off": len(standing.sign_offs),
                "units": len(units_taken(standing, qualification)),
                "portfolios": len(standing.portfolios),
            }
        )
    return lines
