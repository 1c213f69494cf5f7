"""What is known of texts that come again and again: that they match their pattern.

The same few verbs, activities, home pages and languages stand in nearly every statement, and to look a text up costs
a fraction of matching it. Pure and of the standard library only; it keeps no text that failed.
"""

from __future__ import annotations

from collections.abc import Callable

MOST = 4096
LONGEST = 200


class Known(dict[str, bool]):
    """`known[text]` says whether `text` matches; at most `MOST` good texts of `LONGEST` characters are kept."""

    def __init__(self, matches: Callable[[str], object]) -> None:
        super().__init__()
        self._matches = matches

    def __missing__(self, text: str) -> bool:
        if self._matches(text) is None:
            return False
        if len(text) <= LONGEST:
            if len(self) >= MOST:
                # Those in use are back at once; keeping count of each would cost more than it saves.
                self.clear()
            self[text] = True
        return True
