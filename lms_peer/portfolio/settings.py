"""What a centre settles about its portfolios, kept in one row per centre. Decides nothing about a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from lms_peer.database import Model, db
from lms_peer.portfolio.speech import ENGLISH

MOST_MEGABYTES = 500


@dataclass(frozen=True, kw_only=True)
class Settings:
    """`language` is one of speech.LANGUAGES; recordings of more than `listed_above` MB are listed and not attached.

    `appeals` says where the appeals procedure is, or what it is; empty when nobody said. `form_names` maps a form of
    `forms.FORMS` to what this centre calls it; a form that is not in it has its usual name.
    """

    language: str = ENGLISH
    listed_above: int = 20
    appeals: str = ""
    form_names: Mapping[str, str] = field(default_factory=dict)


class PortfolioSettings(Model):
    """The settings of one centre that changed any."""

    __tablename__ = "portfolio_settings"

    centre_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("centre.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(8))
    listed_above: Mapped[int]
    appeals: Mapped[str] = mapped_column(Text)
    form_names: Mapped[dict[str, str]] = mapped_column(JSON)


def settings_of(centre: UUID) -> Settings:
    """What the centre settled; the usual where it settled nothing."""
    kept = db.session.get(PortfolioSettings, centre)
    if kept is None:
        return Settings()
    return Settings(
        language=kept.language,
        listed_above=kept.listed_above,
        appeals=kept.appeals,
        form_names=kept.form_names,
    )


def keep_settings(centre: UUID, settings: Settings) -> None:
    """Settle this from now on. What was issued stays as it was."""
    kept = db.session.get(PortfolioSettings, centre) or PortfolioSettings(centre_id=centre)
    kept.language, kept.listed_above = settings.language, settings.listed_above
    kept.appeals, kept.form_names = settings.appeals, dict(settings.form_names)
    db.session.add(kept)
