"""Formatted text as Telegram has it: entities, whose places are counted in UTF-16 units."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from fakes.telegram.parameters import names, refuse_unknown
from fakes.telegram.refusals import bad

MASK = "▒"
FORMATS = names(
    "bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre "
    "text_link text_mention custom_emoji date_time"
)
FOUND = names("mention hashtag cashtag bot_command url email phone_number")
FIELDS = names("type offset length url user language custom_emoji_id unix_time date_time_format")
NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
# What Telegram finds in any text by itself, as far as our texts can hold it.
PATTERNS = (
    ("url", re.compile(r"https?://[^\s<>]+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|kz|me)\b\S*")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    ),
    ("mention", re.compile(r"(?<![\w@/])@[A-Za-z0-9_]{4,32}\b")),
    ("hashtag", re.compile(r"(?<!\w)#\w*[^\W\d]\w*")),
    ("phone_number", re.compile(r"(?<!\w)\+\d[\d ()-]{8,18}\d(?!\w)")),
)
TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "a": "text_link",
    "blockquote": "blockquote",
}


def utf16_length(text: str) -> int:
    """How long a text is in UTF-16 units: a letter is one, an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of a text at a place counted in UTF-16 units."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", errors="replace")


def check_entities(text: str, entities: Any) -> None:  # noqa: ANN401 - it comes from a call
    """Refuse entities that Telegram refuses (and those that it would drop in silence)."""
    units = text.encode("utf-16-le")
    end = len(units) // 2
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad("can't parse MessageEntity: expected an Object")
        for field, kind in (("offset", int), ("length", int), ("type", str)):
            if field not in entity:
                raise bad(f"can't parse MessageEntity: Can't find field \"{field}\"")
            if not isinstance(entity[field], kind) or isinstance(entity[field], bool):
                of = "Number" if kind is int else "String"
                raise bad(f'can\'t parse MessageEntity: Field "{field}" must be of type {of}')
        refuse_unknown(entity, FIELDS)
        kind, start, length = entity["type"], entity["offset"], entity["length"]
        if kind not in FORMATS | FOUND:
            raise bad("can't parse MessageEntity: Unsupported type specified")
        if kind in NEEDS and not entity.get(NEEDS[kind]):
            raise bad(f"can't parse MessageEntity: Can't find field \"{NEEDS[kind]}\"")
        if start < 0 or length <= 0:
            raise bad("an entity without a place in the text (Telegram would drop it)")
        if start >= end:
            raise bad(f"entity begins after the end of the text at UTF-16 offset {start}")
        if start + length > end:
            raise bad(
                f"entity beginning at UTF-16 offset {start} ends after the end of the text at "
                f"UTF-16 offset {start + length}"
            )
        if is_inside_symbol(units, start):
            raise bad(f"entity begins in a middle of a UTF-16 symbol at UTF-16 offset {start}")
        if is_inside_symbol(units, start + length):
            raise bad(
                f"entity beginning at UTF-16 offset {start} ends in a middle of a UTF-16 symbol"
            )


def is_inside_symbol(units: bytes, at: int) -> bool:
    """Whether a place is between the two halves of a surrogate pair."""
    low_half = range(0xDC, 0xE0)
    return 2 * at + 1 < len(units) and units[2 * at + 1] in low_half


def found_in(text: str) -> list[dict]:
    """The entities that Telegram finds by itself: commands, addresses, numbers to ring."""
    found: list[tuple[int, int, str]] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end, _ in found):
                found.append((match.start(), match.end(), kind))
    return [
        {
            "type": kind,
            "offset": utf16_length(text[:start]),
            "length": utf16_length(text[start:end]),
        }
        for start, end, kind in sorted(found)
    ]


def trimmed(text: str, entities: list[dict]) -> tuple[str, list[dict]]:
    """A text without the space around it, and its entities where they are then."""
    short = text.strip()
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    end = utf16_length(short)
    moved = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        stop = min(end, entity["offset"] + entity["length"] - lead)
        if stop > start:
            moved.append(entity | {"offset": start, "length": stop - start})
    return short, moved


def masked(text: str, entities: list[dict]) -> str:
    """A text as a lock screen or the list of chats shows it: spoilers cannot be read."""
    units = text.encode("utf-16-le")
    cover = MASK.encode("utf-16-le")
    for entity in entities:
        if entity["type"] == "spoiler":
            start, length = entity["offset"], entity["length"]
            units = units[: 2 * start] + cover * length + units[2 * (start + length) :]
    return units.decode("utf-16-le", errors="replace")


class _Html(HTMLParser):
    """Telegram's few tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.entities: list[dict] = []
        self.open: list[tuple[str, dict]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = TAGS.get(tag)
        if tag == "span" and given.get("class") == "tg-spoiler":
            kind = "spoiler"
        if kind is None:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}"')
        entity: dict = {"type": kind, "offset": utf16_length(self.text)}
        if kind == "text_link":
            entity["url"] = unescape(given.get("href") or "")
        if kind == "blockquote" and "expandable" in given:
            entity["type"] = "expandable_blockquote"
        self.open.append((tag, entity))

    def handle_endtag(self, tag: str) -> None:
        if not self.open:
            raise bad("can't parse entities: Unexpected end tag")
        opened, entity = self.open.pop()
        if opened != tag:
            raise bad(
                f'can\'t parse entities: Unmatched end tag, expected "&lt;/{opened}>", '
                f'found "&lt;/{tag}>"'
            )
        length = utf16_length(self.text) - entity["offset"]
        if length:
            self.entities.append(
                {"type": entity["type"], "offset": entity["offset"], "length": length}
                | {k: v for k, v in entity.items() if k == "url"}
            )

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(text: str, mode: str) -> tuple[str, list[dict]]:
    """Text and entities of a formatted text. HTML only; Markdown is refused."""
    mode = mode.lower()
    if mode in ("markdown", "markdownv2"):
        raise bad("can't parse entities: Markdown is not read by this stand-in")
    if mode != "html":
        raise bad("unsupported parse_mode")
    parser = _Html()
    parser.feed(text)
    parser.close()
    if parser.open:
        raise bad(
            f"can't parse entities: Can't find end tag corresponding to \"{parser.open[-1][0]}\""
        )
    return parser.text, sorted(parser.entities, key=lambda entity: entity["offset"])
