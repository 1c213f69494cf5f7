"""What is said of refusals that any page may meet, and what a thing is called that is not there."""

from __future__ import annotations

from lms_peer.domain import refusals as r
from lms_peer.web.errors.facts import named
from lms_peer.web.errors.line import Line, Lines, forbidden
from lms_peer.web.language import N_, gettext

_NOT_THERE = {
    "unit": N_("You do not take this unit. Go back and choose from the list."),
    "learner's unit": N_("The learner does not take this unit. Go back and choose from the list."),
    "statement of achievement": N_("This unit is not signed off yet, so there is no statement for it."),
    "calendar": N_("This address does not work any more. Make a new one on your page of observations."),
    "centre": N_("There is no such centre. Check its short name."),
    "page": N_("No portfolio has this address. Check that you typed all of it."),
}


def _not_there(refusal: r.NotFound) -> str:
    if refusal.what in _NOT_THERE:
        return gettext(_NOT_THERE[refusal.what])
    return gettext(
        "There is no such %(what)s at your centre. Go back and choose from the list.", what=named(refusal.what)
    )


LINES: Lines = {
    r.NotFound: Line(404, N_("We could not find that"), "{whole}", fill={"whole": _not_there}),
    r.NotAllowed: forbidden(
        "Only a person who is {needed} here can open this page. Ask your centre if you think this is wrong."
    ),
    r.NotYours: forbidden("This {what} belongs to someone else. Only they can do this."),
    r.AlreadySaid: Line(
        409,
        N_("This was sent before"),
        N_(
            "You sent this before, and it is kept as you wrote it then. If this is something new, send it once more."
        ),
    ),
    r.TakesBackNothing: Line(
        400,
        N_("This can not be taken back"),
        N_("A statement that takes another one back can not be taken back itself."),
    ),
}
