"""The little JSONPath that the profile's rules are written in."""

from __future__ import annotations

import pytest

from lms_peer.xapi.profile.jsonpath import values


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", [{"a": [{"b": 1}, {"b": None}, {"c": 3}], "x.y/z": "w"}]),
        ("$.a[*].b", [1, None]),
        ("$.a[0].b", [1]),
        ("$.a[9].b", []),
        ("$['x.y/z']", ["w"]),
        ("$.a.b", []),
        ("$.a['b']", []),
        ("$[0]", []),
        ("$.missing[*].b", []),
        ("$.a[2][*]", [3]),
    ],
)
def test_a_path_leads_to_what_is_there(path, found):
    assert values(path, {"a": [{"b": 1}, {"b": None}, {"c": 3}], "x.y/z": "w"}) == found


@pytest.mark.parametrize(
    "path", ["", "a.b", "$..a", "$.a[?(@.b)]", "$.a[(1)]", "$.a[-1]", "$.a,b", "$['a','b']", "$.a b"]
)
def test_a_path_that_is_not_read_here_is_refused(path):
    with pytest.raises(ValueError, match=r"."):
        values(path, {})
