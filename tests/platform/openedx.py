"""What the consumer asks Open edX, answered from the host's own tables.

The consumer has one place for such questions, `lti_consumer.plugin.compat`: Open edX's own modules would answer them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from lti_consumer.exceptions import LtiError
from lti_consumer.plugin import compat
from opaque_keys.edx.keys import CourseKey, UsageKey

from tests.platform.models import Course, Mark, Member, Profile

STAFF = ("staff", "instructor")


@dataclass(frozen=True)
class Block:
    """One activity of a course, as much of it as the consumer looks at."""

    location: UsageKey
    weight: float = 100
    has_score: bool = True
    accept_grades_past_due: bool = True

    @property
    def display_name(self) -> str:
        """What the activity is called."""
        return str(self.location.block_id)

    def is_past_due(self) -> bool:
        """Never: no activity here has a last day."""
        return False

    def max_score(self) -> float:
        """The most that can be had."""
        return self.weight

    @property
    def scope_ids(self) -> Any:
        """Where XBlocks keep their own address."""
        return type("Scope", (), {"usage_id": self.location})

    def set_user_module_score(self, user: User, score: float, most: float, comment: str | None = None) -> None:
        """Put a mark into the gradebook. `score` is a share of one."""
        Mark.objects.create(block=str(self.location), user=user, share=score, comment=comment)


def answer() -> None:
    """Let the consumer ask here."""
    for question in (
        load_enough_xblock, load_block_as_user, get_user_from_external_user_id, user_has_studio_write_access,
        user_has_access, user_course_access, get_course_by_id, batch_get_or_create_externalids, get_course_members,
    ):  # fmt: skip
        setattr(compat, question.__name__, question)


def load_enough_xblock(location: UsageKey) -> Block:
    """The activity at an address."""
    return Block(location)


def load_block_as_user(location: UsageKey) -> Block:
    """The same activity, whoever asks."""
    return Block(location)


def get_user_from_external_user_id(external_user_id: str) -> User:
    """The person whom tools know by this name."""
    found = User.objects.filter(profile__external_user_id=external_user_id).first()
    if found is None:
        raise LtiError("Invalid User")
    return found


def user_has_studio_write_access(user: User, course_key: CourseKey) -> bool:
    """Whether the person may change the course."""
    return (
        user.is_authenticated
        and Member.objects.filter(course__key=str(course_key), user=user, role__in=STAFF).exists()
    )


def user_has_access(user: User, action: str, block: Block, course_key: CourseKey) -> bool:
    """Whether the person is in the course."""
    return user.is_authenticated and Member.objects.filter(course__key=str(course_key), user=user).exists()


def user_course_access(course: Course, user: User, action: str, **_: Any) -> bool:
    """Whether the person is in the course."""
    return user.is_authenticated and course.members.filter(user=user).exists()


def get_course_by_id(course_key: CourseKey) -> Course:
    """The course."""
    return Course.objects.get(key=str(course_key))


def batch_get_or_create_externalids(users: Iterable[User]) -> dict[int, Profile]:
    """The names that tools know the people by."""
    return {user.id: user.profile for user in users}


def get_course_members(course_key: CourseKey) -> dict[int, dict[str, Any]]:
    """Everyone in the course, with their roles."""
    members = Member.objects.filter(course__key=str(course_key)).select_related("user__profile")
    return {
        one.user_id: {
            "id": one.user_id, "username": one.user.username, "email": one.user.email,
            "name": one.user.profile.name, "roles": [one.role],
        }
        for one in members
    }  # fmt: skip
