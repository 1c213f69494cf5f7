"""Centres, and the roles that people hold there."""

from __future__ import annotations

from uuid import UUID

import pytest

from lms_peer.database import db
from lms_peer.domain.refusals import BadSlug, Missing, NotAtCentre, NotFound, SlugTaken
from lms_peer.domain.roles import Role
from lms_peer.people.centres import (
    account_in_session,
    add_centre,
    centre_named,
    centres,
    end_role,
    give_role,
    holds,
    members,
    roles_by_centre,
)
from lms_peer.people.models import Account

from .conftest import person


def test_a_centre_is_found_by_its_short_name(north: UUID, south: UUID) -> None:
    assert centre_named("north").id == north
    assert [centre.slug for centre in centres()] == ["north", "south"]
    with pytest.raises(NotFound):
        centre_named("west")


@pytest.mark.parametrize("slug", ["", "North", "a b", "-a", "a-", "a--b", "a/b", "é", "x" * 65])
def test_a_short_name_that_does_not_fit_an_address_is_refused(slug: str) -> None:
    with pytest.raises(BadSlug):
        add_centre(slug, "Some centre")


def test_a_short_name_is_given_once_and_a_centre_has_a_name(north: UUID) -> None:
    with pytest.raises(SlugTaken):
        add_centre("north", "Another")
    with pytest.raises(Missing):
        add_centre("west", "  ")


def test_a_person_may_hold_several_roles_at_several_centres(north: UUID, south: UUID) -> None:
    ann = person("Ann Sample", north, Role.ASSESSOR, Role.TRAINER)
    give_role(south, ann, Role.IQA)
    held = {centre.slug: roles for centre, roles in roles_by_centre(ann).items()}
    assert held == {"north": {Role.ASSESSOR, Role.TRAINER}, "south": {Role.IQA}}
    assert not holds(south, ann, Role.ASSESSOR)


def test_whose_a_session_is_comes_with_the_roles_that_they_hold_now(north: UUID, south: UUID) -> None:
    ann = person("Ann Sample", north, Role.ASSESSOR, Role.TRAINER)
    give_role(south, ann, Role.IQA)
    end_role(north, ann, Role.TRAINER)
    person("Bob Sample", north, Role.LEARNER)
    found = account_in_session(db.session.get_one(Account, ann).fs_uniquifier)
    assert found is not None
    assert (found[0].id, found[1]) == (ann, roles_by_centre(ann))
    assert {centre.slug: roles for centre, roles in found[1].items()} == {
        "north": {Role.ASSESSOR},
        "south": {Role.IQA},
    }


def test_a_session_of_somebody_without_a_role_is_still_theirs(north: UUID, learner: UUID) -> None:
    end_role(north, learner, Role.LEARNER)
    found = account_in_session(db.session.get_one(Account, learner).fs_uniquifier)
    assert found is not None
    assert (found[0].id, found[1]) == (learner, {})
    assert account_in_session("nobody's") is None


def test_members_are_those_of_one_centre_and_one_role_by_name(north: UUID, south: UUID) -> None:
    person("Zoe Sample", north, Role.LEARNER)
    person("Abe Sample", north, Role.LEARNER)
    person("Ann Sample", north, Role.ASSESSOR)
    person("Bob Sample", south, Role.LEARNER)
    assert [account.name for account in members(north, Role.LEARNER)] == ["Abe Sample", "Zoe Sample"]


def test_a_role_ends_and_begins_again(north: UUID, learner: UUID) -> None:
    give_role(north, learner, Role.LEARNER)
    end_role(north, learner, Role.LEARNER)
    assert roles_by_centre(learner) == {}
    assert members(north, Role.LEARNER) == []
    with pytest.raises(NotAtCentre):
        end_role(north, learner, Role.LEARNER)
    give_role(north, learner, Role.LEARNER)
    db.session.commit()
    assert holds(north, learner, Role.LEARNER)
