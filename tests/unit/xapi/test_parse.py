"""Bytes from outside are JSON that the whole service reads alike, or they are refused with a reason."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms_peer.xapi.parse import DEEPEST, Malformed, parse, parse_object

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
json_objects = st.dictionaries(st.text(), json_values, max_size=4)


def test_one_statement_keeps_the_bytes_it_came_in():
    parsed = parse(b' \r\n{"a" : 1.50, "b":"\\u00e9\xc3\xa9"}\t')
    assert not parsed.many
    assert parsed.statements == [({"a": 1.5, "b": "éé"}, b'{"a" : 1.50, "b":"\\u00e9\xc3\xa9"}')]


def test_each_statement_of_a_list_keeps_its_own_bytes():
    parsed = parse('[ {"é": 1 } ,\n{"b": [2, {}]}]'.encode())
    assert parsed.many
    assert [received.body for received in parsed.statements] == ['{"é": 1 }'.encode(), b'{"b": [2, {}]}']
    assert [received.statement for received in parsed.statements] == [{"é": 1}, {"b": [2, {}]}]


@pytest.mark.parametrize("body", [b"[]", b" [ \n] "])
def test_an_empty_list_is_a_list_of_no_statements(body):
    assert parse(body) == ([], True)


@given(st.lists(json_objects, max_size=4), st.sampled_from([None, 1, "\t"]), st.booleans())
def test_whatever_json_writes_is_read_back_and_cut_where_it_was_joined(objects, indent, ascii_only):
    body = json.dumps(objects, indent=indent, ensure_ascii=ascii_only).encode()
    parsed = parse(body)
    assert [received.statement for received in parsed.statements] == objects
    assert [json.loads(received.body) for received in parsed.statements] == objects
    assert all(received.body in body for received in parsed.statements)


@given(st.binary(max_size=60))
def test_bytes_of_any_kind_are_read_or_refused_and_nothing_else(body):
    try:
        parsed = parse(body)
    except Malformed:
        return
    assert all(json.loads(received.body) == received.statement for received in parsed.statements)


@given(st.text('[]{}",:\\ud8019eE+-.truefalsn \n', max_size=40))
def test_what_is_read_is_what_the_standard_library_reads(text):
    try:
        parsed = parse(text.encode())
    except Malformed:
        return
    assert [received.statement for received in parsed.statements] == (
        json.loads(text) if parsed.many else [json.loads(text)]
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "there must be a JSON object"),
        (b"   ", "there must be a JSON object"),
        (b"null", "there must be a JSON object"),
        (b'"text"', "there must be a JSON object"),
        (b"[1]", "there must be a JSON object"),
        (b"[[]]", "there must be a JSON object"),
        (b"[{},]", "there must be a JSON object"),
        (b"[", "there must be a JSON object"),
        (b"[{}", "a comma or the list's end"),
        (b"[{} {}]", "a comma or the list's end"),
        (b"{}{}", "more text follows"),
        (b"[] []", "more text follows"),
        (b"{} // a remark", "more text follows"),
        (b"\x0c{}", "there must be a JSON object"),
        (b'{"a": 1', "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b'{"a": 01}', "not JSON"),
        (b'{"a": "line\nbreak"}', "not JSON"),
        (b'{"a": 1, "a": 1}', "'a' stands twice"),
        (b'{"deep": {"in": 1, "out": 2, "in": 3}}', "'in' stands twice"),
        (b'{"a": 1, "\\u0061": 2}', "'a' stands twice"),
        (b'{"a": NaN}', "NaN is not a JSON number"),
        (b'{"a": -Infinity}', "-Infinity is not a JSON number"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": -1e999}', "too large"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "too many digits"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b'{"a": "\xff"}', "byte 7 is not UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "not UTF-8"),
        (b'{"a": "\\ud800"}', "half a character"),
        (b'{"a": {"\\uDC00": 1}}', "half a character"),
        (b'{"a": "\\udc00\\ud800"}', "half a character"),
    ],
)
def test_what_is_not_sound_json_is_refused_with_the_reason(body, reason):
    with pytest.raises(Malformed, match=reason):
        parse(body)


def test_both_halves_of_a_character_are_one_character():
    assert parse_object(b'{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


@pytest.mark.parametrize(("opening", "closing"), [('{"a":', "}"), ("[", "]")])
def test_nesting_has_an_end(opening, closing):
    def nested(levels):
        return ('{"a":' + opening * (levels - 1) + "1" + closing * (levels - 1) + "}").encode()

    assert parse(nested(DEEPEST)).statements
    with pytest.raises(Malformed, match="64 deep"):
        parse(nested(DEEPEST + 1))
    with pytest.raises(Malformed, match="64 deep"):
        parse(nested(200_000))


def test_a_great_many_names_are_looked_through_once():
    names = ", ".join(f'"{number}": 0' for number in range(100_000))
    began = time.process_time()
    with pytest.raises(Malformed, match="'99999' stands twice"):
        parse(f'{{{names}, "99999": 1}}'.encode())
    assert time.process_time() - began < 2


@st.composite
def written_objects(draw, deepest=2):
    """An object written name by name, whether a name stands twice in it, and texts that look like names."""
    space = st.sampled_from(["", " ", "\n", "\t \r"])
    texts = st.sampled_from(['"a"', '"b"', '"\\u0061"', '"\\":"', '":"', '"\\": 1, \\"a\\" :"', '" :"', '"c\\\\"'])
    names, members, twice = [], [], False
    for name in draw(st.lists(texts, max_size=3)):
        value, inner_twice = draw(texts), False
        if deepest and draw(st.booleans()):
            value, inner_twice = draw(written_objects(deepest - 1))
        members.append(f"{draw(space)}{name}{draw(space)}:{draw(space)}{value}{draw(space)}")
        names.append(json.loads(name))
        twice = twice or inner_twice
    return "{" + ",".join(members) + "}", twice or len(set(names)) < len(names)


@given(written_objects())
def test_a_name_that_stands_twice_is_found_however_it_is_written(written):
    text, twice = written
    if twice:
        with pytest.raises(Malformed, match="stands twice"):
            parse(text.encode())
    else:
        assert parse_object(text.encode()) == json.loads(text)


def test_threads_that_read_at_the_same_time_do_not_count_each_others_names():
    good = json.dumps([{"a": {"b": {"c": number}}} for number in range(300)]).encode()
    bad = b'{"a": 1, "b": {"c": 1, "c": 2}}'

    def read(turn):
        if turn % 2:
            return len(parse(good).statements)
        with pytest.raises(Malformed, match="'c' stands twice"):
            parse(bad)
        return None

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(read, range(40))) == [None, 300] * 20


def test_many_brackets_side_by_side_are_not_deep():
    wide = {"a": [[] for _ in range(500)], "b": "{[" * 500}
    assert parse_object(json.dumps(wide).encode()) == wide


@pytest.mark.parametrize("body", [b"[{}]", b"1", b'{"a": 1} x', b'{"a": 1, "a": 2}'])
def test_a_document_that_must_be_one_object_is_refused_otherwise(body):
    with pytest.raises(Malformed):
        parse_object(body)
