"""What is laid aside comes back as it was, in any order."""

from __future__ import annotations

from lms_peer.portfolio.spool import Spool


def test_what_is_laid_aside_comes_back_as_it_was():
    contents = [b"a section", b"", b"0" * 300_000, b"the last"]
    with Spool() as spool:
        asides = [spool.lay_aside(content) for content in contents]
        assert [spool.take_up(aside) for aside in reversed(asides)] == contents[::-1]
        behind = spool.lay_aside(b"one more")
        assert spool.take_up(behind) == b"one more"
        assert spool.take_up(asides[0]) == contents[0]
