"""Streams on the disk are at hand in a document that has nothing else."""

from __future__ import annotations

import pytest
from pikepdf import Dictionary, Name

from lms_peer.portfolio.binding.stack import Stack


@pytest.mark.parametrize("contents", [[], [b""], [b"a file", b"endstream endobj", bytes(range(256)) * 3000]])
def test_every_stream_comes_out_of_the_document_as_it_was_put_in(contents: list[bytes]):
    with Stack() as stack:
        numbers = [stack.put(Dictionary(Type=Name.EmbeddedFile), content) for content in contents]
        document = stack.open()
        assert len(document.pages) == 0
        found = [document.get_object(number, 0) for number in numbers]
        assert [one.read_raw_bytes() for one in found] == contents
        assert all(one.Type == Name.EmbeddedFile for one in found)
