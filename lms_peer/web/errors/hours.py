"""What is said of refusals about hours, about signing them, and about the links by which that is done."""

from __future__ import annotations

from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Line, Lines, changed, check, forbidden
from lms_peer.web.language import N_, gettext
from lms_peer.web.wording import span

_LINK_SHUT: dict[str, str] = {
    "bad": N_("Part of it is missing, or it was changed. Ask the person who gave it to you for a new one."),
    "used": N_("You have answered with it already, and your answer is kept. You do not need to do anything."),
    "expired": N_("It is too old. If you still want to answer, ask the person who gave it to you for a new one."),
    "taken_back": N_("The person who gave it to you has stopped it. You do not need to do anything."),
    "answered": N_("These hours have their answer already. You do not need to do anything."),
    "hours_gone": N_("The learner took these hours back or changed them. You do not need to do anything."),
}


def _link_shut(refusal: r.LinkShut) -> str:
    return gettext(_LINK_SHUT.get(refusal.why, _LINK_SHUT["bad"]))


def _span(refusal: r.HoursOverlap) -> str:
    return span(refusal.began, refusal.ended)


LINES: Lines = {
    r.UnknownHours: check("This qualification does not ask for hours of that kind. Choose from the list.", "kind"),
    r.BadMinutes: check("Write how long it took. It can be from 1 minute to 24 hours.", "minutes"),
    r.HoursOverlap: check(
        "You already have hours {whole}. Choose a time before or after that.", "began", fill={"whole": _span}
    ),
    r.HoursClosed: changed("These hours were {how} already. Open the list to see them."),
    r.NotSent: Line(
        409, N_("The email was not sent"), N_("The email could not be sent. Try again later, or print the link.")
    ),
    r.TooMany: changed("You can keep {limit} {what}. Take one out first."),
    r.LinkShut: Line(410, N_("This link does not work"), "{whole}", fill={"whole": _link_shut}),
    r.OwnHours: forbidden(
        "These are your own hours. Ask the member of staff you were with to sign them.", "staff"
    ),
    r.NotTheStaffShadowed: forbidden("Only the member of staff named on these hours can sign them."),
}
