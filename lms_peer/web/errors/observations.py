"""What is said of refusals about observations."""

from __future__ import annotations

from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Lines, changed, check, not_yet

LINES: Lines = {
    r.ObservationClosed: changed("This observation was {how} already. Open the record to see it."),
    r.ObservationNotRecorded: not_yet("The assessor has not written this up yet. Come back when they have."),
    r.InThePast: check("{field} is in the past. Choose a time that is still to come."),
    r.TooFarAhead: check("{field} is a long way off. Check the year: it can be {latest} at the latest."),
    r.SameTime: check("It is planned for this time already. Choose another time, or go back.", "due"),
    r.NotCovered: check("Say how these were covered: {criteria}. Or take them off the list.", "criteria"),
}
