"""The two versions of xAPI that this service speaks, and the names that stand for them.

Pure and of the standard library only.
"""

from __future__ import annotations

from enum import StrEnum


class Version(StrEnum):
    """A version of the standard; the newer is the greater.

    Its value is what this service answers in `X-Experience-API-Version`.
    """

    V1_0_3 = "1.0.3"
    V2_0_0 = "2.0.0"


def version_named(header: str | None) -> Version | None:
    """The version that a request's header asks for, or None when it is none of ours.

    Patch releases change no rule: `1.0`, `1.0.0` … `1.0.9` mean 1.0.3 (xAPI 1.0.3 part 3, 3.3); `2.0`, `2.0.0` …
    mean 2.0.0. Anything else, such as `0.9`, `1.1.0` or `1.0.3-beta`, is not ours.
    """
    if not header:
        return None
    known = _KNOWN.get(header)
    if known is not None:
        return known
    line, dot, patch = header.rpartition(".")
    return _LINES.get(line) if dot and patch.isascii() and patch.isdecimal() else None


_LINES = {"1.0": Version.V1_0_3, "2.0": Version.V2_0_0}
_KNOWN = {**_LINES, "1.0.3": Version.V1_0_3, "2.0.0": Version.V2_0_0}
