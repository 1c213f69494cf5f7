"""From opaque actors to names, and no further than the centre."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import delete, event

from lms_peer.database import db
from lms_peer.domain.facts import Actor
from lms_peer.domain.roles import Role
from lms_peer.domain.scopes import Scope
from lms_peer.people.centres import end_role
from lms_peer.people.clients import add_client, revoke
from lms_peer.people.enrolments import enrol
from lms_peer.people.models import Account
from lms_peer.people.names import NO_LONGER_HERE, actor_of, names_of
from lms_peer.people.witnesses import add_witness
from tests.plant import ISSUER

from .conftest import person

SPEC = "0" * 64


def test_names_are_told_to_the_centre_in_one_query(north: UUID, south: UUID, learner: UUID) -> None:
    registration = enrol(north, uuid4(), learner, "bench", "1", SPEC).registration
    seen = add_witness(
        north, registration, name="Wyn Sample", occupation="Key worker", expert=False, relationship=""
    )
    elsewhere = person("Bob Sample", south, Role.STAFF)
    lee, wyn, bob = (actor_of(ISSUER, one) for one in (learner, seen.id, elsewhere))
    strangers = [Actor("https://other.example", lee.name), Actor(ISSUER, "no id"), actor_of(ISSUER, uuid4())]
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: asked.append(statement))

    names = names_of(north, [lee, wyn, bob, lee, *strangers])

    assert names == {lee: "Lee Sample", wyn: "Wyn Sample", bob: NO_LONGER_HERE} | dict.fromkeys(
        strangers, NO_LONGER_HERE
    )
    assert len(asked) == 2  # one to know the stranger by, whom a learning platform might name
    assert names_of(south, [lee, wyn, bob]) == {lee: NO_LONGER_HERE, wyn: NO_LONGER_HERE, bob: "Bob Sample"}


def test_a_connected_system_is_called_by_its_name_at_its_own_centre_only(north: UUID, south: UUID) -> None:
    client, _secret = add_client(north, "E-learning", {Scope.STATEMENTS_WRITE}, uuid4())
    revoke(client)
    system = Actor(f"{ISSUER}/clients", client.key)
    stranger = Actor(f"{ISSUER}/clients", "lmsp_unknown")
    assert names_of(north, [system, stranger]) == {system: "E-learning", stranger: NO_LONGER_HERE}
    assert names_of(south, [system]) == {system: NO_LONGER_HERE}


def test_nobody_needs_no_query() -> None:
    assert names_of(uuid4(), []) == {}


def test_a_person_who_left_keeps_a_name_and_an_erased_one_does_not(north: UUID, learner: UUID) -> None:
    registration = enrol(north, uuid4(), learner, "bench", "1", SPEC).registration
    lee = actor_of(ISSUER, learner)
    end_role(north, learner, Role.LEARNER)
    assert names_of(north, [lee]) == {lee: "Lee Sample"}
    db.session.execute(delete(Account).where(Account.id == learner))
    db.session.commit()
    assert names_of(north, [lee]) == {lee: NO_LONGER_HERE}
    assert registration
