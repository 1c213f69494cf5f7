"""Facts in plain English or Welsh: days, times, hours, sizes and lists, as people in the United Kingdom write them.

From plain values to text in the language of the page. Templates use them as filters, `errors` in its sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache

from babel.dates import get_month_names
from markupsafe import Markup, escape

from lms_peer.domain.uk import LONDON
from lms_peer.web.language import LANGUAGES, N_, WELSH, code, gettext, ngettext

MEBIBYTE = 1024 * 1024

# How far something is: what people read, and the colour of its tag.
STAGES = {
    "not_started": (N_("Not started"), "grey"),
    "in_progress": (N_("In progress"), "blue"),
    "active": (N_("In progress"), "blue"),
    "waiting": (N_("Waiting"), "yellow"),
    "to_assess": (N_("With the assessor"), "yellow"),
    "not_yet": (N_("Needs more"), "orange"),
    "referred_back": (N_("Needs more"), "orange"),
    "unsigned": (N_("Not signed yet"), "yellow"),
    "link_open": (N_("Link made"), "blue"),
    "link_expired": (N_("Link too old"), "orange"),
    "link_taken_back": (N_("Link stopped"), "grey"),
    "met": (N_("Met"), "green"),
    "ready": (N_("Ready to sign off"), "teal"),
    "signed_off": (N_("Signed off"), "green"),
    "paused": (N_("Paused"), "purple"),
    "ended": (N_("Ended"), "grey"),
    "completed": (N_("Complete"), "green"),
    "withdrawn": (N_("Taken back"), "grey"),
    "replaced": (N_("Replaced"), "grey"),
    "countersigned": (N_("Signed"), "green"),
    "refused": (N_("Not signed"), "red"),
    "voided": (N_("Taken back"), "grey"),
    "planned": (N_("Planned"), "blue"),
    "cancelled": (N_("Cancelled"), "grey"),
    "recorded": (N_("Written up"), "yellow"),
    "confirmed": (N_("Confirmed"), "green"),
}

# The same to the learner whose record it is.
_YOURS = {
    "to_assess": (N_("With your assessor"), "yellow"),
    "referred_back": (N_("Sent back to you"), "orange"),
}

# What each kind of evidence is called, and what that means to a learner.
METHODS = {
    "observation": (N_("Observation"), N_("An assessor watches you at work.")),
    "work_product": (N_("Work product"), N_("Something you made or wrote at work.")),
    "reflective_account": (N_("Reflective account"), N_("You tell what you did and what you learned from it.")),
    "professional_discussion": (N_("Professional discussion"), N_("You talk about your work with your assessor.")),
    "questioning": (N_("Questions"), N_("Your assessor asks, and you answer.")),
    "witness_testimony": (N_("Witness testimony"), N_("Someone who saw you at work writes what they saw.")),
    "simulation": (N_("Simulation"), N_("You show it in a practice run, not with a real client.")),
    "prior_learning": (N_("Prior learning"), N_("You learned or did it before you started here.")),
}

# What a learner does to show something by each of them, after "You can".
WAYS = {
    "observation": N_("let an assessor watch you at work"),
    "work_product": N_("send something you made or wrote at work"),
    "reflective_account": N_("write what you did and learned"),
    "professional_discussion": N_("talk about your work with your assessor"),
    "questioning": N_("answer questions"),
    "witness_testimony": N_("ask someone who saw you at work to write what they saw"),
    "simulation": N_("show it in a practice run"),
    "prior_learning": N_("show what you learned or did before"),
}

SETTINGS = {
    "community": N_("In the community"),
    "hostel": N_("In a hostel"),
    "office": N_("In an office"),
    "classroom": N_("In a classroom"),
    "prison_wing": N_("On a prison wing"),
    "phone": N_("By phone"),
    "online": N_("Online"),
    "other": N_("Somewhere else"),
}

CANCEL_REASONS = {
    "learner_unwell": N_("The learner was not well"),
    "learner_absent": N_("The learner could not come"),
    "assessor_unavailable": N_("The assessor could not come"),
    "client_declined": N_("The client said no"),
    "regime": N_("The place did not allow it. This is nobody’s fault"),
    "other": N_("Another reason"),
}


def hours(minutes: int) -> str:
    """599 is "9 hours 59 minutes", 60 is "1 hour", 0 is "0 minutes"."""
    whole, rest = divmod(minutes, 60)
    parts = [ngettext("%(num)d hour", "%(num)d hours", whole)] if whole else []
    if rest or not whole:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", rest))
    return " ".join(parts)


def day(value: date | datetime) -> str:
    """3 March 2026: the day it was in London."""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local.day} {_months(code())[local.month]} {local.year}"


def month_of(name: str) -> int | None:
    """1 for January, Jan or Ionawr, in large or small letters; None for what is no month's name."""
    return _months_by_name().get(name.casefold().rstrip("."))


