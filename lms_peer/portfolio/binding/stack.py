"""Files to be enclosed, on the disk until the document is saved: a PDF of streams to which all else is added.

A portfolio may enclose many recordings. What a document has from the file that it was opened from, it reads when that
is written; what is put in later it holds in memory.
"""

from __future__ import annotations

from contextlib import ExitStack
from tempfile import TemporaryFile

from pikepdf import AccessMode, Dictionary, Pdf


class Stack(ExitStack):
    """One file that nobody else sees. Use it with `with`: put all streams in, then open it once.

    At the end the file is gone, and the document is closed.
    """

    def __init__(self) -> None:
        super().__init__()
        self._file = self.enter_context(TemporaryFile())  # noqa: SIM115 - that is what closes it
        self._file.write(b"%PDF-1.7\n")
        self._places: list[int] = []

    def put(self, said: Dictionary, content: bytes) -> int:
        """Put a stream down, with what is said of it. Answers its number as an object."""
        said.Length = len(content)
        return self._add(said.unparse() + b"\nstream\n", content, b"\nendstream")

    def open(self) -> Pdf:
        """A document without pages that has every stream at hand (ISO 32000-1, 7.5)."""
        page = len(self._places) + 1  # qpdf opens nothing that has none
        self._add(b"<</Type /Page /Parent %d 0 R /MediaBox [0 0 9 9]>>" % (page + 1))
        self._add(b"<</Type /Pages /Count 1 /Kids [%d 0 R]>>" % page)
        root = self._add(b"<</Type /Catalog /Pages %d 0 R>>" % (page + 1))
        table = self._file.tell()
        self._file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (root + 1))
        self._file.writelines(b"%010d 00000 n \n" % place for place in self._places)
        self._file.write(b"trailer\n<</Size %d /Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (root + 1, root, table))
        # Read and not mapped: a mapped page counts as memory until the file is closed.
        opened = self.enter_context(Pdf.open(self._file, access_mode=AccessMode.stream))
        del opened.pages[0]
        return opened

    def _add(self, *parts: bytes) -> int:
        self._places.append(self._file.tell())
        self._file.writelines([b"%d 0 obj\n" % len(self._places), *parts, b"\nendobj\n"])
        return len(self._places)
