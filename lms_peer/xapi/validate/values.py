"""The checks for single values: texts, numbers, IRIs, UUIDs, languages, times, durations, hashes, media types.

Each takes one value and raises Invalid with an empty path. Strict: nothing is converted, a number in quotes is no
number and true is not 1. Pure and of the standard library only.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from lms_peer.xapi.validate.known import Known
from lms_peer.xapi.validate.walk import Invalid, refuse
from lms_peer.xapi.versions import Version

# RFC 3987, a scheme and no more than one fragment. Square brackets are let through: many activity ids have them
# unescaped, and no reader takes them for anything else. A web address must name a host.
_IRI_TEXT = r'[^\x00-\x20<>"{}|\\^`\x7f-\x9f%#]*+(?:%[0-9A-Fa-f]{2}[^\x00-\x20<>"{}|\\^`\x7f-\x9f%#]*+)*+'
_iri = Known(
    re.compile(
        r"(?:https?://(?=[^/?#])|(?!https?:)[A-Za-z][A-Za-z0-9+.\-]*+:(?=.))" + f"{_IRI_TEXT}(?:#{_IRI_TEXT})?"
    ).fullmatch
)
# RFC 4122: the text form, of any version and variant, in either case.
_uuid = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}").fullmatch
# RFC 5646, 2.1: well-formed tags, and the irregular ones that the grammar lists one by one.
_language = Known(
    re.compile(
        r"(?:(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
        r"(?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
        r"(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?"
        r"|x(?:-[a-z0-9]{1,8})+"
        r"|en-gb-oed|i-(?:ami|bnn|default|enochian|hak|klingon|lux|mingo|navajo|pwn|tao|tay|tsu)"
        r"|sgn-(?:be-fr|be-nl|ch-de))",
        re.IGNORECASE | re.ASCII,
    ).fullmatch
)
# RFC 6068 with one address (RFC 5322 dot-atom, RFC 6531 for letters beyond ASCII) and nothing after it.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=^_`{|}~\-\u00a1-\U0010ffff]++"
_LABEL = r"[A-Za-z0-9\-\u00a1-\U0010ffff]++"
_mailbox = re.compile(rf"mailto:{_ATOM}(?:\.{_ATOM})*+@{_LABEL}(?:\.{_LABEL})*+").fullmatch
# ISO 8601:2004, 4.4.3.2: a fraction stands in the last part only, weeks stand alone.
_duration = re.compile(
    r"P(?=[0-9T])(?![^.,]*+[.,][0-9]++[A-Z]T?[0-9])"
    r"(?:[0-9]++(?:[.,][0-9]++)?W"
    r"|(?:[0-9]++(?:[.,][0-9]++)?Y)?(?:[0-9]++(?:[.,][0-9]++)?M)?(?:[0-9]++(?:[.,][0-9]++)?D)?"
    r"(?:T(?=[0-9])(?:[0-9]++(?:[.,][0-9]++)?H)?(?:[0-9]++(?:[.,][0-9]++)?M)?(?:[0-9]++(?:[.,][0-9]++)?S)?)?)"
).fullmatch
# ISO 8601 date and time of day, extended or basic; a time of day has minutes at least.
_iso_8601 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
    r"|[0-9]{8}T[0-9]{4}(?:[0-9]{2}(?:[.,][0-9]+)?)?(?:Z|[+-][0-9]{2}(?:[0-9]{2})?)?"
).fullmatch
# RFC 3339, 5.6: an offset is always there; a space may stand for the T. Seconds may be left out, against the RFC: the
# public conformance suite sends times without them.
_rfc_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})"
).fullmatch
_NO_OFFSET = ("-00", "-0000", "-00:00")
_sha1 = re.compile(r"[0-9a-fA-F]{40}").fullmatch
_sha2 = re.compile(r"[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128}").fullmatch
# RFC 9110, 8.3.1: a type with its parameters.
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z\-]++"
_QUOTED = r'"(?:[^"\\\x00-\x08\x0a-\x1f]|\\.)*+"'
_media_type = Known(
    re.compile(rf"{_WORD}/{_WORD}(?:[ \t]*+;[ \t]*+(?:{_WORD}=(?:{_WORD}|{_QUOTED}))?)*+").fullmatch
)


# What a database's largest whole number holds.
LONGEST_FILE = 2**63 - 1


def text(value: Any) -> None:
    """Any text, even an empty one."""
    if value.__class__ is not str:
        refuse(value, "text")


def boolean(value: Any) -> None:
    """true or false."""
    if value.__class__ is not bool:
        refuse(value, "true or false")


def number(value: Any) -> None:
    """A JSON number."""
    if value.__class__ is not float and value.__class__ is not int:
        refuse(value, "a number")


def scaled(value: Any) -> None:
    """A number from -1 to 1."""
    number(value)
    if not -1 <= value <= 1:
        raise Invalid("", "must be from -1 to 1")


def length(value: Any) -> None:
    """A number of bytes."""
    if value.__class__ is not int:
        refuse(value, "a whole number")
    if not 0 <= value <= LONGEST_FILE:
        raise Invalid("", "must not be below 0, nor more than any file can have")


def iri(value: Any) -> None:
    """An IRI with its scheme (RFC 3987)."""
    if value.__class__ is not str:
        refuse(value, "an IRI")
    if not _iri[value]:
        raise Invalid("", "must be a whole IRI, such as https://example.com/thing")


def uuid(value: Any) -> None:
    """A UUID of any version, as RFC 4122 writes it; either case."""
    if value.__class__ is not str:
        refuse(value, "a UUID")
    if _uuid(value) is None:
        raise Invalid("", "must be a UUID: 32 hex digits, parted by hyphens as 8-4-4-4-12")


def language(value: Any) -> None:
    """A language tag (RFC 5646)."""
    if value.__class__ is not str:
        refuse(value, "a language tag")
    if not _language[value]:
        raise Invalid("", "must be a language tag, such as en-GB")


def language_map(value: Any) -> None:
    """An object with a text for each language tag."""
    if value.__class__ is not dict:
        refuse(value, "an object with a text for each language")
    for tag, words in value.items():
        if not _language[tag]:
            raise Invalid(tag[:60], "must be a language tag, such as en-GB")
        if words.__class__ is not str:
            raise Invalid(tag, "must be text")


def extensions(value: Any) -> None:
    """An object whose names are IRIs; what they hold is free, null too."""
    if value.__class__ is not dict:
        refuse(value, "an object")
    for name in value:
        if not _iri[name]:
            raise Invalid("", f"must have whole IRIs as names, but {name[:60]!r} is not one")


def mailbox(value: Any) -> None:
    """`mailto:` and an e-mail address."""
    if value.__class__ is not str:
        refuse(value, "mailto: and an e-mail address")
    if _mailbox(value) is None:
        raise Invalid("", "must be mailto: and an e-mail address")


def sha1(value: Any) -> None:
    """A SHA-1 hash in hex."""
    if value.__class__ is not str or _sha1(value) is None:
        raise Invalid("", "must be a SHA-1 hash: 40 hex digits")


def sha2(value: Any) -> None:
    """A SHA-2 hash in hex, of 224, 256, 384 or 512 bits."""
    if value.__class__ is not str or _sha2(value) is None:
        raise Invalid("", "must be a SHA-2 hash in hex digits: 64 of them for SHA-256")


def media_type(value: Any) -> None:
    """An internet media type, with or without parameters."""
    if value.__class__ is not str or not _media_type[value]:
        raise Invalid("", "must be a media type, such as application/pdf")


def duration(value: Any) -> None:
    """An ISO 8601 duration."""
    if value.__class__ is not str or _duration(value) is None:
        raise Invalid("", "must be an ISO 8601 duration, such as PT1H30M")


def iso_8601(value: Any) -> None:
    """A date and time as xAPI 1.0.3 takes it (part 2, 4.5)."""
    _moment(value, _iso_8601, "an ISO 8601 date and time, such as 2026-03-04T05:06:07.890Z")


def rfc_3339(value: Any) -> None:
    """A date and time as xAPI 2.0.0 takes it (IEEE 9274.1.1, 4.2.7)."""
    _moment(value, _rfc_3339, "an RFC 3339 date and time, such as 2026-03-04T05:06:07.890Z")


MOMENTS = {Version.V1_0_3: iso_8601, Version.V2_0_0: rfc_3339}


def _moment(value: Any, matches: Any, expected: str) -> None:
    if value.__class__ is not str:
        refuse(value, expected)
    if matches(value) is None:
        raise Invalid("", f"must be {expected}")
    if value.endswith(_NO_OFFSET):
        raise Invalid("", "must not have an offset of minus zero; write Z for UTC")
    try:
        moment = datetime.fromisoformat(value)
        # The first and last year of the calendar may have no place for this moment in UTC.
        if not 1 < moment.year < 9999:
            moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid("", "must be a date and time that exists") from None
