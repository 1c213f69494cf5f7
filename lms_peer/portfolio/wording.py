"""How a portfolio says days, times, hours, sizes and the field's fixed words. Pure functions from values to text."""

from __future__ import annotations

from datetime import date, datetime

from lms_peer.domain.facts import CancelReason
from lms_peer.domain.qualification import Method
from lms_peer.domain.standing import HoursStatus, Status
from lms_peer.domain.uk import LONDON
from lms_peer.domain.words import Setting

MEBIBYTE = 1024 * 1024

METHODS = {
    Method.OBSERVATION: "Observation",
    Method.WORK_PRODUCT: "Work product",
    Method.REFLECTIVE_ACCOUNT: "Reflective account",
    Method.PROFESSIONAL_DISCUSSION: "Professional discussion",
    Method.QUESTIONING: "Questioning",
    Method.WITNESS_TESTIMONY: "Witness testimony",
    Method.SIMULATION: "Simulation",
    Method.PRIOR_LEARNING: "Prior learning",
}
SETTINGS = {
    Setting.COMMUNITY: "In the community",
    Setting.HOSTEL: "Hostel",
    Setting.OFFICE: "Office",
    Setting.CLASSROOM: "Classroom",
    Setting.PRISON_WING: "Prison wing",
    Setting.PHONE: "By phone",
    Setting.ONLINE: "Online",
    Setting.OTHER: "Another place",
}
HOURS = {
    HoursStatus.WAITING: "Waiting to be signed",
    HoursStatus.COUNTERSIGNED: "Countersigned",
    HoursStatus.REFUSED: "Not signed",
    HoursStatus.VOIDED: "Taken back by the learner",
}
STATUSES = {Status.ACTIVE: "In progress", Status.PAUSED: "Paused", Status.COMPLETED: "Complete"}
CANCELLED = {
    CancelReason.LEARNER_UNWELL: "the learner was unwell",
    CancelReason.LEARNER_ABSENT: "the learner was not there",
    CancelReason.ASSESSOR_UNAVAILABLE: "the assessor could not come",
    CancelReason.CLIENT_DECLINED: "the client did not agree to it",
    CancelReason.REGIME: "the place did not allow it that day; nobody is at fault",
    CancelReason.OTHER: "another reason",
}
_KINDS = {
    "application/pdf": "PDF document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "text/plain": "Plain text",
}
_FAMILIES = {"image": "Picture", "audio": "Sound recording", "video": "Film"}


def setting(name: str) -> str:
    """A place by its role only: whatever else was put down there is never printed."""
    return SETTINGS[Setting(name)] if name in set(Setting) else SETTINGS[Setting.OTHER]


def kind_of_file(media_type: str) -> str:
    """What people call a file of this media type."""
    return _KINDS.get(media_type) or _FAMILIES.get(media_type.partition("/")[0], "File")


def day(value: date | datetime) -> str:
    """3 March 2026: the day it was in London."""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def short_day(value: datetime) -> str:
    """3 Mar 2026: for narrow columns, the day it was in London."""
    local = value.astimezone(LONDON)
    return f"{local.day} {local:%b %Y}"


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
    parts = [counted(whole, "hour")] if whole or not rest else []
    return " ".join([*parts, counted(rest, "minute")] if rest else parts)


def size(octets: int) -> str:
    """100 MB, 1.5 MB or 12 KB."""
    if octets >= MEBIBYTE:
        return f"{octets / MEBIBYTE:.1f}".removesuffix(".0") + " MB"
    return f"{-(-octets // 1024)} KB"


def per_cent(share: float) -> str:
    """0.85 is "85%", 0.855 is "85.5%"."""
    return f"{round(share * 100, 1):g}%"


def counted(number: int, noun: str) -> str:
    """1 criterion is said by the caller; 1 hour, 2 hours."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def initials(name: str) -> str:
    """The first letters of the first and last two words of a name, in capitals."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in (words if len(words) < 4 else [*words[:1], *words[-2:]])).upper() or "?"


def sentence_case(text: str) -> str:
    """`LearnerRegistered` as "Learner registered"."""
    spaced = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in text)
    return spaced.strip().capitalize()
