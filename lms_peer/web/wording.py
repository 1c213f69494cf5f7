"""Facts in plain English: days, times, hours, sizes and lists, as people in the United Kingdom write them.

Pure functions from plain values to text. Templates use them as filters, `errors` in its sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from markupsafe import Markup, escape

from lms_peer.domain.uk import LONDON

MEBIBYTE = 1024 * 1024

# How far something is: what people read, and the colour of its tag.
STAGES = {
    "not_started": ("Not started", "grey"),
    "in_progress": ("In progress", "blue"),
    "active": ("In progress", "blue"),
    "waiting": ("Waiting", "yellow"),
    "to_assess": ("With the assessor", "yellow"),
    "not_yet": ("Needs more", "orange"),
    "referred_back": ("Needs more", "orange"),
    "unsigned": ("Not signed yet", "yellow"),
    "link_open": ("Link made", "blue"),
    "link_expired": ("Link too old", "orange"),
    "link_taken_back": ("Link stopped", "grey"),
    "met": ("Met", "green"),
    "ready": ("Ready to sign off", "teal"),
    "signed_off": ("Signed off", "green"),
    "paused": ("Paused", "purple"),
    "completed": ("Complete", "green"),
    "withdrawn": ("Taken back", "grey"),
    "replaced": ("Replaced", "grey"),
    "countersigned": ("Signed", "green"),
    "refused": ("Not signed", "red"),
    "voided": ("Taken back", "grey"),
    "planned": ("Planned", "blue"),
    "cancelled": ("Cancelled", "grey"),
    "recorded": ("Written up", "yellow"),
    "confirmed": ("Confirmed", "green"),
}

# The same to the learner whose record it is.
_YOURS = {
    "to_assess": ("With your assessor", "yellow"),
    "referred_back": ("Sent back to you", "orange"),
}

# What each kind of evidence is called, and what that means to a learner.
METHODS = {
    "observation": ("Observation", "An assessor watches you at work."),
    "work_product": ("Work product", "Something you made or wrote at work."),
    "reflective_account": ("Reflective account", "You tell what you did and what you learned from it."),
    "professional_discussion": ("Professional discussion", "You talk about your work with your assessor."),
    "questioning": ("Questions", "Your assessor asks, and you answer."),
    "witness_testimony": ("Witness testimony", "Someone who saw you at work writes what they saw."),
    "simulation": ("Simulation", "You show it in a practice run, not with a real client."),
    "prior_learning": ("Prior learning", "You learned or did it before you started here."),
}

# What a learner does to show something by each of them, after "You can".
WAYS = {
    "observation": "let an assessor watch you at work",
    "work_product": "send something you made or wrote at work",
    "reflective_account": "write what you did and learned",
    "professional_discussion": "talk about your work with your assessor",
    "questioning": "answer questions",
    "witness_testimony": "ask someone who saw you at work to write what they saw",
    "simulation": "show it in a practice run",
    "prior_learning": "show what you learned or did before",
}

SETTINGS = {
    "community": "In the community",
    "hostel": "In a hostel",
    "office": "In an office",
    "classroom": "In a classroom",
    "prison_wing": "On a prison wing",
    "phone": "By phone",
    "online": "Online",
    "other": "Somewhere else",
}

CANCEL_REASONS = {
    "learner_unwell": "The learner was not well",
    "learner_absent": "The learner could not come",
    "assessor_unavailable": "The assessor could not come",
    "client_declined": "The client said no",
    "regime": "The place did not allow it. This is nobody’s fault",
    "other": "Another reason",
}


def hours(minutes: int) -> str:
    """599 is "9 hours 59 minutes", 60 is "1 hour", 0 is "0 minutes"."""
    whole, rest = divmod(minutes, 60)
    parts = [counted(whole, "hour")] if whole else []
    if rest or not whole:
        parts.append(counted(rest, "minute"))
    return " ".join(parts)


def day(value: date | datetime) -> str:
    """3 March 2026: the day it was in London."""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def clock(value: datetime) -> str:
    """2:15pm, 9am, midday or midnight: the time it was in London."""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """3 March 2026, 2:15pm: the time it was in London. `value` is aware."""
    return f"{day(value)}, {clock(value)}"


def span(began: datetime, ended: datetime) -> str:
    """On 3 March 2026, 9am to 2pm; or from 3 March 2026, 11pm to 4 March 2026, 2am: the times in London."""
    if day(began) == day(ended):
        return f"on {day(began)}, {clock(began)} to {clock(ended)}"
    return f"from {moment(began)} to {moment(ended)}"


def size(octets: int) -> str:
    """100 MB, 1.5 MB or 12 KB."""
    if octets >= MEBIBYTE:
        return f"{octets / MEBIBYTE:.1f}".removesuffix(".0") + " MB"
    return f"{-(-octets // 1024)} KB"


def per_cent(share: float) -> str:
    """0.85 is "85%", 0.855 is "85.5%"."""
    return f"{round(share * 100, 1):g}%"


def listing(parts: Iterable[object], last: str = "and") -> str:
    """1.1, 1.2 and 2.3."""
    texts = [str(part) for part in parts]
    return f" {last} ".join(filter(None, (", ".join(texts[:-1]), *texts[-1:])))


def stage(name: str, yours: bool = False) -> tuple[str, str]:
    """What people read for a stage, and its colour; a stage without its own words is shown as it is named.

    `yours`: the reader is the learner whose record it is.
    """
    own = _YOURS.get(str(name)) if yours else None
    return own or STAGES.get(str(name)) or (str(name).replace("_", " ").capitalize(), "grey")


def method(name: str) -> str:
    """What a kind of evidence is called."""
    return METHODS[str(name)][0]


def method_meaning(name: str) -> str:
    """What a kind of evidence is, to a learner."""
    return METHODS[str(name)][1]


def ways(names: Iterable[str]) -> str:
    """What a learner can do to show something, as the end of a sentence that begins with "You can"."""
    wanted = set(names)
    return listing((way for name, way in WAYS.items() if name in wanted), last="or")


def setting(name: str) -> str:
    """Where something took place, by role only."""
    return SETTINGS.get(str(name), "")


def cancel_reason(name: str) -> str:
    """Why an observation did not happen."""
    return CANCEL_REASONS.get(str(name), "")


def paragraphs(text: str) -> Markup:
    """What a person typed, made safe, with its empty lines as paragraphs and its line ends kept."""
    blocks = [block.strip("\n") for block in text.replace("\r\n", "\n").split("\n\n")]
    kept = (escape(block).replace("\n", Markup("<br>\n")) for block in blocks if block.strip())
    return Markup("\n").join(Markup('<p class="govuk-body">{}</p>').format(block) for block in kept)


def initials(name: str) -> str:
    """The first letter of each word of a name, in capitals, at most four: for where a name may not stand."""
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isalnum())[:4].upper() or "?"


def counted(number: int, noun: str) -> str:
    """1 week, 3 weeks."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
