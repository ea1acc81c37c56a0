"""``pana understand``: what messages want and tell of, as JSON lines."""

from __future__ import annotations

import argparse
from functools import partial

from bot.commands.queries import Query, QueryError, Reply, answer_all, in_words, optional, text_of
from bot.content.locales import canonical
from bot.pack.model import Pack


def run(argv: list[str]) -> int:
    """Answer ``{"text", "locale"?, "country"?}`` lines, or the one message that was given; 0."""
    parser = argparse.ArgumentParser(prog="pana understand", description=__doc__)
    parser.add_argument("--explain", action="store_true", help="also what decided")
    parser.add_argument("text", nargs="*", help="one message; none: JSON lines are read")
    given = parser.parse_intermixed_args(argv)
    return answer_all(partial(_reply, explain=given.explain), in_words(given.text, "text"))


def _reply(pack: Pack, query: Query, *, explain: bool) -> Reply:
    text, locale = text_of(query, "text"), canonical(optional(query, "locale"))
    if locale and pack.locales.get(locale) is None:
        known = ", ".join(one.tag for one in pack.locales.locales)
        raise QueryError(f"There is no such locale; there are {known}.")
    heard = pack.listener.hear(text)
    signals, guess = heard.signals, heard.guess
    spoken = [_tag(one.locale) for one in pack.listener.languages(text)]
    reply: Reply = {
        "intent": guess.intent,
        "confidence": round(guess.confidence, 3),
        "suggestions": list(guess.suggestions),
        "danger": signals.danger,
        "self_harm": signals.self_harm,
        "threat_to_other": signals.threat_to_other,
        "locale": spoken[0] if spoken else _tag(locale) or None,
        "locales": spoken,
    }
    if explain:
        reply["why"] = pack.listener.why(text)
    return reply


def _tag(locale: str) -> str:
    """Karakalpak is ``kaa`` outside, whatever its alphabet."""
    return "kaa" if locale == "kaa_Latn" else locale
