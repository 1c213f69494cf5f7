"""The form on which an observation is written by hand, as a file to print."""

from __future__ import annotations

from io import BytesIO
from uuid import UUID

from flask import send_file
from flask.typing import ResponseReturnValue

from lms_peer.actions.print_documents import print_observation_form
from lms_peer.domain.roles import Role
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.pages.assessor.case import pages

PDF = "application/pdf"


@pages.get("/assess/<uuid:registration>/observations/<uuid:observation>/form")
@allow(Role.ASSESSOR)
def observation_form(registration: UUID, observation: UUID) -> ResponseReturnValue:
    """The form of one observation, with what is known already filled in."""
    drawn = print_observation_form(signed_in_person().centre.id, registration, observation)
    return send_file(BytesIO(drawn), PDF, as_attachment=True, download_name="observation-form.pdf")
