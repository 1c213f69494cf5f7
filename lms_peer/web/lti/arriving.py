"""Where a launch leads: what the activity shows, if the person has such a thing here; else their first page."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, url_for

from lms_peer import progress
from lms_peer.actions.enter_by_launch import Entered
from lms_peer.actions.record import qualification_of
from lms_peer.domain.roles import Role
from lms_peer.domain.stages import units_taken
from lms_peer.domain.standing import Standing, Status
from lms_peer.lti.deep_linking import Target, asked_by
from lms_peer.lti.launch import DEEP_LINKING, Launch
from lms_peer.lti.tables import Shows
from lms_peer.people.centres import roles_at
from lms_peer.people.names import actor_of

_CHOOSING = "lti.choose"


def onward_for(told: Launch, entered: Entered) -> str:
    """The address of ours to go on to."""
    roles = roles_at(entered.centre, entered.account)
    if not roles:
        return url_for("lti.unplaced")
    if told.message == DEEP_LINKING:
        asked = asked_by(told.claims, told.platform, entered.account)
        return url_for(_CHOOSING, asked=asked.sealed())
    if entered.target.shows is Shows.HOME:
        return _asked_for(told.target)
    if Role.LEARNER in roles:
        return _of_a_learner(entered.centre, entered.account, entered.target)
    return url_for("account.home")


def _asked_for(target: str) -> str:
    """A page of ours that the platform named, unless it named only the way in."""
    inside = target.startswith(url_for("lti.launch").rpartition("/")[0])
    return url_for("account.home") if inside else target


def _of_a_learner(centre: UUID, account: UUID, target: Target) -> str:
    learner = actor_of(current_app.config["LMS_PEER_ISSUER"], account)
    standings = progress.standings(centre, learner=learner)
    if target.slug:
        standings = [one for one in standings if one.qualification.slug == target.slug]
    standings = [one for one in standings if one.status is not Status.ENDED] or standings
    if target.shows is Shows.PORTFOLIO:
        return url_for("learner.download")
    if len(standings) != 1:
        return url_for("learner.what_to_do")
    return _on_a_record(centre, standings[0], target)


def _on_a_record(centre: UUID, standing: Standing, target: Target) -> str:
    if target.shows is Shows.HOURS:
        return url_for("learner.hours", registration=standing.registration)
    taken = {one.reference for one in units_taken(standing, qualification_of(centre, standing))}
    if target.shows is Shows.UNIT and target.unit in taken:
        return url_for("record.unit", registration=standing.registration, unit=target.unit)
    return url_for("learner.home", registration=standing.registration)
