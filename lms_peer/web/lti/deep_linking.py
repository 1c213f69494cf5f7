"""Choosing what an activity in a platform's course shows: one question a page, then the answer goes to the platform.

What the platform asked travels in the address, signed by us. The answer is a form that the browser takes back to the
platform: by itself with a script, and with a button without one.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, SelectMultipleField

from lms_peer.actions.place_activity import Chosen, asked_of, place_activities
from lms_peer.actions.workplace import workplace
from lms_peer.domain.qualification import Qualification
from lms_peer.domain.refusals import NotFound
from lms_peer.domain.roles import Role
from lms_peer.lti.deep_linking import Asked, Target
from lms_peer.lti.tables import Shows
from lms_peer.web import framing
from lms_peer.web.access import allow
from lms_peer.web.forms import Needed, PageForm, form_page
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.lti.blueprint import addresses, pages
from lms_peer.web.records import acting
from lms_peer.web.words import OneOf


class KindForm(PageForm):
    """What an activity shows."""

    shows = OneOf(
        lazy_gettext("What should learners see?"),
        [
            (Shows.UNIT.value, lazy_gettext("A unit")),
            (Shows.QUALIFICATION.value, lazy_gettext("A whole course")),
            (Shows.HOURS.value, lazy_gettext("My hours")),
            (Shows.PORTFOLIO.value, lazy_gettext("My portfolio")),
        ],
        lazy_gettext("Choose what learners should see."),
    )


class CourseForm(PageForm):
    """Which course."""

    course = RadioField(lazy_gettext("Which course?"), validators=[Needed(lazy_gettext("Choose a course."))])

    def offer(self) -> None:
        """Offer the newest version of each course."""
        self.course.choices = [(one.slug, one.title) for one in _courses()]


class UnitForm(PageForm):
    """Which unit, where the platform takes one at a time."""

    units = RadioField(lazy_gettext("Which unit?"), validators=[Needed(lazy_gettext("Choose a unit."))])

    @property
    def chosen(self) -> list[str]:
        """The unit's reference."""
        return [self.units.data]


class UnitsForm(PageForm):
    """Which units."""

    units = SelectMultipleField(
        lazy_gettext("Which units?"),
        validators=[Needed(lazy_gettext("Choose a unit."))],
        description=lazy_gettext("Each one becomes an activity of its own."),
    )

    @property
    def chosen(self) -> list[str]:
        """The units' references."""
        return list(self.units.data)


@pages.route("/lti/choose", methods=["GET", "POST"])
@allow(Role.TRAINER)
def choose() -> ResponseReturnValue:
    """Choose what learners see."""
    asked, sealed = _asked()
    form = KindForm()
    if form.validate_on_submit():
        shows = Shows(form.shows.data)
        if shows in (Shows.UNIT, Shows.QUALIFICATION):
            return redirect(url_for(".choose_course", asked=sealed, shows=shows.value))
        title = gettext("My hours") if shows is Shows.HOURS else gettext("My portfolio")
        return _answered(asked, [Chosen(Target(shows), title)])
    return form_page("lti/choose.html", form, sealed=sealed)


@pages.route("/lti/choose/course", methods=["GET", "POST"])
@allow(Role.TRAINER)
def choose_course() -> ResponseReturnValue:
    """Choose the course, and with it the whole of it or the way to its units."""
    asked, sealed = _asked()
    whole = request.args.get("shows") != Shows.UNIT.value
    form = CourseForm()
    form.offer()
    if form.validate_on_submit():
        course = _course(form.course.data)
        if not whole:
            return redirect(url_for(".choose_units", asked=sealed, course=course.slug))
        return _answered(asked, [Chosen(Target(Shows.QUALIFICATION, course.slug), course.title)])
    shows = (Shows.QUALIFICATION if whole else Shows.UNIT).value
    return form_page("lti/choose_course.html", form, sealed=sealed, shows=shows)


@pages.route("/lti/choose/units", methods=["GET", "POST"])
@allow(Role.TRAINER)
def choose_units() -> ResponseReturnValue:
    """Choose the unit, or several where the platform takes several."""
    asked, sealed = _asked()
    course = _course(request.args.get("course", ""))
    form = UnitsForm() if asked.many else UnitForm()
    form.units.choices = [(unit.reference, f"{unit.reference} {unit.title}") for unit in course.units]
    if form.validate_on_submit():
        titles = {unit.reference: unit.title for unit in course.units}
        chosen = [Chosen(Target(Shows.UNIT, course.slug, unit), titles[unit]) for unit in form.chosen]
        return _answered(asked, chosen)
    return form_page("lti/choose_units.html", form, sealed=sealed, course=course, many=asked.many)


def _asked() -> tuple[Asked, str]:
    """What the platform asked, and the text that says so."""
    sealed = request.args.get("asked", "")
    return asked_of(acting(), sealed), sealed


def _answered(asked: Asked, chosen: Sequence[Chosen]) -> Response:
    answered = place_activities(acting(), asked, chosen, addresses().launch)
    if site := framing.origin_of(answered.return_url):
        framing.let_post_to(site)
    return Response(render_template("lti/chosen.html", answered=answered, chosen=chosen))


def _courses() -> list[Qualification]:
    return [one.qualification for one in workplace().catalogue.current()]


def _course(slug: str) -> Qualification:
    found = next((one for one in _courses() if one.slug == slug), None)
    if found is None:
        raise NotFound("course")
    return found
