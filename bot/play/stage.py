"""The stage of the terminal player: one phone, the real service, a clock moved by hand."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

from bot.app import assemble
from bot.channels.base import Done
from bot.channels.local import CAPABILITIES as TELEGRAM
from bot.channels.local import Change, LocalChannel, LocalMessage, LocalProvider
from bot.channels.render import press_of
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.clock import ManualClock
from bot.events import Update
from bot.keys import MemoryShelf, RootKeys, Vault
from bot.pack.model import Pack
from bot.play.lines import Line, LineError
from bot.session import Session
from bot.store.memory import MemoryStore

CAPABLE = {"telegram": TELEGRAM, "whatsapp": WHATSAPP}
"""The messengers that can be played."""
ADDRESS = "1"
Report = dict[str, object]


class Stage:
    """One conversation. ``app``: the locale that her app reports; ``seed``: repeatable ids;
    ``channel``: one of :data:`CAPABLE`.
    """

    def __init__(
        self,
        pack: Pack,
        at: float,
        app: str = "",
        seed: int | None = None,
        channel: str = "telegram",
    ) -> None:
        self._app = app
        self._channel = channel
        self._able = CAPABLE[channel]
        self._clock = ManualClock(at)
        self._provider = LocalProvider(self._clock, channel, keeps=self._able.copies)
        self._provider.listen(self._heard)
        self._store = MemoryStore()
        chance = _chance(seed)
        self._service = assemble(
            pack,
            store=self._store,
            vault=Vault(RootKeys.parse(RootKeys.new_item(chance)), MemoryShelf(), chance),
            channels={channel: LocalChannel(self._provider, self._able)},
            clock=self._clock,
        )
        self._changes: list[Change] = []
        self._alert = ""

    async def open(self) -> None:
        """Begin; nothing has happened in the chat yet."""
        await self._service.start()

    async def close(self) -> None:
        """End, with everything thrown away."""
        await self._service.stop()
        await self._store.close()

    async def start(self, payload: str) -> None:
        """She opens the chat by a card, before any input line."""
        await self._deliver(self._provider.start(ADDRESS, payload, self._app))

    async def take(self, line: Line, pause: float) -> None:
        """Carry out one line; raises :class:`LineError` before anything has moved."""
        pressed = self._button(line) if line.press is not None else None
        self._changes.clear()
        self._alert = ""
        seconds = (0.0 if line.burst else pause) + (line.wait or 0.0)
        await self._service.run_until(self._clock, self._clock.now() + seconds)
        if line.wait is None:
            await self._deliver(self._update(line, pressed))

    def _update(self, line: Line, pressed: tuple[str, str] | None) -> Update:
        if pressed is not None:
            return self._provider.press(ADDRESS, pressed[1], pressed[0], self._app)
        if line.text is not None:
            return self._provider.say(ADDRESS, line.text, self._app)
        if line.location is not None:
            return self._provider.locate(ADDRESS, *line.location, self._app)
        if line.media is not None:
            return self._provider.send_media(ADDRESS, line.media, self._app)
        return self._provider.start(ADDRESS, line.start or "", self._app)

    async def _deliver(self, update: Update) -> None:
        answer = await self._service.receive(update)
        self._alert = answer.alert if isinstance(answer, Done) else ""
        await self._service.settled()

    def _heard(self, change: Change) -> None:
        self._changes.append(change)

    # --- what stands in the chat

    def _screen(self) -> LocalMessage | None:
        ours = [one for one in self._ours() if one.pin is None and not one.key]
        return ours[-1] if ours else None

    def _ours(self) -> list[LocalMessage]:
        return self._provider.chat(ADDRESS).ours()

    def _button(self, line: Line) -> tuple[str, str]:
        """Message id and data of the button that ``line`` presses."""
        on = (
            self._screen()
            if line.on is None
            else self._provider.chat(ADDRESS).messages.get(line.on)
        )
        if on is None or on.side == "hers":
            raise LineError("There is no such message to press a button on.")
        buttons = [button for row in (*on.rows, on.typed) for button in row]
        named = [button for button in buttons if press_of(button.data)[1] == line.press]
        labelled = [button for button in buttons if button.label == line.press]
        found = named or labelled
        if not found:
            raise LineError("There is no button with this id or label; `screen` lists them.")
        if len(found) > 1:
            raise LineError("Several buttons have this label; press by id.")
        return on.id, found[0].data

    @property
    def keyboard(self) -> str:
        """The label of the key under her text field; ``''``: there is none."""
        return self._provider.chat(ADDRESS).keyboard

    def button_at(self, number: int) -> str | None:
        """The id of the ``number``-th button of the screen, counted from 1."""
        screen = self._screen()
        rows = (*screen.rows, screen.typed) if screen else ()
        buttons = [button for row in rows for button in row]
        return press_of(buttons[number - 1].data)[1] if 1 <= number <= len(buttons) else None

    def report(self) -> Report:
        """The state as ``--jsonl`` prints it."""
        screen = self._screen()
        session = self._service.session(self._channel, ADDRESS)
        covered = session is None or session.covered
        ids = {kind: self._ids(kind) for kind in ("sent", "edited", "deleted", "got")}
        standing = {message.id: message for message in self._ours()}
        shown = [standing[one] for one in ids["sent"] if one in standing]
        return {
            "screen": _message(screen) if screen else None,
            "extras": [_extra(message) for message in self._extras(screen)],
            "messages": [_message(message) for message in shown],
            **ids,
            "keyboard": self.keyboard or None,
            "alert": self._alert or None,
            "step": _step(session) if session and not covered else None,
            "locale": session.locale or None if session and not covered else None,
            "country": session.country or None if session and not covered else None,
            "covered": covered,
        }

    def _extras(self, screen: LocalMessage | None) -> list[LocalMessage]:
        """What stands beside the screen; where nothing ever goes, that would be the whole chat."""
        if self._able.copies:
            return []
        return [message for message in self._ours() if message is not screen]

    def _ids(self, kind: str) -> list[str]:
        return list(dict.fromkeys(c.message for c in self._changes if c.kind == kind))


def _step(session: Session) -> str:
    return f"{session.flow}.{session.step}"


def _message(message: LocalMessage) -> Report:
    rows = [
        [{"id": press_of(button.data)[1], "label": button.label} for button in row]
        for row in (*message.rows, *((message.typed,) if message.typed else ()))
    ]
    return {"id": message.id, "text": message.text, "buttons": rows}


def _extra(message: LocalMessage) -> Report:
    if message.pin is None:
        return _message(message)
    return {"id": message.id, "text": message.pin.title, "pin": [message.pin.lat, message.pin.lon]}


def _chance(seed: int | None) -> Callable[[int], bytes]:
    return os.urandom if seed is None else random.Random(seed).randbytes  # noqa: S311 - repeatable play
