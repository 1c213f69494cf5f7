"""An assessor's observations, day by day: as a page, as a file, and at a private address that a calendar reads.

A calendar lies open on phones and screens, so it holds a learner's initials and never a name, and a place by its kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from icalendar import Calendar, Event
from itsdangerous import BadSignature, URLSafeSerializer

from lms_peer import progress
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain.facts import Actor
from lms_peer.domain.observation import LENGTH
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import LONDON, uk_day
from lms_peer.domain.waiting import Wait
from lms_peer.people.calendars import calendar_number, new_calendar_address, stop_calendar
from lms_peer.people.centres import holds
from lms_peer.people.names import actor_of, names_of
from lms_peer.web.access import allow, public, signed_in_person
from lms_peer.web.forms import PageForm
from lms_peer.web.language import gettext
from lms_peer.web.pages.assessor.case import pages
from lms_peer.web.wording import initials, setting

CALENDAR = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Visit:
    """One observation to come, which moved `moves` times. `name` is for the page only; a calendar gets `initials`."""

    registration: UUID
    observation: UUID
    due: datetime
    name: str
    initials: str
    place: str
    criteria: str
    plan: str
    moves: int

    @property
    def day(self) -> date:
        """The day it is in London."""
        return uk_day(self.due)


@pages.get("/assess/observations")
@allow(Role.ASSESSOR)
def calendar() -> ResponseReturnValue:
    """The observations to come, by day, with a file for each day, and the address for a calendar."""
    person = signed_in_person()
    visits = visits_of(person.centre.id, person.actor)
    number = calendar_number(person.centre.id, person.account_id)
    return render_template(
        "assessor/calendar.html",
        days=[(day, list(listed)) for day, listed in groupby(visits, key=lambda visit: visit.day)],
        address=_address(person.centre.id, person.account_id, number) if number else None,
        button=PageForm(),
    )


@pages.get("/assess/observations.ics")
@allow(Role.ASSESSOR)
def calendar_file() -> ResponseReturnValue:
    """The observations to come as a file, or those of one day: `?day=2027-03-12`; 404 for what is no day."""
    person = signed_in_person()
    visits = visits_of(person.centre.id, person.actor)
    wanted = request.args.get("day", type=date.fromisoformat)
    if wanted is None and "day" in request.args:
        raise NotFound("calendar")
    shown = [visit for visit in visits if wanted is None or visit.day == wanted]
    name = f"observations-{wanted}.ics" if wanted else "observations.ics"
    return _as_calendar(shown, {"Content-Disposition": f'attachment; filename="{name}"'})


@pages.post("/assess/observations/address")
@allow(Role.ASSESSOR)
def calendar_address() -> ResponseReturnValue:
    """Make an address for a calendar, or a new one; with `stop`, none."""
    person = signed_in_person()
    if request.form.get("stop"):
        stop_calendar(person.centre.id, person.account_id)
        flash(gettext("The address does not work any more."), "success")
    else:
        new_calendar_address(person.centre.id, person.account_id)
        flash(gettext("Your calendar address is ready. An older one does not work any more."), "success")
    return redirect(url_for(".calendar"))


@pages.get("/calendar/<token>.ics")
@public
def calendar_feed(token: str) -> ResponseReturnValue:
    """What a calendar reads by itself. The address is the key: whoever has it sees days, times and initials."""
    try:
        centre, account, number = _signer().loads(token)
        reader = UUID(centre), UUID(account)
    except (BadSignature, ValueError, TypeError):
        raise NotFound("calendar") from None
    if calendar_number(*reader) != number or not holds(*reader, Role.ASSESSOR):
        raise NotFound("calendar")
    actor = actor_of(workplace().config.issuer, reader[1])
    return _as_calendar(visits_of(reader[0], actor), {"Cache-Control": "private, max-age=900"})


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="calendar address")


def _address(centre: UUID, account: UUID, number: int) -> str:
    token = _signer().dumps([str(centre), str(account), number])
    return workplace().config.address + url_for(".calendar_feed", token=token)


def visits_of(centre: UUID, assessor: Actor) -> list[Visit]:
    """The assessor's observations from yesterday on, the next first: three queries, however many there are."""
    yesterday = datetime.combine(uk_day(now()) - timedelta(days=1), time(), LONDON)
    queued = progress.queue(centre, Wait.OBSERVE, on=assessor, since=yesterday)
    wanted = {one.registration for one in queued}
    standings = {one.registration: one for one in progress.standings(centre, registrations=wanted)}
    names = names_of(centre, {one.learner for one in standings.values()})
    visits = []
    for one in queued:
        standing = standings[one.registration]
        observation = standing.observations[one.subject]
        planned, name = observation.planned, names[standing.learner]
        said = workplace().vault.read_words(centre, planned.words) if planned.words else {}
        visits.append(
            Visit(
                registration=one.registration,
                observation=one.subject,
                due=observation.due,
                name=name,
                initials=initials(name),
                place=setting(said.get("setting", "")),
                criteria=", ".join(ref.label for ref in planned.criteria),
                plan=said.get("text", ""),
                moves=len(observation.changes),
            )
        )
    return sorted(visits, key=lambda visit: (visit.due, str(visit.observation)))


def _as_calendar(visits: Iterable[Visit], headers: dict[str, str]) -> Response:
    made = Calendar()
    made.add("prodid", "-//lms_peer//observations//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", gettext("Observations"))
    for visit in visits:
        made.add_component(_event(visit))
    return Response(made.to_ical(), 200, headers, content_type=CALENDAR)


def _event(visit: Visit) -> Event:
    event = Event()
    event.add("uid", f"{visit.observation}@lms-peer")
    event.add("dtstamp", now())
    event.add("sequence", visit.moves)  # a calendar that has it already takes the new day (RFC 5545, 3.8.7.4)
    event.add("dtstart", visit.due)
    event.add("dtend", visit.due + LENGTH)
    event.add("summary", gettext("Observation: %(initials)s", initials=visit.initials))
    event.add("location", visit.place)
    event.add("description", gettext("Criteria: %(criteria)s", criteria=visit.criteria))
    event.add("class", "PRIVATE")
    return event
