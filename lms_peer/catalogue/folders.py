"""Folders of course files as one catalogue.

Reads files; what is in them is `parse`'s. Writes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lms_peer.catalogue.document import LARGEST
from lms_peer.catalogue.errors import CourseError, CourseErrors
from lms_peer.catalogue.parse import parse
from lms_peer.domain.qualification import Qualification, QualificationRef


@dataclass(frozen=True)
class Specification:
    """One course file as it was read: `source` are its very bytes, `sha256` their hash in hex."""

    qualification: Qualification
    source: bytes
    path: Path
    sha256: str


class Catalogue:
    """Every version of every course: `catalogue[ref]` is one version, `catalogue.get(slug)` the newest.

    `outside` holds each activity and verb (IRIs) of another system that a course takes for evidence.
    """

    def __init__(self, specifications: Iterable[Specification]) -> None:
        self._by_ref = {spec.qualification.ref: spec for spec in specifications}
        ordered = sorted(self._by_ref.values(), key=lambda spec: version_order(spec.qualification.version))
        self.outside = frozenset(
            (named.activity, named.verb) for spec in self._by_ref.values() for named in spec.qualification.external
        )
        self._newest = {spec.qualification.slug: spec for spec in ordered}

    def __getitem__(self, ref: QualificationRef) -> Specification:
        """One version of one course. Raises KeyError."""
        return self._by_ref[ref]

    def __contains__(self, ref: object) -> bool:
        return ref in self._by_ref

    def __iter__(self) -> Iterator[QualificationRef]:
        return iter(self._by_ref)

    def __len__(self) -> int:
        return len(self._by_ref)

    def current(self) -> tuple[Specification, ...]:
        """The newest version of each course, in the order of titles."""
        return tuple(sorted(self._newest.values(), key=lambda spec: spec.qualification.title.casefold()))

    def get(self, slug: str) -> Specification | None:
        """The newest version of one course, or None."""
        return self._newest.get(slug)


def shipped_courses() -> Path:
    """The folder of courses that come with lms_peer: in the wheel, or at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_data" / "courses"
    return installed if installed.is_dir() else package.parent / "courses"


def load_folder(folders: Sequence[Path]) -> Catalogue:
    """Every `*.yaml` and `*.yml` file directly in these folders.

    Raises CourseErrors with every mistake in every file. Two files with the same slug and version are one: what
    learners were promised under that version may not change, so the newer file has to raise its version.
    """
    found, errors = _load_files(folders)
    if errors:
        raise CourseErrors(errors)
    return Catalogue(found)


def check(paths: Iterable[Path]) -> list[CourseError]:
    """Every mistake in these course files and folders, in order; empty when all are right."""
    return list(CourseErrors(_load_files(paths)[1]).errors)


def version_order(version: str) -> tuple[int, ...]:
    """What puts version `1.10` after `1.9`."""
    return tuple(int(part) for part in version.split("."))


def _load_files(paths: Iterable[Path]) -> tuple[list[Specification], list[CourseError]]:
    found: dict[QualificationRef, Specification] = {}
    errors: list[CourseError] = []
    for file in dict.fromkeys(file for path in paths for file in _files(path)):
        try:
            specification = _load(file)
        except CourseErrors as wrong:
            errors += wrong.errors
            continue
        ref = specification.qualification.ref
        if ref in found:
            errors.append(_same_version(specification, found[ref]))
        found.setdefault(ref, specification)
    return list(found.values()), errors


def _files(path: Path) -> list[Path]:
    """The course files of a folder in the order of names; any other path is taken for a course file itself."""
    try:
        return sorted(file for file in path.iterdir() if file.suffix in {".yaml", ".yml"} and file.is_file())
    except OSError:
        return [path]


def _load(file: Path) -> Specification:
    try:
        with file.open("rb") as opened:
            source = opened.read(LARGEST + 1)
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"This can not be opened ({reason}). Check its name and that you may read it."
        raise CourseErrors([CourseError(str(file), 0, "", message)]) from None
    return Specification(parse(source, str(file)), source, file, hashlib.sha256(source).hexdigest())


def _same_version(later: Specification, earlier: Specification) -> CourseError:
    slug, version = later.qualification.ref
    lines = later.source.decode("utf-8-sig").splitlines()
    line = next((number for number, text in enumerate(lines, 1) if text.startswith("version")), 1)
    message = (
        f'{earlier.path} holds version {version} of "{slug}" already. Raise the version in this file, such as '
        f'version: "{raised(version)}", or delete one of the files.'
    )
    return CourseError(str(later.path), line, "version", message)


def raised(version: str) -> str:
    """The version after this one: `1.9` is followed by `1.10`."""
    *head, last = version_order(version)
    return ".".join(map(str, (*head, last + 1)))
