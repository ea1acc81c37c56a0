"""A finished message, as what WhatsApp gets: choices to press, or plain text with numbers. Pure.

Lengths are counted in UTF-16 code units: Twilio says *characters*, and these are never fewer. The
worst mistake here: to lose a choice, a word or the way out at the foot.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Final, Literal

import msgspec

from bot.channels.base import Message, MessageButton

PART: Final = 1600
"""Most of one ``Body`` (21617, 21658)."""
BODY: Final = 1024
"""Most of the text above choices (twilio.com/docs/content/twilio-quick-reply, …/twiliolist-picker).
"""
QUICK_CHOICES, QUICK_LABEL = 3, 20
"""In a session, without approval (…/twilio-quick-reply); titles as Meta cuts them."""
LIST_CHOICES, LIST_LABEL = 10, 24
LIST_BUTTON: Final = 20
DATA: Final = 200
"""Most of an id (…/twiliolist-picker)."""
SEPARATOR: Final = "\n\n"
OPENS: Final = "☰"
"""On the button that opens a list, when the message brings no word for it."""
_JOINT: Final = " · "
"""Between the lines of a foot that has to be one."""
_CUTS: Final = (SEPARATOR, "\n", " ")
"""Where a text may be cut, best first; each is left out at a cut."""
_JOINER: Final = "\u200d"
_SKIN: Final = range(0x1F3FB, 0x1F400)
_FLAG: Final = range(0x1F1E6, 0x1F200)
_TAGS: Final = range(0xE0020, 0xE0080)

Kind = Literal["quick", "list"]


class Shape(msgspec.Struct, frozen=True, array_like=True):
    """How choices are drawn: quick replies or a list, and how many."""

    kind: Kind
    choices: int


SHAPES: Final = (
    *(Shape("quick", number) for number in range(1, QUICK_CHOICES + 1)),
    *(Shape("list", number) for number in range(1, LIST_CHOICES + 1)),
)


class Drawn(msgspec.Struct, frozen=True):
    """Choices to press: a shape, and the values of its variables."""

    shape: Shape
    variables: Mapping[str, str]
    """``1``: the text. Quick replies: ``2``, ``3`` are label and data of the first choice, and so
    on. Lists: ``2`` is the word on the button that opens it, then label and data of each.
    """
    before: tuple[str, ...] = ()
    """Texts that go out first."""
    otherwise: tuple[str, ...] = ()
    """Texts that go out instead of the choices, when the template is refused."""

    @property
    def has_lines(self) -> bool:
        """Whether its text has more than one line."""
        return not _is_flat(self.variables["1"])


def drawn(
    message: Message, known: Collection[Shape], opens: str = "", *, lines: bool = False
) -> Drawn | None:
    """The message with choices to press; None when no known shape holds it.

    ``opens``: the word on the button that opens a list. ``lines``: a value may have several lines.
    Else the text goes out before, and above the choices stand the foot, on one line, or the text's
    last line, where there is no foot.
    """
    choices = _choices(message)
    shape = _shape(choices, known)
    if shape is None:
        return None
    before, body = _above(message, lines=lines)
    if not body or "{{" in body:
        return None
    values = [body, *([_opener(opens)] if shape.kind == "list" else ())]
    for choice in choices:
        values += (choice.label, choice.data)
    rest = message
    if before:
        rest = Message("" if message.foot else body, message.rows, foot=message.foot)
    variables = {str(number): value for number, value in enumerate(values, 1)}
    return Drawn(shape, variables, before, plain(rest))


def plain(message: Message) -> tuple[str, ...]:
    """The message as texts of at most :data:`PART`, to be sent in this order.

    Choices are numbered in the order of ``message.rows``, by which a typed number is understood;
    they and the foot stand in the last text, unless they alone are longer than one.
    """
    numbered = "\n".join(
        f"{number}. {choice.label}" for number, choice in enumerate(_choices(message), 1)
    )
    end = _joined(numbered, message.foot)
    whole = _joined(message.text, end)
    if units(whole) <= PART:
        return (whole,) if whole else ()
    room = _room(message)
    if units(end) > room:
        return _onward((*split(message.text, room), *split(end, room)), message)
    before, last = _last(message.text, room - units(SEPARATOR) - units(end) if end else room)
    return _onward((*split(before, room), _joined(last, end)), message)


def _room(message: Message) -> int:
    """Most of one part of several, below the line that says that the message goes on."""
    return PART - (units(message.goes_on) + units(SEPARATOR) if message.goes_on else 0)


def _onward(parts: tuple[str, ...], message: Message) -> tuple[str, ...]:
    """Each part but the first below a harmless line: a locked phone shows the newest one (S16)."""
    first, *later = parts
    return (first, *(_joined(message.goes_on, part) for part in later))


def split(text: str, limit: int = PART) -> tuple[str, ...]:
    """``text`` in pieces of at most ``limit``: cut between paragraphs, else between lines, else
    between words, else between letters. Only white space at a cut is left out.
    """
    pieces: list[str] = []
    rest = text.strip()
    while units(rest) > limit:
        piece, rest = _cut(rest, limit)
        pieces.append(piece)
    return (*pieces, rest) if rest else tuple(pieces)


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _above(message: Message, *, lines: bool) -> tuple[tuple[str, ...], str]:
    """What goes out before the choices, and the text above them; ``''``: there can be none."""
    whole = _joined(message.text, message.foot)
    if units(whole) <= BODY and (lines or _is_flat(whole)):
        return (), whole
    before, body = message.text, _JOINT.join(message.foot.split("\n"))
    if not message.foot:
        before, _, body = whole.rpartition("\n")
    if units(body) > BODY or not _is_flat(body):
        return (), ""
    if units(before) <= PART:
        return split(before), body
    return _onward(split(before, _room(message)), message), body


def _is_flat(value: str) -> bool:
    """Whether a value holds nothing that an *approved* template refuses: a second line, a tab, more
    than four spaces. The reference says so of any template (21656) and of approved ones (92007);
    ours are not approved, and only an account can tell.
    """
    return not any(sign in value for sign in ("\n", "\r", "\t", " " * 5))


def _choices(message: Message) -> list[MessageButton]:
    return [choice for row in message.rows for choice in row]


def _shape(choices: list[MessageButton], known: Collection[Shape]) -> Shape | None:
    labels = [choice.label for choice in choices]
    same = len({label.casefold() for label in labels}) < len(labels)
    if not choices or same or not all(map(_is_sound, choices)):
        return None
    longest = max(map(units, labels))
    quick, listed = Shape("quick", len(choices)), Shape("list", len(choices))
    if longest <= QUICK_LABEL and quick in known:
        return quick
    return listed if longest <= LIST_LABEL and listed in known else None


def _is_sound(choice: MessageButton) -> bool:
    """An empty value is refused (21656); a placeholder in one might be filled in."""
    values = (choice.label, choice.data)
    fits = units(choice.data) <= DATA and "\n" not in choice.label
    return fits and all(value.strip() and "{{" not in value for value in values)


def _opener(opens: str) -> str:
    return opens if opens.strip() and units(opens) <= LIST_BUTTON and "{{" not in opens else OPENS


def _joined(*parts: str) -> str:
    return SEPARATOR.join(filter(None, (part.strip() for part in parts)))


def _last(text: str, room: int) -> tuple[str, str]:
    """``text`` in two: as many whole paragraphs of its end as there is ``room`` for, else as many
    lines; what stands before them.
    """
    for cut in _CUTS[:2]:
        paragraphs = text.strip().split(cut)
        kept: list[str] = []
        while paragraphs and units(cut.join([paragraphs[-1], *kept])) <= room:
            kept.insert(0, paragraphs.pop())
        if kept:
            return cut.join(paragraphs), cut.join(kept)
    return text, ""


def _cut(text: str, limit: int) -> tuple[str, str]:
    """The longest good beginning of ``text``, and the rest; ``text`` is longer than ``limit``."""
    end = _fitting(text, limit)
    for least in (end // 3, 1):  # a heading alone would be a poor message
        for cut in _CUTS:
            at = text.rfind(cut, least, end + len(cut))
            if at > 0:
                return text[:at].rstrip(), text[at:].lstrip()
    while end > 1 and not _may_cut(text, end):
        end -= 1
    if end <= 1 and not _may_cut(text, end):
        end = _fitting(text, limit)
    return text[:end], text[end:]


def _fitting(text: str, limit: int) -> int:
    """How many characters of ``text`` are at most ``limit`` units; at least one."""
    if text.isascii():
        return limit
    room = limit
    for at, letter in enumerate(text):
        room -= units(letter)
        if room < 0:
            return max(1, at)
    return len(text)


def _may_cut(text: str, at: int) -> bool:
    """Whether what is read as one sign stays whole (the main rules of UAX 29)."""
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or unicodedata.category(after) in {"Mn", "Me", "Mc"}:
        return False
    if ord(after) in _SKIN or ord(after) in _TAGS:
        return False
    if ord(before) in _FLAG and ord(after) in _FLAG:
        return _flags(reversed(text[:at])) % 2 == 0
    return True


def _flags(letters: Iterable[str]) -> int:
    """How many letters of flags stand at the beginning."""
    number = 0
    for letter in letters:
        if ord(letter) not in _FLAG:
            break
        number += 1
    return number
