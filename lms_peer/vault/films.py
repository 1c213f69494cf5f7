"""Sound and film as far as a printed page can tell of it: how long it is, and of a film one picture.

FFmpeg reads it in a process of its own: `python -m lms_peer.vault.films KIND < FILE`, see `apart`. Nothing else loads
it, for it takes 17 MB. How long something is, is measured and not believed. What can not be found out is left open.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO
from uuid import UUID

from PIL import Image, ImageStat

from lms_peer.vault.apart import answer, be_limited, look

if TYPE_CHECKING:
    from lms_peer.vault.store import Vault

VERSION = 1  # another number when it is looked at in another way
LONGEST_SIDE = 640  # pixels of the picture
MOST_PIXELS = 40_000_000  # of the film
LONGEST = 24 * 3600.0  # seconds; a longer recording is a lie
QUALITY = 80
# What a centre takes. A playlist, which can name files of this machine and addresses elsewhere, is none of these.
_ONLY = {"format_whitelist": "mov,mp4,matroska,webm,mp3,aac,ogg,wav,amr,amrnb,amrwb", "protocol_whitelist": "none"}
_MEASURING, _LOOKING = 12.0, 12.0  # seconds of processor
_SHORTEST_PLACE = 6  # bytes
_FRAMES = 240  # that are looked at for one worth showing
_CONTRAST, _LIGHT = 300.0, 18.0  # of a picture of something; a lens cap has neither


@dataclass(frozen=True)
class Recording:
    """Sound or film: `seconds` is None when nobody can tell, `picture` a JPEG of a film.

    `places` are the texts in it that say where it was made; None when it can not be read at all.
    """

    seconds: float | None = None
    picture: bytes | None = None
    places: tuple[str, ...] | None = None


def recording_of(vault: Vault, centre: UUID, sha256: str) -> Recording:
    """The recording that is kept under this SHA-256. Raises VaultMissing, VaultDamaged."""
    found = look(vault, centre, sha256, "films", VERSION)
    picture = found.pictures[0] if found.pictures else None
    places = found.said.get("places")
    return Recording(found.said.get("seconds"), picture, None if places is None else tuple(places))


def main() -> None:
    """Answer what is asked of the file on the standard input."""
    be_limited()
    film = sys.stdin.buffer
    seconds, places = _tried(film, _measured) or (None, None)
    picture = _tried(film, _picture)
    answer({"seconds": seconds, "places": places}, [picture] if picture else [])


def _tried(film: BinaryIO, ask: Callable[[Any], Any]) -> Any:
    """What `ask` finds in the container; None when it can not be read."""
    import av  # noqa: PLC0415

    with suppress(av.FFmpegError, ValueError, IndexError, OSError, MemoryError, AttributeError):
        film.seek(0)
        with av.open(film, "r", options=_ONLY) as container:
            return ask(container)
    return None


def _measured(container: Any) -> tuple[float | None, list[str]]:
    """How long it really goes on, by every packet in it; and where it says that it was made."""
    until = time.process_time() + _MEASURING
    began: dict[int, float] = {}
    ended: dict[int, float] = {}
    for packet in container.demux([*container.streams.video, *container.streams.audio]):
        if time.process_time() > until:
            return None, _places(container)
        if packet.pts is None or packet.time_base is None or not packet.size:
            continue
        at = float(packet.pts * packet.time_base)
        stream = packet.stream.index
        began[stream] = min(began.get(stream, at), at)
        ended[stream] = max(ended.get(stream, at), at + float((packet.duration or 0) * packet.time_base))
    if not began:
        raise ValueError("neither sound nor film in it")
    longest = max(ended[stream] - began[stream] for stream in began)
    return (longest if 0 < longest <= LONGEST else None), _places(container)


def _places(container: Any) -> list[str]:
    told = [container.metadata, *(stream.metadata for stream in container.streams)]
    found = (value for words in told for name, value in words.items() if "location" in name.lower())
    return sorted({value for value in found if value.strip()})


def _picture(container: Any) -> bytes | None:
    stream = container.streams.video[0]
    if stream.codec_context.width * stream.codec_context.height > MOST_PIXELS:
        return None
    stream.codec_context.thread_count = 1
    best, most = None, -1.0
    for picture in _looked_at(container, stream):
        seen = ImageStat.Stat(picture.convert("L"))
        if seen.var[0] > most:
            best, most = picture, seen.var[0]
        if most >= _CONTRAST and seen.mean[0] >= _LIGHT:
            break
    return _jpeg(best) if best else None


def _looked_at(container: Any, stream: Any) -> Iterator[Image.Image]:
    """Frames from the beginning, as long as there is time. What can not be decoded ends it."""
    import av  # noqa: PLC0415

    until = time.process_time() + _LOOKING
    with suppress(av.FFmpegError, ValueError, MemoryError):
        for number, frame in enumerate(container.decode(stream)):
            if number >= _FRAMES or time.process_time() > until or frame.width * frame.height > MOST_PIXELS:
                return
            if number % 6 == 0:
                yield _upright(frame)


def _upright(frame: Any) -> Image.Image:
    """A frame as it is to be seen: phones film on their side and say so."""
    scale = min(1.0, LONGEST_SIDE / max(frame.width, frame.height))
    size = {"width": max(1, round(frame.width * scale)), "height": max(1, round(frame.height * scale))}
    picture: Image.Image = frame.reformat(**size, format="rgb24").to_image()
    return picture.rotate(frame.rotation, expand=True) if frame.rotation else picture


def _jpeg(picture: Image.Image) -> bytes:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()


def without_places(film: bytes, places: Iterable[str]) -> bytes | None:
    """The same film, as long as before, with noughts where it says where it was made.

    None when that is not found, or is so short that it may stand in the film by chance.
    """
    for place in places:
        said = place.encode()
        if said not in film or len(said) < _SHORTEST_PLACE:
            return None
        film = film.replace(said, bytes(sign if sign in b"+-./" else ord("0") for sign in said))
    return film


if __name__ == "__main__":
    main()
