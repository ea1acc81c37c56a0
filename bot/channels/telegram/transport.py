"""The port through which calls leave, with connections that are kept for exits."""

from __future__ import annotations

from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from bot.channels.http import Connections, Form, NoAnswerError, NotSentError, Reply, Urgency

__all__ = ["HttpTransport", "NoAnswerError", "NotSentError", "Reply", "Transport"]

CONNECTIONS: Final = 512
"""Calls under way at once; 256 people with a provider that takes 50 ms need some 260."""
RESERVED: Final = 128
"""Further connections that only exits use."""
DELETES: Final = frozenset({"deleteMessage", "deleteMessages", "deleteForumTopic"})
CALL_SECONDS: Final = 15.0
"""How long a call may take before its fate counts as unknown."""
FILE_SECONDS: Final = 60.0
"""The same for a call that carries a file."""


class Transport(Protocol):
    """Posts JSON to methods of one API. Errors carry no text."""

    async def post(
        self, method: str, body: bytes, *, urgent: bool = False, seconds: float = CALL_SECONDS
    ) -> Reply:
        """Call ``method``. ``urgent``: over the connections that are kept for exits.

        Raises :class:`NotSentError` and :class:`NoAnswerError`.
        """

    async def upload(self, method: str, form: Form) -> Reply:
        """Call ``method`` with a file. Raises as :meth:`post`."""

    async def download(self, path: str) -> Reply:
        """Get the file of this ``file_path``. Raises as :meth:`post`."""

    async def close(self) -> None:
        """End all connections; calls under way end with :class:`NoAnswerError`."""


class HttpTransport:
    """``Transport`` to the server of ``base``, which ends before the method, token included."""

    def __init__(self, base: str) -> None:
        self._connections = Connections(base, CONNECTIONS, reserve=RESERVED)
        before, _, bot = urlsplit(base).path.rstrip("/").rpartition("/")
        self._files = f"{before}/file/{bot}/"

    async def post(
        self, method: str, body: bytes, *, urgent: bool = False, seconds: float = CALL_SECONDS
    ) -> Reply:
        """See ``Transport``. Of an exit's calls those go first that change what she sees."""
        urgency = Urgency.ORDINARY
        if urgent:
            urgency = Urgency.WIPE if method in DELETES else Urgency.COVER
        return await self._connections.post(method, body, seconds, urgency)

    async def upload(self, method: str, form: Form) -> Reply:
        """See ``Transport``."""
        return await self._connections.post(method, form.body, FILE_SECONDS, kind=form.kind)

    async def download(self, path: str) -> Reply:
        """See ``Transport``."""
        return await self._connections.get(self._files + quote(path), FILE_SECONDS)

    async def close(self) -> None:
        """See ``Transport``."""
        await self._connections.close()
