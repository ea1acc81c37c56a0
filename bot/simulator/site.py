"""The simulator's addresses: the page, its picture, the stream of pictures, and acts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from bot.simulator import acts
from bot.simulator.desk import Desk
from bot.simulator.phones import Phone
from bot.simulator.staff import Full

PAGE = Path(__file__).parent / "page"
FILES = {path.name: path for path in PAGE.iterdir() if path.suffix in (".js", ".css", ".svg")}
BODY_LIMIT = 16_384
BEAT_SECONDS = 15.0
"""How often a silent stream says that it lives; a dead one is noticed by it."""

_encode = msgspec.json.encode


def routes(desk: Desk) -> list[BaseRoute]:
    """All of them; put them behind a ``Guard``."""
    site = _Site(desk)
    return [
        Route("/", site.page),
        Route("/page/{name}", site.file),
        Route("/state", site.state),
        Route("/events", site.events),
        Route("/act", site.act, methods=["POST"]),
    ]


class _Site:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def page(self, _: Request) -> Response:
        return FileResponse(PAGE / "index.html")

    async def file(self, request: Request) -> Response:
        path = FILES.get(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        return FileResponse(path)

    async def state(self, request: Request) -> Response:
        phone = self._phone(request.query_params.get("phone", ""))
        return _json(await self._desk.picture(phone))

    async def events(self, request: Request) -> Response:
        phone = self._phone(request.query_params.get("phone", ""))
        return StreamingResponse(self._stream(phone), media_type="text/event-stream")

    async def _stream(self, phone: Phone) -> AsyncIterator[bytes]:
        phone.pages += 1
        sent = b""
        try:
            while not self._desk.changes.closed and self._desk.phones.get(phone.id) is not None:
                number = self._desk.changes.number
                picture = await self._desk.picture(phone)
                drawn = _encode({name: part for name, part in picture.items() if name != "now"})
                if drawn != sent:
                    sent = drawn
                    yield b"data: " + _encode(picture) + b"\n\n"
                else:
                    # Also tells the page the time, which may have been moved.
                    yield b"event: beat\ndata: " + _encode(picture["now"]) + b"\n\n"
                await self._desk.changes.after(number, BEAT_SECONDS)
            yield b"event: gone\ndata: 0\n\n"
        finally:
            phone.pages -= 1

    async def act(self, request: Request) -> Response:
        order = await _order(request)
        match order.act:
            case acts.New(app_locale=app_locale, old=old, messenger=messenger):
                before = self._desk.phones.get(old)
                try:
                    phone = await self._desk.change_phone(before, app_locale, messenger)
                except Full:
                    raise HTTPException(503, "Too many phones are in use.") from None
                return _json(await self._desk.picture(phone))
            case acts.Move(seconds=seconds):
                self._phone(order.phone)
                await self._desk.move(seconds)
                return _json({"alert": ""})
            case act:
                alert = await self._desk.act(self._phone(order.phone), act)
                return _json({"alert": alert})

    def _phone(self, phone_id: str) -> Phone:
        phone = self._desk.phones.get(phone_id)
        if phone is None:
            raise HTTPException(410, "This phone was put away.")
        return phone


async def _order(request: Request) -> acts.Order:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise HTTPException(413, "Too long.")
    try:
        return acts.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Not the decoder's sentence: it may quote what was typed.
        raise HTTPException(422, "Not understood.") from None


def _json(value: object) -> Response:
    return Response(_encode(value), media_type="application/json")
