"""What everything in our profile means, in plain English: a name and a sentence or two. Words only."""

from __future__ import annotations

from lms_peer.domain import facts as f
from lms_peer.domain.facts import Fact
from lms_peer.xapi import activities, verbs

LANGUAGE = "en"

TITLE = "Peer advisor portfolios"
ABOUT = (
    "How the coursework, observations and shadowing hours of peer advisors are told as statements, from the day "
    "someone is registered to the portfolio that is printed. A person is always an account with a name that says "
    "nothing about them. What people wrote is in the attachments."
)

Meaning = tuple[str, str]

# The name of a verb is what statements display: see `verbs.DISPLAY`.
VERBS: dict[str, str] = {
    verbs.CHOSE: "The actor wrote down which optional units the learner takes from now on.",
    verbs.REBOOKED: "The actor agreed a new day for the observation that the object, an earlier statement, planned.",
    verbs.OBSERVED: "The actor, an assessor, watched the learner at work and wrote down what they saw.",
    verbs.TESTIFIED: "The actor put on record what a witness saw the learner do.",
    verbs.DISCUSSED: "The actor, an assessor, asked the learner about their work and wrote down the answers.",
    verbs.COUNTERSIGNED: "The actor, a member of staff, confirmed hours. The object is the statement that logged them.",
    verbs.REPORTED: "The actor, another system, said that the learner did something there.",
    verbs.REVOKED: "The actor says that a portfolio which was printed is not to be relied on any more.",
    verbs.OVERTURNED: "The actor says that a decision was wrong. It counts no more. The object is its statement.",
    verbs.REOPENED: "The actor says that a unit was signed off wrongly. It is open again.",
    verbs.PLANNED: "The actor, a quality assurer, said by when a unit is to be sampled, or that it need not be.",
    verbs.SAMPLED: "The actor, a quality assurer, checked how a unit was assessed and told what they found.",
    verbs.CLOSED: "The actor, a quality assurer, saw that what a sample asked for was done. The object is the sample.",
    verbs.REDACTED: "The actor said what portfolios leave out of a piece of evidence. The object is its statement.",
    verbs.ISSUED: "The actor printed the learner's record as a portfolio, which is kept as it was.",
}

ACTIVITY_TYPES: dict[str, Meaning] = {
    activities.QUALIFICATION: ("Qualification", "What a learner works for, at one version of its specification."),
    activities.UNIT: ("Unit", "A part of a qualification that is signed off by itself."),
    activities.CRITERION: ("Assessment criterion", "One thing that a learner must show, in one unit."),
    activities.EVIDENCE: ("Evidence", "Work of the learner's own that they put forward to be assessed."),
    activities.TESTIMONY: ("Witness testimony", "What someone who saw the learner at work says about it."),
    activities.DISCUSSION: ("Professional discussion", "Questions of an assessor and the learner's answers."),
    activities.OUTSIDE_EVIDENCE: ("Evidence from outside", "What another system says that the learner did there."),
    activities.OBSERVATION: ("Observation plan", "An agreement that an assessor will watch the learner at work."),
    activities.OBSERVATION_RECORD: ("Observation record", "What an assessor saw. It decides nothing by itself."),
    activities.HOURS: ("Hours", "Time that the learner spent, such as shadowing. It counts once it is signed."),
    activities.PORTFOLIO: ("Portfolio", "A learner's record, printed."),
}

ATTACHMENTS: dict[str, Meaning] = {
    "words": ("Words", "What people wrote beside the statement, as one JSON object."),
    "file": ("File", "A file that was sent as evidence, or as part of it."),
    "redacted-copy": ("Redacted copy", "A file of the evidence in which parts are blacked out."),
    "specification": ("Specification", "The course file that the learner was registered on, byte for byte."),
    "portfolio": ("Portfolio", "The portfolio that was printed, byte for byte."),
}

