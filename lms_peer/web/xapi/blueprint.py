"""The blueprint that every resource of the learning record store hangs on. Nothing else."""

from __future__ import annotations

from flask import Blueprint

ADDRESS = "/xapi"

resources = Blueprint("xapi", __name__, url_prefix=ADDRESS)
