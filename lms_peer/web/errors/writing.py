"""What is said of what people wrote and chose in a form: too little, too much, not allowed, not now."""

from __future__ import annotations

from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Lines, check

LINES: Lines = {
    r.Missing: check("Something is missing: {field}. Put it in, then send it again."),
    r.TooLong: check("{field} is too long. Use {limit} characters or fewer."),
    r.UnknownCriteria: check("{criteria} can not be chosen. Tick only boxes on this page.", "criteria"),
    r.MethodNotAllowed: check(
        "{criteria} can not be shown by {method}. Choose another way, or other criteria.", "criteria"
    ),
    r.NotDeclared: check("Tick the box to say that this is your own work.", "declared"),
    r.InTheFuture: check("{field} is in the future. Write when it really happened."),
    r.TooLongAgo: check("{field} is too long ago. It can not be before {earliest}."),
}
