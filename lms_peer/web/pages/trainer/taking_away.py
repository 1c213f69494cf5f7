"""A portfolio that was issued, to take away in parts: as folders in a ZIP, its matrix as a table.

What reads portfolios is loaded when the first is taken away: it is large, and taken away seldom.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue
from werkzeug.utils import secure_filename

from lms_peer.database import now
from lms_peer.domain.roles import Role
from lms_peer.web.access import allow, current_centre
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import names_for, standing_for_reading
from lms_peer.web.table_file import as_csv
from lms_peer.web.zipped import Member, zipped


@pages.get("/train/<uuid:registration>/portfolios/<int:version>/folders.zip")
@allow(Role.TRAINER)
def portfolio_folders(registration: UUID, version: int) -> ResponseReturnValue:
    """The portfolio as folders, sent as it is read from the vault."""
    from lms_peer.actions.export_portfolio import portfolio_in_folders

    standing = standing_for_reading(registration)
    inside = portfolio_in_folders(current_centre().id, registration, version)
    response = Response(
        zipped((Member(one.name, one.chunks, one.packed) for one in inside), now()), mimetype="application/zip"
    )
    plain = secure_filename(names_for([standing.learner])[standing.learner]) or "learner"
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}-version-{version}-folders.zip"'
    return response


@pages.get("/train/<uuid:registration>/portfolios/<int:version>/matrix.csv")
@allow(Role.TRAINER)
def portfolio_matrix(registration: UUID, version: int) -> ResponseReturnValue:
    """Every criterion with its evidence and the page that it is on, as it stands in this version."""
    from lms_peer.actions.export_portfolio import matrix_of

    standing_for_reading(registration)
    matrix = matrix_of(current_centre().id, registration, version)
    return as_csv(f"{matrix.learner} version {version} matrix", matrix.rows)
