"""E-mail as a mail server gets it, and as it is shown where there is none."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from typing import ClassVar

import pytest
from flask import Flask

from lms_peer import mail
from lms_peer.config import MailServer


class OneMailServer(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as one message needs."""

    taken: ClassVar[list[bytes]] = []

    def handle(self) -> None:
        """Answer one client."""
        self._say("220 here")
        while line := self.rfile.readline().strip().upper():
            if line == b"DATA":
                self._say("354 go on")
                self.taken.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self._say("221 bye" if line == b"QUIT" else "250 ok")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A running mail server."""
    OneMailServer.taken.clear()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), OneMailServer) as running:
        thread = threading.Thread(target=running.serve_forever, daemon=True)
        thread.start()
        yield MailServer("127.0.0.1", running.server_address[1], "none", sender="North <north@example.org>")
        running.shutdown()
        thread.join()


def sends(server: MailServer) -> None:
    """Send one message by this server."""
    app = Flask("post")
    mail.furnish(app, server)
    with app.app_context():
        mail.send("ann@example.org", "Croeso – hello", "Dŵr\n", stop_address="https://peer.example/stop")


def test_a_mail_server_gets_the_message_with_the_way_to_stop_it(server: MailServer) -> None:
    sends(server)
    [taken] = OneMailServer.taken
    message = message_from_bytes(taken)
    assert message["To"] == "ann@example.org"
    assert message["From"] == "North <north@example.org>"
    assert message["List-Unsubscribe"] == "<https://peer.example/stop>"
    assert message.get_content_type() == "text/plain"
    assert message.get_payload(decode=True).decode("utf-8").strip() == "Dŵr"


def test_a_mail_server_that_is_away_is_said_so(server: MailServer) -> None:
    with pytest.raises(ConnectionError):
        sends(replace(server, port=1))


def test_without_a_mail_server_the_message_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    sends(MailServer())
    shown = capsys.readouterr().out
    assert "To: ann@example.org" in shown
    assert "Auto-Submitted: auto-generated" in shown


def test_an_address_or_subject_with_a_second_line_is_refused(server: MailServer) -> None:
    app = Flask("post")
    mail.furnish(app, server)
    with app.app_context(), pytest.raises(ValueError, match="newlines"):
        mail.send("ann@example.org", "Hello\nBcc: bob@example.org", "")
    assert OneMailServer.taken == []
