"""Who may use a view, and who is using it.

A view says it with `@allow(Role.X, …)`, `@signed_in` or `@public`; the check runs before every view and fails
closed: a view that says nothing is shut for everyone. Which object a person may see is not decided here: actions and
people answer NotFound for what belongs to another centre.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import structlog
from flask import Flask, abort, current_app, g, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user, user_logged_in, user_logged_out
from flask_security import url_for_security
from werkzeug.wrappers import Response

from lms_peer.domain.facts import Actor
from lms_peer.domain.refusals import AccessEnded, NotAllowed
from lms_peer.domain.roles import Role
from lms_peer.people.centres import CentreHere, Held, account_in_session, roles_by_centre
from lms_peer.people.holding import Over, over
from lms_peer.people.models import Account
from lms_peer.people.names import actor_of
from lms_peer.web import framing
from lms_peer.web.wants import wants_json

View = TypeVar("View", bound=Callable[..., object])
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Rule:
    """Who may use a view: anyone, anyone signed in, or holders of one of `roles` at the centre they are in."""

    public: bool = False
    roles: tuple[Role, ...] = ()


PUBLIC = Rule(public=True)
SIGNED_IN = Rule()

# Views that we did not write.
_NOT_OURS = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.change_password": SIGNED_IN,
    "security.forgot_password": PUBLIC,
    "security.reset_password": PUBLIC,
    "security.verify": SIGNED_IN,
    # Half-way through signing in: Flask-Security looks whether the password was typed.
    "security.two_factor_token_validation": PUBLIC,
    "security.two_factor_rescue": PUBLIC,
    "security.tf_select": PUBLIC,
    "security.mf_recovery": PUBLIC,
    "security.wan_signin": PUBLIC,
    "security.wan_signin_response": PUBLIC,
    **dict.fromkeys(
        (
            "security.two_factor_setup",
            "security.two_factor_setup_validate",
            "security.mf_recovery_codes",
            "security.wan_register",
            "security.wan_register_response",
            "security.wan_delete",
        ),
        Rule(roles=tuple(role for role in Role if role is not Role.LEARNER)),
    ),
}


@dataclass(frozen=True)
class Person:
    """Who is signed in, and what they may do at the centre they are in."""

    account_id: UUID
    actor: Actor
    name: str
    centre: CentreHere
    roles: frozenset[Role]


def allow(*roles: Role) -> Callable[[View], View]:
    """The view is for people who hold one of these roles at the centre they are in."""
    if not roles:
        raise ValueError("allow() needs a role")
    return _declare(Rule(roles=roles))


def public(view: View) -> View:
    """The view is for everyone, signed in or not."""
    return _declare(PUBLIC)(view)


def signed_in(view: View) -> View:
    """The view is for everyone who is signed in, at a centre or at none."""
    return _declare(SIGNED_IN)(view)


def rule_of(app: Flask, endpoint: str) -> Rule | None:
    """Who may use the endpoint, or None when nobody said so."""
    declared: Rule | None = getattr(app.view_functions.get(endpoint), "access_rule", None)
    return declared or _NOT_OURS.get(endpoint)


def signed_in_person() -> Person:
    """Who is using this view. For views with `@allow`; elsewhere there may be nobody: see `person_if_any`."""
    person = person_if_any()
    if person is None:
        abort(403)
    return person


def current_centre() -> CentreHere:
    """The centre in which the person is at work."""
    return signed_in_person().centre


def person_if_any() -> Person | None:
    """The person who is signed in at a centre, or None. Asks the database once per request."""
    if "person" not in g:
        g.person = _person(current_user._get_current_object()) if current_user.is_authenticated else None
    return g.person  # type: ignore[no-any-return]


def centres_to_choose() -> list[CentreHere]:
    """The centres at which the signed-in person holds a role."""
    return list(_roles_by_centre(current_user.id)) if current_user.is_authenticated else []


def visits_over() -> list[Over]:
    """What the signed-in person was let in for, up to a day that is over; the latest first."""
    return over(current_user.id) if current_user.is_authenticated else []


def choose(centre: UUID) -> bool:
    """Be at work in this centre from now on. False when the person holds no role there."""
    if centre not in {mine.id for mine in centres_to_choose()}:
        return False
    session["centre"] = str(centre)
    g.pop("person", None)
    return True


def whose_session(word: str) -> Account | None:
    """The account whose sessions hold this word. What it may do is asked with it, and kept for this request."""
    found = account_in_session(word)
    if found is None:
        return None
    account, held = found
    g.setdefault("roles_by_centre", {})[account.id] = held
    return account


def furnish(app: Flask) -> None:
    """Check every request to `app` before its view is called."""
    app.before_request(_guard)
    for signal in (user_logged_in, user_logged_out):
        signal.connect(_forget_centre, app)


def _declare(rule: Rule) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.access_rule = rule  # type: ignore[attr-defined]
        return view

    return declare


def _guard() -> Response | None:
    if request.endpoint is None:
        return None  # no such address, or not by this method: the router answers
    rule = rule_of(current_app, request.endpoint)
    if rule is None:
        log.error("a view does not say who may use it", endpoint=request.endpoint)
        abort(403)
    if rule.public:
        return None
    if not current_user.is_authenticated:
        return _sign_in_first()
    return _check_roles(rule.roles) if rule.roles else None


def _check_roles(roles: tuple[Role, ...]) -> Response | None:
    person, left = person_if_any(), _centre_left()
    if left or person is None or not person.roles.intersection(roles):
        _say_what_is_over(roles, left or (person.centre.id if person else None))
    if person is None:
        return redirect(url_for("account.choose_centre", next=_here()))
    if not person.roles.intersection(roles):
        raise NotAllowed(roles)
    return None


def _centre_left() -> UUID | None:
    """The centre that was chosen in this session and at which no role is held any more: said once."""
    chosen = session.get("centre")
    if chosen is None or chosen in {str(centre.id) for centre in centres_to_choose()}:
        return None
    return UUID(session.pop("centre"))


def _say_what_is_over(roles: tuple[Role, ...], where: UUID | None) -> None:
    """Raises AccessEnded when one of the roles would do, and its last day at that centre is over.

    With no centre, any at which one is over, unless others can still be chosen.
    """
    if where is None and centres_to_choose():
        return
    for one in visits_over():
        if one.role in roles and where in (None, one.centre):
            raise AccessEnded(one.role, one.name, one.until)


def _sign_in_first() -> Response:
    if wants_json():
        abort(401)
    if framing.opened_in_frame():  # whose sign-in page would be shown in no frame
        framing.let_anybody_frame()
        return make_response(render_template("lti/away.html"), 401)
    return redirect(url_for_security("login", next=_here()))


def _here() -> str | None:
    """The address to come back to, when coming back to it makes sense."""
    if request.method not in ("GET", "HEAD"):
        return None
    return request.full_path.rstrip("?")


def _person(account: Account) -> Person | None:
    held = _roles_by_centre(account.id)
    chosen = [centre for centre in held if str(centre.id) == session.get("centre")]
    here = chosen or (list(held) if len(held) == 1 else [])
    if not here:
        return None
    centre = here[0]
    return Person(
        account_id=account.id,
        actor=actor_of(current_app.config["LMS_PEER_ISSUER"], account.id),
        name=account.name,
        centre=centre,
        roles=held[centre],
    )


def _roles_by_centre(account: UUID) -> Held:
    known: dict[UUID, Held] = g.setdefault("roles_by_centre", {})
    if account not in known:
        known[account] = roles_by_centre(account)
    return known[account]


def _forget_centre(_app: Flask, **_signal: object) -> None:
    session.pop("centre", None)
    for kept in ("person", "roles_by_centre"):
        g.pop(kept, None)
