"""A screen and what a channel can do, to the finished message. Pure.

A paragraph that had to be borrowed from another language is announced above it, never silently
swapped (S05). The first line of every message is harmless on a lock screen (S16); that is the
texts' duty, and the walker's to check.
"""

from __future__ import annotations

import msgspec

from bot.channels.base import Capabilities, MapPin, Message, MessageButton, PositionKeyboard
from bot.content.catalogue import Catalogue, Phrase
from bot.effects import POSTED, Ability, AskPosition, Button, Pin, Post, Screen, Tone
from bot.text import Text, text

SEPARATOR = "\n\n"
DATA_LIMIT = 64
"""Bytes of the data that a press returns (Telegram)."""


def render(screen: Screen, capabilities: Capabilities, catalogue: Catalogue) -> Message:
    """The message of ``screen``, cut to nothing: texts are checked to fit before they ship."""
    if catalogue.locales.get(screen.locale) is None:  # her app's tag, or none at all
        screen = msgspec.structs.replace(screen, locale=catalogue.locales.of_app(screen.locale))
    phrases = [catalogue.say(paragraph, screen.locale) for paragraph in screen.paragraphs]
    parts = [phrase.text for phrase in phrases if phrase.text]
    borrowed = _borrowed(phrases)
    if borrowed:
        parts.insert(1, _announcement(borrowed, screen.locale, catalogue))
    rows = tuple(
        tuple(_button(button, screen, capabilities, catalogue) for button in row)
        for row in _possible(screen.rows, capabilities)
    )
    return Message(
        text=SEPARATOR.join(parts)[: capabilities.text_limit],
        rows=rows if capabilities.buttons else (),
        silent=True,
        spoiler=capabilities.spoilers and screen.tone is Tone.SENSITIVE,
    )


def render_pin(pin: Pin, catalogue: Catalogue) -> MapPin:
    """The map pin of a public address."""
    return MapPin(pin.lat, pin.lon, catalogue.say(pin.title, pin.locale).text)


def render_keyboard(
    ask: AskPosition, capabilities: Capabilities, catalogue: Catalogue
) -> PositionKeyboard:
    """The key that sends her position, and the message that brings it."""
    said = catalogue.say(ask.text, ask.locale).text[: capabilities.text_limit]
    label = catalogue.say(ask.label, ask.locale).text[: capabilities.label_limit]
    return PositionKeyboard(said, label)


def render_post(post: Post, capabilities: Capabilities, catalogue: Catalogue) -> Message:
    """Words of another person below a neutral line; only the words are masked.

    A picture or a voice has that line for its caption, and no words.
    """
    header = catalogue.say(post.header, post.locale).text
    rows = tuple(
        tuple(
            MessageButton(
                catalogue.say(button.label, post.locale).text[: capabilities.label_limit],
                f"{POSTED}|{button.id}",
            )
            for button in row
        )
        for row in _possible(post.rows, capabilities)
    )
    said = [catalogue.say(paragraph, post.locale).text for paragraph in post.body]
    below = "" if post.media else SEPARATOR.join(part for part in (*said, post.words) if part)
    text = f"{header}{SEPARATOR}{below}" if below else header
    return Message(
        text=text,  # never cut: what does not fit is refused, and whoever wrote it is told
        rows=rows if capabilities.buttons else (),
        silent=not post.sound,
        spoiler=capabilities.spoilers and bool(below),
        masked_from=len(header) + len(SEPARATOR) if below else 0,
        protected=post.protected,
    )


def render_alert(alert: Text, locale: str, catalogue: Catalogue) -> str:
    """The short notice that answers a press."""
    return catalogue.say(alert, locale).text


Rows = tuple[tuple[Button, ...], ...]


def _possible(rows: Rows, capabilities: Capabilities) -> Rows:
    """The rows without the buttons for which this channel lacks something."""
    kept = (tuple(button for button in row if _can(capabilities, button.needs)) for row in rows)
    return tuple(row for row in kept if row)


def _can(capabilities: Capabilities, ability: Ability) -> bool:
    return not ability or bool(getattr(capabilities, ability))


def _button(
    button: Button, screen: Screen, capabilities: Capabilities, catalogue: Catalogue
) -> MessageButton:
    said = catalogue.say(button.label, screen.locale).text[: capabilities.label_limit]
    return MessageButton(said, f"{screen.token}|{button.id}")


def _borrowed(phrases: list[Phrase]) -> tuple[str, ...]:
    return tuple(sorted(frozenset().union(*(phrase.borrowed for phrase in phrases))))


def _announcement(borrowed: tuple[str, ...], locale: str, catalogue: Catalogue) -> str:
    other = Text(f"locale.{borrowed[0]}")
    return catalogue.say(
        text("ui.fallback", language=Text(f"locale.{locale}"), other=other), locale
    ).text


def press_of(data: str) -> tuple[str, str]:
    """Token and choice of the data that a press returned."""
    token, _, choice = data.partition("|")
    return token, choice
