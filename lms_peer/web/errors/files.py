"""What is said of files that can not be taken."""

from __future__ import annotations

from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Line, Lines, bad_file, too_big
from lms_peer.web.language import N_, gettext
from lms_peer.web.wording import size

# What a file was found to be. Behind a family of files stands which one, in brackets, as "(tiff)".
_FOUND = frozenset(
    (
        *(N_("a kind of file we do not know"), N_("a file"), N_("a ZIP file"), N_("a program"), N_("a web page")),
        *(N_("a Word file"), N_("an old Word file (.doc)"), N_("an OpenDocument text (.odt)")),
        *(N_("a PDF"), N_("plain text"), N_("a picture"), N_("a sound recording"), N_("a film")),
        *(N_("a PDF with a password"), N_("a Word file with a password")),
        *(N_("a Word file packed in an unusual way"), N_("a packed file that is not a Word document")),
    )
)


def _called(found: str) -> str:
    name, bracket, which = (found, "", "") if found in _FOUND else found.partition(" (")
    return (gettext(name) if name in _FOUND else name) + bracket + which


def _unfit_file(refusal: r.FileTypeRefused) -> str:
    if "UTF-8" in refusal.found:
        return gettext(". Save it as a PDF and send that.")
    if "password" in refusal.found:
        return gettext(": it is %(found)s. Take the password off first.", found=_called(refusal.found))
    if refusal.found.endswith((" in one", " inside", " macros", "not text", "elsewhere")):
        return gettext(". Something is hidden in it. Take a photo of it instead.")
    return gettext(
        ": it looks like %(found)s. Choose a photo, PDF, Word file, sound or video.", found=_called(refusal.found)
    )


def _limit(refusal: r.FileTooBig) -> str:
    return size(refusal.limit)


LINES: Lines = {
    r.FileEmpty: bad_file("The file {name} is empty. Choose another file.", "files"),
    r.FileTooBig: too_big(
        "The file {name} is too big. It can be up to {limit}. Choose a smaller file.",
        "files",
        fill={"limit": _limit},
    ),
    r.FileTypeRefused: Line(
        415,
        N_("We could not take that file"),
        N_("We can not take {name}{whole}"),
        "files",
        fill={"whole": _unfit_file},
    ),
    r.FileDamaged: bad_file("We could not open the file {name}. Save it again, or choose another file.", "files"),
    r.FileUnpacksTooBig: too_big(
        "The file {name} is too large to open. Take a new photo, or ask for help.", "files"
    ),
    r.TooManyFiles: bad_file("{limit} files is the most. Take some off first.", "files"),
}
