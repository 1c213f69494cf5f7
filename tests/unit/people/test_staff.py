"""Staff who can not sign in: on the list of one centre, by name."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from lms_peer.domain.refusals import AlreadySaid
from lms_peer.domain.roles import Role
from lms_peer.people.staff import list_staff, without_sign_in
from tests.unit.people.conftest import person


def test_the_same_form_sent_twice_lists_one_person(north: UUID) -> None:
    form = uuid4()
    assert list_staff(north, "Pat Sample", form).id == list_staff(north, "Pat Sample", form).id
    assert [one.name for one in without_sign_in(north)] == ["Pat Sample"]


def test_a_form_that_names_somebody_of_another_centre_learns_nothing_of_them(north: UUID, south: UUID) -> None:
    elsewhere = person("Kim Sample", south, Role.STAFF)
    with pytest.raises(AlreadySaid):
        list_staff(north, "Pat Sample", elsewhere)
    assert without_sign_in(north) == []
