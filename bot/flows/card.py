"""The payload of a link or card: ``<locale>-<CC>``, split at the last hyphen."""

from __future__ import annotations

from bot.content.locales import Locales, canonical

LONGEST = 32
"""Characters of the longest payload that could be one of ours."""


def card_of(payload: str, locales: Locales) -> tuple[str, str] | None:
    """Locale and country of a payload, or None when it is a bare start.

    A locale that is not ready opens the door too: it is then not listed first, nothing more.
    """
    tag, hyphen, code = payload.strip().rpartition("-")
    if not hyphen or len(payload) > LONGEST:
        return None
    locale = locales.get(canonical(tag))
    country = locales.country(code.upper())
    if locale is None or country is None or not code.isalpha():
        return None
    return locale.tag, country.code
