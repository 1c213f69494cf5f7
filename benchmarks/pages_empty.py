"""A Flask application with one view that does nothing: the least that any page can cost."""

from __future__ import annotations

from flask import Flask

from lms_peer.cli.serving import serve_until_stopped


def create_app() -> Flask:
    """The application."""
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: "")
    return app


def serve(port: int) -> None:
    """Serve it, as our own server does, until stopped."""
    serve_until_stopped(create_app, "127.0.0.1", port, processes=1, workers=0)
