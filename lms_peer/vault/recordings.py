"""Sound and film: is the container whole. Decodes nothing; the stream may be left anywhere."""

from __future__ import annotations

import wave
from typing import BinaryIO

from lms_peer.domain.refusals import FileDamaged

_BOXED = ("video/mp4", "video/quicktime", "video/3gpp", "audio/mp4")


def check_recording(name: str, stream: BinaryIO, media_type: str, size: int) -> None:
    """Raises FileDamaged when a film or sound file was cut short, as far as its container tells."""
    if media_type in _BOXED:
        _check_boxes(name, stream, size)
    elif media_type == "audio/wav":
        _check_wave(name, stream, size)


def _check_boxes(name: str, stream: BinaryIO, size: int) -> None:
    """Walk the top-level boxes (ISO 14496-12, 4.2): they fill the file, and one is the index, `moov`."""
    at, seen = 0, set()
    while at < size:
        stream.seek(at)
        head = stream.read(16)
        length, kind = int.from_bytes(head[:4]), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16])
        elif length == 0:  # the last box may reach to the end of the file
            length = size - at
        if len(head) < 8 or length < 8 or at + length > size:
            raise FileDamaged(name)
        seen.add(kind)
        at += length
    if b"moov" not in seen:
        raise FileDamaged(name)


def _check_wave(name: str, stream: BinaryIO, size: int) -> None:
    stream.seek(4)
    if int.from_bytes(stream.read(4), "little") + 8 > size:
        raise FileDamaged(name)
    stream.seek(0)
    try:
        with wave.open(stream) as sound:
            if sound.getnframes() == 0:
                raise FileDamaged(name)
    except wave.Error:  # a compressed WAV is nothing Python can read, and no fault
        return
    except EOFError as error:
        raise FileDamaged(name) from error
