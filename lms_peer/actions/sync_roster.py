"""A cohort is filled from a platform's course: who is new there gets an account and is registered, who left is marked.

Nobody is ever deleted, and nobody loses a record: who left a course may come back to it.
"""

from __future__ import annotations

from collections import Counter
from uuid import UUID, uuid5

from lms_peer.actions.note_marks import catch_up
from lms_peer.actions.platform_trouble import Trouble, in_words
from lms_peer.actions.record import Acting
from lms_peer.actions.register_learner import register_learner
from lms_peer.actions.workplace import workplace
from lms_peer.database import db, now, reading
from lms_peer.domain.launching import PlatformUnreachable, role_of
from lms_peer.domain.placing import NoRoster
from lms_peer.domain.refusals import (
    AlreadyRegistered,
    NotAtCentre,
    NotFound,
    SpecificationChanged,
    WrongCombination,
)
from lms_peer.domain.roles import Role
from lms_peer.domain.uk import uk_day
from lms_peer.jobs import JobContext, enqueue, job, latest
from lms_peer.lti import courses, platforms, roster
from lms_peer.lti.connector import Connector, NotTaken, Registration
from lms_peer.lti.roster import Person
from lms_peer.lti.tables import Context, LtiUser, Platform, PlatformState
from lms_peer.people import brought, enrolments
from lms_peer.people.names import actor_of, brought_by_a_launch

_CALLED = "Learner"
LOOK_EVERY = 600.0  # seconds: whether it is another day


def choose_cohort(acting: Acting, course: UUID, cohort: UUID | None) -> Context:
    """Let the roster of a platform's course fill this cohort, or none. Raises NotFound."""
    found = roster.course(acting.centre, course)
    found.cohort_id = enrolments.cohort(acting.centre, cohort).id if cohort else None
    db.session.flush()
    return found


def ask_for_roster(acting: Acting, course: UUID) -> UUID:
    """Ask for a look at the roster now; answers the job. Raises NotFound, PlatformOff, NoRoster."""
    found = roster.course(acting.centre, course)
    platforms.active_platform(found.platform_id)
    if found.memberships_url is None:
        raise NoRoster(found.title)
    return enqueue(sync_roster.kind, {"course": str(course)}, acting.centre, key=f"roster of {course}")


def ask_for_rosters() -> int:
    """Ask for a look at each roster that fills a cohort, once a day; answers for how many. Commits nothing."""
    today, asked = uk_day(now()), 0
    with reading():
        wanted = [
            one
            for one in roster.with_cohort()
            if latest(sync_roster.kind, one[1], f"roster of {one[0]} on {today}") is None
        ]
        db.session.rollback()
    for course, centre in wanted:
        enqueue(sync_roster.kind, {"course": str(course)}, centre, key=f"roster of {course} on {today}")
        asked += 1
    return asked


@job("sync a roster")
def sync_roster(context: JobContext, course: str) -> dict[str, int]:
    """Bring a cohort up to what the platform says; answers how many were added, registered, renamed, and left."""
    found = roster.course(context.centre, UUID(course))
    platform, address = platforms.platform(context.centre, found.platform_id), found.memberships_url
    if address is None or platform.state is PlatformState.OFF:
        return {}
    known = Registration.of(platform)
    said: list[Person] | Trouble
    with context.released():
        try:
            said = roster.people(Connector(known), address)
        except (NotTaken, PlatformUnreachable) as error:
            said = error
    found = roster.course(context.centre, UUID(course))
    if not isinstance(said, list):
        found.sync_error = in_words(said)
        return {}
    counted = _brought_up(found, said)
    found.synced, found.sync_error = now(), None
    return counted


def _brought_up(course: Context, said: list[Person]) -> dict[str, int]:
    platform = platforms.platform(course.centre_id, course.platform_id)
    known = {user.sub: user for user in courses.users_of(platform.id)}
    counted: Counter[str] = Counter()
    for person in said:
        role = role_of(person.roles, trusts_teachers=False)
        user = known.get(person.sub)
        if user is None and role is Role.LEARNER:
            user = _new_user(platform, person)
            counted["added"] += 1
        if user is None:
            continue  # who teaches there is known once they come
        courses.note_member(course, user, person.roles)
        if role is Role.LEARNER:
            counted["renamed"] += _named(platform, user, person)
            counted["registered"] += _registered(course, platform, user)
            catch_up(course.centre_id, user.account_id)
    counted["left"] = roster.mark_leavers(course.id, {person.sub for person in said})
    return dict(counted)


def _new_user(platform: Platform, person: Person) -> LtiUser:
    name = person.name if platform.with_names else None
    account = brought.bring(platform.centre_id, platform.issuer, person.sub, name=name, called=_CALLED)
    return courses.add_user(platform.centre_id, platform.id, person.sub, account.id)


def _named(platform: Platform, user: LtiUser, person: Person) -> bool:
    """Call them what the platform calls them now, when the centre wants names; True when that is new.

    Who joined an account of before is called what that account is called.
    """
    if not (platform.with_names and person.name and brought_by_a_launch(user.account_id)):
        return False
    return brought.rename(user.account_id, person.name)


def _registered(course: Context, platform: Platform, user: LtiUser) -> bool:
    """Let the person begin the cohort's course, unless they have, or must choose units first."""
    centre, account = course.centre_id, user.account_id
    if brought_by_a_launch(account):
        brought.give_first_role(centre, account, Role.LEARNER)
    if course.cohort_id is None:
        return False
    cohort = enrolments.cohort(centre, course.cohort_id)
    if any(
        one.qualification_slug == cohort.qualification_slug for one in enrolments.enrolments_of(centre, account)
    ):
        return False
    acting = Acting(centre, actor_of(workplace().config.issuer, platform.made_by))
    submission = uuid5(cohort.id, f"from a roster: {user.id}")
    try:
        register_learner(acting, submission, account=account, slug=cohort.qualification_slug, cohort=cohort.id)
    except (WrongCombination, AlreadyRegistered, SpecificationChanged, NotAtCentre, NotFound):
        return False  # a trainer registers them; the page of the course shows who is not
    return True
