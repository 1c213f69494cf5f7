"""While a portfolio is made, garbage is looked for among what is new."""

from __future__ import annotations

import gc
import weakref

import pytest

from lms_peer.portfolio.memory import leaving_nothing_behind


class Ring:
    """Something that only the collector can take away."""

    def __init__(self) -> None:
        self.myself = self


@pytest.fixture(autouse=True)
def _as_a_service_begins():
    """Nothing is kept from being looked at."""
    gc.unfreeze()


def test_rings_made_inside_are_gone_at_the_end():
    with leaving_nothing_behind():
        assert gc.get_freeze_count() > 0
        ring = weakref.ref(Ring())
    assert ring() is None
    assert gc.get_freeze_count() == 0


def test_it_ends_when_something_goes_wrong_inside():
    with pytest.raises(ValueError, match="wrong"), leaving_nothing_behind():
        raise ValueError("wrong")
    assert gc.get_freeze_count() == 0


def test_what_a_service_froze_stays_frozen():
    gc.freeze()
    with leaving_nothing_behind():
        pass
    assert gc.get_freeze_count() > 0
    gc.unfreeze()
