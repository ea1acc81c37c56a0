"""One person and `decide`, without any shell: what she sees, presses, types and waits for.

The session goes through its stored form between every two steps.
"""

from __future__ import annotations

import datetime
import itertools
from functools import lru_cache
from pathlib import Path

import yaml

from bot.channels.base import Capabilities, Message
from bot.channels.render import press_of, render
from bot.channels.whatsapp.capabilities import CAPABILITIES as WHATSAPP
from bot.decision import Decision
from bot.effects import Button, Effect, Erase, Schedule, Screen, Show
from bot.events import Event, Located, MediaKind, Pressed, Said, SentMedia, Started, TimerFired
from bot.flows.engine import decide
from bot.pack.load import load
from bot.pack.model import Pack
from bot.session import Session, decode, encode
from bot.surface import WHATSAPP as SURFACE

CONTENT = Path(__file__).parent.parent / "content_yaml"
LOCALES = tuple(
    str(locale["tag"])
    for locale in yaml.safe_load((CONTENT / "locales.yaml").read_text("utf-8"))["locales"]
    if locale["ready"]
)
"""The languages at the door."""
HOME = {
    "ky": "KG", "uz": "UZ", "uz_Cyrl": "UZ", "tg": "TJ", "tk": "TM", "kaa_Latn": "UZ",
    "kk": "KZ", "ru": "KZ", "en": "KZ",
}  # fmt: skip
"""A country in which each language is spoken."""
NOW = datetime.datetime(2026, 11, 21, 6, 0, tzinfo=datetime.UTC).timestamp()
"""The newest `checked_on` of the content, at eleven in the morning in Almaty."""

TELEGRAM = Capabilities(
    name="telegram",
    edits=True,
    deletes=True,
    buttons=100,
    label_limit=64,
    text_limit=4096,
    spoilers=True,
    delete_window=48 * 3600.0,
    replace_after=12 * 3600.0,
    location_keyboard=True,
)


@lru_cache(maxsize=1)
def real_pack() -> Pack:
    """The content that ships; it has no errors (another test says so)."""
    pack = load(CONTENT).pack
    assert pack is not None
    return pack


@lru_cache(maxsize=1)
def real_pack_on_whatsapp() -> Pack:
    return real_pack().on(SURFACE)


class Talk:
    """A conversation; `app` is the language of her phone's app, `able` what her messenger can."""

    def __init__(
        self,
        pack: Pack | None = None,
        *,
        app: str = "ru",
        now: float = NOW,
        able: Capabilities = TELEGRAM,
    ) -> None:
        self.pack = pack or real_pack()
        self.able = able
        if able is WHATSAPP:
            shipped = self.pack is real_pack()
            self.pack = real_pack_on_whatsapp() if shipped else self.pack.on(SURFACE)
        self.app = app if able is TELEGRAM else ""
        self.now = now
        self.session: Session | None = None
        self.screen: Screen | None = None
        self.decision = Decision(None)
        self.timers: dict[str, float] = {}
        self.erased: list[str] = []
        self.sent_by_timer: list[Show] = []
        self.left = False
        self._ids = itertools.count(1)

    # --- what she does

    def start(self, payload: str = "") -> Talk:
        return self._act(Started(payload, self._id(), self.now, self.app))

    def say(self, words: str, *, after: float = 5.0, safe_word: bool = False) -> Talk:
        self.wait(after)
        return self._act(Said(words, self._id(), self.now, self.app, safe_word))

    def press(self, choice: str, *, token: str | None = None) -> Talk:
        self.wait(5.0)
        shown = self.screen.token if self.screen else ""
        return self._act(
            Pressed(choice, token if token is not None else shown, "1", self.now, self.app)
        )

    def pin(self, lat: float, lon: float) -> Talk:
        self.wait(5.0)
        return self._act(Located(lat, lon, self._id(), self.now, self.app))

    def send(self, kind: MediaKind) -> Talk:
        self.wait(5.0)
        return self._act(SentMedia(kind, self._id(), self.now, self.app))

    def wait(self, seconds: float) -> Talk:
        """Time passes; timers that are due fire in order."""
        end = self.now + seconds
        while self.timers:
            name, due = min(self.timers.items(), key=lambda timer: timer[1])
            if due > end:
                break
            del self.timers[name]
            self.now = max(self.now, due)
            self._act(TimerFired(name))
        self.now = end
        return self

    # --- what she sees

    @property
    def message(self) -> Message:
        assert self.screen is not None
        return render(self.screen, self.able, self.pack.catalogue)

    @property
    def text(self) -> str:
        return self.message.text

    @property
    def step(self) -> str:
        return self.screen.step if self.screen else ""

    @property
    def buttons(self) -> dict[str, str]:
        """Choice id to label, in order."""
        message = self.message
        rows = (*message.rows, message.typed)
        return {press_of(b.data)[1]: b.label for row in rows for b in row}

    @property
    def covered(self) -> bool:
        return self.screen is not None and self.screen.step == ""

    # --- how it works

    def _id(self) -> str:
        return f"her{next(self._ids)}"

    def _act(self, event: Event) -> Talk:
        stored = decode(encode(self.session)) if self.session is not None else None
        self.decision = decide(self.pack, stored, event, self.now)
        self.session = self.decision.session
        for effect in self.decision.effects:
            self._carry(effect, by_timer=isinstance(event, TimerFired))
        if self.decision.leave is not None:
            self.left = True
            if self.session is None:
                self.timers.clear()
            self.screen = self.decision.leave.fresh or self.decision.leave.cover
        return self

    def _carry(self, effect: Effect, *, by_timer: bool) -> None:
        match effect:
            case Show(screen=screen):
                self.screen = screen
                if by_timer:
                    self.sent_by_timer.append(effect)
            case Schedule(timer=name, due=due):
                self.timers[name] = due
            case Erase(messages=messages):
                self.erased += messages
            case _:
                pass


def through_the_door(
    locale: str = "ru",
    country: str = "KZ",
    pack: Pack | None = None,
    *,
    able: Capabilities = TELEGRAM,
) -> Talk:
    """A conversation that stands on the menu (or, elsewhere, on the numbers)."""
    talk = Talk(pack, app=locale, able=able).start(f"{locale}-KZ")
    for choice in (f"language:{locale}", "yes", "go", f"country:{country}"):
        talk.press(choice)
    return talk


def all_buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.rows for button in row]
