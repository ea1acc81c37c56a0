"""The webhook: a bare ASGI app for Twilio's POSTs, of messages and of what became of ours.

Twilio brings a message again only for so long as 15 seconds in all, by default only when it could
not connect, and when it was answered 5xx only if its address was given to it with a fragment::

    PUBLIC_URL/whatsapp#rc=3&rp=ct,rt,5xx

(the same for the address of statuses). The fragment is not signed. Nothing is brought later. So
what cannot be handled at once is held here and tried again, and is answered 503 at the end, also
when too much waits: for 4xx Twilio would have to be told to ask again after our refusals, too. A
refusal of what Twilio signed is also a record of her words in its log of errors, therefore what
was signed and cannot be read is counted and answered like anything else. The answer is empty TwiML
(any other text would be sent to her): we answer her by calls, whose ids are needed for deletes.

The worst mistakes here: to believe a form that Twilio did not sign, and to lose her way out.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from bot.channels.asgi import LENGTH, Receive, Scope, Send, body_of, is_longer, respond
from bot.channels.base import Answer, Busy, Done
from bot.channels.whatsapp.incoming import Form, Incoming, NoUpdateError, form_of, read
from bot.channels.whatsapp.reception import Reception
from bot.channels.whatsapp.signature import HEADER, SETTINGS_HEADER, Signature

PATH: Final = "/whatsapp"
AGAIN: Final = "#rc=3&rp=ct,rt,5xx"
"""What follows an address where it is given to Twilio: when to bring something again."""
STATUS_PATH: Final = "/whatsapp/status"
"""Either takes both; the signature binds a form to the one that it was posted to."""
MOST_BYTES: Final = 22 * 1024
"""Twilio's longest text has 1,600 characters, that is 19,200 bytes of a form at most;
the more is read of strangers, the more a forged form costs: so 0.2 ms at worst."""
BODY_SECONDS: Final = 5.0
"""So long a body may take to come: who posts it is not known before it is there."""
PATIENCE: Final = 8.0
"""Seconds that a form is held while it cannot be handled; Twilio waits for 15."""
PAUSE: Final = 0.5
MOST_HELD: Final = 256
_NOTHING: Final = b"<Response/>"
_XML: Final = (b"content-type", b"text/xml")


class Webhook:
    """``POST`` to one path. ``account`` is our account's id, which is in every form of Twilio's;
    ``counts`` says how many requests were refused, by reason.
    """

    def __init__(
        self, signature: Signature, account: str, reception: Reception, now: Callable[[], float]
    ) -> None:
        self._signature = signature
        self._account = b"AccountSid=" + account.encode()
        self._reception = reception
        self._now = now
        self._held = 0
        self.counts: Counter[str] = Counter()
        self.believed = False
        """Some form was signed as it should be."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. Headers first: most of what strangers send is not read."""
        if scope["method"] != "POST":
            await self._refuse(send, HTTPStatus.METHOD_NOT_ALLOWED, "method")
            return
        given = settings = length = b""
        signatures = 0
        for name, value in scope["headers"]:
            if name == HEADER:
                given = value
                signatures += 1
            elif name == SETTINGS_HEADER:
                settings = value
            elif name == LENGTH:
                length = value
        algorithm = self._signature.algorithm(given, settings) if signatures == 1 else ""
        if not algorithm:
            await self._refuse(send, HTTPStatus.FORBIDDEN, "unsigned")
            return
        body = None if is_longer(length, MOST_BYTES) else await self._body(receive)
        if body is None:
            await self._refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "size")
            return
        form = self._form(body)
        if form is None:
            await self._refuse(send, HTTPStatus.BAD_REQUEST, "body")
            return
        if not self._signature.vouches(form, scope["query_string"], given, algorithm):
            await self._refuse(send, HTTPStatus.FORBIDDEN, "signature")
            return
        self.believed = True
        answer = await self._take(form)
        # The calls that were just committed go out before this: she waits for those.
        await asyncio.sleep(0)
        if isinstance(answer, Done):
            await respond(send, HTTPStatus.OK, _NOTHING, (_XML,))
        else:
            self.counts["busy" if isinstance(answer, Busy) else "down"] += 1
            await respond(send, HTTPStatus.SERVICE_UNAVAILABLE)

    def _form(self, body: bytes) -> Form | None:
        """The fields; None: no form of our account's, which is found before it is read."""
        if self._account not in body:
            return None
        try:
            return form_of(body)
        except NoUpdateError:
            return None

    async def _take(self, form: Form) -> Answer:
        try:
            incoming = read(form, self._now())
        except NoUpdateError:
            self.counts["unreadable"] += 1
            return Done()
        answer = await self._reception.take(incoming)
        if isinstance(answer, Done):
            return answer
        if self._held >= MOST_HELD:
            self._reception.keep(incoming)
            return answer
        self._held += 1
        try:
            return await self._again(incoming)
        finally:
            self._held -= 1

    async def _again(self, incoming: Incoming) -> Answer:
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while True:
            await asyncio.sleep(PAUSE)
            answer = await self._reception.take(incoming)
            if isinstance(answer, Done):
                return answer
            if loop.time() > end:
                self._reception.keep(incoming)
                return answer

    async def _body(self, receive: Receive) -> bytes | None:
        """The whole body; None when it is too long; ``b''`` when it did not come."""
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return await body_of(receive, MOST_BYTES)
        except TimeoutError:
            return b""

    async def _refuse(self, send: Send, status: HTTPStatus, reason: str) -> None:
        self.counts[reason] += 1
        await respond(send, status)
