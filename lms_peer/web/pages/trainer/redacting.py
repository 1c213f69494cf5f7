"""Blacking out what could tell who a client is: words, parts of pictures and pages, whole files. Portfolios only."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any, ClassVar
from uuid import UUID

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectMultipleField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from lms_peer.actions import redact_evidence as action
from lms_peer.actions.workplace import workplace
from lms_peer.domain.evidence import find
from lms_peer.domain.facts import Document
from lms_peer.domain.redaction import Box, Redaction, black_out, stands_in
from lms_peer.domain.refusals import NotFound, Refusal
from lms_peer.domain.roles import Role
from lms_peer.domain.standing import EvidenceStanding, Standing
from lms_peer.vault.paper_pages import page_of, paper_of
from lms_peer.web import showing
from lms_peer.web.access import allow, current_centre
from lms_peer.web.forms import Needed, PageForm, form_page, refuse
from lms_peer.web.language import gettext, lazy_gettext
from lms_peer.web.pages.trainer.blueprint import pages
from lms_peer.web.pictures import picture_of
from lms_peer.web.records import acting, names_for, standing_for_reading, words_of
from lms_peer.web.words import Line, LongText

MOST_WORDS, MOST_BOXES, SPARE = 50, 40, 6
_SAVED = lazy_gettext("Saved. It holds for portfolios made from now on.")


class Boxes(Field):  # type: ignore[misc]
    """Rectangles, each in four boxes to type in, in percent. A row that is left empty is no rectangle."""

    parts: ClassVar[tuple[str, ...]] = ("left", "top", "width", "height")
    rows: list[tuple[str, ...]]

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read the rows, or say what is wrong with one of them."""
        self.process_errors: list[str] = []
        self.errors: list[str] = []
        self.data = tuple(data) if data is not unset_value and data else ()
        if formdata and any(f"{self.name}-{part}" in formdata for part in self.parts):
            typed = zip_longest(*(formdata.getlist(f"{self.name}-{part}") for part in self.parts), fillvalue="")
            self.rows = [tuple(cell.strip() for cell in row) for row in typed][: MOST_BOXES + 2 * SPARE]
            try:
                self.data = tuple(self._box(row) for row in self.rows if any(row))
                if len(self.data) > MOST_BOXES:
                    raise ValueError(gettext("Keep %(most)s boxes or fewer on a page.", most=MOST_BOXES))
            except ValueError as error:
                self.data = ()
                self.process_errors.append(str(error))
        else:
            self.rows = [tuple(f"{number:g}" for number in box[1:]) for box in self.data]
        empty = sum(not any(row) for row in self.rows)
        self.rows += [("",) * len(self.parts)] * (SPARE - empty)

    def _box(self, row: tuple[str, ...]) -> Box:
        try:
            left, top, width, height = (float(cell.removesuffix("%").replace(",", ".")) for cell in row)
        except ValueError:
            raise ValueError(gettext("Write all four numbers of a box, each from 0 to 100.")) from None
        if not (0 <= left < 100 and 0 <= top < 100 and 0 < width <= 100 and 0 < height <= 100):
            raise ValueError(gettext("Each number is from 0 to 100. Width and height are more than 0."))
        return Box(1, left, top, min(width, 100 - left), min(height, 100 - top))


class WhyForm(PageForm):
    """Why something is hidden, or shown again."""

    reason = Line(
        lazy_gettext("Why?"),
        [Needed(lazy_gettext("Say why, in a few words."))],
        description=lazy_gettext("Portfolios print this. Never name the client here."),
    )


