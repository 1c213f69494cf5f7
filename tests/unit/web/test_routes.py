"""Routes whose addresses are made late: the same addresses, and no work before the first is asked for."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Map, Rule

from lms_peer.web.routes import LateRule


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The routes for which Werkzeug made what writes their address, each time it did."""
    made: list[str] = []
    original = Rule._compile_builder

    def compile_builder(rule: Rule, append_unknown: bool = True) -> object:
        made.append(rule.rule)
        return original(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", compile_builder)
    return made


def values_for(rule: Rule) -> dict[str, object]:
    """A value for each part of the address, and one more that goes behind the question mark."""
    kinds = {"UUIDConverter": UUID(int=7), "IntegerConverter": 7}
    parts = {name: kinds.get(type(part).__name__, "a b/ŵ") for name, part in rule._converters.items()}
    return {**parts, "more": "x & y"}


def test_every_route_of_the_service_writes_the_address_that_werkzeug_would(app: Flask) -> None:
    late = [rule for rule in app.url_map.iter_rules() if isinstance(rule, LateRule)]
    assert len(late) > 200
    for rule in late:
        plain = Rule(rule.rule, endpoint=rule.endpoint, defaults=rule.defaults)
        Map([plain], converters=app.url_map.converters)
        for unknown in (True, False):
            values = values_for(rule) if unknown else {name: values_for(rule)[name] for name in rule._converters}
            assert rule.build(values, unknown) == plain.build(values, unknown), rule


def test_what_writes_an_address_is_made_when_it_is_asked_for_and_once(counted: list[str]) -> None:
    here, there = LateRule("/here/<int:number>", endpoint="here"), LateRule("/there", endpoint="there")
    to = Map([here, there]).bind("example.org")
    assert to.match("/here/7") == ("here", {"number": 7})
    assert counted == []
    assert [to.build("here", {"number": number, "page": 2}) for number in (7, 8)] == [
        "/here/7?page=2",
        "/here/8?page=2",
    ]
    assert counted == ["/here/<int:number>"]
