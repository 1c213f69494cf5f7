"""Word files, PDFs and plain text: is it whole, and does it hide a program, a lock or a bomb.

Checks only; answers nothing and changes nothing. The stream may be left anywhere.
"""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate

import pikepdf
from pikepdf.settings import set_qpdf_limits

from lms_peer.domain.refusals import FileDamaged, FileTypeRefused, FileUnpacksTooBig
from lms_peer.vault.kinds import DOCX, PDF
from lms_peer.vault.limits import MEBIBYTE, UploadLimits

_CHUNK = MEBIBYTE
_TYPES = "[Content_Types].xml"
_DOCX_MAIN = b"wordprocessingml.document.main+xml"
_FETCHED = frozenset({"attachedTemplate", "oleObject", "subDocument", "frame", "aFChunk"})  # without being pressed
_INSIDE = (
    (b"PK\x03\x04", "another packed file"),
    (b"\xd0\xcf\x11\xe0", "another file"),
    (b"MZ", "a program"),
)
# PDF 32000-1, 12.6.4: actions that run a program or a script, or bring another file along.
_ACTIONS = {
    "/JavaScript": "a script",
    "/Launch": "a program to start",
    "/RichMedia": "a film",
    "/Rendition": "a film",
    "/Movie": "a film",
    "/EmbeddedFile": "another file",
}
_PDF_TAIL = 2048
_PDF_OBJECTS = 500_000
_PDF_DEPTH = 50

set_qpdf_limits(
    flate_max_memory=256 * MEBIBYTE,
    run_length_max_memory=256 * MEBIBYTE,
    png_max_memory=256 * MEBIBYTE,
    tiff_max_memory=256 * MEBIBYTE,
    doc_max_warnings=200,
)


def check_paper(name: str, stream: BinaryIO, media_type: str, limits: UploadLimits) -> None:
    """Whichever of these it is. Raises FileDamaged, FileUnpacksTooBig and FileTypeRefused."""
    if media_type == DOCX:
        check_docx(name, stream, limits)
    elif media_type == PDF:
        check_pdf(name, stream)
    else:
        check_text(name, stream)


