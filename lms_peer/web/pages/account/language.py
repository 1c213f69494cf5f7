"""The language that a person wants whenever they sign in."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from lms_peer.people.accounts import set_language
from lms_peer.web.access import signed_in
from lms_peer.web.forms import PageForm, form_page
from lms_peer.web.language import LANGUAGES, choose, gettext, lazy_gettext
from lms_peer.web.pages.account.blueprint import pages
from lms_peer.web.words import OneOf

_ANY = "any"


class LanguageForm(PageForm):
    """Which language."""

    language = OneOf(
        lazy_gettext("Which language do you want when you sign in?"),
        [*LANGUAGES.items(), (_ANY, lazy_gettext("The one I chose last on this phone or computer"))],
        lazy_gettext("Choose a language."),
        description=lazy_gettext("The link at the top of each page changes the language for now."),
    )


@pages.route("/account/language", methods=["GET", "POST"])
@signed_in
def language() -> ResponseReturnValue:
    """Choose it. It holds at once, too."""
    form = LanguageForm(language=current_user.language or _ANY)
    if form.validate_on_submit():
        wanted = form.language.data if form.language.data in LANGUAGES else None
        set_language(current_user, wanted)
        if wanted:
            choose(wanted)
        flash(gettext("Your language is saved."), "success")
        return redirect(url_for(".own"))
    return form_page("account/language.html", form)
