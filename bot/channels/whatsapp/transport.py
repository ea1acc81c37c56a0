"""The port through which calls to Twilio leave, with connections that are kept for exits.

Two servers with one pair of credentials: that of messages, and that of templates. A file is asked
for at the first, which answers 302 or 307 to a place at ``twiliocdn.com`` that holds for hours
(help.twilio.com/articles/223183748; seen in github.com/codeforamerica/vita-min/pull/563 and
Abilityai/trinity/issues/1932). The credentials never go there, and nobody's word leads us anywhere
else: an address in an update may be anybody's.
"""

from __future__ import annotations

import re
import ssl
from base64 import b64encode
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

from bot.channels.http import (
    JSON,
    URL_ENCODED,
    Connections,
    NoAnswerError,
    NotSentError,
    NotWantedError,
    Reply,
    Urgency,
    Wanted,
)
from bot.channels.whatsapp import templates
from bot.channels.whatsapp.outcome import UNREADABLE
from bot.channels.whatsapp.templates import Content

__all__ = [
    "HttpTransport",
    "NoAnswerError",
    "NotSentError",
    "NotWantedError",
    "Reply",
    "Transport",
    "Wanted",
    "listed_contents",
]

CONNECTIONS: Final = 64
"""Calls under way at once: a number sends 80 messages a second, of some 300 ms each."""
RESERVED: Final = 32
"""Further connections that only exits use: a hundred records are deleted one by one."""
CONTENT_CONNECTIONS: Final = 4
CALL_SECONDS: Final = 15.0
"""How long a call may take before its fate counts as unknown."""
FILE_SECONDS: Final = 60.0
HOPS: Final = 3
"""From the message's server to the file: two were seen."""
VERSION: Final = "2010-04-01"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_CDN: Final = r"https://(?:[a-z0-9-]+\.)+twiliocdn\.com"
_SID: Final = "[0-9a-fA-F]{32}"
_QUERY: Final = "!$%&'()*+,-./:;=?@_~"
_NO_FILE: Final = Reply(HTTPStatus.NOT_FOUND, b"")


class Transport(Protocol):
    """Calls of one account. Errors carry no text; all raise :class:`NotSentError` and
    :class:`NoAnswerError`.
    """

    async def send(
        self, body: bytes, *, urgent: bool = False, wanted: Wanted | None = None
    ) -> Reply:
        """Make a message of these form fields, if it is ``wanted`` when it can be made; else this
        raises :class:`NotWantedError`.
        """

    async def delete(self, sid: str, *, urgent: bool = False) -> Reply:
        """Delete the record of a message, with its files."""

    async def messages(self, query: str) -> Reply:
        """One page of the list of messages."""

    async def file(self, reference: str) -> Reply:
        """The file at an address that Twilio named in an update; 404 when it is not one of ours."""

    async def contents(self, query: str) -> Reply:
        """One page of the list of templates."""

    async def make_content(self, body: bytes) -> Reply:
        """Make a template of this JSON."""

    async def delete_content(self, sid: str) -> Reply:
        """Delete a template."""

    async def close(self) -> None:
        """End all connections; calls under way end with :class:`NoAnswerError`."""


class HttpTransport:
    """``Transport`` to the servers of ``api`` and ``content_api``.

    ``trust``: whose certificates are believed; None: those that this computer believes.
    """

    def __init__(
        self,
        api: str,
        content_api: str,
        account: str,
        token: str,
        *,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        said = f"Basic {b64encode(f'{account}:{token}'.encode()).decode()}"
        self._trust = trust
        self._connections = Connections(
            api, CONNECTIONS, reserve=RESERVED, trust=trust, authorization=said
        )
        self._contents = Connections(
            content_api, CONTENT_CONNECTIONS, trust=trust, authorization=said
        )
        self._account = f"{VERSION}/Accounts/{quote(account, safe='')}"
        self._root = urlsplit(api).path.rstrip("/")
        self._content_root = urlsplit(content_api).path.rstrip("/")
        ours = re.escape(f"{api.rstrip('/')}/{self._account}")
        self._file = re.compile(f"{ours}/Messages/[SM]M{_SID}/Media/ME{_SID}", re.ASCII)
        parts = urlsplit(api)
        near = re.escape(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
        self._place = re.compile(f"({_CDN}|{near})(/[!-~]*)", re.ASCII)
        self._elsewhere: dict[str, Connections] = {}

    async def send(
        self, body: bytes, *, urgent: bool = False, wanted: Wanted | None = None
    ) -> Reply:
        """See ``Transport``."""
        return await self._connections.post(
            f"{self._account}/Messages.json",
            body,
            CALL_SECONDS,
            _send(urgent),
            kind=URL_ENCODED,
            wanted=wanted,
        )

    async def delete(self, sid: str, *, urgent: bool = False) -> Reply:
        """See ``Transport``. Of an exit's calls those go first that change what she sees."""
        urgency = Urgency.WIPE if urgent else Urgency.ORDINARY
        path = f"{self._account}/Messages/{quote(sid, safe='')}.json"
        return await self._connections.delete(path, CALL_SECONDS, urgency)

    async def messages(self, query: str) -> Reply:
        """See ``Transport``."""
        path = f"{self._root}/{self._account}/Messages.json?{quote(query, safe=_QUERY)}"
        return await self._connections.get(path, CALL_SECONDS)

    async def file(self, reference: str) -> Reply:
        """See ``Transport``."""
        if not self._file.fullmatch(reference):
            return _NO_FILE
        reply = await self._connections.get(urlsplit(reference).path, FILE_SECONDS)
        for _ in range(HOPS):
            if reply.status not in _REDIRECTS:
                return reply
            found = self._place.fullmatch(reply.location)
            if found is None:
                return _NO_FILE
            reply = await self._at(found[1]).get(found[2], FILE_SECONDS)
        return _NO_FILE

    async def contents(self, query: str) -> Reply:
        """See ``Transport``."""
        path = f"{self._content_root}/v1/Content?{quote(query, safe=_QUERY)}"
        return await self._contents.get(path, CALL_SECONDS)

    async def make_content(self, body: bytes) -> Reply:
        """See ``Transport``."""
        return await self._contents.post("v1/Content", body, CALL_SECONDS, kind=JSON)

    async def delete_content(self, sid: str) -> Reply:
        """See ``Transport``."""
        return await self._contents.delete(f"v1/Content/{quote(sid, safe='')}", CALL_SECONDS)

    async def close(self) -> None:
        """See ``Transport``."""
        for connections in (self._connections, self._contents, *self._elsewhere.values()):
            await connections.close()

    def _at(self, there: str) -> Connections:
        """Connections to where files lie, without our credentials."""
        if there not in self._elsewhere:
            self._elsewhere[there] = Connections(there, CONTENT_CONNECTIONS, trust=self._trust)
        return self._elsewhere[there]


def _send(urgent: bool) -> Urgency:
    return Urgency.COVER if urgent else Urgency.ORDINARY


async def listed_contents(transport: Transport) -> tuple[Content, ...] | Reply:
    """Every template of the account; the answer that is none, when there is one.

    Raises :class:`NotSentError` and :class:`NoAnswerError`.
    """
    found: list[Content] = []
    query = templates.PAGE
    while query:
        reply = await transport.contents(query)
        if reply.status != HTTPStatus.OK:
            return reply
        try:
            contents, query = templates.page(reply.body)
        except UNREADABLE:
            return reply
        found += contents
    return tuple(found)
