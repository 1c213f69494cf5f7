"""What is said of refusals about accounts, centres and sign-in cards."""

from __future__ import annotations

from lms_peer.domain import cards, leaving
from lms_peer.domain import refusals as r
from lms_peer.web.errors.line import Line, Lines, changed, check, forbidden, taken
from lms_peer.web.language import N_

LINES: Lines = {
    r.BadUsername: check(
        "{username} can not be a username. Use 2 to 32 letters, digits, dots or hyphens.", "username"
    ),
    r.BadEmail: check("{email} is not an email address. It should look like name@example.com.", "email"),
    r.UsernameTaken: taken("Someone else has the username {username}. Choose another one.", "username"),
    r.EmailTaken: taken("There is an account with the address {email} already. Use another address.", "email"),
    r.WeakPassword: check(
        "This is too easy to guess. Use {shortest} to {longest} characters. "
        "Three words that do not go together work well.",
        "password",
    ),
    r.BadSlug: check("{slug} can not be a short name. Use small letters, digits and hyphens.", "slug"),
    r.SlugTaken: taken("Another centre has the short name {slug}. Choose another one.", "slug"),
    r.ULNTaken: taken("Another learner here has the number {uln}. Check it and type it again.", "uln"),
    r.NotAtCentre: taken(
        "This person is not {role} at your centre. Give them that role first, or choose someone else."
    ),
    r.AccessEnded: Line(
        403,
        N_("Your access has ended"),
        N_(
            "Your access to {centre} ended on {until}. You were {role} there. "
            "Ask a trainer at that centre if you need more time."
        ),
    ),
    r.NotExternal: taken(
        "This address belongs to somebody who works or learns at a centre. Ask them for another address, "
        "or ask whoever looks after this service.",
        "email",
    ),
    r.NotOnlyLearner: forbidden(
        "This person does more here than learn, so you can not change how they sign in. "
        "Ask whoever looks after this service."
    ),
    leaving.LastTrainer: taken(
        "Nobody else is a trainer at your centre, so this person can not leave yet. Ask whoever looks after this "
        "service to make somebody else a trainer first."
    ),
    cards.NoSuchCard: check("That username and code do not match. Check both and type them again."),
    cards.CardUsed: changed(
        "This card was used on {used}. A card works once. Sign in with your password, or ask for a new card."
    ),
    cards.CardCancelled: changed(
        "This card was cancelled on {cancelled}. Use your newest card, or ask your trainer for one."
    ),
    cards.CardExpired: changed("This card was good until {expired}. Ask your trainer for a new one."),
    cards.NotForCards: forbidden(
        "This person does more here than learn, so they can not have a card. They sign in with a password."
    ),
}
