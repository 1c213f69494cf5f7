"""The process in which a sample is drawn: little time, little memory, nothing fetched.

Run by `preview.py` as `python -m lms_peer.portfolio.studio.proof`. Reads where things are from its standard input,
writes the PDF, and answers what is wrong as JSON.
"""

from __future__ import annotations

import json
import logging
import re
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from weasyprint import CSS
from weasyprint.urls import FatalURLFetchingError

from lms_peer.portfolio.html import fill, fill_in
from lms_peer.portfolio.pdf import FetchRefused, OnlyWhatItWasHanded, Printer
from lms_peer.portfolio.studio import findings as say
from lms_peer.portfolio.studio.findings import STYLE, Finding
from lms_peer.portfolio.studio.samples import Sample, SampleWrong, read_sample
from lms_peer.portfolio.task import Limits
from lms_peer.portfolio.theme import SCHEME, Certificate, certificate

_PICTURE = re.compile(r'"(vault:[^"]+)"')
# On every page, and over what the document says itself. The numbers are those that the binder writes otherwise.
_MARK = """
body::after {
  content: "SAMPLE"; position: fixed; top: 110mm; left: 0; right: 0; text-align: center;
  font: bold 96pt "Atkinson Hyperlegible"; color: rgb(90 90 90 / 0.14); transform: rotate(-45deg);
}
"""
_NUMBERS = '@page { @bottom-right { content: counter(page) " / " counter(pages); text-align: right; } }'


class OutOfTime(Exception):
    """The processor time is used up."""


def main() -> None:
    """Draw one sample within limits."""
    asked = json.load(sys.stdin)
    _limit(Limits(**asked["limits"]))
    drawn = False
    try:
        drawn, found = draw_proof(
            Path(asked["folder"]), [Path(one) for one in asked["folders"]], Path(asked["output"])
        )
    except (MemoryError, OutOfTime) as error:
        what = say.TOO_MUCH if isinstance(error, MemoryError) else say.TOO_LONG
        found = [Finding(str(Path(asked["folder"]) / say.TEMPLATE), 0, what)]
    json.dump({"drawn": drawn, "findings": [asdict(one) for one in dict.fromkeys(found)]}, sys.stdout)


def _limit(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def out_of_time(*_: object) -> None:
        raise OutOfTime

    signal.signal(signal.SIGXCPU, out_of_time)


def draw_proof(folder: Path, folders: list[Path], output: Path) -> tuple[bool, list[Finding]]:
    """Draw the sample of a folder in this process: whether there is a PDF now, and what is wrong."""
    try:
        sample = read_sample(folder)
    except SampleWrong as wrong:
        return False, wrong.findings
    used = certificate(folder.name, folders)
    styles = [used.fonts.parent / STYLE, folder / STYLE]
    try:
        html = _filled(used, sample)
    except Exception as error:
        if isinstance(error, OutOfTime):
            return False, [replace(say.in_template(error, folder), what=say.TOO_LONG)]
        return False, [say.in_template(error, folder)]
    found = [finding for style in styles for finding in _looked_at(style, used)]
    try:
        with _heard() as heard:
            pdf = _printed(used, html, folder.name == "portfolio")
    except FetchRefused as error:
        return False, [*found, say.refused(error.address, [*sorted(folder.glob("*.html")), *styles])]
    output.write_bytes(pdf)
    said_before = {one.what for one in found}
    later = (say.in_drawing(words, [*sorted(folder.glob("*.html")), *styles]) for words in heard)
    return True, [*found, *(one for one in later if one.what not in said_before)]


def _filled(used: Certificate, sample: Sample) -> str:
    return (
        fill(used, sample.values) if sample.name == "portfolio" else fill_in(used, **{sample.name: sample.values})
    )


def _printed(used: Certificate, html: str, whole: bool) -> bytes:
    marked = replace(used, styles=(*used.styles, _MARK, *([_NUMBERS] if whole else [])))
    pictures = dict.fromkeys(_PICTURE.findall(html), _any_photo())
    return Printer(marked).draw(html, pictures, bytes(16))


def _looked_at(style: Path, used: Certificate) -> Iterator[Finding]:
    text = style.read_text("utf-8")
    for line in say.never_closed(text):
        yield Finding(str(style), line, "The { on this line has no }. Everything after it is read wrongly.")
    fetcher = OnlyWhatItWasHanded(used.pictures)
    with _heard() as heard, suppress(FatalURLFetchingError):
        CSS(string=text, url_fetcher=fetcher, base_url=SCHEME)
    if fetcher.refused:
        yield say.refused(fetcher.refused[0], [style])
        return
    yield from (say.in_style(words, style, text) for words in heard)


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What WeasyPrint complains of meanwhile."""
    words: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            words.append(record.getMessage())

    log, ear = logging.getLogger("weasyprint"), Ear(logging.WARNING)
    before, log.handlers, log.propagate = log.handlers, [ear], False
    try:
        yield words
    finally:
        log.handlers = before


def _any_photo() -> bytes:
    """A grey picture with a cross, where a photo of a learner's would be."""
    picture = Image.new("RGB", (800, 600), "#d5dade")
    pen = ImageDraw.Draw(picture)
    pen.line((0, 0, 800, 600), "#8b9aa4", 4)
    pen.line((0, 600, 800, 0), "#8b9aa4", 4)
    kept = BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


if __name__ == "__main__":
    main()
