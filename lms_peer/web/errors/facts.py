"""The facts of a refusal in plain words: fields, roles, things, days. Knows no refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from lms_peer.domain.qualification import CriterionRef, Method
from lms_peer.domain.roles import Role
from lms_peer.web.language import N_, gettext
from lms_peer.web.reasons import in_words
from lms_peer.web.wording import day, listing, method, moment

ROLE_NAMES = {
    Role.LEARNER: N_("learner"),
    Role.STAFF: N_("member of staff"),
    Role.ASSESSOR: N_("assessor"),
    Role.TRAINER: N_("trainer"),
    Role.IQA: N_("internal quality assurer"),
    Role.EQA: N_("external quality assurer"),
}

# What a form's field holds, where "the" and its name would not say it.
FIELD_NAMES = {
    "began": N_("the time it began"),
    "by_day": N_("the day of the sample"),
    "criteria": N_("which criteria this is for"),
    "assessed": N_("the day of the risk assessment"),
    "due": N_("the time it is planned for"),
    "feedback": N_("your feedback"),
    "held": N_("the day of the session"),
    "happened": N_("the day it happened"),
    "minutes": N_("the time it ended"),
    "name": N_("a name"),
    "occasion": N_("what the time was for"),
    "questions": N_("the questions and answers"),
    "relationship": N_("how they know the learner"),
    "scopes": N_("what the system may do"),
    "since": N_("the first day"),
    "text": N_("what happened, in words or as a file"),
    "until": N_("the last day"),
    "username": N_("a username or an email address"),
}

# What refusals call things. One that is not here keeps its English name.
_THINGS = frozenset(
    (
        *(N_("account"), N_("announcement"), N_("assessor"), N_("cohort"), N_("connected system"), N_("course")),
        *(N_("decision"), N_("document"), N_("draft"), N_("entry"), N_("evidence"), N_("feedback"), N_("file")),
        *(N_("hours"), N_("hours entry"), N_("job"), N_("learner"), N_("learner's record")),
        *(N_("learning platform"), N_("match"), N_("member of staff"), N_("note"), N_("observation")),
        *(N_("person"), N_("phrase"), N_("phrases"), N_("portfolio"), N_("post"), N_("question")),
        *(N_("session"), N_("statement"), N_("witness")),
    )
)


def named(thing: str) -> str:
    """What to call a thing that a refusal is about."""
    return gettext(thing) if thing in _THINGS else thing


def _sentences(reasons: tuple[str, ...]) -> str:
    return " ".join(f"{reason.rstrip('.')}." for reason in reasons)


_A_ROLE = {
    Role.LEARNER: N_("a learner"),
    Role.STAFF: N_("a member of staff"),
    Role.ASSESSOR: N_("an assessor"),
    Role.TRAINER: N_("a trainer"),
    Role.IQA: N_("an internal quality assurer"),
    Role.EQA: N_("an external quality assurer"),
}


def _a_role(role: Role) -> str:
    return gettext(_A_ROLE[role])


def _field_name(field: str) -> str:
    known = FIELD_NAMES.get(field)
    return gettext(known) if known else f"the {field.replace('_', ' ')}"


def _quoted(typed: str) -> str:
    return f"“{typed}”"


def _listed(several: Iterable[Any]) -> str:
    return listing(one.label if isinstance(one, CriterionRef) else one for one in several)


_HOW = {
    "countersigned": N_("signed"),
    "refused": N_("sent back"),
    "voided": N_("taken back"),
    "taken_back": N_("taken back"),
    "hidden": N_("hidden"),
    "cancelled": N_("cancelled"),
    "confirmed": N_("confirmed"),
    "recorded": N_("written up"),
}
_BY_NAME: dict[str, Callable[[Any], str]] = {
    "why": _sentences,
    "blocks": _sentences,
    "reasons": lambda reasons: " ".join(map(in_words, reasons)),
    "needed": lambda roles: listing((_a_role(role) for role in roles), last="or"),
    "field": _field_name,
    "how": lambda how: gettext(_HOW[how]) if how in _HOW else str(how),
    "limit": lambda limit: f"{limit:,}",
    "earliest": day,
    "what": named,
    "words": lambda words: listing(map(_quoted, words)),
    "slug": _quoted,
    "username": _quoted,
    "email": _quoted,
    "endpoint": _quoted,
}
_BY_TYPE: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (Role, _a_role),
    (Method, lambda used: method(used).lower()),
    (datetime, moment),
    (date, day),
    (CriterionRef, lambda ref: ref.label),
    (tuple, _listed),
)


def plain(name: str, value: Any) -> str:
    """One fact of a refusal as text: by its name, or by what it is."""
    if name in _BY_NAME:
        return _BY_NAME[name](value)
    for kind, write in _BY_TYPE:
        if isinstance(value, kind):
            return write(value)
    return str(value)
