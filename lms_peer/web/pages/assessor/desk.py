"""What waits for the assessor, and the learners: the way into every record. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms_peer import progress
from lms_peer.actions.assessing import assessor_on
from lms_peer.actions.record import qualification_of
from lms_peer.actions.workplace import workplace
from lms_peer.database import now
from lms_peer.domain import stages
from lms_peer.domain.countersigning import require_countersigner
from lms_peer.domain.judgement import Assessor, may_be_signed_off, require_assessor
from lms_peer.domain.qualification import CriterionRef
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import EvidenceStanding, Standing, Status
from lms_peer.domain.uk import uk_day
from lms_peer.domain.waiting import Wait
from lms_peer.people.allocations import records_of
from lms_peer.people.enrolments import find_records
from lms_peer.people.training import is_in_training
from lms_peer.progress import Queued
from lms_peer.web import showing
from lms_peer.web.access import Person, allow, signed_in_person
from lms_peer.web.language import gettext, lazy_gettext, ngettext
from lms_peer.web.layout import addresses
from lms_peer.web.pages.assessor.case import case_of, pages, told
from lms_peer.web.records import names_for
from lms_peer.web.turning import read_page
from lms_peer.web.wording import listing, method, moment

# What any assessor can do who is approved for the unit.
JUDGING = (
    *(Wait.JUDGE_EVIDENCE, Wait.COUNTERSIGN_JUDGEMENT, Wait.JUDGE_AGAIN, Wait.ASSESS_AGAIN),
    Wait.ACT_ON_SAMPLE,
)

# What only the one can do whom it was agreed with.
OBSERVING = (Wait.OBSERVE, Wait.REBOOK_OBSERVATION)

# What to do with evidence, by what it waits for.
TO_DO = {
    Wait.JUDGE_EVIDENCE: lazy_gettext("Judge {}"),
    Wait.COUNTERSIGN_JUDGEMENT: lazy_gettext("Sign what was decided on {}"),
    Wait.JUDGE_AGAIN: lazy_gettext("Judge {} again: the decision was sent back"),
    Wait.ASSESS_AGAIN: lazy_gettext("See or ask again: {} showed too little"),
}


@dataclass(frozen=True)
class Task:
    """One thing to do: for whom, what, since when, and where."""

    learner: str
    what: str
    hint: str
    address: str


@pages.get("/assess")
@allow(Role.ASSESSOR)
def to_assess() -> ResponseReturnValue:
    """What waits, the oldest first: this assessor's own learners before the others; and units that are ready."""
    person = signed_in_person()
    mine = set(records_of(person.centre.id, person.account_id, Role.ASSESSOR))
    shown = read_page(
        lambda start, most: progress.desk(
            person.centre.id, person.actor, JUDGING, OBSERVING, first=mine, start=start, most=most
        )
    )
    own = [one for one in shown.lines if one.registration in mine]
    others = shown.lines[len(own) :]
    begins = shown.page == 1
    wanted = (mine if begins else set()) | {one.registration for one in shown.lines}
    standings = {one.registration: one for one in progress.standings(person.centre.id, registrations=wanted)}
    names = names_for({one.learner for one in standings.values()})
    slugs = {one.qualification.slug for one in standings.values()}
    assessors = {slug: assessor_on(person.centre.id, person.actor, slug) for slug in slugs}
    desk = _Desk(standings, {one.registration: names[one.learner] for one in standings.values()}, assessors)
    by_name = desk.by_name(mine) if begins else []
    return render_template(
        "assessor/to_assess.html",
        own=list(desk.tasks(own)),
        others=list(desk.tasks(others)),
        ready=list(desk.ready(by_name)),
        learners=by_name,
        listed=shown,
        hours=_hours_to_sign(person),
        in_training=_is_in_training(person, assessors),
    )


def _hours_to_sign(person: Person) -> int:
    """How many hours wait for this assessor; none for whoever has a page of their own for them."""
    if Role.STAFF in person.roles:
        return 0
    return progress.how_many(person.centre.id, Wait.COUNTERSIGN_HOURS, person.actor)


def _is_in_training(person: Person, assessors: Mapping[str, Assessor]) -> bool:
    """Whether they are in training; asked of the database only when no course has told."""
    known = next(iter(assessors.values()), None)
    return known.in_training if known else is_in_training(person.centre.id, person.account_id)


@pages.get("/assess/learners")
@allow(Role.ASSESSOR)
def learners() -> ResponseReturnValue:
    """Every learner of the centre, by name, with a way to find one."""
    wanted = request.args.get("name", "").strip()[:100]
    catalogue = workplace().catalogue
    centre = signed_in_person().centre.id
    listed = read_page(lambda start, most: find_records(centre, wanted, start, most))
    titles = {
        slug: course.qualification.title
        for slug in {one.qualification_slug for one in listed.lines}
        if (course := catalogue.get(slug))
    }
    return render_template(
        "assessor/learners.html",
        titles=titles,
        wanted=wanted,
        listed=listed,
    )


@pages.get("/assess/<uuid:registration>")
@allow(Role.ASSESSOR)
def learner(registration: UUID) -> ResponseReturnValue:
    """One learner: everything that an assessor can do with the record."""
    case = case_of(registration)
    desk = _Desk(
        {registration: case.standing}, {registration: case.learner}, {case.qualification.slug: case.assessor}
    )
    return render_template(
        "assessor/learner.html",
        case=case,
        units=showing.unit_lines(case.standing, case.qualification),
        waiting=list(desk.tasks(_waits_on(registration))),
        closed=case.closed,
        barred=case.barred(),
    )