class WordsForm(WhyForm):
    """Which words are blacked out, and which files are left out."""

    words = LongText(
        lazy_gettext("Which words should be blacked out?"),
        limit=4000,
        description=lazy_gettext(
            "Write one name or phrase on each line. Capitals do not matter. "
            "They are blacked out wherever they stand in the text of this evidence."
        ),
    )
    left_out = SelectMultipleField(
        lazy_gettext("Which files should be left out?"),
        description=lazy_gettext("Portfolios name them, but do not show or hold them."),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def lines(self) -> list[str]:
        """The words, one for each line that says anything."""
        typed = (" ".join(line.split()) for line in self.words.data.splitlines())
        return list(dict.fromkeys(line for line in typed if line))

    def validate_words(self, _words: LongText) -> None:
        """So many are looked for and no more; to look for the first ones alone would leave the others to be read."""
        if len(self.lines()) > MOST_WORDS:
            raise ValidationError(gettext("Write %(most)s lines or fewer.", most=MOST_WORDS))


class CoverForm(WhyForm):
    """Which parts of a picture are black."""

    boxes = Boxes(lazy_gettext("Black boxes"))


@pages.route("/train/<uuid:registration>/evidence/<uuid:evidence>/redact", methods=["GET", "POST"])
@allow(Role.TRAINER)
def redact(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    """What portfolios leave out of a piece of evidence: its words and its files."""
    standing, piece = _piece(registration, evidence)
    hidden = action.redaction_now(current_centre().id, piece)
    form = WordsForm(words="\n".join(hidden.words), left_out=list(hidden.left_out))
    words = words_of(piece.submitted)
    files = list(showing.files_of(piece.submitted, words))
    form.left_out.choices = [(one.document.sha256, one.name) for one in files]
    if form.validate_on_submit():
        try:
            action.hide_words(
                acting(),
                registration,
                form.submission_id,
                evidence=evidence,
                words=form.lines(),
                left_out=form.left_out.data or (),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _saved(registration, evidence)
    return form_page(
        "trainer/redact.html",
        form,
        **_shown(standing, piece),
        files=[
            (
                one,
                action.can_be_blacked_out(one.document),
                _covered(hidden, one.document),
                _still(hidden, one.document),
            )
            for one in files
        ],
        words=black_out(words, hidden.words),
    )


@pages.route("/train/<uuid:registration>/evidence/<uuid:evidence>/redact/<sha256>", methods=["GET", "POST"])
@allow(Role.TRAINER)
def cover(registration: UUID, evidence: UUID, sha256: str) -> ResponseReturnValue:
    """Black boxes on a picture, or on one page of a PDF (`?page=2`)."""
    standing, piece = _piece(registration, evidence)
    document = _file(piece, sha256)
    page, of = _page(document)
    hidden = action.redaction_now(current_centre().id, piece)
    form = CoverForm(boxes=[box for box in hidden.boxes.get(sha256, ()) if box.page == page])
    if form.validate_on_submit():
        try:
            action.cover(
                acting(),
                registration,
                form.submission_id,
                evidence=evidence,
                sha256=sha256,
                page=page,
                boxes=form.boxes.data,
                reason=form.reason.data,
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _saved(registration, evidence)
    name = words_of(piece.submitted).get("files", {}).get(sha256, gettext("A file"))
    return form_page(
        "trainer/cover.html", form, **_shown(standing, piece), sha256=sha256, name=name, page=page, of=of
    )


@pages.get("/train/<uuid:registration>/evidence/<uuid:evidence>/redact/<sha256>/picture")
@allow(Role.TRAINER)
def picture_to_cover(registration: UUID, evidence: UUID, sha256: str) -> Response:
    """The picture, or the page of the PDF, that boxes are drawn on."""
    _standing, piece = _piece(registration, evidence)
    document = _file(piece, sha256)
    if document.media_type != action.PDF:
        return picture_of(document, "")
    page, _of = _page(document)
    drawn = page_of(workplace().vault, current_centre().id, sha256, page)
    return Response(drawn, mimetype="image/jpeg") if drawn else abort(404)


@pages.route("/train/<uuid:registration>/evidence/<uuid:evidence>/redact/undo", methods=["GET", "POST"])
@allow(Role.TRAINER)
def show_again(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    """Hide nothing of it any more."""
    standing, piece = _piece(registration, evidence)
    form = WhyForm()
    if form.validate_on_submit():
        try:
            action.show_everything(
                acting(), registration, form.submission_id, evidence=evidence, reason=form.reason.data
            )
        except Refusal as refusal:
            refuse(form, refusal)
        else:
            return _saved(registration, evidence)
    return form_page("trainer/show_again.html", form, **_shown(standing, piece))


def _piece(registration: UUID, evidence: UUID) -> tuple[Standing, EvidenceStanding]:
    standing = standing_for_reading(registration)
    return standing, find(standing, evidence)


def _file(piece: EvidenceStanding, sha256: str) -> Document:
    """A file of this piece of which parts can be blacked out. Raises NotFound."""
    for document in piece.submitted.files:
        if document.sha256 == sha256 and action.can_be_blacked_out(document):
            return document
    raise NotFound("file")


def _page(document: Document) -> tuple[int, int]:
    """Which page is asked for, of how many. Raises NotFound."""
    if document.media_type != action.PDF:
        return 1, 1
    of = paper_of(workplace().vault, current_centre().id, document.sha256).pages
    page = request.args.get("page", 1, int)
    if not 1 <= page <= of:
        raise NotFound("file")
    return page, of


def _covered(hidden: Redaction, document: Document) -> int:
    return len(hidden.boxes.get(document.sha256, ()))


def _still(hidden: Redaction, document: Document) -> list[int]:
    """The pages of a PDF on which a hidden word can still be read, as far as a page tells, and that have no box."""
    if not hidden.words or document.media_type != action.PDF or document.sha256 in hidden.left_out:
        return []
    covered = {box.page for box in hidden.boxes.get(document.sha256, ())}
    texts = paper_of(workplace().vault, current_centre().id, document.sha256).texts
    return [
        page
        for page, text in enumerate(texts, 1)
        if page not in covered and any(stands_in(text, word) for word in hidden.words)
    ]


def _shown(standing: Standing, piece: EvidenceStanding) -> dict[str, object]:
    """What all these pages show."""
    said = piece.redaction
    names = names_for({standing.learner, *([said.by] if said else [])})
    return {
        "registration": standing.registration,
        "evidence": piece.id,
        "learner": names[standing.learner],
        "title": showing.title_of(piece, words_of(piece.submitted)),
        "redaction": said,
        "by": names[said.by] if said else "",
        "why": words_of(said).get("reason", ""),
        "earlier": bool(standing.portfolios),
        "finals": action.finals_showing(current_centre().id, standing, piece),
    }


def _saved(registration: UUID, evidence: UUID) -> ResponseReturnValue:
    flash(str(_SAVED), "success")
    return redirect(url_for(".redact", registration=registration, evidence=evidence))
