"""Who comes to a group and goes, as Telegram tells it. Pure; reads only the fields used.

It tells it twice: by ``chat_member``, to administrators only, and by a message in the group. The
worst mistake here: to take somebody who came for somebody who was there before.
"""

from __future__ import annotations

from typing import Final

import msgspec

STANDS: Final = frozenset({"creator", "administrator", "member"})
RULES: Final = frozenset({"creator", "administrator"})


class Member(msgspec.Struct, frozen=True):
    """Somebody who came or went, human or bot. ``id``: also the address of a private chat."""

    id: str
    is_in: bool


class Changed(msgspec.Struct, frozen=True):
    """Who came and who went. ``surely``: told by ``chat_member``, so it is told once."""

    members: tuple[Member, ...]
    surely: bool = False


class Ours(msgspec.Struct, frozen=True):
    """What we are in a group now. ``sees``: we are told who comes and goes."""

    is_in: bool
    sees: bool


class Moved(msgspec.Struct, frozen=True):
    """The group goes on under another address."""

    to: str


Here = Changed | Ours | Moved
"""What happened in a group that is more than talk."""


class User(msgspec.Struct):
    """Somebody as an update names her. ``language_code``: of her app."""

    id: int
    language_code: str = ""


class ChatMember(msgspec.Struct, frozen=True):
    """Somebody's standing in a chat, as the Bot API has it."""

    status: str = ""
    is_member: bool = False
    user: User | None = None

    @property
    def is_in(self) -> bool:
        """Whether she reads what is said there."""
        return self.status in STANDS or (self.status == "restricted" and self.is_member)

    @property
    def ours(self) -> Ours:
        """What it means when it is our own."""
        return Ours(self.is_in, self.status in RULES)


def changed(before: ChatMember, after: ChatMember) -> Changed | None:
    """What a ``chat_member`` means; None: nobody came or went (somebody was promoted, say)."""
    if after.user is None or before.is_in == after.is_in:
        return None
    return Changed((Member(str(after.user.id), after.is_in),), surely=True)


def announced(came: list[User], left: User | None) -> Changed | None:
    """What a message about members means; None: it is none."""
    members = tuple(Member(str(user.id), is_in=True) for user in came)
    if left is not None:
        members = (*members, Member(str(left.id), is_in=False))
    return Changed(members) if members else None
