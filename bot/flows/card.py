"""The payload of a link or card: ``<locale>-<CC>``, split at the last hyphen."""

from __future__ import annotations

from bot.content.locales import Locales

LONGEST = 32
"""Characters of the longest payload that could be one of ours."""


def card_of(payload: str, locales: Locales) -> tuple[str, str] | None:
    """Locale and country of a payload, or None when it is a bare start.

    A locale that is not ready opens the door too: it is then not listed first, nothing more.
    """
    tag, hyphen, code = payload.rpartition("-")
    if not hyphen or len(payload) > LONGEST:
        return None
    locale = locales.get(tag.replace("-", "_")) or locales.get(SHORT.get(tag, ""))
    country = locales.country(code)
    if locale is None or country is None:
        return None
    return locale.tag, country.code


SHORT = {"kaa": "kaa_Latn"}
"""Tags that cards may shorten."""
