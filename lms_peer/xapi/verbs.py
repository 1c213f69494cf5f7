"""Every verb that this service says, each IRI written once.

Standard verbs where one exists: ADL's vocabulary, Activity Streams 1.0, the Tin Can registry. The rest are ours,
below `PROFILE`.
"""

PROFILE = "https://w3id.org/lms-peer"
# The profile as it is now: what our statements name as their category. A new version has a new date.
PROFILE_VERSION = f"{PROFILE}/versions/2026-11-23"

_ADL = "http://adlnet.gov/expapi/verbs/"
_STREAMS = "http://activitystrea.ms/schema/1.0/"
_OURS = f"{PROFILE}/verbs/"

REGISTERED = f"{_ADL}registered"
SUSPENDED = f"{_ADL}suspended"
RESUMED = f"{_ADL}resumed"
COMPLETED = f"{_ADL}completed"
ATTENDED = f"{_ADL}attended"
VOIDED = f"{_ADL}voided"

SUBMITTED = f"{_STREAMS}submit"
RETRACTED = f"{_STREAMS}retract"
SCHEDULED = f"{_STREAMS}schedule"
CANCELLED = f"{_STREAMS}cancel"
ACKNOWLEDGED = f"{_STREAMS}acknowledge"
APPROVED = f"{_STREAMS}approve"
REJECTED = f"{_STREAMS}reject"
AGREED = f"{_STREAMS}agree"
DISAGREED = f"{_STREAMS}disagree"
TERMINATED = f"{_STREAMS}terminate"

EVALUATED = "http://www.tincanapi.co.uk/verbs/evaluated"

CHOSE = f"{_OURS}chose"
REBOOKED = f"{_OURS}rebooked"
OBSERVED = f"{_OURS}observed"
TESTIFIED = f"{_OURS}testified"
DISCUSSED = f"{_OURS}discussed"
COUNTERSIGNED = f"{_OURS}countersigned"
REPORTED = f"{_OURS}reported"
ISSUED = f"{_OURS}issued"
REDACTED = f"{_OURS}redacted"
REVOKED = f"{_OURS}revoked"
OVERTURNED = f"{_OURS}overturned"
REOPENED = f"{_OURS}reopened"
PLANNED = f"{_OURS}planned"
SAMPLED = f"{_OURS}sampled"
CLOSED = f"{_OURS}closed"

DISPLAY = {
    REGISTERED: "registered",
    SUSPENDED: "paused",
    RESUMED: "resumed",
    TERMINATED: "ended",
    COMPLETED: "completed",
    ATTENDED: "attended",
    VOIDED: "voided",
    SUBMITTED: "submitted",
    RETRACTED: "withdrew",
    SCHEDULED: "planned",
    CANCELLED: "cancelled",
    ACKNOWLEDGED: "confirmed",
    APPROVED: "approved",
    REJECTED: "refused",
    AGREED: "countersigned the decision",
    DISAGREED: "sent back the decision",
    EVALUATED: "judged",
    CHOSE: "chose the units of",
    REBOOKED: "rebooked",
    OBSERVED: "observed",
    TESTIFIED: "recorded a testimony",
    DISCUSSED: "discussed",
    COUNTERSIGNED: "countersigned",
    REPORTED: "reported",
    ISSUED: "issued",
    REDACTED: "redacted",
    REVOKED: "withdrew the portfolio",
    OVERTURNED: "took back the decision",
    REOPENED: "opened again",
    PLANNED: "planned the sampling of",
    SAMPLED: "sampled",
    CLOSED: "closed the action",
}
