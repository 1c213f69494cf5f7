"""Sign-in cards: made for a learner without phone or e-mail, used once. The code itself is kept nowhere.

What is kept is a keyed hash, so that a copy of the database alone is no help to whoever guesses. A card's row stays:
it says who made it and when it was used.
"""

from __future__ import annotations

import hmac
import re
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from lms_peer.database import db, now
from lms_peer.domain.cards import GOOD_FOR, NoSuchCard, require_good
from lms_peer.people.models import Account
from lms_peer.people.signing import SignInCard

_BETWEEN = re.compile(r"[\s_–—-]+")


def make_card(centre: UUID, account: UUID, code: str, made_by: UUID) -> SignInCard:
    """A card with this code, good for two weeks. Cards made before for the account are good no longer.

    With the code of a card that was made before, it is that card, as it stands now.
    """
    code_hash = _hashed(account, code)
    same = _with(code_hash)
    if same is not None:
        return same
    cancel_cards(account)
    card = SignInCard(
        account_id=account, centre_id=centre, code_hash=code_hash, made_by=made_by, expires=now() + GOOD_FOR
    )
    try:
        with db.session.begin_nested():
            db.session.add(card)
    except IntegrityError:  # the same form, sent twice at the same moment
        same = _with(code_hash)
        if same is None:
            raise
        return same
    return card


def cancel_cards(account: UUID) -> int:
    """Make every unused card of the account good for nothing; answers how many there were."""
    unused = (SignInCard.account_id == account, SignInCard.used.is_(None), SignInCard.cancelled.is_(None))
    done = db.session.execute(update(SignInCard).where(*unused).values(cancelled=now()))
    return int(done.rowcount)  # type: ignore[attr-defined]


def use_card(account: Account | None, code: str) -> SignInCard:
    """Use the account's card that has this code. Of two who use it at once, one is told that it is used.

    Raises NoSuchCard, CardUsed, CardCancelled, CardExpired.
    """
    card = _with(_hashed(account.id if account else UUID(int=0), code), lock=True)
    if account is None or card is None or not account.active:
        raise NoSuchCard
    require_good(now(), used=card.used, cancelled=card.cancelled, expires=card.expires)
    card.used = now()
    db.session.flush()
    return card


def cards_of(account: UUID) -> list[SignInCard]:
    """Every card of the account, the latest first."""
    query = (
        select(SignInCard).where(SignInCard.account_id == account).order_by(SignInCard.made.desc(), SignInCard.id)
    )
    return list(db.session.scalars(query))


def state_of(card: SignInCard) -> str:
    """`ready`, `used`, `cancelled` or `expired`."""
    if card.used:
        return "used"
    if card.cancelled:
        return "cancelled"
    return "expired" if now() >= card.expires else "ready"


def _with(code_hash: str, *, lock: bool = False) -> SignInCard | None:
    """The card; `lock` holds it until the transaction ends."""
    query = select(SignInCard).where(SignInCard.code_hash == code_hash)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def _hashed(account: UUID, code: str) -> str:
    """Capitals, spaces and the kind of hyphen do not matter: people copy it by hand."""
    typed = _BETWEEN.sub("-", code.strip().lower())
    return hmac.new(str(current_app.secret_key).encode(), f"card:{account}:{typed}".encode(), "sha256").hexdigest()
