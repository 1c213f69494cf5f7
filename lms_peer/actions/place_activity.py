"""A trainer chooses what an activity in a platform's course shows, and we tell the platform."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from lms_peer.actions.record import Acting
from lms_peer.actions.who_acts import who_acts
from lms_peer.actions.workplace import workplace
from lms_peer.domain.placing import CanNotPlace
from lms_peer.domain.refusals import NotFound
from lms_peer.lti import deep_linking, platforms
from lms_peer.lti.deep_linking import Asked, Target


class Chosen(NamedTuple):
    """One activity: what it shows, and what it is to be called in the course."""

    target: Target
    title: str


class Answered(NamedTuple):
    """What the browser takes back to the platform: the signed answer, and where it goes."""

    token: str
    return_url: str
    platform: str


def asked_of(acting: Acting, sealed: str) -> Asked:
    """What a platform of this centre asks of whoever acts. Raises CanNotPlace, NotFound."""
    asked = deep_linking.opened(sealed, who_acts(acting))
    platforms.platform(acting.centre, UUID(asked.platform))
    return asked


def place_activities(acting: Acting, asked: Asked, chosen: Sequence[Chosen], launch_url: str) -> Answered:
    """The answer to the platform: these activities, each opened at our `launch_url`.

    Raises NotFound for a course or a unit that is not taught here, CanNotPlace("many") when there may be one only.
    """
    platform = platforms.platform(acting.centre, UUID(asked.platform))
    if len(chosen) > 1 and not asked.many:
        raise CanNotPlace("many")
    for one in chosen:
        _require_taught(one.target)
    items = [deep_linking.item(one.target, one.title, launch_url, marks=asked.marks) for one in chosen]
    return Answered(deep_linking.answer(asked, platform, items), asked.return_url, platform.name)


def _require_taught(target: Target) -> None:
    if target.slug is None:
        return
    course = workplace().catalogue.get(target.slug)
    if course is None:
        raise NotFound("course")
    if target.unit is not None and target.unit not in course.qualification.units_by_reference:
        raise NotFound("unit")
