"""What is still open, in the language of the portfolio. Words only: the rules say what is open."""

from __future__ import annotations

from lms_peer.domain.combination import BarredPair, ChoiceShort, MandatoryUnit, Shortfall
from lms_peer.domain.registration import Answer, HoursShort, Owed
from lms_peer.portfolio import wording
from lms_peer.portfolio.speech import N_, count, say

OWED = {
    Answer.DECISION: N_("Evidence waits for a decision: %(what)s."),
    Answer.COUNTERSIGNATURE: N_("Decisions of an assessor in training wait to be countersigned: %(what)s."),
    Answer.LEARNERS_SIGNATURE: N_("Observation records that the learner still has to sign: %(what)s."),
    Answer.HOURS_SIGNATURE: N_("Entries of hours that still wait to be signed: %(what)s."),
    Answer.QUALITY_ACTION: N_(
        "Units in which a quality assurer asked for something that is not done yet: %(what)s."
    ),
}


def in_words(one: Shortfall | HoursShort | Owed) -> str:
    """One thing that is open, as a sentence."""
    match one:
        case Owed():
            return say(OWED[one.answer], what=one.what)
        case HoursShort():
            title, missing = one.requirement.title, wording.hours(one.minutes)
            return say("%(title)s: %(missing)s still to be signed.", title=title, missing=missing)
        case MandatoryUnit():
            return say("Finish the unit %(title)s (%(unit)s).", title=one.title, unit=one.unit)
        case ChoiceShort():
            return say("Still to be finished under ‘%(title)s’: %(needed)s.", title=one.title, needed=_needed(one))
        case BarredPair():
            return say(
                "%(one)s and %(other)s do not count together.",
                one=f"{one.first} {one.first_title}",
                other=f"{one.second} {one.second_title}",
            )


def _needed(choice: ChoiceShort) -> str:
    units = [count("%(num)d unit", "%(num)d units", choice.units)] if choice.units else []
    credit = [count("%(num)d credit", "%(num)d credits", choice.credits)] if choice.credits else []
    return ", ".join([*units, *credit])
