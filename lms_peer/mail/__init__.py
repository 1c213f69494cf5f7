"""E-mail: handing one message over to a mail server, in plain text.

Without a server, as in the demonstration, a message is written to standard output. What a message says, and to whom it
goes, is for the layers above.
"""

from __future__ import annotations

from flask import Flask, current_app
from flask_mailman import EmailMessage, Mail

from lms_peer.config import MailServer

_SECONDS = 20


def furnish(app: Flask, server: MailServer) -> None:
    """Let `app` send e-mail by `server`. In tests it stays in memory: see `sent`."""
    backend = "locmem" if app.testing else "smtp" if server.host else "console"
    app.config.update(
        MAIL_BACKEND=backend,
        MAIL_SERVER=server.host,
        MAIL_PORT=server.port,
        MAIL_USE_TLS=server.security == "starttls",
        MAIL_USE_SSL=server.security == "tls",
        MAIL_USERNAME=server.username or None,
        MAIL_PASSWORD=server.password or None,
        MAIL_DEFAULT_SENDER=server.sender,
        MAIL_TIMEOUT=_SECONDS,
    )
    Mail(app)


def send(address: str, subject: str, text: str, *, stop_address: str | None = None) -> None:
    """Send one message, or raise the server's error. `stop_address` is where a click ends such messages (RFC 8058)."""
    headers = {"Auto-Submitted": "auto-generated"}
    if stop_address:
        headers["List-Unsubscribe"] = f"<{stop_address}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMessage(subject, text, current_app.config["MAIL_DEFAULT_SENDER"], [address], headers=headers)
    message.send()


def sent(app: Flask) -> list[EmailMessage]:
    """In tests: every message so far."""
    return getattr(app.extensions["mailman"], "outbox", [])
