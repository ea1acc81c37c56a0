"""Only this computer's browser may speak to the simulator: hosts, origins and headers.

A page of any site can make the browser send requests to 127.0.0.1, and a name that its owner
points there (DNS rebinding) makes them look like the site's own. So the ``Host`` must be ours,
and whatever changes something must come from our own page.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ANY = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound


@dataclass(frozen=True, slots=True)
class Bound:
    """Where we listen. On every address (a container) the port outside may be another."""

    host: str
    port: int

    def is_ours(self, host: str) -> bool:
        """Whether this ``Host`` header names us, and not a name that somebody points at us."""
        name, port = _split(host)
        if self.host in _ANY:
            return name in _LOOPBACK or _is_address(name)
        return name in {*_LOOPBACK, self.host.lower()} and port == self.port


def _split(host: str) -> tuple[str, int]:
    name, colon, port = host.strip().lower().rpartition(":")
    if not colon or port.endswith("]"):
        name, port = host.strip().lower(), "80"
    return name.strip("[]"), int(port) if port.isascii() and port.isdecimal() else 0


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """ASGI middleware: refuses what is not from our own page, and sets the headers."""

    def __init__(self, app: ASGIApp, bound: Bound) -> None:
        self._app = app
        self._bound = bound

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or go on to the app."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        refusal = self._refusal(scope)
        app = PlainTextResponse(refusal, status_code=403) if refusal else self._app
        await app(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        hosts = headers.getlist("host")
        if len(hosts) != 1 or not self._bound.is_ours(hosts[0]):
            return "This host name is not the simulator's."
        if scope["method"] in ("GET", "HEAD"):
            # A link to us may stand anywhere; to fetch parts of us is for our own page.
            followed = headers.get("sec-fetch-mode") == "navigate"
            near = headers.get("sec-fetch-site", "none") in ("none", "same-origin")
            return "" if followed or near else "Open this page by itself."
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{hosts[0]}":
            return "Only the simulator's own page may do this."
        if headers.get("content-type", "").partition(";")[0].strip() != "application/json":
            return "Send JSON."
        return ""
