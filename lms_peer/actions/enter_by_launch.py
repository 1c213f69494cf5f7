"""Somebody comes in from a learning platform: they are the account that belongs to their name there, old or new."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from lms_peer.actions.note_marks import catch_up
from lms_peer.database import db, now, writing
from lms_peer.domain.launching import Fault, LaunchRefused, role_of
from lms_peer.domain.roles import Role
from lms_peer.lti import courses, nonces, platforms
from lms_peer.lti.deep_linking import Target, target_of
from lms_peer.lti.launch import Launch
from lms_peer.lti.platforms import Said
from lms_peer.lti.tables import LtiUser, Platform, PlatformState
from lms_peer.people import accounts, brought, centres
from lms_peer.people.names import brought_by_a_launch

_CALLED = {Role.LEARNER: "Learner", Role.TRAINER: "Trainer", None: "Visitor"}


@dataclass(frozen=True)
class Entered:
    """Who came in, and what for. `role` is what the platform's word makes of them here, None for nothing.

    `target` says what they opened; `activity` is its placement, None outside a course.
    """

    account: UUID
    user: UUID
    centre: UUID
    platform: UUID
    role: Role | None
    target: Target
    course: UUID | None
    activity: UUID | None


def enter_by_launch(launch: Launch) -> Entered:
    """Let in who a launch is about. Uses its sign-in up, and notes the course and the activity.

    One after the other for each platform, so that whoever is new is noted once. Begins a transaction of its own, for
    the caller to commit. Raises LaunchRefused (REPLAY, DEPLOYMENT), PlatformOff.
    """
    db.session.rollback()
    with writing():
        nonces.use(launch.sign_in)
        platform = platforms.active_platform(launch.sign_in.platform, lock=True)
        if not platforms.takes_deployment(platform, launch.deployment_id):  # two may have come first at once
            raise LaunchRefused(Fault.DEPLOYMENT)
        deployment = platforms.add_deployment(platform, launch.deployment_id)
        platform.last_launch = now()
        if platform.state is PlatformState.PENDING:
            platforms.switch_on(platform)
        role = role_of(launch.roles, trusts_teachers=platform.staff_roles)
        user = _user(launch, platform, role)
        course = courses.note_course(launch, deployment)
        if course is not None:
            courses.note_member(course, user, launch.roles)
        activity = courses.note_activity(launch, course) if course is not None else None
        if activity is not None and role is Role.LEARNER:
            catch_up(platform.centre_id, user.account_id)
        return Entered(
            account=user.account_id,
            user=user.id,
            centre=platform.centre_id,
            platform=platform.id,
            role=role,
            target=target_of(launch.custom),
            course=course.id if course else None,
            activity=activity.id if activity else None,
        )


def _user(launch: Launch, platform: Platform, role: Role | None) -> LtiUser:
    """The person, with their name as it is now and the role that they may have."""
    centre = platform.centre_id
    user = courses.user_of(platform.id, launch.sub)
    if user is None:
        account = brought.bring(centre, platform.issuer, launch.sub, name=launch.name, called=_CALLED[role]).id
        user = courses.add_user(centre, platform.id, launch.sub, account)
    own = brought_by_a_launch(user.account_id)  # an account of before keeps its name and its roles
    if own and launch.name:
        brought.rename(user.account_id, launch.name)
    if own and role is not None:
        brought.give_first_role(centre, user.account_id, role)
    user.last_launch = now()
    db.session.flush()
    return user


def change_platform(platform: Platform, said: Said) -> None:
    """Write what it is anew. Raises as `platforms.add_platform` does.

    When others can sign for it from then on, no launch opens the account of anybody who does more than learn: else
    whoever changes a platform could come in as them. Who has an account of before joins it once more; an account that
    only launches opened is shut, and its person comes in as somebody new.
    """
    before = platform.issuer, platform.jwks_url
    platforms.change_platform(platform, said)
    if (platform.issuer, platform.jwks_url) == before:
        return
    users = courses.users_of(platform.id)
    harmless = centres.only(Role.LEARNER, platform.centre_id, [user.account_id for user in users])
    shut = set[UUID]()
    for user in users:
        own = brought_by_a_launch(user.account_id)
        if user.account_id in harmless or (own and not centres.roles_at(platform.centre_id, user.account_id)):
            continue
        if own:
            shut.add(user.account_id)
        db.session.delete(user)
    accounts.end_all_sessions(shut)


def switch_off(platform: Platform) -> None:
    """Let nobody in from it, and sign out everywhere whoever came from it: no session of theirs goes on."""
    platforms.switch_off(platform)
    accounts.end_all_sessions({user.account_id for user in courses.users_of(platform.id)})


def trust_teachers(platform: Platform, *, yes: bool, with_names: bool) -> None:
    """Settle whether instructors of a platform are trainers here. Taking it back ends what it gave."""
    if platform.staff_roles and not yes:
        for user in courses.users_of(platform.id):
            account = user.account_id
            if brought_by_a_launch(account) and centres.holds(platform.centre_id, account, Role.TRAINER):
                centres.end_role(platform.centre_id, account, Role.TRAINER)
    platforms.settle(platform, with_names=with_names, staff_roles=yes)
