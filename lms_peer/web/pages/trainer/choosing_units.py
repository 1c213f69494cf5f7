"""The optional units of one learner: the rule of combination in words, what is still short, and choosing others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from lms_peer.actions.change_registration import choose_units as action
from lms_peer.domain.combination import check_choice, shortfalls
from lms_peer.domain.qualification import Choice, Qualification
from lms_peer.domain.refusals import NotActive, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import Status
from lms_peer.web.access import allow
from lms_peer.web.forms import PageForm, form_page, obey, refuse
from lms_peer.web.language import gettext, lazy_gettext, ngettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.pages.trainer.changing import why_stopped
from lms_peer.web.records import acting, names_for, qualification_for, standing_for_reading
from lms_peer.web.transaction import undo
from lms_peer.web.wording import listing


class UnitsForm(PageForm):
    """The optional units that a learner takes."""

    qualification: Qualification
    units = SelectMultipleField(lazy_gettext("Which units do they choose?"), validate_choice=False)

    def offer_units(self, qualification: Qualification) -> None:
        """Offer the units of the course that can be chosen."""
        self.qualification, units = qualification, qualification.units_by_reference
        self.units.choices = [(one, f"{one} {units[one].title}") for one in qualification.optional_units]

    def validate_units(self, _units: SelectMultipleField) -> None:
        """Only units that make the qualification together."""
        obey(lambda: check_choice(self.qualification, self.chosen_units))

    @property
    def chosen_units(self) -> tuple[str, ...]:
        """The units ticked, each once."""
        return tuple(dict.fromkeys(self.units.data or ()))


@pages.route("/train/<uuid:registration>/units", methods=["GET", "POST"])
@allow(Role.TRAINER)
def choose_units(registration: UUID) -> ResponseReturnValue:
    """Say which optional units the learner takes from now on."""
    standing = standing_for_reading(registration)
    qualification = qualification_for(standing)
    form = UnitsForm(units=list(standing.optional_units))
    form.offer_units(qualification)
    if form.validate_on_submit():
        try:
            action(acting(), registration, form.submission_id, optional_units=form.chosen_units)
        except NotActive as refusal:
            undo()
            form.form_errors.append(why_stopped(refusal.status))
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            flash(gettext("The units are changed."), "success")
            return redirect(url_for(".train", registration=registration))
    elif not form.is_submitted() and standing.status is not Status.ACTIVE:
        flash(why_stopped(standing.status.value))
        return redirect(url_for(".train", registration=registration))
    short = shortfalls(qualification, standing.optional_units, standing.sign_offs)
    return form_page(
        "trainer/choose_units.html",
        form,
        registration=registration,
        learner=names_for([standing.learner])[standing.learner],
        short=[one.sentence for one in short],
        signed_off=[unit for unit in standing.optional_units if unit in standing.sign_offs],
        **explained(qualification),
    )


def explained(qualification: Qualification) -> dict[str, Any]:
    """The rule of combination in words, as `trainer/parts.html` shows it."""
    return {
        "qualification": qualification,
        "groups": [(_asked(choice), choice) for choice in qualification.rules.choices],
        "barred": [_not_together(qualification, *pair) for pair in qualification.rules.barred],
    }


def _asked(choice: Choice) -> str:
    """What a group of optional units asks for."""
    amounts = []
    if units := choice.at_least_units:
        amounts.append(ngettext("%(num)d unit", "%(num)d units", units))
    if worth := choice.at_least_credits:
        amounts.append(ngettext("units worth %(num)d credit", "units worth %(num)d credits", worth))
    return gettext("Choose at least %(amounts)s.", amounts=listing(amounts))


def _not_together(qualification: Qualification, first: str, second: str) -> str:
    units = qualification.units_by_reference
    return gettext(
        "%(first)s and %(second)s do not count together. Choose only one of them.",
        first=f"{first} {units[first].title}",
        second=f"{second} {units[second].title}",
    )
