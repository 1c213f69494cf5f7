"""The settings of Flask, Flask-WTF and Flask-Security: which features are on, their addresses, pages and words."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

from lms_peer.config import Config
from lms_peer.database import now
from lms_peer.people.accounts import PASSWORD_SHORTEST
from lms_peer.web.language import N_, TRANSLATIONS
from lms_peer.web.letters import LINK_GOOD_FOR, PASSWORD_CHANGED, PASSWORD_LINK

IDLE = timedelta(hours=2)
WARNING = timedelta(minutes=5)  # before that, the page asks whether anybody is there
FRESH = timedelta(minutes=30)  # how long a password counts as typed just now
ARGON2 = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 2, "argon2__parallelism": 1}  # OWASP, in KiB


def settings(config: Config) -> dict[str, Any]:
    """The settings of a service."""
    return {
        **_sessions(config),
        **_passwords(config),
        **_second_step(config),
        **_passkeys(),
        **{f"SECURITY_MSG_{name}": (words, kind) for kind, told in _WORDS.items() for name, words in told.items()},
    }


def _sessions(config: Config) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.secure,
        "SESSION_COOKIE_NAME": "__Host-session" if config.secure else "session",
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "SECURITY_DATETIME_FACTORY": now,
        "SECURITY_JOIN_USER_ROLES": False,
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_FRESHNESS": FRESH,
        "SECURITY_FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        "SECURITY_I18N_DOMAIN": "messages",  # its words are ours, see _WORDS
        "SECURITY_I18N_DIRNAME": str(TRANSLATIONS),
        "SECURITY_CACHE_CONTROL": None,  # every page has it, see `security`
        "SECURITY_LOGIN_URL": "/sign-in",
        "SECURITY_LOGOUT_URL": "/sign-out",
        "SECURITY_VERIFY_URL": "/account/check",
        "SECURITY_POST_LOGOUT_VIEW": "/signed-out",
        "SECURITY_LOGIN_USER_TEMPLATE": "account/sign_in.html",
        "SECURITY_VERIFY_TEMPLATE": "account/password_again.html",
    }


def _passwords(config: Config) -> dict[str, Any]:
    return {
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": ARGON2,
        "SECURITY_PASSWORD_SALT": config.password_salt,
        "SECURITY_PASSWORD_LENGTH_MIN": PASSWORD_SHORTEST,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": "/account/password",
        "SECURITY_POST_CHANGE_VIEW": "/account",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "account/password.html",
        "SECURITY_RECOVERABLE": True,
        # What a link holds of the password's hash, which is salted: quick, so that it tells nobody who has an account.
        "SECURITY_HASHING_SCHEMES": ["hex_sha256"],
        "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
        "SECURITY_RESET_URL": "/sign-in/forgotten",
        "SECURITY_RESET_PASSWORD_WITHIN": LINK_GOOD_FOR,
        "SECURITY_POST_RESET_VIEW": "/sign-in",
        "SECURITY_FORGOT_PASSWORD_TEMPLATE": "account/forgotten.html",
        "SECURITY_RESET_PASSWORD_TEMPLATE": "account/new_password.html",
        "SECURITY_EMAIL_PLAINTEXT": False,  # written later, see `letters`
        "SECURITY_EMAIL_HTML": False,
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET": PASSWORD_LINK,
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": PASSWORD_CHANGED,
        "SECURITY_EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": PASSWORD_CHANGED,
    }


def _second_step(config: Config) -> dict[str, Any]:
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_IMPLEMENTATIONS": {
            "code": "flask_security.twofactor.CodeTfPlugin",
            "webauthn": "lms_peer.web.passkeys.PasskeySecondStep",
        },
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,  # seconds before and after that a clock may be wrong
        "SECURITY_TOTP_SECRETS": {"1": _key(config, "codes")},
        "SECURITY_TOTP_ISSUER": "lms_peer",
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TWO_FACTOR_SETUP_URL": "/account/second-step/app",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "account/app.html",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/account/second-step",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/code/help",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "account/code.html",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/second-step",
        "SECURITY_TWO_FACTOR_SELECT_TEMPLATE": "account/which_step.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [_key(config, "recovery codes").encode()],
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/account/second-step/recovery-codes",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "account/recovery_codes.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "account/recovery_code.html",
        "LMS_PEER_SECOND_STEP": config.second_step,
    }


def _passkeys() -> dict[str, Any]:
    return {
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "lms_peer",
        "SECURITY_WAN_ALLOW_USER_HINTS": False,
        "SECURITY_WAN_ALLOW_AS_VERIFY": [],
        "SECURITY_WAN_SIGNIN_WITHIN": timedelta(minutes=5),
        "SECURITY_WAN_REGISTER_URL": "/account/second-step/passkeys",
        "SECURITY_WAN_REGISTER_TEMPLATE": "account/passkeys.html",
        "SECURITY_WAN_POST_REGISTER_VIEW": "/account/second-step",
        "SECURITY_WAN_DELETE_URL": "/account/second-step/passkeys/remove",
        "SECURITY_WAN_SIGNIN_URL": "/sign-in/passkey",
        "SECURITY_WAN_SIGNIN_TEMPLATE": "account/passkey.html",
    }


def _key(config: Config, purpose: str) -> str:
    """A key of 256 bits from the service's own secret, for this purpose only."""
    return urlsafe_b64encode(sha256(f"{purpose}:{config.secret_key}".encode()).digest()).decode()


