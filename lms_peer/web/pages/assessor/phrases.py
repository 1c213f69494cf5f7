"""Feedback phrases of an assessor's own: kept, changed, taken out, and offered beside each criterion."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from lms_peer.domain.refusals import Refusal
from lms_peer.domain.roles import Role
from lms_peer.people import phrases as kept
from lms_peer.web.access import allow, signed_in_person
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.assessor.case import pages
from lms_peer.web.words import LongText

SHOWN = 70


class PhraseForm(PageForm):
    """The words of one phrase."""

    text = LongText(
        lazy_gettext("What do you often say?"),
        [Needed(lazy_gettext("Write the phrase."))],
        limit=kept.LENGTH,
        description=lazy_gettext("Leave out names. You can change the words each time you use it."),
    )


def choices_of_phrases() -> dict[str, str]:
    """The assessor's own phrases by their ids, in the order of their words."""
    person = signed_in_person()
    return {str(one.id): one.text for one in kept.phrases(person.centre.id, person.account_id)}


def shortened(text: str) -> str:
    """The beginning of a phrase, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN].rsplit(' ', 1)[0]} …"


@pages.route("/assess/phrases", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def phrases() -> ResponseReturnValue:
    """The assessor's own phrases, and room for one more."""
    person = signed_in_person()
    form = PhraseForm()
    if form.validate_on_submit():
        try:
            kept.add_phrase(person.centre.id, person.account_id, form.text.data, form.submission_id)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Your phrase is kept."), "success")
            return redirect(url_for(".phrases"))
    return form_page("assessor/phrases.html", form, phrases=kept.phrases(person.centre.id, person.account_id))


@pages.route("/assess/phrases/<uuid:phrase>", methods=["GET", "POST"])
@allow(Role.ASSESSOR)
def change_phrase(phrase: UUID) -> ResponseReturnValue:
    """Say one phrase another way."""
    person = signed_in_person()
    found = kept.phrase(person.centre.id, person.account_id, phrase)
    form = PhraseForm(text=found.text)
    if form.validate_on_submit():
        try:
            kept.change_phrase(person.centre.id, person.account_id, phrase, form.text.data)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("Your phrase is changed. What you sent before stays as it was."), "success")
            return redirect(url_for(".phrases"))
    return form_page("assessor/phrase.html", form, phrase=found, button=PageForm())


@pages.post("/assess/phrases/<uuid:phrase>/remove")
@allow(Role.ASSESSOR)
def remove_phrase(phrase: UUID) -> ResponseReturnValue:
    """Take one phrase out."""
    person = signed_in_person()
    kept.remove_phrase(person.centre.id, person.account_id, phrase)
    flash(gettext("Your phrase is taken out."), "success")
    return redirect(url_for(".phrases"))
