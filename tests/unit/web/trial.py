"""Views for the tests of what every view relies on: they write, fail and forget to say who may use them."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Flask, abort, flash, redirect
from flask.typing import ResponseReturnValue
from flask_wtf.file import MultipleFileField
from sqlalchemy import text
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField

from lms_peer.database import db
from lms_peer.domain.refusals import DeclaredInterest, FileEmpty, Missing, NotFound, OwnWork, Refusal
from lms_peer.domain.roles import Role
from lms_peer.people.centres import add_centre
from lms_peer.web.access import allow, public, signed_in
from lms_peer.web.forms import DateParts, Needed, PageForm, TimeOfDay, form_page, refuse

pages = Blueprint("trial", __name__, url_prefix="/trial", template_folder="templates")


class TrialForm(PageForm):
    """One field of each kind."""

    name = StringField("Your name", description="As people call you.", validators=[Needed("Type your name.")])
    words = TextAreaField("What happened?")
    happened = DateParts("When was it?", validators=[Needed("Write the day.")])
    began = TimeOfDay("When did it begin?")
    kind = RadioField("What kind?", choices=[("a", "Kind A"), ("b", "Kind B")], validate_choice=False)
    criteria = SelectMultipleField("Which?", choices=[("H1/1.1", "One"), ("H1/1.2", "Two"), ("H2/1.1", "Three")])
    files = MultipleFileField("Files")
    declared = BooleanField("This is my own work")


@pages.get("/undeclared")
def undeclared() -> str:
    """A view that does not say who may use it."""
    return "secret"


@pages.get("/assessors")
@allow(Role.ASSESSOR, Role.IQA)
def assessors() -> str:
    """For assessors and quality assurers."""
    return "for assessors"


@pages.get("/public")
@public
def everyone() -> str:
    """For everyone."""
    return "for everyone"


@pages.post("/write/<slug>/<ending>")
@public
def write(slug: str, ending: str) -> ResponseReturnValue:
    """Writes a centre, then ends as `ending` says."""
    add_centre(slug, "A centre")
    flash("Saved.", "success")
    if ending == "refusal":
        raise OwnWork
    if ending == "failure":
        raise RuntimeError("the secret is kept in a drawer")
    if ending == "abort":
        abort(409)
    if ending == "late":
        db.session.execute(text("INSERT INTO trial_child VALUES (1)"))  # its parent is looked for at the commit
    return redirect("/trial/public")


@pages.get("/fail/<path:how>")
@public
def fail(how: str) -> ResponseReturnValue:
    """Fails."""
    if how == "missing":
        raise NotFound("learner's record")
    if how.startswith("file/"):
        raise FileEmpty(how.removeprefix("file/"))
    if how == "database":
        db.session.execute(text("SELECT * FROM nowhere"))
    if how.isdigit():
        abort(int(how))
    raise RuntimeError("the secret is kept in a drawer")


@pages.route("/form/<slug>", methods=["GET", "POST"])
@signed_in
def form(slug: str) -> ResponseReturnValue:
    """A form whose action may refuse, after writing something."""
    form = TrialForm()
    if form.validate_on_submit():
        try:
            submit(form, slug)
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return redirect("/trial/public")
    return form_page("trial.html", form, slug=slug)


def submit(form: TrialForm, slug: str) -> UUID:
    """Write, then refuse what the words ask for."""
    add_centre(slug, form.name.data)
    if form.words.data == "refuse beside":
        raise Missing("criteria")
    if form.words.data == "refuse on top":
        raise DeclaredInterest
    return form.submission_id


def put_on(app: Flask) -> None:
    """Add the views to `app`, and a table whose rows are checked at the commit."""
    app.register_blueprint(pages)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE trial_parent (id INTEGER PRIMARY KEY)"))
        connection.execute(
            text(
                "CREATE TABLE trial_child (parent INTEGER REFERENCES trial_parent (id) DEFERRABLE INITIALLY DEFERRED)"
            )
        )
