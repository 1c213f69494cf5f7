"""One request is one transaction.

It is committed after the view has answered and before anything is sent, so that a page never tells of something
that was not kept. Refusals, errors and forms shown again leave no trace. Views and actions never commit.
"""

from __future__ import annotations

from flask import Flask, Response, g, request, session

from lms_peer.database import db, reading

# Posts that write nothing worth a write lock, which would be held while a password is being hashed.
_LIGHT_POSTS = {
    "security.login",
    "security.logout",
    "account.choose_centre",
    "account.stay",
    "security.wan_signin",
}
_TALKS_TO_A_MAIL_SERVER = {"hours_links.send"}
# Many at once: `actions.receive_statements` writes them together, and commits.
_WRITTEN_TOGETHER = {"xapi.post_statements", "xapi.put_statement"}
# Hashes many passwords first; `actions.register_many` then writes in a transaction of its own.
_WRITES_LATER = {"trainer.confirm_import"}
# Ask a learning platform over the network first; the action then writes in a transaction of its own.
_TALKS_TO_A_PLATFORM = {"lti.login", "lti.launch", "lti.launch_stored", "lti.do_register"}
# Signs how far the ledger has grown, in transactions of its own: see `keyring.apart`.
_SIGNS = {"trainer.hand_out"}
_READING = (
    _SIGNS | _LIGHT_POSTS | _TALKS_TO_A_MAIL_SERVER | _TALKS_TO_A_PLATFORM | _WRITES_LATER | _WRITTEN_TOGETHER
)
# Pages whose opening is itself written down.
_LOGGED_READS = {"trainer.notes", "trainer.edit_note"}


def furnish(app: Flask) -> None:
    """Give every request of `app` its transaction. Comes before everything else that touches the database."""
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_close)


def undo() -> None:
    """Keep nothing of this request, whatever its status: a form is shown again with what is wrong."""
    g.undone = True


def take_back_promises() -> None:
    """Say nothing of what the view said it had done: "Saved" would be a lie."""
    session.pop("_flashes", None)


def _begin() -> None:
    looks = request.method in ("GET", "HEAD", "OPTIONS") and request.endpoint not in _LOGGED_READS
    if looks or request.endpoint in _READING:
        g.reading = reading()
        g.reading.__enter__()


def _finish(response: Response) -> Response:
    if not db.session.registry.has():
        return response  # nobody asked the database anything
    if response.status_code >= 400 or g.get("undone"):
        db.session.rollback()
        return response
    try:
        db.session.commit()
    except Exception:
        db.session.rollback()
        take_back_promises()
        raise
    return response


def _close(_error: BaseException | None = None) -> None:
    if "reading" in g:
        g.reading.__exit__(None, None, None)
