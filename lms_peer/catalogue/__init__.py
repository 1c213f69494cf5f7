"""What must be achieved, read from course files: `courses/*.yaml` in, frozen `domain.Qualification` values out.

May use PyYAML, marshmallow and the domain. Knows no learner, no database and no web page, and writes nothing.
The format is taught in `courses/README.md`.
"""

from lms_peer.catalogue.errors import CourseError, CourseErrors
from lms_peer.catalogue.folders import Catalogue, Specification, check, load_folder, shipped_courses
from lms_peer.catalogue.parse import parse

__all__ = [
    "Catalogue",
    "CourseError",
    "CourseErrors",
    "Specification",
    "check",
    "load_folder",
    "parse",
    "shipped_courses",
]