def check_text(name: str, stream: BinaryIO) -> None:
    """Plain text in UTF-8 without control characters. Raises FileTypeRefused."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    while chunk := stream.read(_CHUNK):
        _refuse_unless_text(name, decoder, chunk)
    _refuse_unless_text(name, decoder, b"")


def _refuse_unless_text(name: str, decoder: codecs.IncrementalDecoder, chunk: bytes) -> None:
    try:
        text = decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        raise FileTypeRefused(name, "text that is not saved as UTF-8") from error
    if re.search(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", text):
        raise FileTypeRefused(name, "something that is not text")


def check_docx(name: str, stream: BinaryIO, limits: UploadLimits) -> None:
    """A Word file that unpacks to a sane size and holds words, not programs or other files.

    Raises FileDamaged, FileUnpacksTooBig, FileTypeRefused (macros, locked, files inside).
    """
    try:
        with zipfile.ZipFile(stream) as package:
            entries = package.infolist()
            _check_entries(name, entries, limits)
            left = limits.unpacked_bytes
            for entry in entries:
                left -= _unpacked(name, package, entry, left, limits)
            _check_parts(name, package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, ExpatError) as error:
        raise FileDamaged(name) from error
    except NotImplementedError as error:  # zipfile's word for a kind of packing that it does not know
        raise FileTypeRefused(name, "a Word file packed in an unusual way") from error


def _check_entries(name: str, entries: list[zipfile.ZipInfo], limits: UploadLimits) -> None:
    if len(entries) > limits.packed_entries:
        raise FileUnpacksTooBig(name)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise FileTypeRefused(name, "a Word file with a password")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(part.startswith(("/", "\\")) or ".." in part for part in names):
        raise FileDamaged(name)
    if any("vbaproject" in part.lower() or "activex" in part.lower() for part in names):
        raise FileTypeRefused(name, "a Word file with macros")


def _unpacked(name: str, package: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, limits: UploadLimits) -> int:
    """Unpack one entry to nowhere, counting what really comes out: sizes written in a bomb are lies."""
    size, allowed = 0, max(_CHUNK, entry.compress_size * limits.packed_ratio)
    with package.open(entry) as part:
        while chunk := part.read(_CHUNK):
            found = next((what for start, what in _INSIDE if not size and chunk.startswith(start)), None)
            if found:
                raise FileTypeRefused(name, f"a Word file with {found} inside")
            size += len(chunk)
            if size > min(left, allowed):
                raise FileUnpacksTooBig(name)
    return size


def _check_parts(name: str, package: zipfile.ZipFile) -> None:
    types = package.read(_TYPES) if _TYPES in package.namelist() else b""
    if b"macroEnabled" in types:
        raise FileTypeRefused(name, "a Word file with macros")
    if _DOCX_MAIN not in types:
        raise FileTypeRefused(name, "a packed file that is not a Word document")
    package.getinfo("word/document.xml")
    for part in package.namelist():
        if part.lower().endswith(".rels") and _fetches(package.read(part)):
            raise FileTypeRefused(name, "a Word file that fetches something from elsewhere")


def _fetches(relations: bytes) -> bool:
    """True when parts are named that Word fetches from elsewhere, however that is written down.

    Raises ExpatError, and ValueError for what no such list may hold (ISO/IEC 29500-2, 6.1.4: document types).
    """
    found = []

    def begin(_name: str, about: dict[str, str]) -> None:
        if about.get("TargetMode", "").lower() == "external":
            found.append(about.get("Type", "").rpartition("/")[2])

    def refuse(*_: object) -> None:
        raise ValueError("a document type where there may be none")

    parser = ParserCreate()
    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begin, refuse
    parser.Parse(relations, True)
    return not _FETCHED.isdisjoint(found)


def check_pdf(name: str, stream: BinaryIO) -> None:
    """A PDF that opens without a password, has pages, and runs nothing.

    Raises FileDamaged, FileUnpacksTooBig, FileTypeRefused (locked, script, program or file inside).
    """
    stream.seek(-min(_PDF_TAIL, stream.seek(0, 2)), 2)
    if b"%%EOF" not in stream.read():  # cut short: a reader might show the first pages and never say so
        raise FileDamaged(name)
    stream.seek(0)
    try:
        with pikepdf.open(stream) as pdf:
            if not pdf.pages:
                raise FileDamaged(name)
            if len(pdf.objects) > _PDF_OBJECTS:
                raise FileUnpacksTooBig(name)
            found = next((what for thing in pdf.objects if (what := _runs(thing))), None)
    except pikepdf.PasswordError as error:
        raise FileTypeRefused(name, "a PDF with a password") from error
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError) as error:
        raise FileDamaged(name) from error
    if found:
        raise FileTypeRefused(name, f"a PDF with {found} inside")


def _runs(thing: pikepdf.Object, depth: int = 0) -> str | None:
    """What this object would run or bring along, in plain words; None when nothing. Looks inside."""
    if isinstance(thing, pikepdf.Array):
        held = list(thing)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if found := _does(thing):
            return found
        held = [part for _key, part in thing.items()]
    else:
        return None
    if depth == _PDF_DEPTH:
        return "too many things"
    direct = (part for part in held if isinstance(part, pikepdf.Object) and not part.is_indirect)
    return next((what for part in direct if (what := _runs(part, depth + 1))), None)


def _does(thing: pikepdf.Object) -> str | None:
    """What a dictionary does by itself, whatever is inside."""
    if "/JS" in thing or "/JavaScript" in thing or ("/XFA" in thing and _has_script(thing["/XFA"])):
        return _ACTIONS["/JavaScript"]
    if "/EF" in thing:  # the file itself need not say what it is
        return _ACTIONS["/EmbeddedFile"]
    names = (str(thing.get(key, "")) for key in ("/S", "/Subtype", "/Type"))
    return next((_ACTIONS[name] for name in names if name in _ACTIONS), None)


def _has_script(form: pikepdf.Object) -> bool:
    """True when a form of XML (PDF 32000-1, 12.7.8: one stream, or names and streams in turn) holds a script."""
    parts = list(form) if isinstance(form, pikepdf.Array) else [form]
    return any(isinstance(part, pikepdf.Stream) and b"script" in part.read_bytes().lower() for part in parts)
