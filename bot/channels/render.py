"""A screen and what a channel can do, to the finished message. Pure.

A paragraph that had to be borrowed from another language is announced above it, never silently
swapped (S05). The first line of every message is harmless on a lock screen (S16); that is the
texts' duty, and the walker's to check.
"""

from __future__ import annotations

import msgspec

from bot.channels.base import Capabilities, MapPin, Message, MessageButton, PositionKeyboard
from bot.content.catalogue import Catalogue, Phrase
from bot.effects import (
    POSTED,
    TYPED_WAYS,
    Ability,
    AskPosition,
    Button,
    Pin,
    Post,
    Screen,
    Tone,
)
from bot.text import Text, text

SEPARATOR = "\n\n"
FOOT = "ui.foot"
"""What stands below every message where the ways out are typed: the digits, the word to leave."""
CHOOSE = "ui.choose"
GOES_ON = "ui.goes_on"
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
    drawn = _Drawn(screen.rows, screen.token, screen.locale, capabilities, catalogue)
    return Message(
        text=SEPARATOR.join(parts)[: capabilities.text_limit],
        rows=drawn.rows,
        silent=True,
        spoiler=capabilities.spoilers and screen.tone is Tone.SENSITIVE,
        foot=drawn.foot,
        typed=drawn.typed,
        opens=drawn.opens,
        goes_on=drawn.goes_on,
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
    drawn = _Drawn(post.rows, POSTED, post.locale, capabilities, catalogue)
    said = [catalogue.say(paragraph, post.locale).text for paragraph in post.body]
    below = "" if post.media else SEPARATOR.join(part for part in (*said, post.words) if part)
    text = f"{header}{SEPARATOR}{below}" if below else header
    return Message(
        text=text,  # never cut: what does not fit is refused, and whoever wrote it is told
        rows=drawn.rows,
        silent=not post.sound,
        spoiler=capabilities.spoilers and bool(below),
        masked_from=len(header) + len(SEPARATOR) if below else 0,
        protected=post.protected,
        foot=drawn.foot,
        typed=drawn.typed,
        opens=drawn.opens,
        goes_on=drawn.goes_on,
    )


def render_alert(alert: Text, locale: str, catalogue: Catalogue) -> str:
    """The short notice that answers a press."""
    return catalogue.say(alert, locale).text


Rows = tuple[tuple[Button, ...], ...]


class _Drawn:
    """Buttons as a channel draws them: those that it can do, and below them what is typed."""

    def __init__(
        self,
        rows: Rows,
        token: str,
        locale: str,
        capabilities: Capabilities,
        catalogue: Catalogue,
    ) -> None:
        self._catalogue, self._locale = catalogue, locale
        self._limit = capabilities.list_label_limit or capabilities.label_limit
        self._token = token
        typed = TYPED_WAYS if capabilities.typed_ways else ()
        possible = _possible(rows, capabilities) if capabilities.buttons else ()
        kept = (tuple(self._button(one) for one in row if one.id not in typed) for row in possible)
        ways = [one for row in possible for one in row if one.id in typed]
        self.rows = tuple(row for row in kept if row)
        self.typed = tuple(self._button(one) for one in ways)
        digits = next((one.label for one in ways if one.id == "numbers"), None)
        self.goes_on = self._say(Text(GOES_ON)) if capabilities.typed_ways else ""
        self.opens = ""
        if self.rows and capabilities.list_label_limit:
            self.opens = self._say(Text(CHOOSE))
        self.foot = self._say(text(FOOT, digits=digits)) if digits is not None else ""

    def _say(self, label: Text) -> str:
        return self._catalogue.say(label, self._locale).text

    def _button(self, button: Button) -> MessageButton:
        return MessageButton(self._say(button.label)[: self._limit], f"{self._token}|{button.id}")


def _possible(rows: Rows, capabilities: Capabilities) -> Rows:
    """The rows without the buttons for which this channel lacks something."""
    kept = (tuple(button for button in row if _can(capabilities, button.needs)) for row in rows)
    return tuple(row for row in kept if row)


def _can(capabilities: Capabilities, ability: Ability) -> bool:
    return not ability or bool(getattr(capabilities, ability))


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
