"""Attachments: multipart/mixed in and out, and how much memory they take (part 2, 2.4.11; part 3, 1.5)."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask

from lms_peer.domain.scopes import Scope
from tests.conformance.conftest import Lrs, NewLrs, a_statement
from tests.conformance.multipart import BOUNDARY, MIXED, WORDS, mixed, naming, part, parts_of

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    "content", [WORDS, b"", b"\x00\xff\r\n--", b"x" * 300_000], ids=["text", "empty", "odd", "long"]
)
def test_what_was_attached_comes_back_byte_for_byte(lrs: Lrs, content: bytes) -> None:
    statement = a_statement(attachments=[naming(content)])
    answer = lrs.post("statements", mixed(statement, part(content)), headers=MIXED)
    assert (answer.status_code, answer.json) == (200, [statement["id"]])
    (heads, first), (named, second) = parts_of(
        lrs.get("statements", statementId=statement["id"], attachments="true")
    )
    assert heads["content-type"] == "application/json"
    assert json.loads(first)["attachments"] == statement["attachments"]
    assert second == content
    assert named == {
        "content-type": "text/plain",
        "content-transfer-encoding": "binary",
        "x-experience-api-hash": sha256(content).hexdigest(),
    }


def test_a_page_holds_each_attachment_once(lrs: Lrs) -> None:
    batch = [a_statement(attachments=[naming(WORDS)]) for _ in range(3)]
    assert lrs.post("statements", mixed(batch, part(WORDS)), headers=MIXED).status_code == 200
    first, *attached = parts_of(lrs.get("statements", attachments="true"))
    assert len(json.loads(first[1])["statements"]) == 3
    assert [content for _, content in attached] == [WORDS]


def test_without_the_parameter_no_attachment_comes(lrs: Lrs) -> None:
    statement = a_statement(attachments=[naming(WORDS)])
    lrs.post("statements", mixed(statement, part(WORDS)), headers=MIXED)
    for query in ({}, {"attachments": "false"}):
        assert lrs.get("statements", statementId=statement["id"], **query).mimetype == "application/json"


def test_statements_without_attachments_can_be_asked_for_with_them(lrs: Lrs) -> None:
    lrs.post("statements", a_statement())
    ((_, first),) = parts_of(lrs.get("statements", attachments="true"))
    assert len(json.loads(first)["statements"]) == 1


def test_a_file_that_lies_elsewhere_needs_no_part(lrs: Lrs) -> None:
    statement = a_statement(attachments=[naming(WORDS, fileUrl="http://lms.example/notes.txt")])
    assert lrs.post("statements", statement).status_code == 200
    assert (
        lrs.post("statements", mixed(a_statement(attachments=statement["attachments"])), headers=MIXED).status_code
        == 200
    )
    assert len(parts_of(lrs.get("statements", attachments="true"))) == 1


def test_an_attachment_of_a_sub_statement_travels_too(lrs: Lrs) -> None:
    said = a_statement()
    inner = {name: said[name] for name in ("actor", "verb", "object")}
    inner |= {"objectType": "SubStatement", "attachments": [naming(WORDS)]}
    statement = a_statement(object=inner)
    assert lrs.post("statements", mixed(statement, part(WORDS)), headers=MIXED).status_code == 200
    assert parts_of(lrs.get("statements", attachments="true"))[1][1] == WORDS


def test_put_takes_attachments_too(lrs: Lrs) -> None:
    statement = a_statement(attachments=[naming(WORDS)])
    body = mixed(statement, part(WORDS))
    assert lrs.put("statements", body, headers=MIXED, statementId=statement["id"]).status_code == 204


def test_the_hash_says_which_bytes_are_meant_not_the_length(lrs: Lrs) -> None:
    statement = a_statement(attachments=[naming(WORDS, length=3)])
    assert lrs.post("statements", mixed(statement, part(WORDS)), headers=MIXED).status_code == 200
    assert parts_of(lrs.get("statements", attachments="true"))[1][1] == WORDS


OTHER = b"Something else."
SAID = a_statement(attachments=[naming(WORDS)])
REFUSED = {
    "bytes that did not come": mixed(SAID),
    "a part that no statement names": mixed(SAID, part(WORDS), part(OTHER)),
    "a part and no attachment": mixed(a_statement(), part(WORDS)),
    "bytes that are not what the hash says": mixed(
        SAID, part(OTHER, X_Experience_API_Hash=sha256(WORDS).hexdigest())
    ),
    "a part without a hash": mixed(SAID, part(WORDS, X_Experience_API_Hash="")),
    "a part without an encoding": mixed(SAID, part(WORDS, Content_Transfer_Encoding="")),
    "a part in another encoding": mixed(SAID, part(WORDS, Content_Transfer_Encoding="base64")),
    "a first part that is no JSON by its type": mixed(SAID, part(WORDS), first="Content-Type: text/plain\r\n"),
    "a first part without a type": mixed(SAID, part(WORDS), first=""),
    "no last boundary": mixed(SAID, part(WORDS)).removesuffix(b"--\r\n"),
    "a cut in the middle": mixed(SAID, part(WORDS))[:-60],
    "nothing": b"",
    "no parts": f"--{BOUNDARY}--\r\n".encode(),
    "no multipart at all": json.dumps(a_statement()).encode(),
    "another boundary": mixed(SAID, part(WORDS)).replace(BOUNDARY.encode(), b"another-one"),
    "statements in two parts": mixed(SAID, b"Content-Type: application/json\r\n\r\n{}", part(WORDS)),
}


@pytest.mark.parametrize("body", list(REFUSED.values()), ids=list(REFUSED))
def test_multipart_that_is_not_as_the_standard_has_it_is_refused(lrs: Lrs, body: bytes) -> None:
    answer = lrs.post("statements", body, headers=MIXED)
    assert answer.status_code == 400
    assert answer.json["detail"]
    assert lrs.get("statements").json["statements"] == []


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/mixed",
        "multipart/mixed; boundary=",
        "multipart/mixed; boundary=" + "b" * 300,
        f"multipart/form-data; boundary={BOUNDARY}",
        "text/plain",
        "application/x-www-form-urlencoded",
        "",
    ],
)
def test_another_content_type_is_refused(lrs: Lrs, content_type: str) -> None:
    answer = lrs.post("statements", mixed(SAID, part(WORDS)), headers={"Content-Type": content_type})
    assert answer.status_code == 400


def test_json_that_names_an_attachment_without_its_bytes_is_refused(lrs: Lrs) -> None:
    answer = lrs.post("statements", a_statement(attachments=[naming(WORDS)]))
    assert answer.status_code == 400
    assert "attachments" in answer.json["detail"]


def test_a_quoted_boundary_and_json_with_a_charset_are_fine(lrs: Lrs) -> None:
    statement = a_statement(attachments=[naming(WORDS)])
    body = mixed(statement, part(WORDS), first="content-type: application/json; charset=utf-8\r\n")
    headers = {"Content-Type": f'multipart/mixed; boundary="{BOUNDARY}"'}
    assert lrs.post("statements", body, headers=headers).status_code == 200


def test_another_centre_can_not_read_an_attachment_by_naming_its_hash(new_lrs: NewLrs) -> None:
    north, south = new_lrs(), new_lrs()
    secret = a_statement(attachments=[naming(WORDS)])
    north.post("statements", mixed(secret, part(WORDS)), headers=MIXED)
    naming_it = a_statement(attachments=[naming(WORDS, fileUrl="http://lms.example/notes.txt")])
    assert south.post("statements", naming_it).status_code == 200
    assert len(parts_of(south.get("statements", attachments="true"))) == 1


def test_naming_the_hash_of_anothers_file_is_no_way_to_read_it(new_lrs: NewLrs) -> None:
    theirs = new_lrs()
    own = new_lrs(Scope.STATEMENTS_WRITE, Scope.STATEMENTS_READ_MINE, centre=theirs.centre)
    theirs.post("statements", mixed(a_statement(attachments=[naming(WORDS)]), part(WORDS)), headers=MIXED)
    naming_it = a_statement(attachments=[naming(WORDS, fileUrl="http://lms.example/notes.txt")])
    assert own.post("statements", naming_it).status_code == 200
    assert len(parts_of(own.get("statements", attachments="true"))) == 1


def test_bytes_that_came_beside_a_file_url_come_back(lrs: Lrs) -> None:
    statement = a_statement(attachments=[naming(WORDS, fileUrl="http://lms.example/notes.txt")])
    assert lrs.post("statements", mixed(statement, part(WORDS)), headers=MIXED).status_code == 200
    assert parts_of(lrs.get("statements", attachments="true"))[1][1] == WORDS


# --- size ------------------------------------------------------------------------------------------------------


class Long:
    """A stream of zeros, so long that it would be seen if it were held in memory."""

    def __init__(self, before: bytes, zeros: int, after: bytes) -> None:
        self.length = len(before) + zeros + len(after)
        self._pieces = self._piece_by_piece(before, zeros, after)
        self._left = b""

    @staticmethod
    def _piece_by_piece(before: bytes, zeros: int, after: bytes) -> Iterator[bytes]:
        yield before
        for _ in range(zeros // MEBIBYTE):
            yield bytes(MEBIBYTE)
        yield after

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        if not self._left:
            self._left = next(self._pieces, b"")
        piece, self._left = self._left[:size], self._left[size:]
        return piece

    def readinto(self, buffer: bytearray) -> int:
        """The next bytes, into `buffer`."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def test_fifty_megabytes_stream_in_and_out_in_little_memory(lrs_2: Lrs) -> None:
    size = 50 * MEBIBYTE
    digest = sha256()
    for _ in range(50):
        digest.update(bytes(MEBIBYTE))
    sha2 = digest.hexdigest()
    statement = a_statement(attachments=[naming(b"", length=size, sha2=sha2)])
    whole = mixed(statement, part(b"", X_Experience_API_Hash=sha2))
    end = whole.rindex(b"\r\n--")
    body = Long(whole[:end], size, whole[end:])
    tracemalloc.start()
    try:
        status = lrs_2.stream("statements", body, body.length, MIXED)
        _, peak_in = tracemalloc.get_traced_memory()
        assert status == "200 OK"
        tracemalloc.reset_peak()
        got = lrs_2.get("statements", statementId=statement["id"], attachments="true")
        count = sum(len(chunk) for chunk in got.iter_encoded())
        _, peak_out = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count > size
    assert peak_in < 24 * MEBIBYTE
    assert peak_out < 24 * MEBIBYTE


