"""What we say, before it is said: a stable key and its arguments, never a sentence.

Every outgoing text is a :class:`Text` (S28). An argument is a number, a day, a distance or
another text, and never a string, so nothing that a person wrote can be sent back by mistake.
"""

from __future__ import annotations

from typing import Literal, Union

import msgspec


class Day(msgspec.Struct, frozen=True, tag="day", array_like=True):
    """A calendar day, written as its locale writes days. ``iso`` is ``YYYY-MM-DD``."""

    iso: str


class Moment(msgspec.Struct, frozen=True, tag="moment", array_like=True):
    """A moment on the clock of ``zone`` (IANA), seconds since 1970: day and time, or ``short``."""

    at: float
    zone: str
    short: bool = False


class Kilometres(msgspec.Struct, frozen=True, tag="km", array_like=True):
    """A distance in kilometres, rounded as far as its basis is honest."""

    value: float


class Plain(msgspec.Struct, frozen=True, tag="plain", array_like=True):
    """A number that counts nothing and is written without separators: an id."""

    value: int


class Joined(msgspec.Struct, frozen=True, tag="joined", array_like=True):
    """Several texts as one argument: one a line, one after the other, with commas or dots."""

    parts: tuple[Text, ...]
    by: Literal["line", "space", "comma", "dot"] = "line"


class Text(msgspec.Struct, frozen=True, tag="text", array_like=True):
    """A key of the catalogue with its arguments, in the order in which they were given."""

    key: str
    args: tuple[tuple[str, Argument], ...] = ()


Argument = Union[int, Day, Moment, Kilometres, Plain, Joined, Text]  # noqa: UP007 - msgspec resolves the forward name


def text(key: str, **args: Argument) -> Text:
    """The text ``key`` with its arguments, in a stable order."""
    return Text(key, tuple(sorted(args.items())))
