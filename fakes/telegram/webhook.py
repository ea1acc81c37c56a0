"""Updates that are posted to a bot's webhook: queues, connections, redelivery."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter, deque
from collections.abc import Callable

from fakes.telegram.job import HOST, Job, now
from fakes.telegram.wire import header, parse_body, read_chunked

TAKEN = range(200, 300)
LONGEST_PAUSE = 3600  # seconds that a bot may ask for


class WebhookConnection(asyncio.Protocol):
    """One keep-alive connection to the bot, with one request at a time."""

    transport: asyncio.Transport

    def __init__(self, client: WebhookClient) -> None:
        self.client = client
        self.job: Job | None = None
        self.buffer = b""

    def connection_made(self, transport: asyncio.Transport) -> None:  # noqa: D102
        self.transport = transport
        self.client.links.add(self)
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, job: Job) -> None:
        """Send an update; its answer comes back as `WebhookClient.answered`."""
        self.job = job
        job.posted_at = job.posted_at or self.client.clock()
        self.transport.write(self.client.head % len(job.body) + job.body)

    def data_received(self, data: bytes) -> None:
        """Read the answer, as soon as it is whole."""
        self.buffer = data = self.buffer + data
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return
        low = data[:end].lower()
        if b"transfer-encoding: chunked" in low:
            chunked = read_chunked(data, end + 4)
            if chunked is None:
                return
            body = chunked[0]
        else:
            stop = end + 4 + int(header(low, b"content-length") or 0)
            if len(data) < stop:
                return
            body = data[end + 4 : stop]
        self.buffer = b""
        job, self.job = self.job, None
        if header(low, b"connection") == b"close":
            self.transport.close()
        else:
            self.client.idle.append(self)
        if job:
            self.client.answered(job, int(data[9:12]), data[:end], low, body)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002, D102
        self.client.links.discard(self)
        self.client.lost(self)


class WebhookClient:
    """Delivers updates as Telegram does: again and again until a 2xx comes back.

    At most `limit` connections are open, like Telegram's max_connections. After
    a failure an update waits, from `first` seconds on twice as long each time,
    at most `longest`; or as long as the bot's Retry-After says.
    """

    def __init__(
        self,
        port: int,
        limit: int,
        secret: str,
        first: float,
        longest: float,
        clock: Callable[[], float] = now,
    ) -> None:
        self.port, self.limit = port, limit
        self.clock = clock
        self.first, self.longest = first, longest
        self.links: set[WebhookConnection] = set()
        self.idle: list[WebhookConnection] = []
        self.waiting: deque[Job] = deque()  # for a connection
        self.queues: dict[int, deque[Job] | None] = {}  # one update is under way in each
        self.open = 0
        self.redelivered = 0
        self.expired = 0
        self.bad_status: Counter = Counter()
        self.loop = asyncio.get_running_loop()
        self.later: Callable[..., object] = self.loop.call_later  # for pauses
        self.connecting: set[asyncio.Task] = set()
        self.set_target("/webhook", secret)

    def set_target(self, path: str, secret: str) -> None:
        """Post to this path, with this secret."""
        self.path, self.secret = path, secret
        self.head = (
            f"POST {path} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n"
            "Content-Type: application/json\r\nConnection: keep-alive\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: "
        ).encode() + b"%d\r\n\r\n"

    def follow(self, webhook: dict) -> None:
        """Post where the bot's setWebhook says (the host stays 127.0.0.1)."""
        if webhook.get("url"):
            path = "/" + webhook["url"].split("://", 1)[-1].partition("/")[2]
            self.set_target(path, webhook.get("secret_token", self.secret))

    def restarted(self) -> None:
        """The bot has been started anew."""

    async def probe(self, update: bytes) -> bool:
        """Whether the bot takes updates already."""
        with socket.socket() as sock:
            sock.setblocking(False)
            await self.loop.sock_connect(sock, (HOST, self.port))
            await self.loop.sock_sendall(sock, self.head % len(update) + update)
            answer = await asyncio.wait_for(self.loop.sock_recv(sock, 4096), 5)
            return answer.startswith(b"HTTP/1.1 2")

    # --- queues

    def submit(self, job: Job) -> None:
        """Put an update into its queue."""
        if job.queue not in self.queues:
            self.queues[job.queue] = None
            self.send(job)
        elif behind := self.queues[job.queue]:
            behind.append(job)
        else:
            self.queues[job.queue] = deque((job,))

    def finish(self, job: Job) -> None:
        """This update is out of the way: the next one of its queue can go."""
        if behind := self.queues[job.queue]:
            self.send(behind.popleft())
        else:
            del self.queues[job.queue]

    def drop(self, job: Job) -> None:
        """Give an update up: its time is over."""
        self.expired += 1
        self.finish(job)
        job.dropped(job)

    # --- connections

    def send(self, job: Job) -> None:
        """Post an update, as soon as there is a connection."""
        if self.clock() > job.expires:
            self.drop(job)
            return
        while self.idle:
            connection = self.idle.pop()
            if not connection.transport.is_closing():
                connection.post(job)
                return
        self.waiting.append(job)
        if self.open < self.limit:
            self.open += 1
            self.start_connecting()

    def start_connecting(self) -> None:
        """Open one more connection."""
        task = self.loop.create_task(self.connect())
        self.connecting.add(task)
        task.add_done_callback(self.connecting.discard)

    async def connect(self) -> None:
        """Open a connection, however long the bot takes to listen."""
        while True:
            try:
                _, connection = await self.loop.create_connection(
                    lambda: WebhookConnection(self), HOST, self.port
                )
                break
            except OSError as error:
                self.unreachable(error)
                await asyncio.sleep(0.01)
        self.idle.append(connection)
        self.send_waiting()

    def unreachable(self, error: OSError) -> None:
        """The bot does not listen."""

    def send_waiting(self) -> None:
        """Use the connections that are free."""
        while self.waiting and self.idle:
            job = self.waiting.popleft()
            if self.clock() > job.expires:
                self.drop(job)
            else:
                self.idle.pop().post(job)

    def answered(self, job: Job, status: int, head: bytes, low: bytes, body: bytes) -> None:
        """The bot has answered: a 2xx takes the update, anything else brings it again."""
        if self.waiting and self.idle:
            self.send_waiting()
        if status in TAKEN:
            self.finish(job)
            call = (
                parse_body(header(low, b"content-type"), body, head) if b"method" in body else None
            )
            job.done(job, call)
        else:
            self.bad_status[status] += 1
            retry_after = header(low, b"retry-after")
            self.retry(job, min(LONGEST_PAUSE, int(retry_after)) if retry_after.isdigit() else 0)

    def lost(self, connection: WebhookConnection) -> None:
        """A connection has gone; what was under way on it comes again."""
        self.open -= 1
        if connection in self.idle:
            self.idle.remove(connection)
        job, connection.job = connection.job, None
        if job:
            self.retry(job)
        if self.waiting and self.open < self.limit:
            self.open += 1
            self.start_connecting()

    def retry(self, job: Job, pause: float = 0) -> None:
        """Post again after a pause in seconds (0: as long as it is usual)."""
        pause = pause or min(self.longest, self.first * 2**job.tries)
        job.tries += 1
        if self.clock() + pause > job.expires:
            self.drop(job)
            return
        self.redelivered += 1
        self.later(pause, self.send, job)
