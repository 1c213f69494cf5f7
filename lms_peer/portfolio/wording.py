"""How a portfolio says days, times, hours, sizes and the field's fixed words, in the language spoken."""

from __future__ import annotations

import math
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from lms_peer.domain.facts import CancelReason
from lms_peer.domain.qualification import Method
from lms_peer.domain.standing import HoursStatus, Status
from lms_peer.domain.uk import LONDON
from lms_peer.domain.words import Setting
from lms_peer.portfolio.speech import N_, count, language, say

MEBIBYTE = 1024 * 1024

METHODS = {
    Method.OBSERVATION: N_("Observation"),
    Method.WORK_PRODUCT: N_("Work product"),
    Method.REFLECTIVE_ACCOUNT: N_("Reflective account"),
    Method.PROFESSIONAL_DISCUSSION: N_("Professional discussion"),
    Method.QUESTIONING: N_("Questioning"),
    Method.WITNESS_TESTIMONY: N_("Witness testimony"),
    Method.SIMULATION: N_("Simulation"),
    Method.PRIOR_LEARNING: N_("Prior learning"),
}
SETTINGS = {
    Setting.COMMUNITY: N_("In the community"),
    Setting.HOSTEL: N_("Hostel"),
    Setting.OFFICE: N_("Office"),
    Setting.CLASSROOM: N_("Classroom"),
    Setting.PRISON_WING: N_("Prison wing"),
    Setting.PHONE: N_("By phone"),
    Setting.ONLINE: N_("Online"),
    Setting.OTHER: N_("Another place"),
}
HOURS = {
    HoursStatus.WAITING: N_("Waiting to be signed"),
    HoursStatus.COUNTERSIGNED: N_("Countersigned"),
    HoursStatus.REFUSED: N_("Not signed"),
    HoursStatus.VOIDED: N_("Taken back by the learner"),
}
STATUSES = {
    Status.ACTIVE: N_("In progress"),
    Status.PAUSED: N_("Paused"),
    Status.ENDED: N_("Ended before it was complete"),
    Status.COMPLETED: N_("Complete"),
}
CANCELLED = {
    CancelReason.LEARNER_UNWELL: N_("the learner was unwell"),
    CancelReason.LEARNER_ABSENT: N_("the learner was not there"),
    CancelReason.ASSESSOR_UNAVAILABLE: N_("the assessor could not come"),
    CancelReason.CLIENT_DECLINED: N_("the client did not agree to it"),
    CancelReason.REGIME: N_("the place did not allow it that day; nobody is at fault"),
    CancelReason.OTHER: N_("another reason"),
}
_KINDS = {
    "application/pdf": N_("PDF document"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": N_("Word document"),
    "text/plain": N_("Plain text"),
}
_OTHER_FILE = N_("File")
_FAMILIES = {"image": N_("Picture"), "audio": N_("Sound recording"), "video": N_("Film")}


def method(used: Method) -> str:
    """How something is shown."""
    return say(METHODS[used])


def setting(name: str) -> str:
    """A place by its role only: whatever else was put down there is never printed."""
    return say(SETTINGS[Setting(name) if name in set(Setting) else Setting.OTHER])


def kind_of_file(media_type: str) -> str:
    """What people call a file of this media type."""
    return say(_KINDS.get(media_type) or _FAMILIES.get(media_type.partition("/")[0], _OTHER_FILE))


def day(value: date | datetime) -> str:
    """3 March 2026: the day it was in London."""
    return _written(_in_london(value), "d MMMM y", language())


def short_day(value: date | datetime) -> str:
    """3 Mar 2026: for narrow columns, the day it was in London."""
    return _written(_in_london(value), "d MMM y", language())


def _in_london(value: date | datetime) -> date:
    return value.astimezone(LONDON).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=1000)
def _written(value: date, pattern: str, spoken: str) -> str:
    """One day stands on many pages."""
    return format_date(value, pattern, spoken)


def clock(value: datetime) -> str:
    """14:15: the time it was in London."""
    return f"{value.astimezone(LONDON):%H:%M}"


def moment(value: datetime) -> str:
    """3 March 2026, 14:15: the time it was in London. `value` is aware."""
    return f"{day(value)}, {clock(value)}"


def short_moment(value: datetime) -> str:
    """2026-03-03 14:15:09: for long lists, the time it was in London."""
    return f"{value.astimezone(LONDON):%Y-%m-%d %H:%M:%S}"


def hours(minutes: int) -> str:
    """599 is "9 hours 59 minutes", 60 is "1 hour", 0 is "0 hours"."""
    whole, rest = divmod(minutes, 60)
    parts = [count("%(num)d hour", "%(num)d hours", whole)] if whole or not rest else []
    return " ".join([*parts, count("%(num)d minute", "%(num)d minutes", rest)] if rest else parts)


def length(seconds: float) -> str:
    """1:02:03: hours, minutes and seconds, rounded up to a whole second."""
    whole = math.ceil(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def size(octets: int) -> str:
    """100 MB, 1.5 MB or 12 KB."""
    if octets >= MEBIBYTE:
        return f"{octets / MEBIBYTE:.1f}".removesuffix(".0") + " MB"
    return f"{-(-octets // 1024)} KB"


def per_cent(share: float) -> str:
    """0.85 is "85%", 0.855 is "85.5%"."""
    return f"{round(share * 100, 1):g}%"


def shortened(text: str, limit: int = 240) -> str:
    """The beginning of a text, cut between words and ended with dots, when it is longer than `limit` characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else f"{plain[:limit].rsplit(' ', 1)[0]} …"


def initials(name: str) -> str:
    """The first letters of the first and last two words of a name, in capitals."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words if len(words) < 4 else [*words[:1], *words[-2:]])).upper() or "?"


def sentence_case(text: str) -> str:
    """`LearnerRegistered` as "Learner registered"."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in text)
    return spaced.strip().capitalize()
