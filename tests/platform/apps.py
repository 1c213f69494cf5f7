"""The host as a Django application. Gives the consumer its answers as soon as everything is loaded."""

from __future__ import annotations

from django.apps import AppConfig


class Campus(AppConfig):
    """Courses, people and a gradebook."""

    name = "tests.platform"
    label = "campus"

    def ready(self) -> None:
        """Answer what the consumer asks Open edX."""
        from tests.platform import openedx

        openedx.answer()
