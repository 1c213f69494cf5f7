"""Download everything held about the learner: one ZIP file, made while it is sent. Reads only."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from lms_peer.database import now
from lms_peer.domain.roles import Role
from lms_peer.web.access import allow
from lms_peer.web.handing_over import everything, name_of_file
from lms_peer.web.pages.learner.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.zipped import zipped


@pages.get("/learn/download")
@allow(Role.LEARNER)
def download() -> ResponseReturnValue:
    """What is in the file, and the way to it."""
    return render_template("learner/download.html")


@pages.get("/learn/download/everything.zip")
@allow(Role.LEARNER)
def download_file() -> ResponseReturnValue:
    """The ZIP file. What is in the database is read before the first byte goes out."""
    at = now()
    response = Response(zipped(everything(acting()), at), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=name_of_file(at))
    return response
