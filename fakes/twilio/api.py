"""The account: what Twilio keeps, and what its API does with it."""

from __future__ import annotations

import asyncio
import random
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from fakes.telegram.clock import Clock
from fakes.telegram.wire import dumps
from fakes.twilio import contents
from fakes.twilio.contents import Content
from fakes.twilio.faults import Faults
from fakes.twilio.hooks import Hooks
from fakes.twilio.messages import Medium, Message, as_json, chosen, medium_json
from fakes.twilio.pages import page_of
from fakes.twilio.post_office import PostOffice
from fakes.twilio.record import Call, Record
from fakes.twilio.refusals import Refused, missing, unfinished

if TYPE_CHECKING:
    from fakes.twilio.person import Person
    from fakes.twilio.reception import Reception

Result = tuple[int, bytes, str]  # status, body, content type
NOTHING: Result = (204, b"", "")


class Api:
    """Everything behind the two addresses. `Twilio` has the tests' side of it."""

    delay = 0.0

    def __init__(self, clock: Clock, account: str, token: str, address: str, seed: int) -> None:
        self.clock, self.account, self.token, self.address = clock, account, token, address
        self.chance = random.Random(seed)  # noqa: S311 - it has to be the same each time
        self.record, self.faults = Record(), Faults()
        self.people: dict[str, Person] = {}
        self.messages: dict[str, Message] = {}
        self.media: dict[str, Medium] = {}
        self.contents: dict[str, Content] = {}
        self.refusals: list[str] = []  # what the bot did wrong; the world fails a test for it
        self.most_at_once = 0  # calls; 0: no limit
        self.final_after = 0.0  # seconds before which nothing can be deleted
        self.url = self.content_url = ""
        self.under_way: dict[int, Call] = {}  # calls without an outcome, by moment
        self.connections: set[Reception] = set()
        self.working: set[asyncio.Task[None]] = set()
        self.failures: list[Exception] = []
        self._order = 0
        self.hooks, self.office = Hooks(self), PostOffice(self)
        self.key = b64encode(f"{account}:{token}".encode())

    # --- calls, as `Reception` wants them

    def at_work(self, task: asyncio.Task) -> bool:
        """Whether a connection's task is in the middle of a call."""
        return task in self.working

    def arrived(self, method: str, path: str, ids: dict) -> Call:
        """Put a call on record."""
        call = Call(self.record.next(), self.clock(), method, path, ids)
        self.record.calls.append(call)
        self.under_way[call.moment] = call
        return call

    def done(self, call: Call, outcome: str, status: int, result: object) -> None:
        """Note what came of a call."""
        if outcome == "ok" and not call.effect:
            call.effect = self.record.moment
        call.outcome, call.status, call.result = outcome, status, result
        self.under_way.pop(call.moment, None)
        self.record.wake()

    def carry_out(self, call: Call) -> Result:
        """The answer to a call, or `Refused`."""
        work: Callable[[Call], Result] = getattr(self, "_" + call.method.replace(".", "_"))
        return work(call)

    def mistake(self, what: str) -> None:
        """Something that no bot should do."""
        self.refusals.append(what)

    def sid(self, prefix: str) -> str:
        """A new id."""
        return f"{prefix}{self.chance.getrandbits(128):032x}"

    def order(self) -> int:
        """Grows with every record."""
        self._order += 1
        return self._order

    # --- messages

    def _messages_create(self, call: Call) -> Result:
        message = self.office.accept(call.params)
        return 201, dumps(as_json(message, self.account)), ""

    def _messages_list(self, call: Call) -> Result:
        found = chosen([*self.messages.values()], call.params)
        page = page_of(call.path, call.params, found, [one.order for one in found])
        shown = [as_json(one, self.account) for one in page.items]
        return 200, dumps(page.as_uris("messages", shown)), ""

    def _messages_fetch(self, call: Call) -> Result:
        return 200, dumps(as_json(self._message(call), self.account)), ""

    def _messages_update(self, call: Call) -> Result:
        message = self._message(call)
        if ("Body" in call.params) == ("Status" in call.params) or call.params.get("Body"):
            raise Refused(30400, "Parameters are not valid")
        if "Status" in call.params:  # only what is scheduled can be
            raise Refused(30409, "This message cannot be canceled", mistake=False)
        self._final(message)
        message.body, message.updated_at = "", self.clock()
        return 200, dumps(as_json(message, self.account)), ""

    def _messages_delete(self, call: Call) -> Result:
        message = self._message(call)
        self._final(message)
        del self.messages[message.sid]
        for sid in message.media:
            self.media.pop(sid, None)
        return NOTHING

    def _message(self, call: Call) -> Message:
        message = self.messages.get(call.ids["sid"])
        if message is None or call.ids["account"] != self.account:
            raise missing(call.path)
        return message

    def _final(self, message: Message) -> None:
        if not self.office.is_final(message):
            raise unfinished(message.sid)

    # --- media

    def _medium(self, call: Call) -> Medium:
        medium = self.media.get(call.ids["media"])
        if medium is None or medium.message_sid != call.ids["sid"]:
            raise missing(call.path)
        return medium

    def _media_fetch(self, call: Call) -> Result:
        return 200, dumps(medium_json(self._medium(call), self.account)), ""

    def _media_download(self, call: Call) -> Result:
        medium = self._medium(call)
        return 200, medium.data, medium.content_type

    def _media_delete(self, call: Call) -> Result:
        medium = self._medium(call)
        del self.media[medium.sid]
        self.messages[medium.message_sid].media.remove(medium.sid)
        return NOTHING

    # --- contents

    def _contents_create(self, call: Call) -> Result:
        body = contents.without_null(call.params)
        contents.check(body)
        content = Content(
            self.sid("HX"),
            body.get("friendly_name"),
            body["language"],
            body.get("variables", {}),
            body["types"],
            self.clock(),
            placeholders=contents.placeholders(body["types"]),
        )
        self.contents[content.sid] = content
        return 201, dumps(self._shown(content)), ""

    def _contents_list(self, call: Call) -> Result:
        found = [*self.contents.values()][::-1]
        page = page_of(call.path, call.params, found, range(len(found), 0, -1))
        shown = [self._shown(one) for one in page.items]
        return 200, dumps(page.as_meta(self.content_url, "contents", shown)), ""

    def _contents_fetch(self, call: Call) -> Result:
        return 200, dumps(self._shown(self._content(call))), ""

    def _contents_delete(self, call: Call) -> Result:
        del self.contents[self._content(call).sid]
        return NOTHING

    def _content(self, call: Call) -> Content:
        if content := self.contents.get(call.ids["sid"]):
            return content
        raise missing(call.path)

    def _shown(self, content: Content) -> dict[str, Any]:
        url = f"{self.content_url}/v1/Content/{content.sid}"
        at = datetime.fromtimestamp(int(content.at), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "sid": content.sid,
            "account_sid": self.account,
            "friendly_name": content.name,
            "language": content.language,
            "variables": content.variables,
            "types": content.types,
            "url": url,
            "date_created": at,
            "date_updated": at,
            "links": {
                "approval_create": f"{url}/ApprovalRequests/whatsapp",
                "approval_fetch": f"{url}/ApprovalRequests",
            },
        }
