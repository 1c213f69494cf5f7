"""The recording forms that awarding bodies ask for: their numbers and names, in one table that a centre may rename.

The numbers follow the order that candidates' record books have in common; the names are our own words.
"""

from __future__ import annotations

from collections.abc import Mapping

from lms_peer.portfolio.speech import N_, say

FORMS: Mapping[str, tuple[str, str]] = {
    "details": ("01", N_("learner and centre details")),
    "profile": ("02", N_("learner profile")),
    "witnesses": ("03", N_("witness status list")),
    "review": ("04", N_("assessment plan, review and feedback")),
    "observation": ("05", N_("observation record")),
    "questioning": ("06", N_("questioning record")),
    "discussion": ("07", N_("professional discussion record")),
    "location": ("08", N_("evidence location sheet")),
    "unit": ("09", N_("unit declaration and verification")),
    "summary": ("10", N_("summary of achievement")),
}
LONGEST_NAME = 80


def usual_name(form: str) -> str:
    """What a form is called where the centre did not rename it. Raises KeyError for a form that is not in FORMS."""
    number, name = FORMS[form]
    return say("Form %(number)s: %(name)s", number=number, name=say(name))


def form_names(renamed: Mapping[str, str]) -> dict[str, str]:
    """What each form is called at a centre that renamed some of them."""
    return {form: renamed.get(form) or usual_name(form) for form in FORMS}
