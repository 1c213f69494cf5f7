"""Recognition: the statement of achievement of a unit that is signed off, for the learner and the people who help them.

Changes nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from lms_peer.actions.print_documents import print_statement_of_achievement
from lms_peer.database import now
from lms_peer.domain.roles import Role
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.records import standing_for_reading

pages = Blueprint("achievements", __name__)

PDF = "application/pdf"
LATELY = timedelta(days=14)


@pages.get("/records/<uuid:registration>/units/<unit>/statement")
@allow(Role.LEARNER, Role.ASSESSOR, Role.TRAINER, Role.IQA, Role.EQA)
def statement(registration: UUID, unit: str) -> ResponseReturnValue:
    """The statement of achievement of one unit. It is there once the unit is signed off."""
    standing = standing_for_reading(registration)
    drawn = print_statement_of_achievement(signed_in_person().centre.id, standing, unit)
    return send_file(BytesIO(drawn), PDF, as_attachment=True, download_name=f"statement-of-achievement-{unit}.pdf")


@pages.app_template_test("lately")
def lately(moment: datetime) -> bool:
    """True for what took place in the last two weeks."""
    return now() - moment < LATELY
