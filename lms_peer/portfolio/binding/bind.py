"""The way from sections to one document. Each step is in its own module; this one knows their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from pikepdf import Array, ObjectStreamMode, Pdf

from lms_peer.portfolio.binding.attaching import Attached
from lms_peer.portfolio.binding.footer import write_on_pages
from lms_peer.portfolio.binding.identity import Identity
from lms_peer.portfolio.binding.links import mend_links, name_places
from lms_peer.portfolio.binding.metadata import describe
from lms_peer.portfolio.binding.outline import shift, write_outline
from lms_peer.portfolio.binding.sharing import Shared
from lms_peer.portfolio.binding.sidecar import destinations, open_section, sidecar_of
from lms_peer.portfolio.binding.signature import add_signature
from lms_peer.portfolio.binding.stack import Stack
from lms_peer.portfolio.binding.structure import Structure
from lms_peer.portfolio.binding.summing import sums_of
from lms_peer.portfolio.binding.values import (
    About,
    AnchorTwice,
    Attachment,
    Bookmark,
    Manifest,
    NameTwice,
    NothingToBind,
    Section,
    Signature,
)


def bind(
    sections: Iterable[Section],
    about: About,
    attachments: Iterable[Attachment],
    page_words: Callable[[int, int], str],
    signature: Signature | None = None,
    manifest: Manifest | None = None,
) -> BinaryIO:
    """The sections as one PDF, in their order: a temporary file at its beginning, for whoever asked to close.

    `page_words(3, 286)` says "Page 3 of 286"; "" leaves a page without. `signature` is the room that is left for one,
    and `manifest` makes the last attachment.
    Sections and attachments are asked for one by one, and none is held for longer than it takes to take it in.

    Raises BindingRefused: NothingToBind, NameTwice, NotASection, AnchorTwice, UnknownAnchor, Unprintable.
    """
    with Stack() as stack:
        attached = Attached(stack, attachments)
        bound = attached.bound
        binding = _Binding(bound, about.language)
        for section in sections:
            with open_section(section.name, section.pdf) as source:
                binding.add(section, source)
        words = [page_words(number, len(binding.pages)) for number in range(1, len(binding.pages) + 1)]
        binding.finish(words, about)
        if manifest is not None:
            attached.add(manifest(attached.sums, sums_of(binding.pages, binding.shared.sums)))
        attached.close()
        binding.identity.add_rest(about, attached.sums, words)
        if signature is not None:
            add_signature(bound, binding.structure, binding.pages[0], signature)
        binding.structure.close()
        describe(bound, about, binding.producer)
        written: BinaryIO = TemporaryFile()  # noqa: SIM115 - whoever asked closes it
        bound.save(
            written,
            force_version="1.7",
            object_stream_mode=ObjectStreamMode.generate,
            static_id=True,
        )
    binding.identity.write(written)
    written.seek(0)
    return written


class _Binding:
    """What has been taken in so far."""

    def __init__(self, bound: Pdf, language: str) -> None:
        self._bound = bound
        self.structure = Structure(bound, language)
        self.identity = Identity()
        self.pages: list[Any] = []
        self.producer = ""
        self.shared = Shared()
        self._names: list[str] = []  # of the section of each page
        self._places: dict[str, Any] = {}
        self._bookmarks: list[Bookmark] = []
        self._page_of: dict[str, int] = {}

    def add(self, section: Section, source: Pdf) -> None:
        """Take in a section. Raises NameTwice, AnchorTwice."""
        if section.name in self._names:
            raise NameTwice(section.name)
        self.identity.add_section(section)
        before = len(self.pages)
        for page in source.pages:
            self._bound.pages.append(page)
        pages = [page.obj for page in self._bound.pages[before:]]
        self.pages += pages
        self._names += [section.name] * len(pages)
        if not before:
            self._take_colours(source)
        self._take_places(section, source, before)
        tree = self._bound.copy_foreign(source.Root.StructTreeRoot)
        self.structure.take(tree, pages, str(source.Root.Lang))
        for resources in {page.Resources.objgen: page.Resources for page in pages}.values():
            self.shared.share(resources)

    def finish(self, words: Sequence[str], about: About) -> None:
        """Join what needed all sections: places, links, outline, and what stands on each page.

        `words` are those of each page; a link to one without words is said to go to the whole, by its title.
        Raises NothingToBind, UnknownAnchor, Unprintable.
        """
        if not self.pages:
            raise NothingToBind("there is no section to bind")
        name_places(self._bound, self._places)
        for name, page in zip(self._names, self.pages, strict=True):
            mend_links(name, page, self._page_of, lambda number: words[number] or about.title)
        write_outline(self._bound, self._bookmarks, self.pages)
        write_on_pages(self._bound, self.pages, words, about.watermark)

    def _take_colours(self, source: Pdf) -> None:
        intents = self._bound.copy_foreign(source.make_indirect(source.Root.OutputIntents))
        for intent in intents:
            intent.DestOutputProfile = self.shared.one(intent.DestOutputProfile)
        self._bound.Root.OutputIntents = intents
        self.producer = str(source.docinfo.get("/Producer", ""))

    def _take_places(self, section: Section, source: Pdf, before: int) -> None:
        sidecar = sidecar_of(source)
        for anchor, place in destinations(source):
            if anchor in self._page_of:
                raise AnchorTwice(anchor, self._names[self._page_of[anchor]], section.name)
            number = before + sidecar.anchors[anchor]
            self._page_of[anchor] = number
            self._places[anchor] = Array([self.pages[number], *list(place)[1:]])
        self._bookmarks += [shift(bookmark, pages=before, level=section.level) for bookmark in sidecar.bookmarks]
