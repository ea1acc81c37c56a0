"""The port through which calls leave, with connections that are kept for exits."""

from __future__ import annotations

from typing import Final, Protocol

from bot.channels.http import Connections, NoAnswerError, NotSentError, Reply, Urgency

__all__ = ["HttpTransport", "NoAnswerError", "NotSentError", "Reply", "Transport"]

CONNECTIONS: Final = 512
"""Calls under way at once; 256 people with a provider that takes 50 ms need some 260."""
RESERVED: Final = 128
"""Further connections that only exits use."""
DELETES: Final = frozenset({"deleteMessage", "deleteMessages"})
CALL_SECONDS: Final = 15.0
"""How long a call may take before its fate counts as unknown."""


class Transport(Protocol):
    """Posts JSON to methods of one API. Errors carry no text."""

    async def post(
        self, method: str, body: bytes, *, urgent: bool = False, seconds: float = CALL_SECONDS
    ) -> Reply:
        """Call ``method``. ``urgent``: over the connections that are kept for exits.

        Raises :class:`NotSentError` and :class:`NoAnswerError`.
        """

    async def close(self) -> None:
        """End all connections; calls under way end with :class:`NoAnswerError`."""


class HttpTransport:
    """``Transport`` to the server of ``base``, which ends before the method, token included."""

    def __init__(self, base: str) -> None:
        self._connections = Connections(base, CONNECTIONS, reserve=RESERVED)

    async def post(
        self, method: str, body: bytes, *, urgent: bool = False, seconds: float = CALL_SECONDS
    ) -> Reply:
        """See ``Transport``. Of an exit's calls those go first that change what she sees."""
        urgency = Urgency.ORDINARY
        if urgent:
            urgency = Urgency.WIPE if method in DELETES else Urgency.COVER
        return await self._connections.post(method, body, seconds, urgency)

    async def close(self) -> None:
        """See ``Transport``."""
        await self._connections.close()
