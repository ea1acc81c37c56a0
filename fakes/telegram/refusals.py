"""Calls that are answered with an error, in Telegram's words."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - the trade's word: the API refuses, nothing is broken
    """A call that is answered with an error; its text is Telegram's description."""

    code, reason, retry_after, migrate_to = 400, b"Bad Request", 0, 0


class BadRequest(Refusal):
    """The call itself is wrong; it would be refused again."""


class Migrated(BadRequest):
    """The group goes on under another id; writing here is refused."""

    def __init__(self, to: int) -> None:
        super().__init__("Bad Request: group chat was upgraded to a supergroup chat")
        self.migrate_to = to


class Unauthorized(Refusal):
    """The token is no bot's."""

    code, reason = 401, b"Unauthorized"


class Forbidden(Refusal):
    """The bot may not (any more) do this in this chat."""

    code, reason = 403, b"Forbidden"


class NotFound(Refusal):
    """There is no such method."""

    code, reason = 404, b"Not Found"


class Conflict(Refusal):
    """Two ways of fetching updates met."""

    code, reason = 409, b"Conflict"


class TooManyRequests(Refusal):
    """Over the flood limit; ``retry_after`` is in whole seconds."""

    code, reason = 429, b"Too Many Requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Too Many Requests: retry after {retry_after}")
        self.retry_after = retry_after


def bad(description: str) -> BadRequest:
    """A 400 with Telegram's prefix."""
    return BadRequest("Bad Request: " + description)
