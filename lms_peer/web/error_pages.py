"""Pages that say what went wrong and what to do next; problem+json (RFC 9457) for programs.

Words for refusals come from `errors`. A page never shows anything of how the service works inside.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_security import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from lms_peer.domain.refusals import Refusal
from lms_peer.web import framing
from lms_peer.web.errors import Answer, answer
from lms_peer.web.language import N_, gettext
from lms_peer.web.log import log, request_id
from lms_peer.web.transaction import take_back_promises
from lms_peer.web.typed import texts_typed
from lms_peer.web.wants import PROBLEM, wants_json
from lms_peer.web.wording import size

_PAGE = "errors/error.html"

_ANSWERS = {
    status: Answer(status, title, sentence)
    for status, title, sentence in (
        (400, N_("We could not read that"), N_("Something was wrong with what was sent. Go back and try again.")),
        (401, N_("Sign in first"), N_("You need to sign in to do that.")),
        (
            403,
            N_("You can not open this page"),
            N_("It is for other people at your centre. Go to your first page and start from there."),
        ),
        (
            404,
            N_("We could not find that page"),
            N_("Check the address if you typed it. Go to your first page and start from there."),
        ),
        (
            405,
            N_("That does not work here"),
            N_("This page can not be used in that way. Go to your first page and start from there."),
        ),
        (
            409,
            N_("This has changed"),
            N_("Someone changed this before you. Open the page again and see what is there now."),
        ),
        (
            413,
            N_("That is too big"),
            N_("You can send up to {limit} at a time. Nothing was saved. Send less, in two goes."),
        ),
        (
            415,
            N_("We could not take that"),
            N_("We can not read this kind of file or message. Go back and choose another."),
        ),
        (422, N_("Check what you wrote"), N_("Something was not right. Go back, check it and send it again.")),
        (429, N_("Too many tries"), N_("Wait a few minutes, then try again.")),
        (
            500,
            N_("Sorry, something went wrong"),
            N_("What you sent was not saved. Wait a few minutes, then try again."),
        ),
        (
            503,
            N_("Sorry, the service is busy"),
            N_("What you sent was not saved. Wait a few minutes, then try again."),
        ),
    )
}

EXPIRED = Answer(
    400,
    N_("Send it once more"),
    N_(
        "This page was open for too long, or you signed out. Nothing was saved. Sign in, open the page again and send "
        "it once more."
    ),
)

SIGNED_OUT = Answer(
    400,
    N_("You were signed out. Your words are below"),
    N_("They are not sent yet. Sign in, open the page again, put them in and send them once more."),
)


def furnish(app: Flask) -> None:
    """Let `app` answer refusals and errors."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _expired)
    app.register_error_handler(HTTPException, _failed)


def show(told: Answer, **more: object) -> Response:
    """One of the answers that are written down in English as a page, or as problem+json."""
    return _page(_in_language(told), **more)


def _page(told: Answer, **more: object) -> Response:
    """The answer as a page, or as problem+json when the request prefers that."""
    take_back_promises()
    if wants_json():
        problem = jsonify(
            type="about:blank", title=told.title, status=told.status, detail=told.sentence, request=request_id()
        )
        problem.mimetype = PROBLEM
        problem.status_code = told.status
        return problem
    facts = {"told": told, "request_id": request_id(), **more}
    if told.status >= 500:  # without the layout's variables: the database may be what failed
        return Response(current_app.jinja_env.get_template(_PAGE).render(facts), told.status)
    return Response(render_template(_PAGE, **facts), told.status)


def _in_language(told: Answer) -> Answer:
    return told._replace(title=gettext(told.title), sentence=gettext(told.sentence))


def _refused(refusal: Refusal) -> Response:
    told = answer(refusal)
    log.info("refused", refusal=type(refusal).__name__, status=told.status)
    return _page(told)


def _expired(_error: CSRFError) -> Response:
    log.info("a form came too late, or from elsewhere")
    if framing.opened_in_frame():  # the session is over, and with it who may have us in a frame
        framing.let_anybody_frame()
    kept, here = words_typed(), request.url_rule
    if current_user.is_authenticated or not kept:
        return show(EXPIRED, kept=kept)
    again = request.full_path.rstrip("?") if here and "GET" in (here.methods or ()) else None
    return show(SIGNED_OUT, kept=kept, again=again)


def _failed(error: HTTPException) -> BaseResponse:
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()
    status = error.code or 500
    told = _in_language(_ANSWERS.get(status) or Answer(status, HTTPStatus(status).phrase, _ANSWERS[400].sentence))
    limit = size(request.max_content_length or current_app.config["MAX_CONTENT_LENGTH"] or 0)
    response = _page(told._replace(sentence=told.sentence.format(limit=limit)))
    for name, value in error.get_headers():
        if name.lower() not in ("content-type", "content-length"):
            response.headers[name] = value
    return response


def words_typed() -> list[str]:
    """What was typed, to copy, when the form was sent from a page of this service: another site's words never."""
    return texts_typed() if request.headers.get("Sec-Fetch-Site") == "same-origin" else []
