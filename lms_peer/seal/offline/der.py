"""Reads and writes DER (ITU-T X.690), in which signatures and certificates are written.

Knows the standard library only, and runs on machines of strangers: see `offline/__init__.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from lms_peer.seal.offline.syntax import Broken

NULL = b"\5\0"


@dataclass
class Der:
    """One DER value: its tag, its content, and all of its bytes."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> list[Der]:
        """The values inside it."""
        found, rest = [], self.content
        while rest:
            found.append(der(rest))
            rest = rest[len(found[-1].whole) :]
        return found


def der(text: bytes) -> Der:
    """The DER value that bytes begin with. Raises Broken."""
    try:
        length, start = text[1], 2
        if length & 0x80:
            start += length & 0x7F
            length = int.from_bytes(text[2:start], "big")
        whole = text[: start + length]
    except IndexError as error:
        raise Broken("the signature") from error
    if len(whole) < start + length or len(whole) < 2:
        raise Broken("the signature")
    return Der(text[0], whole[start:], whole)


def packed(tag: int, *parts: bytes) -> bytes:
    """DER with this tag around these parts, its length said in the shortest way."""
    content = b"".join(parts)
    size = len(content)
    long = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag]) + (bytes([size]) if size < 128 else bytes([0x80 | len(long)]) + long) + content


def oid(name: str) -> bytes:
    """The DER of an object identifier, of which this is the content in hexadecimal digits."""
    return packed(6, bytes.fromhex(name))
