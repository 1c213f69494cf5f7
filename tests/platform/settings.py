"""What the consumer asks of the Django project around it. Needs the address before anything of Django is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

APPS = (
    "django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions",
    "config_models", "rest_framework", "django_filters", "lti_consumer", "tests.platform.apps.Campus",
)  # fmt: skip
# Their migrations are a history that a new database does not need: tables are made as the models say now.
_LABELS = ("contenttypes", "auth", "sessions", "config_models", "lti_consumer", "campus")


def configure(address: str, folder: Path) -> None:
    """Settle the project: it is reached at `address`, and keeps everything in `folder`."""
    settings.configure(
        SECRET_KEY="for tests only",
        ALLOWED_HOSTS=["*"],
        DEBUG_PROPAGATE_EXCEPTIONS=True,  # a fault of the host is seen in the test that met it
        ROOT_URLCONF="tests.platform.urls",
        INSTALLED_APPS=APPS,
        MIGRATION_MODULES=dict.fromkeys(_LABELS),
        DATABASES={"default": _database(folder)},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        MIDDLEWARE=[
            "edx_django_utils.cache.middleware.RequestCacheMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "edx_django_utils.cache.middleware.TieredCacheMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.UnsaltedMD5PasswordHasher"],
        SESSION_COOKIE_NAME="campus",
        USE_TZ=True,
        PLATFORM_NAME="Bench campus",
        LMS_ROOT_URL=address,
        LTI_BASE=address,
        LTI_API_BASE=address,
        LEARNING_MICROFRONTEND_URL=address,
        USAGE_ID_PATTERN=r"(?P<usage_id>block-v1:[^/]+)",
    )


def _database(folder: Path) -> dict[str, Any]:
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE"}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "campus.sqlite", "OPTIONS": options}
