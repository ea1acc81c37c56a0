"""Moments as people write them on the command line."""

from __future__ import annotations

import datetime
import time


def moment(given: str | None) -> float | None:
    """Seconds since 1970 of an ISO moment (no offset: UTC); now for None; None if unreadable."""
    if given is None:
        return time.time()
    try:
        found = datetime.datetime.fromisoformat(given)
    except ValueError:
        return None
    if found.tzinfo is None:
        found = found.replace(tzinfo=datetime.UTC)
    return found.timestamp()
