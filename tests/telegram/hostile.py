"""A server on loopback that answers as a test wants, byte for byte, and counts what comes."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
CANARY = "4242:canary-token-7f3a"


def answer(body: bytes = b"{}", status: bytes = b"200 OK", headers: bytes = b"") -> bytes:
    return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, headers, len(body), body)


class Visit:
    """One request, and the way back."""

    def __init__(
        self, number: int, head: bytes, body: bytes, writer: asyncio.StreamWriter, server: Hostile
    ) -> None:
        self.number, self.head, self.body = number, head, body
        self._writer, self._server = writer, server

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    def ends(self) -> None:
        """FIN after what was written."""
        self._writer.close()

    def resets(self) -> None:
        self._writer.transport.abort()

    async def flushed(self) -> None:
        await self._writer.drain()


Play = Callable[[Visit], Awaitable[None] | None]


class Hostile:
    """``play`` answers each request; None: nobody ever does."""

    def __init__(self, play: Play | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.play = play
        self.tls = tls
        self.visits: list[Visit] = []
        self.connections = self.lost = 0
        self._changed = asyncio.Event()
        self._serving: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Hostile:
        self._server = await asyncio.start_server(
            self._serve, HOST, 0, ssl=self.tls, backlog=1024, limit=2**22
        )
        self.port = self._server.sockets[0].getsockname()[1]
        scheme = "https" if self.tls else "http"
        self.base = f"{scheme}://{HOST}:{self.port}/bot{CANARY}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        tasks = list(self._serving)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until it is so; asked whenever something came or went."""
        async with asyncio.timeout(10):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def came(self, count: int) -> None:
        await self.until(lambda: len(self.visits) >= count)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        self.connections += 1
        self._changed.set()
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                body = await reader.readexactly(length)
                visit = Visit(len(self.visits), head, body, writer, self)
                self.visits.append(visit)
                self._changed.set()
                played = self.play(visit) if self.play else None
                if played is not None:
                    await played
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.lost += 1
            self._changed.set()
            self._serving.discard(task)
            writer.transport.abort()


class Certificates:
    """An authority of our own and what it signed, as files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test authority")])
        signed = self._signed(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))
        self.authority = folder / "authority.pem"
        self.authority.write_bytes(signed.public_bytes(serialization.Encoding.PEM))

    def server(self, host: str = HOST) -> ssl.SSLContext:
        """A server's side, for an address of this computer."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A server")])
        signed = self._signed(subject, key, name)
        path = self._folder / f"{host}.pem"
        path.write_bytes(
            signed.public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def trust(self) -> ssl.SSLContext:
        """Who believes this authority and nobody else."""
        return ssl.create_default_context(cafile=str(self.authority))

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, more: x509.ExtensionType
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(more, critical=True)
        )
        return made.sign(self._key, hashes.SHA256())