_STALE_LINK = N_(
    "This link does not work any more. It was used before, or it is too old. You can ask for a new one here."
)
_TOO_SLOW = N_("That took too long. Start again.")
# What Flask-Security says, in plain words. The kind decides how a message looks.
_WORDS = {
    "success": {
        "PASSWORD_CHANGE": N_("Your password is changed."),
        "PASSWORD_RESET_NO_LOGIN": N_("Your new password is saved. Sign in with it."),
        "TWO_FACTOR_LOGIN_SUCCESSFUL": N_("You are signed in."),
        "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": N_("Your app is set up. We ask for its code when you sign in."),
        "TWO_FACTOR_DISABLED": N_("Your app is switched off. We do not ask for its code any more."),
        "WEBAUTHN_REGISTER_SUCCESSFUL": N_("Your passkey is saved. You can sign in with it."),
        "WEBAUTHN_CREDENTIAL_DELETED": N_("The passkey %(name)s is taken off your account."),
        "REAUTHENTICATION_SUCCESSFUL": N_("Thank you. You can go on now."),
    },
    "info": {
        "PASSWORD_RESET_REQUEST": N_("If somebody here signs in with %(email)s, we have sent an email to it."),
        "REAUTHENTICATION_REQUIRED": N_("Type your password again first."),
    },
    "error": {
        "PASSWORD_NOT_PROVIDED": N_("Type your password."),
        "INVALID_PASSWORD": N_("That is not your password now. Type it again."),
        "PASSWORD_IS_THE_SAME": N_("That is the password you have now. Choose another."),
        "PASSWORD_RESET_EXPIRED": _STALE_LINK,
        "INVALID_RESET_PASSWORD_TOKEN": _STALE_LINK,
        "TWO_FACTOR_INVALID_TOKEN": N_("That code is not right. Wait for the next one in your app, and type it."),
        "TWO_FACTOR_PERMISSION_DENIED": _TOO_SLOW,
        "TWO_FACTOR_SETUP_EXPIRED": _TOO_SLOW,
        "TWO_FACTOR_METHOD_NOT_AVAILABLE": N_("Choose one from the list."),
        "INVALID_RECOVERY_CODE": N_("That is not one of your recovery codes, or it was used. Each works once."),
        "API_ERROR": N_("Your browser did not send a passkey. Try again."),
        "WEBAUTHN_EXPIRED": _TOO_SLOW,
        "WEBAUTHN_NAME_REQUIRED": N_("Give the passkey a name."),
        "WEBAUTHN_NAME_INUSE": N_("You have a passkey called %(name)s already. Choose another name."),
        "WEBAUTHN_NAME_NOT_FOUND": N_("You have no passkey called %(name)s."),
        "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": N_("Use only letters, digits, spaces and hyphens."),
        "WEBAUTHN_NO_VERIFY": N_("We could not check this passkey. Try again."),
        "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": N_("We do not know this passkey. Sign in with your password."),
        "WEBAUTHN_CREDENTIAL_ID_INUSE": N_("This passkey is in use already."),
        "WEBAUTHN_MISMATCH_USER_HANDLE": N_("We do not know this passkey. Sign in with your password."),
        "DISABLED_ACCOUNT": N_("This account is closed. Ask your centre."),
    },
}