def _waits_on(registration: UUID) -> list[Queued]:
    person = signed_in_person()
    return progress.desk(person.centre.id, person.actor, JUDGING, OBSERVING, only=registration)


class _Desk:
    """Tasks in words, for one assessor, who is another one to the rules of each course."""

    def __init__(
        self, standings: dict[UUID, Standing], names: dict[UUID, str], assessors: dict[str, Assessor]
    ) -> None:
        self.standings, self.names, self._assessors = standings, names, assessors
        self._addresses = cache(addresses)
        self._now = now()
        self._today = uk_day(self._now)

    def tasks(self, queued: Iterable[Queued]) -> Iterator[Task]:
        """What this assessor may do of what waits."""
        for one in queued:
            standing = self.standings[one.registration]
            if one.wait in OBSERVING:
                # No new time can be agreed in a pause; a visit that was planned can still be called off.
                if one.wait is Wait.OBSERVE or standing.status is Status.ACTIVE:
                    yield self._observing(standing, one)
                continue
            if one.wait is Wait.ACT_ON_SAMPLE:
                yield from self._asked(standing, one)
                continue
            piece = standing.evidence[one.subject]
            if refs := [ref for ref in self._wanted(standing, piece, one.wait) if self.may(standing, ref.unit)]:
                yield self._judging(piece, one, refs)

    def _wanted(self, standing: Standing, piece: EvidenceStanding, wait: Wait) -> Iterator[CriterionRef]:
        """The criteria that are to be decided on; of decisions to countersign, those that this assessor may."""
        if wait is Wait.COUNTERSIGN_JUDGEMENT:
            assessor = self._assessors[standing.qualification.slug]
            for ref, judged in piece.uncountersigned.items():
                if told(partial(require_countersigner, standing, assessor, judged)) is None:
                    yield ref
        elif wait is Wait.ASSESS_AGAIN:
            yield from piece.referred_back
        else:
            yield from (ref for ref in piece.open if (ref in piece.sent_back) == (wait is Wait.JUDGE_AGAIN))

    def by_name(self, registrations: set[UUID]) -> list[tuple[str, UUID]]:
        """The names of these learners, each with the record."""
        return sorted(((self.names[one], one) for one in registrations), key=lambda pair: pair[0].casefold())

    def ready(self, learners: Iterable[tuple[str, UUID]]) -> Iterator[Task]:
        """Units of the records of these learners, each with the name, that nothing blocks any more."""
        centre = signed_in_person().centre.id
        for name, registration in learners:
            standing = self.standings[registration]
            in_training = self._assessors[standing.qualification.slug].in_training
            if standing.status is Status.COMPLETED or in_training:
                continue
            qualification = qualification_of(centre, standing)
            for unit in stages.units_taken(standing, qualification):
                signed = unit.reference in standing.sign_offs
                if (
                    not signed
                    and may_be_signed_off(standing, unit, qualification)
                    and self.may(standing, unit.reference)
                ):
                    address = url_for(".sign_off", registration=registration, unit=unit.reference)
                    yield Task(name, gettext("Sign off %(unit)s", unit=unit.reference), unit.title, address)

    def may(self, standing: Standing, unit: str) -> bool:
        """True when this assessor may decide on the unit."""
        assessor = self._assessors[standing.qualification.slug]
        return told(lambda: require_assessor(standing, assessor, {unit})) is None

    def _judging(self, piece: EvidenceStanding, one: Queued, refs: list[CriterionRef]) -> Task:
        units = dict.fromkeys(ref.unit for ref in refs)
        criteria = listing(f"{unit} {listing(r.number for r in refs if r.unit == unit)}" for unit in units)
        what = TO_DO[one.wait].format(method(piece.method).lower())
        if one.wait is Wait.ASSESS_AGAIN:
            address = url_for(".learner", registration=one.registration)
        else:
            page = ".countersign" if one.wait is Wait.COUNTERSIGN_JUDGEMENT else ".judge"
            address = self._addresses(page, "registration", "evidence")(
                registration=one.registration, evidence=one.subject
            )
        return Task(self.names[one.registration], what, f"{criteria}. {self._waited(one.since)}", address)

    def _asked(self, standing: Standing, one: Queued) -> Iterator[Task]:
        """What a quality assurer asked for, in a unit that this assessor may assess."""
        unit = standing.samples[one.subject].sampled.unit
        if self.may(standing, unit):
            what = gettext("Do what a quality assurer asked for in %(unit)s", unit=unit)
            address = url_for(".sign_off", registration=one.registration, unit=unit)
            yield Task(self.names[one.registration], what, self._waited(one.since), address)

    def _observing(self, standing: Standing, one: Queued) -> Task:
        observation = standing.observations[one.subject]
        if one.wait is Wait.OBSERVE:
            what = gettext("Observe") if observation.due > self._now else gettext("Write up the observation")
            hint = gettext("Planned for %(due)s", due=moment(observation.due))
            endpoint = ".observe"
        else:
            what, hint, endpoint = (
                gettext("Agree a new time"),
                gettext("Observation cancelled. %(since)s", since=self._waited(one.since)),
                ".rebook",
            )
        address = self._addresses(endpoint, "registration", "observation")(
            registration=one.registration, observation=one.subject
        )
        return Task(self.names[one.registration], what, hint, address)

    def _waited(self, since: datetime) -> str:
        days = (self._today - uk_day(since)).days
        if days <= 0:
            return gettext("Came today")
        if days == 1:
            return gettext("Waits since yesterday")
        return ngettext("Waits for %(num)d day", "Waits for %(num)d days", days)
