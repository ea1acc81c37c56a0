"""UTC days, by which keys are made and destroyed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

DAY_SECONDS = 86_400
_LIFE = timedelta(days=1, hours=25)
"""From the start of a day until its key is destroyed; the 24 h of ``remains`` fit into it."""


def day_of(moment: float) -> str:
    """The UTC day of ``moment`` (seconds since 1970), ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(moment, UTC).date().isoformat()


def destroyed_at(day: str) -> float:
    """When this day's key is to be destroyed, in seconds since 1970: 25 h after the day ends."""
    start = datetime.combine(date.fromisoformat(day), time(), UTC)
    return (start + _LIFE).timestamp()