EXTENSIONS: dict[str, Meaning] = {
    "optional_units": ("Optional units", "The references of the optional units that the learner takes."),
    "method": ("Method", "How the evidence shows what it shows."),
    "happened": ("Day of the work", "The day on which the work was done, in the United Kingdom."),
    "used_ai": ("Used AI", "True when the learner said that a computer program wrote some of it."),
    "witness": ("Witness", "The account of the witness: who vouches for the name, and the name."),
    "expert": ("Expert witness", "True when the witness knows the units and the work."),
    "verb": ("Verb of the source", "The verb of the other system's statement."),
    "in_training": (
        "In training",
        "True when the assessor was not qualified yet. Then the decision counts once a qualified assessor agreed.",
    ),
    "replaced": (
        "Replaced",
        "The SHA-256 of each file that a redacted copy stands for, in the order of the copies.",
    ),
    "left_out": ("Left out", "The SHA-256 of each file that portfolios leave out."),
    "hides_words": ("Hides words", "True when words of the evidence are blacked out."),
    "by_day": (
        "By day",
        "The day by which the unit is to be sampled, in the United Kingdom. Without it, it need not be sampled.",
    ),
    "sampled": ("Sampled", "The statements of the evidence that the quality assurer looked at."),
    "agreed": ("Agreed", "True when the decisions stand. When it is false, something has to be done first."),
    "summative": (
        "Summative",
        "True when the unit was signed off by then. When it is false, the sample is interim.",
    ),
    "link_from": (
        "Link from",
        "Who made the link by which the member of staff answered. It is left out when they had signed in.",
    ),
    "due": ("Due", "When the observation is to be."),
    "reason": ("Reason", "Why the observation did not happen."),
    "kind": ("Kind of hours", "What the time was spent on, such as shadowing."),
    "version": ("Version", "The portfolio's number: 1 for the first one of this registration."),
    "position": ("Position", "How many statements of the centre the portfolio was made from."),
    "final": ("Final", "True when nothing was open any more. Without it, or when it is false, this is a draft."),
    "chain_hash": ("Chain hash", "The hash of the centre's statements up to that position, in hex."),
}

FACTS: dict[type[Fact], str] = {
    f.LearnerRegistered: "A learner starts on a qualification, at the version that the attachment holds.",
    f.UnitsChosen: "A learner takes other optional units than before.",
    f.RegistrationPaused: "The clock stops for a learner. Nothing is late until it goes on.",
    f.RegistrationResumed: "The clock goes on for a learner. Nothing was lost.",
    f.RegistrationEnded: "A learner leaves before everything is achieved. What was achieved stays.",
    f.RegistrationCompleted: "A learner has achieved all that the qualification asks for.",
    f.EvidenceSubmitted: "A learner puts forward work of their own and says that it is theirs.",
    f.EvidenceWithdrawn: "Evidence that nobody had judged is taken back.",
    f.EvidenceRedacted: "Parts of a piece of evidence are left out of portfolios from now on, or all is shown again.",
    f.WitnessTestimonyRecorded: "What a witness saw the learner do is put on record.",
    f.DiscussionRecorded: "What an assessor asked and a learner answered is put on record.",
    f.OutsideEvidenceReported: "Another system says that the learner did something there. An assessor has to judge it.",
    f.ObservationPlanned: "An assessor and a learner agree when the learner will be watched at work.",
    f.ObservationRebooked: "An observation gets another day or another assessor.",
    f.ObservationCancelled: "An observation that was planned does not happen.",
    f.ObservationRecorded: "What an assessor saw and asked is put on record. A judgement is a statement of its own.",
    f.ObservationConfirmed: "The learner has read the record of an observation and signs it.",
    f.CriterionJudged: "An assessor decides one criterion on one piece of evidence. Success means that it is met.",
    f.JudgementCountersigned: "A qualified assessor agrees with the decision of one in training. Now it counts.",
    f.JudgementSentBack: "A qualified assessor does not agree with the decision of one in training. It does not count.",
    f.JudgementWithdrawn: "A qualified assessor takes back a decision that was wrong. It counts no more.",
    f.UnitSignedOff: "An assessor confirms that every criterion of a unit is met.",
    f.UnitReopened: "A qualified assessor takes back the sign-off of a unit. It counts no more.",
    f.SamplePlanned: "A quality assurer plans to check how a unit was assessed, or says why it need not be checked.",
    f.UnitSampled: "A quality assurer has checked how a unit was assessed.",
    f.ActionClosed: "What a quality assurer asked for in a unit is done.",
    f.HoursLogged: "A learner writes down time that they spent. The timestamp is when it began.",
    f.HoursCountersigned: "A member of staff confirms hours. Only such hours count.",
    f.HoursRefused: "A member of staff does not confirm hours.",
    f.HoursVoided: "A learner takes hours back, to log them anew.",
    f.PortfolioIssued: "A learner's record is printed as a portfolio.",
    f.PortfolioWithdrawn: "A portfolio that was printed is withdrawn: nobody is to rely on it any more.",
}

PATTERNS: dict[str, Meaning] = {
    "registration": (
        "A registration's life",
        "All statements of one registration. It begins when the learner is registered; only hours, meetings and tests "
        "may have taken place before.",
    ),
    "judged-evidence": (
        "From evidence to sign-off",
        "Evidence is judged, criterion by criterion, and then the unit may be signed off. Other statements may stand "
        "between.",
    ),
    "answered-hours": (
        "From hours to a signature",
        "Hours are logged and get one answer: they are confirmed, not confirmed, or taken back. Other statements may "
        "stand between.",
    ),
    "observation": (
        "From a plan to an observation",
        "An observation is planned, may be moved or cancelled, takes place, and is signed by the learner. Other "
        "statements may stand between.",
    ),
}
