"""The updates of a bot: kept until it has taken them, by webhook or by getUpdates.

A private chat has two queues, one for messages and one for presses; other kinds have queues of
their own. In each, one update is under way at a time. Nothing is promised over two queues.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fakes.telegram.clock import Clock
from fakes.telegram.job import HOST, MESSAGE_LIFE, PRESS_LIFE, Job
from fakes.telegram.parameters import is_set, unpacked
from fakes.telegram.polling import PollingClient, Waiting
from fakes.telegram.refusals import Conflict, bad
from fakes.telegram.webhook import WebhookClient, WebhookConnection
from fakes.telegram.wire import dumps

if TYPE_CHECKING:
    from fakes.telegram.bot_api import BotApi

# As in telegram-bot-api: which queue of a person or a chat a kind of update travels in.
LANES = {
    "inline_query": 1,
    "chosen_inline_result": 2,
    "callback_query": 3,
    "shipping_query": 4,
    "pre_checkout_query": 4,
    "my_chat_member": 5,
    "chat_member": 6,
    "chat_join_request": 6,
    "chat_boost": 7,
    "removed_chat_boost": 7,
    "message_reaction": 8,
    "message_reaction_count": 9,
    "business_connection": 10,
    "business_message": 11,
    "edited_business_message": 11,
    "deleted_business_messages": 11,
    "guest_message": 12,
}
SHORT_LIVED = frozenset({"callback_query", "inline_query", "shipping_query", "pre_checkout_query"})
UNASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
FIRST_UPDATE = 100_000_001
SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
LONGEST_SECRET = 256
MOST_CONNECTIONS, USUAL_CONNECTIONS = 100, 40
PUBLIC_PORTS = (None, 80, 88, 443, 8443)
LOCAL_HOSTS = ("127.0.0.1", "localhost")


class WebhookSender(WebhookClient):
    """Posts to where setWebhook said, until it is stopped; failures are noted."""

    def __init__(self, updates: Updates, url: str, limit: int, secret: str) -> None:
        parts = urlsplit(url)
        port = updates.hosts.get(parts.hostname or "") or parts.port or 80
        super().__init__(port, limit, secret, updates.first, updates.longest, updates.clock)
        self.later = updates.clock.call_later
        self.updates, self.stopped = updates, False
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self.set_target(path, secret)

    def set_target(self, path: str, secret: str) -> None:
        """Post to this path; without a secret there is no header for it."""
        super().set_target(path, secret)
        if not secret:
            self.head = self.head.replace(b"X-Telegram-Bot-Api-Secret-Token: \r\n", b"")

    def send(self, job: Job) -> None:  # noqa: D102
        if not self.stopped:
            super().send(job)

    def answered(self, job: Job, status: int, head: bytes, low: bytes, body: bytes) -> None:  # noqa: D102
        if not self.stopped:
            reason = head.split(b"\r\n", 1)[0][9:].decode(errors="replace")
            if not 200 <= status < 300:  # noqa: PLR2004 - a 2xx
                self.updates.failed(f"Wrong response from the webhook: {reason}")
            super().answered(job, status, head, low, body)

    def lost(self, connection: WebhookConnection) -> None:  # noqa: D102
        if not self.stopped:
            if connection.job:
                self.updates.failed("Webhook connection closed")
            super().lost(connection)

    def unreachable(self, error: OSError) -> None:  # noqa: ARG002, D102
        self.updates.failed("Connection refused")

    def stop(self) -> None:
        """Post nothing more; what is under way counts as not delivered."""
        self.stopped = True
        for task in self.connecting:
            task.cancel()
        for link in self.links:
            link.transport.abort()


class Updates:
    """What happened and the bot does not know yet."""

    def __init__(self, api: BotApi, clock: Clock, first: float, longest: float) -> None:
        self.api, self.clock = api, clock
        self.first, self.longest = first, longest  # seconds between deliveries
        self.next_id = FIRST_UPDATE
        self.pending: dict[int, Job] = {}
        self.raw: dict[int, dict] = {}  # every update ever made, also those that nobody wanted
        self.allowed: frozenset[str] = frozenset()  # none named: all but UNASKED
        self.expired: list[int] = []
        self.last_error: tuple[float, str] | None = None
        self.url, self.connections = "", 0
        self.hosts: dict[str, int] = {}  # public host -> the port here where it is served
        self.sender: WebhookSender | None = None
        self.polling = PollingClient(api, clock)
        api.updates = self

    # --- what happens

    def add(self, update: dict, queue: int | None = None, life: float | None = None) -> int:
        """Something happened: its update id. `life` is in seconds, after which it is dropped."""
        update_id, self.next_id = self.next_id, self.next_id + 1
        kind = next(iter(update))
        self.raw[update_id] = {"update_id": update_id} | update
        if not self.wants(kind):
            return update_id
        if life is None:
            life = PRESS_LIFE if kind in SHORT_LIVED else MESSAGE_LIFE
        if queue is None:
            queue = self.queue_of(kind, update[kind])
        body = dumps(self.raw[update_id])
        job = Job(update_id, body, queue, life, self._taken, self._dropped, self.clock)
        self.pending[update_id] = job
        (self.sender or self.polling).submit(job)
        self.api.record.wake()
        return update_id

    def add_again(self, update_id: int) -> None:
        """Deliver an update once more, as after an acknowledgement that was lost."""
        update = self.raw[update_id]
        kind = next(name for name in update if name != "update_id")
        queue = self.queue_of(kind, update[kind])
        job = Job(
            update_id, dumps(update), queue, MESSAGE_LIFE, self._taken, self._dropped, self.clock
        )
        self.pending[update_id] = job
        (self.sender or self.polling).submit(job)

    @staticmethod
    def queue_of(kind: str, content: dict) -> int:
        """The queue that an update travels in."""
        if not isinstance(content, dict):
            return 0
        lane = LANES.get(kind, 0)
        owner = content.get("chat") or content.get("from") or content.get("user") or {}
        if kind in ("callback_query", "inline_query", "chosen_inline_result", "chat_join_request"):
            owner = content["from"]
        return int(owner.get("id", 0)) + (lane << 33)

    def wants(self, kind: str) -> bool:
        """Whether the bot has asked for this kind."""
        return kind in self.allowed if self.allowed else kind not in UNASKED

    def _taken(self, job: Job, call: dict | None) -> None:
        self.pending.pop(job.update_id, None)
        if call:
            self.api.carry_out(call)
        self.api.record.wake()

    def _dropped(self, job: Job) -> None:
        self.pending.pop(job.update_id, None)
        self.expired.append(job.update_id)
        self.api.record.wake()

    def failed(self, reason: str) -> None:
        """A delivery failed; getWebhookInfo tells it."""
        self.last_error = self.clock(), reason
        self.api.record.wake()

    # --- getUpdates

    def get(self, params: dict, poll: Waiting) -> None:
        """A getUpdates call."""
        if self.url:
            raise Conflict(
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self.allow(params)
        self.polling.get(params, poll)
        self.api.record.wake()

    def hung_up(self, poll: Waiting) -> None:
        """The bot waits no more."""
        self.polling.hung_up(poll)

    def allow(self, params: dict) -> None:
        """Remember allowed_updates; without them what was said before holds."""
        if params.get("allowed_updates") in (None, ""):
            return
        kinds = unpacked(params["allowed_updates"])
        if not all(isinstance(kind, str) for kind in kinds):
            raise bad("allowed_updates must be Strings (Telegram would ignore all of them)")
        self.allowed = frozenset(kind.lower() for kind in kinds)

    # --- webhooks

    def set_webhook(self, params: dict) -> str:
        """Carry out setWebhook or, without a url, deleteWebhook: Telegram's words on it."""
        url = str(params.get("url") or "")
        secret = str(params.get("secret_token") or "")
        limit = int(params.get("max_connections") or USUAL_CONNECTIONS)
        if url:
            self._check_webhook(url, secret, limit)
        self.allow(params)
        drops = is_set(params, "drop_pending_updates")
        same = url == self.url and (
            not self.sender or (self.sender.secret, self.sender.limit) == (secret, limit)
        )
        if same and not drops:
            return f"Webhook is already {'set' if url else 'deleted'}"
        if url and self.polling.poll:
            self.polling.end_poll().refuse(Conflict("Conflict: terminated by setWebhook request"))
        if drops:
            self.pending.clear()
        self._stop_sending()
        self.url, self.connections = url, limit if url else 0
        if not url:
            return "Webhook was deleted"
        self.last_error = None
        self.sender = WebhookSender(self, url, limit, secret)
        self.polling.pending.clear()
        for job in sorted(self.pending.values(), key=lambda job: job.update_id):
            self.sender.submit(job)
        return "Webhook was set"

    def _check_webhook(self, url: str, secret: str, limit: int) -> None:
        parts = urlsplit(url)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            raise bad("invalid webhook URL specified")
        local = parts.hostname in LOCAL_HOSTS and parts.scheme == "http"
        if parts.scheme == "http" and not local:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if not local and parts.port not in PUBLIC_PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        if not local and parts.hostname not in self.hosts:
            raise bad("bad webhook: Failed to resolve host: Name or service not known")
        if len(secret) > LONGEST_SECRET:
            raise bad("secret token is too long")
        if set(secret) - SECRET:
            raise bad("secret token contains unallowed characters")
        if not 1 <= limit <= MOST_CONNECTIONS:
            raise bad("max_connections must be 1-100 (Telegram would take the nearest)")

    def info(self) -> dict:
        """What getWebhookInfo answers."""
        info: dict = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending),
        }
        if self.last_error:
            info["last_error_date"] = int(self.last_error[0])
            info["last_error_message"] = self.last_error[1]
        if self.url:
            info["max_connections"] = self.connections
            info["ip_address"] = HOST
        if self.allowed:
            info["allowed_updates"] = sorted(self.allowed)
        return info

    def _stop_sending(self) -> None:
        if self.sender:
            self.sender.stop()
            self.sender = None
        self.polling.pending.clear()
        for job in sorted(self.pending.values(), key=lambda job: job.update_id):
            self.polling.pending.append(job)

    def tasks(self) -> list[asyncio.Task]:
        """What is under way in the background."""
        return [*self.sender.connecting] if self.sender else []

    def stop(self) -> None:
        """Deliver nothing more."""
        if self.sender:
            self.sender.stop()
        if self.polling.poll:
            _, _, timer = self.polling.poll
            timer.cancel()