@lru_cache
def _months_by_name() -> Mapping[str, int]:
    return {
        name.casefold().rstrip("."): number
        for language in LANGUAGES
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=language).items()
    }


@lru_cache
def _months(language: str) -> Mapping[int, str]:
    return dict(get_month_names("wide", locale=language))


def clock(value: datetime) -> str:
    """2:15pm, 9am, midday or midnight: the time it was in London."""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return gettext("midday") if local.hour else gettext("midnight")
    minutes = f":{local:%M}" if local.minute else ""
    half = gettext("am") if local.hour < 12 else gettext("pm")
    return f"{local.hour % 12 or 12}{minutes}{half}"


def moment(value: datetime) -> str:
    """3 March 2026, 2:15pm: the time it was in London. `value` is aware."""
    local = value.astimezone(LONDON)
    return f"{day(local)}, {clock(local)}"


def span(began: datetime, ended: datetime) -> str:
    """On 3 March 2026, 9am to 2pm; or from 3 March 2026, 11pm to 4 March 2026, 2am: the times in London."""
    if day(began) == day(ended):
        return gettext(
            "on %(day)s, %(began)s to %(ended)s", day=day(began), began=clock(began), ended=clock(ended)
        )
    return gettext("from %(began)s to %(ended)s", began=moment(began), ended=moment(ended))


def size(octets: int) -> str:
    """100 MB, 1.5 MB or 12 KB."""
    if octets >= MEBIBYTE:
        return f"{octets / MEBIBYTE:.1f}".removesuffix(".0") + " MB"
    return f"{-(-octets // 1024)} KB"


def per_cent(share: float) -> str:
    """0.85 is "85%", 0.855 is "85.5%"."""
    return f"{round(share * 100, 1):g}%"


def listing(parts: Iterable[object], last: str = "and") -> str:
    """1.1, 1.2 and 2.3. `last` is "and" or "or"."""
    texts = [str(part) for part in parts]
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {_joint(last, texts[-1])} {texts[-1]}"


def _joint(last: str, following: str) -> str:
    """ "And" or "or". In Welsh "and" is "ac" before a vowel, also where one is only spoken: 1 is "un", 8 is "wyth"."""
    if last == "or":
        return gettext("or")
    if code() == WELSH:
        sounds_open = following[:1].lower() in "aeiouwyâêîôûŵŷ" or following.partition(".")[0] in ("1", "8", "11")
        return "ac" if following and sounds_open else "a"
    return "and"


def stage(name: str, yours: bool = False) -> tuple[str, str]:
    """What people read for a stage, and its colour; a stage without its own words is shown as it is named.

    `yours`: the reader is the learner whose record it is.
    """
    own = _YOURS.get(str(name)) if yours else None
    said = own or STAGES.get(str(name))
    return (gettext(said[0]), said[1]) if said else (str(name).replace("_", " ").capitalize(), "grey")


def method(name: str) -> str:
    """What a kind of evidence is called."""
    return gettext(METHODS[str(name)][0])


def method_meaning(name: str) -> str:
    """What a kind of evidence is, to a learner."""
    return gettext(METHODS[str(name)][1])


def method_meanings() -> dict[str, str]:
    """What each kind of evidence is, to a learner."""
    return {name: method_meaning(name) for name in METHODS}


def ways(names: Iterable[str]) -> list[str]:
    """What a learner can do to show something, each as the end of a sentence that begins with "You can"."""
    wanted = set(names)
    return [gettext(way) for name, way in WAYS.items() if name in wanted]


def setting(name: str) -> str:
    """Where something took place, by role only."""
    return gettext(SETTINGS[str(name)]) if str(name) in SETTINGS else ""


def cancel_reason(name: str) -> str:
    """Why an observation did not happen."""
    return gettext(CANCEL_REASONS[str(name)]) if str(name) in CANCEL_REASONS else ""


def paragraphs(text: str) -> Markup:
    """What a person typed, made safe, with its empty lines as paragraphs and its line ends kept."""
    blocks = [block.strip("\n") for block in text.replace("\r\n", "\n").split("\n\n")]
    kept = (escape(block).replace("\n", Markup("<br>\n")) for block in blocks if block.strip())
    return Markup("\n").join(Markup('<p class="govuk-body">{}</p>').format(block) for block in kept)


def initials(name: str) -> str:
    """The first letter of each word of a name, in capitals, at most four: for where a name may not stand."""
    return "".join(word[0] for word in name.replace("-", " ").split() if word[0].isalnum())[:4].upper() or "?"
