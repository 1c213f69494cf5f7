"""What is said of refusals about learning platforms: coming from one, and being put into a course of one."""

from __future__ import annotations

from lms_peer.domain import launching, placing
from lms_peer.web import platform_words
from lms_peer.web.errors.line import Line, Lines, changed, check, forbidden, not_yet, taken
from lms_peer.web.language import N_, gettext

_CAN_NOT_PLACE: dict[str, str] = {
    "nowhere": N_("The platform did not say where to put it. Ask the people who look after the platform."),
    "kind": N_("The platform takes no activities at this place. Add one where your course has its activities."),
    "late": N_("You took too long, or began as somebody else. Go back to your course and choose again."),
    "many": N_("The platform takes one activity at a time. Choose one."),
}


def _can_not_place(refusal: placing.CanNotPlace) -> str:
    return gettext(_CAN_NOT_PLACE.get(refusal.reason, _CAN_NOT_PLACE["late"]))


LINES: Lines = {
    launching.LaunchRefused: Line(
        403, N_("We could not let you in"), "{whole}", fill={"whole": platform_words.of_launch}
    ),
    launching.UnknownPlatform: Line(
        404,
        N_("We do not know this learning platform"),
        N_("It is not connected here. Ask a trainer at your centre to connect it."),
    ),
    launching.WhichPlatform: Line(
        409,
        N_("We can not tell which centre you come from"),
        N_(
            "More than one centre uses this learning platform, and it did not say which. Ask the people who look after "
            "it to send a client ID."
        ),
    ),
    launching.PlatformOff: forbidden("Your centre has switched {name} off. Ask a trainer there."),
    launching.PlatformUnreachable: Line(
        424, N_("The learning platform did not answer"), "{whole}", fill={"whole": platform_words.of_network}
    ),
    launching.PlatformTaken: taken(
        "This client ID of {issuer} is connected already. Look in the list, or check the client ID.", "client_id"
    ),
    launching.BadPlatform: check("{whole}", fill={"whole": platform_words.of_platform}),
    launching.InvitationSpent: changed(
        "This address does not work any more. It works once, for a week. A trainer can make a new one."
    ),
    launching.TicketSpent: changed(
        "This button works once, for 5 minutes. Go back to your learning platform and open the activity again."
    ),
    launching.NotJoinable: Line(
        409, N_("These two can not become one"), "{whole}", fill={"whole": platform_words.of_joining}
    ),
    placing.CanNotPlace: Line(
        409, N_("This can not be put into your course"), "{whole}", fill={"whole": _can_not_place}
    ),
    placing.NoRoster: not_yet(
        "The platform does not tell us who is in this course. Ask the people who look after it to share names and "
        "roles with this tool. Then open an activity of the course there."
    ),
}
