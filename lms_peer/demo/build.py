"""Building the sample centre: its people first, then every story, day by day, up to now."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from sqlalchemy import delete

from lms_peer import progress
from lms_peer.actions import draw_ahead
from lms_peer.actions.allocate_assessors import allocate_verifiers
from lms_peer.actions.make_sign_in_cards import make_sign_in_cards
from lms_peer.actions.record import Acting
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.use_sign_in_card import use_sign_in_card
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now, pretend
from lms_peer.demo.acts import Telling, at_hour
from lms_peer.demo.cast import COHORTS, COLLEAGUES, LEARNERS, PASSWORD, SHADOWING, LearnerPart, Stage
from lms_peer.demo.community import look_after
from lms_peer.demo.desks import furnish_desks
from lms_peer.demo.own import SAMPLE_SLUG, require_own_database
from lms_peer.demo.plans import LOOKS_AGAIN, first_plan, later_plan
from lms_peer.demo.stories import Story, coursework, finishing, shadowing, whole_units
from lms_peer.demo.talk import write_to_each_other
from lms_peer.domain.combination import check_choice
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import WrongCombination
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Status
from lms_peer.domain.uk import LONDON, uk_day
from lms_peer.domain.visits import LONGEST, VISITORS
from lms_peer.jobs import Job
from lms_peer.people import accounts, centres, enrolments, witnesses
from lms_peer.people.names import actor_of

Progress = Callable[[int, int], None]

# In London. Whoever works is there an hour earlier: what is written down took place before.
_WORKING_HOURS = range(10, 17)
_STEPS_OF_A_UNIT = 5


def build_sample_centre(tell: Progress = lambda *_: None) -> UUID:
    """Build the sample centre in an empty database; answers its id. All of it or nothing, in one transaction.

    `tell` hears how many learners' stories have ended, of how many. Raises NotTheSampleDatabase.
    """
    require_own_database()
    stage = _Stage(_end_of_yesterday())
    stage.fill()
    stage.play(tell)
    # Months of evidence at once would keep the computer busy while somebody looks at the sample.
    db.session.execute(delete(Job).where(Job.kind == draw_ahead.KIND))
    db.session.commit()
    return stage.centre


def _end_of_yesterday() -> datetime:
    """Up to when the sample tells, whatever the hour at which it is built: nobody worked in the night."""
    return at_hour(_WORKING_HOURS.stop, days_ago=1)


class _Stage:
    """The centre while it is being built."""

    def __init__(self, today: datetime) -> None:
        self._today = today
        self._people: dict[str, UUID] = {}
        self._cohorts: dict[str, UUID] = {}
        self._order = count()
        self._due: list[tuple[datetime, int, Story]] = []
        self._tellings: list[Telling] = []

    def fill(self) -> None:
        """People and cohorts, as they were before the first learner began."""
        with pretend(self._today - timedelta(days=190)):
            self.centre = centres.add_centre(SAMPLE_SLUG, "The Bridge Advice Centre (sample)", "000000").id
            for one in COLLEAGUES:
                self._person(one.username, one.name, *one.roles)
            for sitting in COHORTS:
                starts = uk_day(self._today - timedelta(days=sitting.began))
                self._cohorts[sitting.course] = enrolments.add_cohort(
                    self.centre, sitting.title, sitting.course, starts, starts + timedelta(days=sitting.lasts)
                ).id

    def play(self, tell: Progress) -> None:
        """Run every story, one step at a time, in the order of the days."""
        for number, part in enumerate(LEARNERS):
            self._schedule(self._ago(part.began), self._beginning(part, number))
        ended = 0
        while self._due:
            moment, _, story = heapq.heappop(self._due)
            with pretend(moment):
                wait = next(story, None)
            if wait is None:
                ended += 1
            else:
                self._schedule(moment + wait, story)
            tell(ended, ended + len(self._due))
        self._finish()

    def _person(self, username: str, name: str, *roles: Role) -> UUID:
        email = None if Role.LEARNER in roles else f"{username}@example.org"  # learners here have cards
        account = accounts.add_account(name=name, username=username, email=email, password=PASSWORD)
        self._people[username] = account.id
        for role in roles:
            until = uk_day(self._today + LONGEST) if role in VISITORS else None
            centres.give_role(self.centre, account.id, role, until)
        return account.id

    def _ago(self, days: int) -> datetime:
        return self._today - timedelta(days=days)

    def _schedule(self, moment: datetime, story: Story) -> None:
        """Steps happen in working hours, and never after today's."""
        turn = next(self._order)
        hour = _WORKING_HOURS[turn % len(_WORKING_HOURS)]
        at_work = moment.astimezone(LONDON).replace(hour=hour, minute=turn * 7 % 60)
        latest = self._today - timedelta(minutes=max(1, 420 - turn))
        if at_work < moment:
            at_work += timedelta(days=1)
        heapq.heappush(self._due, (min(at_work, latest).astimezone(UTC), turn, story))

    def _acting(self, username: str) -> Acting:
        return Acting(self.centre, actor_of(workplace().config.issuer, self._people[username]))

    def _beginning(self, part: LearnerPart, number: int) -> Story:
        """The learner comes, is registered, and then their coursework and hours go on side by side."""
        account = self._person(part.username, part.name, Role.LEARNER)
        enrolments.add_learner(self.centre, account, part.name, uln=part.uln or None)
        telling = self._register(part, number, account)
        self._tellings.append(telling)
        yield timedelta(days=1)
        for needed in telling.qualification.hours:
            self._schedule(now() + timedelta(days=2), shadowing(telling, needed))
        self._schedule(now() + timedelta(days=2), first_plan(telling))
        self._schedule(max(now() + timedelta(days=3), self._ago(LOOKS_AGAIN)), later_plan(telling))
        yield from coursework(telling)

    def _register(self, part: LearnerPart, number: int, account: UUID) -> Telling:
        specification = workplace().catalogue.get(part.course)
        if specification is None:
            raise LookupError(f"the course {part.course} is not in the catalogue")
        assessor = ("amir", "joan")[number % 2]
        staff = ("sam", "bev")[number % 2]
        fact = register_learner(
            self._acting("teresa"),
            uuid4(),
            account=account,
            slug=part.course,
            optional_units=_usual_choice(specification.qualification),
            cohort=self._cohorts[part.course],
            assessor=self._people[assessor],
        )
        allocate_verifiers(self._acting("teresa"), fact.registration, [self._people["iris"]])
        listed = witnesses.add_witness(
            self.centre,
            fact.registration,
            name="Morgan Pell",
            occupation="Team leader at the drop-in",
            expert=True,
            relationship="Works beside the learner. Not family or a friend.",
        )
        return Telling(
            part=part,
            registration=fact.registration,
            qualification=specification.qualification,
            learner=self._acting(part.username),
            assessor=self._acting(assessor),
            trainer=self._acting("teresa"),
            verifier=self._acting("iris"),
            staff=self._acting(staff),
            staff_account=self._people[staff],
            witness=listed.id,
            pace=_pace(part, len(specification.qualification.units)),
        )

    def _finish(self) -> None:
        """Close the records on which everything is achieved."""
        for telling in self._tellings:
            standing = progress.standing(self.centre, telling.registration)
            if telling.part.stage is Stage.COMPLETE and standing.status is Status.ACTIVE:
                with pretend(self._today - timedelta(seconds=30)):
                    finishing(telling)
        with pretend(self._today):
            furnish_desks(self.centre, self._people, self._tellings)
            write_to_each_other(self._tellings)
            look_after(self._tellings, self._cohorts[SHADOWING])
        self._hand_out_a_card("casey")

    def _hand_out_a_card(self, username: str) -> None:
        """A trainer made a sign-in card a week ago, which was used the day after. Nobody knows its code."""
        learner = self._people[username]
        code = uuid4().hex
        with pretend(self._ago(7)):
            make_sign_in_cards(self._acting("teresa"), {learner: code})
        with pretend(self._ago(6)):
            use_sign_in_card(username, code)


def _pace(part: LearnerPart, units: int) -> timedelta:
    """Time between steps, so that a story fills the time since it began; one who is stuck stopped long ago."""
    steps = _STEPS_OF_A_UNIT * (whole_units(part.stage, units) + 1)
    return timedelta(days=part.began) / steps * (0.4 if part.stage is Stage.STUCK else 0.9)


def _usual_choice(qualification: Qualification) -> tuple[str, ...]:
    """The fewest optional units, in the order printed, that make the qualification."""
    chosen: tuple[str, ...] = ()
    for unit in ("", *qualification.optional_units):
        chosen = (*chosen, unit) if unit else chosen
        try:
            check_choice(qualification, chosen)
        except WrongCombination:
            continue
        return chosen
    return chosen
