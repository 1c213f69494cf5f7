"""Where a centre makes documents of its own: copying what is shipped, and drawing the sample to look at it.

The sample is drawn in a process with little time and little memory, so that a template that is wrong harms nobody.
Asks no database and fetches nothing.
"""

from lms_peer.portfolio.studio.copying import DOCUMENTS, NAMES, FolderTaken, copy, origin
from lms_peer.portfolio.studio.findings import Finding
from lms_peer.portfolio.studio.preview import NotACertificate, Proof, preview

__all__ = [
    "DOCUMENTS",
    "NAMES",
    "Finding",
    "FolderTaken",
    "NotACertificate",
    "Proof",
    "copy",
    "origin",
    "preview",
]
