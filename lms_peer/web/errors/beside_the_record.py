"""What is said of refusals about what is kept beside the record: being late, matches, boards."""

from __future__ import annotations

from lms_peer.domain import board, habits, matches
from lms_peer.web.errors.line import Lines, changed, check, forbidden

LINES: Lines = {
    habits.NotLate: check("Choose that they came late, or take the minutes out.", "minutes"),
    habits.BadLateness: check(
        "Write how late it was, from 1 to {longest} minutes. Longer is a missed time.", "minutes"
    ),
    matches.NotAReference: check(
        "Never write a name or a number to ring here. Use up to {limit} letters and digits, like R-27.", "client"
    ),
    matches.BadReview: check("The day to look again comes after that day, and by {latest}.", "review"),
    matches.BadInterval: check(
        "Write how many weeks lie between two sessions. It can be 1 to {longest}.", "weeks"
    ),
    matches.MatchEnded: changed("This match has ended, so nothing can be added to it."),
    matches.EndsTooEarly: check("The match began on {began}. It can not end before that.", "until"),
    board.NotWhilePaused: forbidden("You can write here again when your record is open. You can still read."),
    board.OwnPost: forbidden("You wrote this yourself. You can take it back instead."),
    board.PostClosed: changed("This post was {how}. Go back to the board to see what is there now."),
}
