"""What is said of refusals to make, export or withdraw a portfolio, and what its sections are called."""

from __future__ import annotations

from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Lines, changed, not_yet
from lms_peer.web.language import N_, gettext

# Sections of a portfolio by the names that they are reported with; an evidence's own number stays as it is.
_SECTIONS = frozenset(
    (
        *(N_("The front"), N_("The contents"), N_("The summary"), N_("The details"), N_("The people")),
        *(N_("The declarations"), N_("The log of hours"), N_("The back"), N_("The portfolio as a whole")),
    )
)
_UNIT, _STATEMENTS = "Unit ", "The statements from number "

# Why a section of a portfolio could not be drawn. What is not here names something of the template itself.
_NOT_DRAWN = frozenset(
    (
        N_("it takes too much time"),
        N_("it takes too much memory"),
        N_("something in it can not be drawn"),
    )
)


def _not_drawn(refusal: r.SectionsNotDrawn) -> str:
    return " ".join(
        gettext(
            "%(section)s could not be drawn: %(why)s.",
            section=_section(section),
            why=gettext(why) if why in _NOT_DRAWN else why,
        )
        for section, why in refusal.sections
    )


def _section(name: str) -> str:
    if name.startswith(_UNIT):
        return gettext("Unit %(unit)s", unit=name.removeprefix(_UNIT))
    if name.startswith(_STATEMENTS):
        return gettext("The statements from number %(number)s", number=name.removeprefix(_STATEMENTS))
    return gettext(name) if name in _SECTIONS else name


LINES: Lines = {
    r.OtherKindInHand: not_yet(
        "A draft and a final portfolio are not made at once. Wait until the first is ready."
    ),
    r.PortfolioNotReady: not_yet("The final portfolio can not be made yet. {blocks} You can make a draft."),
    r.SectionsNotDrawn: not_yet(
        "{whole} Nothing was put on the record. Tell whoever looks after this service, who can change the template.",
        fill={"whole": _not_drawn},
    ),
    r.HiddenSince: changed(
        "Parts of the evidence were hidden after version {version} was made, or shown again. Make a new version, and "
        "download that one as folders."
    ),
    r.AlreadyWithdrawn: changed("Version {version} was withdrawn already. Nothing more needs to be done."),
    r.NothingToPrint: not_yet("There is no evidence in this record yet. Add some first, then make the portfolio."),
    r.VersionTaken: changed(
        "This portfolio was made already. Open the record to get it, or make version {next_version}."
    ),
}
