"""Statements are read strictly: what is not sound is refused whole, and the answer names what is wrong (part 2, 2)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conformance.conftest import Lrs, a_statement, said

MEBIBYTE = 1024 * 1024
SOUND = json.dumps(a_statement())
BOMBS = {
    "no json": b"{",
    "nothing": b"",
    "not utf-8": SOUND.encode().replace(b"experienced", b"\xff"),
    "a key twice": SOUND.replace('"verb":', '"verb": {"id": "http://v.example/"}, "verb":').encode(),
    "a key twice deep inside": SOUND.replace('"en-GB":', '"en-GB": "x", "en-GB":').encode(),
    "not a number": json.dumps(a_statement(result={"score": {"raw": float("nan")}})).encode(),
    "endless": json.dumps(a_statement(result={"score": {"raw": float("inf")}})).encode(),
    "a number beyond all": SOUND.replace('"id"', '"result": {"score": {"raw": 1e999}}, "id"', 1).encode(),
    "half a character": SOUND.replace("experienced", "\\ud800").encode(),
    "nested without end": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "nested lists": b"[" * 100_000,
    "deep extensions": json.dumps(
        a_statement(result={"extensions": {"http://x.example/": json.loads("[" * 80 + "]" * 80)}})
    ).encode(),
    "a list of lists": b"[[]]",
    "a text": b'"statement"',
    "something after": SOUND.encode() + b"{}",
}


@pytest.mark.parametrize("body", list(BOMBS.values()), ids=list(BOMBS))
def test_json_that_is_not_sound_is_refused_whole(lrs: Lrs, body: bytes) -> None:
    answer = lrs.post("statements", body)
    assert answer.status_code == 400
    assert answer.json["detail"]
    assert said(lrs) == []


def test_a_body_without_end_is_refused_before_it_is_read(lrs: Lrs) -> None:
    assert lrs.post("statements", b"[" + b" " * (16 * MEBIBYTE) + b"]").status_code == 413


def test_too_many_statements_at_once_are_refused(lrs_2: Lrs) -> None:
    small = a_statement(id=None)
    assert lrs_2.post("statements", [small] * 2_001).status_code == 413
    assert said(lrs_2) == []


@pytest.mark.parametrize(
    ("parts", "named"),
    [
        ({"actor": None}, "actor"),
        ({"verb": {"id": "experienced"}}, "verb.id"),
        ({"object": {"id": "http://o.example/", "objectType": "activity"}}, "object.objectType"),
        ({"result": {"score": {"scaled": 2}}}, "result.score.scaled"),
        ({"result": {"success": "true"}}, "result.success"),
        ({"context": {"registration": "one"}}, "context.registration"),
        ({"timestamp": "yesterday"}, "timestamp"),
        ({"surprise": 1}, "surprise"),
        ({"result": None, "context": {"team": None}}, "context.team"),
    ],
    ids=str,
)
def test_a_refusal_names_the_property(lrs: Lrs, parts: dict[str, Any], named: str) -> None:
    answer = lrs.post("statements", a_statement(**parts))
    assert answer.status_code == 400
    assert named in answer.json["detail"]
