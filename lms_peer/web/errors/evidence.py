"""What is said of refusals about evidence, who may decide on it, and what blocks a unit."""

from __future__ import annotations

from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Line, Lines, changed, check, forbidden, not_yet
from lms_peer.web.language import N_

LINES: Lines = {
    r.Withdrawn: changed("This evidence was taken back or replaced. Open the record to see what is there now."),
    r.OwnRecord: forbidden("This is your own record. Ask another trainer to do this."),
    r.NothingHidden: check("Nothing is hidden yet. Choose what portfolios should leave out.", "words"),
    r.WordsNotThere: check("We did not find this in the evidence: {words}. Check how it is spelled.", "words"),
    r.NotBlackedOut: Line(
        422,
        N_("We could not black that out"),
        N_("We can not black out parts of {name}. You can leave out the whole file."),
    ),
    r.AlreadyJudged: changed(
        "An assessor has already judged this. It stays in the record. Open the record to see it."
    ),
    r.NotReferredBack: changed("Only work that needs more can be sent again. You can add new evidence instead."),
    r.OwnWork: forbidden("This is your own work, so you can not judge it. Ask another assessor."),
    r.DeclaredInterest: forbidden(
        "You said that you know this learner in another way. Ask another assessor to do this."
    ),
    r.OutOfScope: forbidden(
        "You are not approved to assess unit {unit}. Ask another assessor, or ask your centre."
    ),
    r.OwnTraining: forbidden("Someone else has to say whether you are qualified. Ask another trainer."),
    r.InTraining: forbidden(
        "You are an assessor in training. Ask a qualified assessor at your centre to do this."
    ),
    r.OwnDecision: forbidden("This is your own decision. Ask another assessor to sign it."),
    r.AlreadyCountersigned: changed(
        "Another assessor has answered this already. Open the record to see what they said."
    ),
    r.DoesNotCount: changed(
        "This decision does not count, so there is nothing to take back. Open the record to see what counts."
    ),
    r.ActionNotOpen: changed("There is nothing to be done here any more. Open the record to see how it stands."),
    r.NotSignedOff: changed("Unit {unit} is not signed off, so it is open already."),
    r.UnitAlreadySignedOff: changed(
        "Unit {unit} is signed off, so its record is closed. Open the record to see it."
    ),
    r.UnitBlocked: not_yet("Unit {unit} can not be signed off yet. {reasons}"),
}