def test_more_than_a_request_may_hold_is_refused(service: Flask, lrs: Lrs) -> None:
    too_much = service.config["MAX_CONTENT_LENGTH"] + 1
    assert lrs.stream("statements", BytesIO(b""), too_much, MIXED).startswith("413")


def test_a_body_whose_length_is_not_told_is_held_to_the_same(service: Flask, lrs: Lrs) -> None:
    many = service.config["MAX_CONTENT_LENGTH"] // MEBIBYTE * MEBIBYTE + MEBIBYTE
    endless = mixed(SAID, part(b"")).removesuffix(f"\r\n--{BOUNDARY}--\r\n".encode())
    assert lrs.stream("statements", Long(endless, many, b""), None, MIXED).startswith("413")
    json_only = {"Content-Type": "application/json"}
    assert lrs.stream("statements", Long(b"[", 17 * MEBIBYTE, b"]"), None, json_only).startswith("413")
    sound = BytesIO(json.dumps(a_statement()).encode())
    assert lrs.stream("statements", sound, None, json_only).startswith("200")


def test_statements_that_are_too_long_beside_attachments_are_refused(lrs: Lrs) -> None:
    long = a_statement(result={"response": "x" * (17 * MEBIBYTE)})
    assert lrs.post("statements", mixed(long), headers=MIXED).status_code == 413


def test_too_many_parts_are_refused(lrs: Lrs) -> None:
    contents = [str(number).encode() for number in range(201)]
    statement = a_statement(attachments=[naming(content) for content in contents])
    answer = lrs.post("statements", mixed(statement, *(part(content) for content in contents)), headers=MIXED)
    assert answer.status_code == 413
