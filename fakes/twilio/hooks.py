"""Twilio's requests to the bot: signed, repeated only as it says, otherwise lost."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from twilio.request_validator import RequestValidator

from fakes.telegram.wire import header, read_chunked
from fakes.twilio.record import Post

if TYPE_CHECKING:
    from fakes.twilio.api import Api

# What Twilio does unless the URL's fragment says otherwise (in ms where they are times). It tries
# again only where no connection could be had: an error or a time-out loses the message.
USUAL = {"ct": "5000", "rt": "15000", "tt": "15000", "rc": "1", "rp": "ct"}
LONGEST_HEAD = 65_536
EMPTY = (b"", b"<Response/>", b"<Response />", b"<Response></Response>")


class Hooks:
    """Posts what happens. Several are under way at once, so nothing is promised about order."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.hook = ""  # where the bot listens
        self.public = ""  # what Twilio was told, if that is another address
        self.running: set[asyncio.Task[None]] = set()

    @property
    def public_url(self) -> str:
        """The address of the webhook as Twilio has it; signatures are made over it."""
        return self.public or self.hook

    def post(self, kind: str, url: str, fields: dict[str, str], token: str = "") -> Post:
        """Send something; what becomes of it stands in the record."""
        api = self.api
        token = token or str(UUID(int=api.chance.getrandbits(128), version=4))
        signed = url.partition("#")[0]
        post = Post(api.record.next(), api.clock(), kind, signed, fields, token)
        post.signature = RequestValidator(api.token).compute_signature(signed, fields)
        api.record.posts.append(post)
        task = asyncio.get_running_loop().create_task(self._deliver(post, url))
        self.running.add(task)
        task.add_done_callback(self._done)
        return post

    def _done(self, task: asyncio.Task[None]) -> None:
        self.running.discard(task)
        self.api.record.wake()  # for those who wait until nothing is under way

    async def _deliver(self, post: Post, url: str) -> None:
        how = USUAL | dict(parse_qsl(urlsplit(url).fragment))
        policy = how["rp"].split(",")
        try:
            async with asyncio.timeout(int(how["tt"]) / 1000):
                for _ in range(1 + int(how["rc"])):
                    failure = await self._attempt(post, how)
                    post.attempts.append(failure or str(post.status))
                    self.api.record.wake()
                    if not failure or not {"all", failure} & {*policy}:
                        break
        except TimeoutError:
            post.attempts.append("tt")
        except Exception as error:  # the world raises it in the test
            self.api.failures.append(error)
        taken = 200 <= post.status < 300 and post.attempts[-1].isdigit()  # noqa: PLR2004
        post.outcome = "taken" if taken else "lost"
        if taken:
            self._examine(post)
        self.api.record.next()

    async def _attempt(self, post: Post, how: dict[str, str]) -> str:
        """Post once: ``""``, or why it counts as failed (ct, rt, 4xx, 5xx)."""
        post.status, post.answer = 0, b""
        host, port, path = self.place(post.url, post.kind)
        if not host:
            return "no hook"
        try:
            async with asyncio.timeout(int(how["ct"]) / 1000):
                reader, writer = await asyncio.open_connection(host, port, limit=LONGEST_HEAD)
        except (OSError, TimeoutError):
            return "ct"
        try:
            writer.write(self._request(post, path))
            async with asyncio.timeout(int(how["rt"]) / 1000):
                post.status, post.answer = await _answer(reader)
        except TimeoutError:
            return "rt"
        except (OSError, EOFError, ValueError):
            return "rt"  # the connection broke; that is not known to count as another thing
        finally:
            writer.transport.abort()
        return f"{post.status // 100}xx" if post.status >= 400 else ""  # noqa: PLR2004

    def place(self, url: str, kind: str) -> tuple[str, int, str]:
        """Where on this computer a public address is served."""
        asked, hook = urlsplit(url), urlsplit(self.hook)
        if kind == "message":
            return hook.hostname or "", hook.port or 80, hook.path or "/"
        path = (asked.path or "/") + (f"?{asked.query}" if asked.query else "")
        if asked.netloc == urlsplit(self.public_url).netloc:
            return hook.hostname or "", hook.port or 80, path
        return asked.hostname or "", asked.port or (443 if asked.scheme == "https" else 80), path

    def _request(self, post: Post, path: str) -> bytes:
        body = urlencode(post.fields).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {urlsplit(post.url).netloc}\r\n"
            "User-Agent: TwilioProxy/1.1\r\nAccept: */*\r\nConnection: close\r\n"
            "Content-Type: application/x-www-form-urlencoded; charset=UTF-8\r\n"
            f"I-Twilio-Idempotency-Token: {post.token}\r\n"
            f"X-Twilio-Signature: {post.signature}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    def _examine(self, post: Post) -> None:
        """What an answer says would be sent to her, without an id by which to delete it."""
        text = post.answer.strip()
        if text.startswith(b"<?xml"):
            text = text.partition(b"?>")[2].strip()
        if text not in EMPTY:
            self.api.refusals.append(f"{post}: answered with {post.answer[:80]!r}")

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in [*self.running]:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*self.running, return_exceptions=True)


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of an HTTP answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    low = head.lower()
    if b"\r\ntransfer-encoding: chunked" in low:
        data = b""
        while (body := read_chunked(data, 0)) is None:
            more = await reader.read(LONGEST_HEAD)
            if not more:
                raise EOFError
            data += more
        return int(head[9:12]), body[0]
    length = int(header(low, b"content-length") or 0)
    return int(head[9:12]), await reader.readexactly(length)


def novelty(chance: random.Random) -> dict[str, str]:
    """A parameter that did not exist yesterday: Twilio adds some without notice."""
    return {f"Novelty{chance.randrange(10**6)}": f"é={chance.randrange(10**6)}&?"}
