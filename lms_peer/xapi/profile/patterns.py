"""Which statement follows which: one pattern that a whole registration follows, and three that tell how parts of it go.

Only the first is primary, since every statement of a registration has to follow one and the same primary pattern, and
on a real record everything goes on side by side.
"""

from __future__ import annotations

from typing import Any, get_args

from lms_peer.domain import facts as f
from lms_peer.domain.facts import FACTS, Fact
from lms_peer.xapi import verbs
from lms_peer.xapi.profile.meanings import PATTERNS
from lms_peer.xapi.profile.templates import english, template_id

Pattern = dict[str, Any]

# What may have taken place before the learner was registered: its time is when it took place, not when it was told.
BEFORE = (f.HoursLogged, f.DiscussionRecorded, f.ObservationRecorded, f.OutsideEvidenceReported)


def pattern_id(name: str) -> str:
    """The address of a pattern. It holds the version, as a template's does."""
    return f"{verbs.PROFILE_VERSION}/patterns/{name}"


def patterns() -> list[Pattern]:
    """Every pattern, the primary one first."""
    later = tuple(fact for fact in FACTS if fact is not f.LearnerRegistered)
    return [
        _pattern("registration", "sequence", _ids("before", f.LearnerRegistered, "after")) | {"primary": True},
        _pattern("before", "zeroOrMore", pattern_id("took-place")),
        _pattern("took-place", "alternates", _ids(*BEFORE)),
        _pattern("after", "zeroOrMore", pattern_id("step")),
        _pattern("step", "alternates", _ids(*later)),
        _pattern("judged-evidence", "sequence", _ids("evidence", "judgements", "sign-off")),
        _pattern("evidence", "alternates", _ids(*get_args(f.Evidence))),
        _pattern("judgements", "oneOrMore", pattern_id("judgement")),
        _pattern(
            "judgement",
            "alternates",
            _ids(f.CriterionJudged, f.JudgementCountersigned, f.JudgementSentBack, f.JudgementWithdrawn),
        ),
        _pattern("sign-off", "optional", template_id(f.UnitSignedOff)),
        _pattern("answered-hours", "sequence", _ids(f.HoursLogged, "answer")),
        _pattern("answer", "alternates", _ids(f.HoursCountersigned, f.HoursRefused, f.HoursVoided)),
        _pattern(
            "observation", "sequence", _ids(f.ObservationPlanned, "changes", f.ObservationRecorded, "signature")
        ),
        _pattern("changes", "zeroOrMore", pattern_id("change")),
        _pattern("change", "alternates", _ids(f.ObservationRebooked, f.ObservationCancelled)),
        _pattern("signature", "optional", template_id(f.ObservationConfirmed)),
    ]


def _ids(*parts: type[Fact] | str) -> list[str]:
    return [pattern_id(part) if isinstance(part, str) else template_id(part) for part in parts]


def _pattern(name: str, how: str, members: str | list[str]) -> Pattern:
    pattern: Pattern = {"id": pattern_id(name), "type": "Pattern", "inScheme": verbs.PROFILE_VERSION, how: members}
    if name in PATTERNS:
        label, meaning = PATTERNS[name]
        pattern |= {"prefLabel": english(label), "definition": english(meaning)}
    return pattern
