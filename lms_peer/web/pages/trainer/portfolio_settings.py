"""What the centre settles about its portfolios: language, appeals, large recordings, and what each form is called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, IntegerField
from wtforms.validators import NumberRange

from lms_peer.actions.settle_portfolios import settle_portfolios
from lms_peer.domain.roles import Role
from lms_peer.portfolio.forms import FORMS, LONGEST_NAME, usual_name
from lms_peer.portfolio.settings import MOST_MEGABYTES, Settings, settings_of
from lms_peer.portfolio.speech import ENGLISH, LANGUAGES
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import Needed, PageForm, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.records import acting
from lms_peer.web.words import Line, LongText, OneOf

LONGEST_APPEALS = 4000


class Megabytes(IntegerField):  # type: ignore[misc]
    """A whole number of megabytes."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the digits, or say how to write them."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Write a number in digits, like 20.")) from error


class SettingsForm(PageForm):
    """The settings. A line for the name of each form is added below, from the one table of forms."""

    language = OneOf(
        lazy_gettext("Which language are portfolios in?"),
        choices=LANGUAGES.items(),
        message=lazy_gettext("Choose a language."),
        description=lazy_gettext(
            "What people wrote stays as it is. No speaker has checked the Welsh yet, and the portfolio says so."
        ),
    )
    appeals = LongText(
        lazy_gettext("Where is the appeals procedure?"),
        limit=LONGEST_APPEALS,
        description=lazy_gettext(
            "Say where a learner finds it, or write it here. Each portfolio holds this text."
        ),
    )
    listed_above = Megabytes(
        lazy_gettext("From which size on are recordings only listed?"),
        description=lazy_gettext(
            "In megabytes. A smaller recording is put into the portfolio; a larger one is named."
        ),
        validators=[
            Needed(lazy_gettext("Write a number in digits, like 20.")),
            NumberRange(1, MOST_MEGABYTES, lazy_gettext("Write a number from 1 to 500.")),
        ],
    )

    def names(self) -> Iterator[Field]:
        """The lines for the names of forms, in order."""
        return (self[form] for form in FORMS)

    def settings(self) -> Settings:
        """What was chosen. A form that is called as usual, or nothing, keeps its usual name in every language."""
        named = {form: " ".join(self[form].data.split()) for form in FORMS}
        return Settings(
            language=self.language.data,
            appeals=self.appeals.data.strip(),
            listed_above=self.listed_above.data,
            form_names={form: name for form, name in named.items() if name and name != usual_name(form)},
        )


for _form in FORMS:
    setattr(SettingsForm, _form, Line(usual_name(_form), limit=LONGEST_NAME))


@pages.route("/portfolio-settings", methods=["GET", "POST"])
@allow(Role.TRAINER)
def portfolio_settings() -> ResponseReturnValue:
    """Look at the settings and change them."""
    now_settled = settings_of(current_centre().id)
    form = SettingsForm(
        language=now_settled.language or ENGLISH,
        appeals=now_settled.appeals,
        listed_above=now_settled.listed_above,
        **now_settled.form_names,
    )
    if form.validate_on_submit():
        settle_portfolios(acting(), form.settings())
        flash(gettext("The settings are saved. They hold for portfolios made from now on."), "success")
        return redirect(url_for(".portfolio_settings"))
    return form_page("trainer/portfolio_settings.html", form)
