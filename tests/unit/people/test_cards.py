"""Sign-in cards in the people store: one good card at a time, used once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from lms_peer.database import db, now, pretend
from lms_peer.domain.cards import CardCancelled, CardExpired, CardUsed, NoSuchCard
from lms_peer.domain.refusals import Refusal
from lms_peer.people import cards
from lms_peer.people.models import Account

CODE = "lamp-river-goose-table-407"


def test_of_two_who_use_a_card_at_once_one_is_told_that_it_is_used(
    app: Flask, north: UUID, learner: UUID, assessor: UUID
) -> None:
    cards.make_card(north, learner, CODE, assessor)
    db.session.commit()
    db.session.remove()

    def use(_number: int) -> type[Refusal] | None:
        with app.app_context():
            try:
                cards.use_card(db.session.get(Account, learner), CODE)
                db.session.commit()
            except Refusal as refusal:
                db.session.rollback()
                return type(refusal)
            return None

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(use, range(4)))
    assert told.count(None) == 1
    assert told.count(CardUsed) == 3


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (cards.cancel_cards, CardCancelled),
        (lambda learner: cards.use_card(db.session.get(Account, learner), CODE), CardUsed),
    ],
)
def test_a_card_that_is_good_no_longer_says_why(
    north: UUID, learner: UUID, assessor: UUID, spoil: Callable[[UUID], object], told: type[Refusal]
) -> None:
    cards.make_card(north, learner, CODE, assessor)
    spoil(learner)
    db.session.expire_all()
    with pytest.raises(told):
        cards.use_card(db.session.get(Account, learner), CODE)


def test_a_card_is_good_for_fourteen_days(north: UUID, learner: UUID, assessor: UUID) -> None:
    made = cards.make_card(north, learner, CODE, assessor)
    account = db.session.get_one(Account, learner)
    with pretend(made.expires), pytest.raises(CardExpired):
        cards.use_card(account, CODE)
    with pretend(made.expires - timedelta(minutes=1)):
        assert cards.use_card(account, CODE).id == made.id
    assert timedelta(days=13) < made.expires - now() <= timedelta(days=14)


def test_a_code_is_good_for_nobody_else(north: UUID, learner: UUID, assessor: UUID) -> None:
    cards.make_card(north, learner, CODE, assessor)
    for account in (db.session.get(Account, assessor), None):
        with pytest.raises(NoSuchCard):
            cards.use_card(account, CODE)


def test_a_card_goes_with_the_account(north: UUID, learner: UUID, assessor: UUID) -> None:
    cards.make_card(north, learner, CODE, assessor)
    db.session.delete(db.session.get_one(Account, learner))
    db.session.flush()
    assert cards.cards_of(learner) == []
