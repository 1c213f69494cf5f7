"""One line of the table from refusal to words, and the usual ways to begin one. Says nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from lms_peer.domain.refusals import Refusal
from lms_peer.web.language import N_


class Line(NamedTuple):
    """What to say of one kind of refusal, and with which HTTP status.

    `{name}` in `sentence` is filled in from the refusal's facts; `fill` writes those that a fact alone does not say,
    each from the whole refusal. `field` None means the refusal's own `field`, if it has one.
    """

    status: int
    title: str
    sentence: str
    field: str | None = None
    fill: Mapping[str, Callable[[Any], str]] = MappingProxyType({})


Lines = dict[type[Refusal], Line]

# `make messages` knows these names: what stands first in a call of one is a text to be translated.
check = partial(Line, 422, N_("Check what you wrote"))
taken = partial(Line, 409, N_("Check what you wrote"))
changed = partial(Line, 409, N_("This has changed"))
not_yet = partial(Line, 409, N_("Not yet"))
forbidden = partial(Line, 403, N_("You can not do that"))
bad_file = partial(Line, 422, N_("We could not take that file"))
too_big = partial(Line, 413, N_("We could not take that file"))
