"""What day it is where the learners are. Records hold UTC; people mean the day in the United Kingdom."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def uk_day(moment: datetime) -> date:
    """The day in the United Kingdom at an aware moment."""
    return moment.astimezone(LONDON).date()


def uk_midnight(day: date) -> datetime:
    """When the day begins in the United Kingdom, in UTC."""
    return datetime.combine(day, time(), tzinfo=LONDON).astimezone(UTC)
