"""Whom the bot can reach: people, groups and channels, and what stands between them."""

from __future__ import annotations

from dataclasses import dataclass, field

from fakes.telegram.refusals import Forbidden, Migrated, bad


@dataclass
class Chat:
    """A chat as the bot knows it. States of a private one: ``unknown`` (she never opened it),
    ``met`` (known from a group only), ``open``, ``blocked``, ``deactivated``; of a group:
    ``member``, ``administrator``, ``left``, ``kicked``. ``members`` of a group: user and status by
    user id, the bot aside; ``moved_to``: the supergroup that it became.
    """

    id: int
    kind: str = "private"
    name: str = "User"  # first name, or title
    username: str = ""
    state: str = "open"
    members: dict[int, tuple[dict, str]] = field(default_factory=dict)
    moved_to: int = 0

    @property
    def brief(self) -> dict:
        """The Chat object in messages."""
        chat: dict = {"id": self.id, "type": self.kind}
        chat["first_name" if self.kind == "private" else "title"] = self.name
        if self.username:
            chat["username"] = self.username
        return chat

    @property
    def full(self) -> dict:
        """The ChatFullInfo object that getChat answers."""
        full = self.brief | {
            "accent_color_id": self.id % 7,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": True,
                "limited_gifts": True,
                "unique_gifts": True,
                "premium_subscription": True,
                "gifts_from_channels": True,
            },
        }
        if self.kind == "group":
            full["permissions"] = {"can_send_messages": True}
        return full

    def check(self, reads_only: bool) -> None:
        """Raise a refusal unless the bot may write (or, with `reads_only`, look) here.

        Of a chat that was blocked the real API may still take deletes; here it takes nothing.
        """
        if self.state == "unknown":
            raise bad("chat not found")
        if self.kind == "private":
            if reads_only:
                return
            if self.state == "blocked":
                raise Forbidden("Forbidden: bot was blocked by the user")
            if self.state == "deactivated":
                raise Forbidden("Forbidden: user is deactivated")
            if self.state == "met":
                raise Forbidden("Forbidden: bot can't initiate conversation with a user")
        elif self.moved_to and not reads_only:
            raise Migrated(self.moved_to)
        elif self.state == "kicked":
            raise Forbidden(f"Forbidden: bot was kicked from the {self.kind} chat")
        elif self.state == "left":
            raise Forbidden(f"Forbidden: bot is not a member of the {self.kind} chat")
