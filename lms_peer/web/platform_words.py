"""What went wrong with a learning platform, in plain words: one sentence for each fault. `errors` has the table."""

from __future__ import annotations

from lms_peer.domain.launching import BadPlatform, Fault, LaunchRefused, NotJoinable, PlatformUnreachable
from lms_peer.web.language import N_, gettext

LAUNCH_FAULTS = {
    Fault.NO_TOKEN: N_("Your learning platform sent nothing that we can read. Go back there and try again."),
    Fault.SAID_NO: N_(
        "Your learning platform did not let you through. Sign in there, and open the activity again."
    ),
    Fault.ALGORITHM: N_("What came is not signed in a safe way. Ask whoever looks after your learning platform."),
    Fault.UNKNOWN_KEY: N_(
        "What came is signed with a key that your learning platform does not publish. Try again in a few minutes."
    ),
    Fault.SIGNATURE: N_("The signature is wrong, so we can not tell who sent this. Open the activity again."),
    Fault.NO_EXPIRY: N_(
        "What came has no end date, so it is not safe. Ask the people who run your learning platform."
    ),
    Fault.EXPIRED: N_("This took too long. Go back to your learning platform and open the activity again."),
    Fault.TOO_EARLY: N_("The clock of your learning platform is wrong. Ask whoever looks after it."),
    Fault.ISSUER: N_("This says it comes from another learning platform. Open the activity again from your own."),
    Fault.AUDIENCE: N_("This was meant for another service. Open the activity again from your learning platform."),
    Fault.PARTY: N_(
        "This was given to another service first. Open the activity again from your learning platform."
    ),
    Fault.STATE: N_("We did not ask for this. Go back to your learning platform and open the activity there."),
    Fault.LATE: N_("This was begun too long ago. Go back to your learning platform and open the activity again."),
    Fault.BROWSER: N_(
        "This began in another browser, or yours keeps no cookies. Allow cookies, and open the activity again."
    ),
    Fault.NONCE: N_("This does not answer what we asked. Open the activity again from your learning platform."),
    Fault.REPLAY: N_(
        "This was used already, and it works once. Go back to your learning platform and open the activity again."
    ),
    Fault.VERSION: N_(
        "Your learning platform speaks another version of LTI. We need LTI 1.3. Ask whoever looks after it."
    ),
    Fault.MESSAGE: N_("We do not know this kind of activity. Ask your trainer to add it to the course again."),
    Fault.DEPLOYMENT: N_(
        "Your centre does not know this part of the platform yet. A trainer can add its deployment ID."
    ),
    Fault.TARGET: N_("This leads to another website. Ask your trainer to add the activity to the course again."),
    Fault.NOBODY: N_(
        "Your learning platform did not say who you are. Sign in there, and open the activity again."
    ),
    Fault.CLOSED: N_("This account is closed. Ask your centre."),
}
TROUBLES = {
    "address": N_(
        "We may not speak to %(host)s. It must be on the internet, and its address must begin with https://."
    ),
    "silent": N_("We could not reach %(host)s. Wait a few minutes, then try again."),
    "slow": N_("%(host)s took too long to answer. Wait a few minutes, then try again."),
    "long": N_("%(host)s sent more than we can read. Ask whoever looks after it."),
    "refused": N_("%(host)s answered, but did not let us. Ask whoever looks after it."),
    "nonsense": N_("%(host)s sent something that we can not read. Ask whoever looks after it."),
}
NOT_JOINABLE = {
    "self": N_("They are one already. You do not need to do anything."),
    "joined": N_("Your name on the learning platform opens another account here. Ask your centre."),
    "elsewhere": N_("This account has no role at the centre of your learning platform. Ask your centre."),
    "work": N_("There is work in both of them, and it can not be put together. Ask your centre which one to use."),
}
_WHOLE = N_("Write all of this address, from https:// to the end.")
BAD_PLATFORM = {
    "openid_configuration": N_("There is no address to register at. Begin again in your learning platform."),
    "issuer": N_("Write all of the platform’s address, from https:// to the end. Both must be on one website."),
    "auth_login_url": _WHOLE,
    "token_url": _WHOLE,
    "jwks_url": _WHOLE,
    "deployments": N_("Write each deployment ID on a line of its own, with up to 255 signs."),
}
_NOT_DESCRIBED = N_("What the platform says of itself has no address that we can use. Ask whoever looks after it.")


def of_launch(refusal: LaunchRefused) -> str:
    """Why a launch was refused."""
    return gettext(LAUNCH_FAULTS[refusal.fault])


def of_network(refusal: PlatformUnreachable) -> str:
    """Why a platform could not be asked."""
    return gettext(TROUBLES.get(refusal.trouble, TROUBLES["silent"]), host=refusal.host)


def of_platform(refusal: BadPlatform) -> str:
    """What of a platform can not be used."""
    return gettext(BAD_PLATFORM.get(refusal.field, _NOT_DESCRIBED))


def of_joining(refusal: NotJoinable) -> str:
    """Why two accounts do not become one."""
    return gettext(NOT_JOINABLE.get(refusal.reason, NOT_JOINABLE["elsewhere"]))
