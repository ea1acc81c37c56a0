"""The phones on the desk: one a browser tab, bounded, put away when nobody looks at them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.channels.local import Change, LocalProvider
from bot.events import MediaKind, Update
from bot.simulator import acts
from bot.simulator.lock_screen import Notice, notice_after
from bot.simulator.samples import sample_of
from bot.simulator.staff import CounsellorPhone, Full, offers, prune
from bot.simulator.whatsapp import WhatsAppProvider

MOST = 32
UNWATCHED_SECONDS = 600.0
"""Real seconds after which a phone that no page shows is put away."""
APP_LOCALES = ("kk", "ru", "en")
"""Languages that the phone's app may have; ky, uz and others come with their content."""


@dataclass(slots=True, eq=False)
class Phone:
    """One phone with one chat. ``id`` is known to its page only; ``address`` to the bot."""

    id: str
    address: str
    app_locale: str
    seen_at: float
    messenger: acts.Messenger = "telegram"
    pages: int = 0
    """Pages that show it at this moment."""
    notice: Notice | None = None
    spots: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Where her own pins point, by message."""
    emptied: set[str] = field(default_factory=set)
    """Messages that she deleted by hand with the whole chat: only the provider has them still."""
    counsellor: CounsellorPhone | None = None
    """What lies beside it on the same page."""


class Phones:
    """All phones, on the provider of each messenger.

    ``now`` counts real seconds: the moved clock must not put a phone away.
    """

    def __init__(
        self,
        providers: Mapping[acts.Messenger, LocalProvider],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._providers = providers
        self._now = now
        self._by_id: dict[str, Phone] = {}
        self._by_address: dict[str, Phone] = {}
        for provider in providers.values():
            provider.listen(self._heard)

    def __len__(self) -> int:
        return len(self._by_id)

    def all(self) -> tuple[Phone, ...]:
        """Every phone there is."""
        return tuple(self._by_id.values())

    def get(self, phone_id: str) -> Phone | None:
        """The phone of this id, now seen."""
        phone = self._by_id.get(phone_id)
        if phone is not None:
            phone.seen_at = self._now()
        return phone

    def new(self, app_locale: str, messenger: acts.Messenger = "telegram") -> Phone:
        """A phone that the bot has never seen. Raises ``Full``."""
        if len(self._by_id) >= MOST:
            raise Full
        phone = Phone(
            id=secrets.token_urlsafe(16),
            address=str(1_000_000_000 + secrets.randbelow(8_000_000_000)),
            app_locale=app_locale if app_locale in APP_LOCALES else APP_LOCALES[0],
            seen_at=self._now(),
            messenger=messenger,
        )
        self._by_id[phone.id] = self._by_address[phone.address] = phone
        return phone

    def remove(self, phone: Phone) -> None:
        """Take the phone off the desk, with its chat."""
        self._by_id.pop(phone.id, None)
        self._by_address.pop(phone.address, None)
        provider = self.provider(phone)
        if isinstance(provider, WhatsAppProvider):
            provider.forget(phone.address)
        else:
            provider.chats.pop(phone.address, None)

    def provider(self, phone: Phone) -> LocalProvider:
        """Of the messenger on this phone."""
        return self._providers[phone.messenger]

    def done(self, phone: Phone, act: acts.Act) -> Update | None:
        """What the service hears of this act of hers; None: it does nothing, or is not told."""
        provider, here = self.provider(phone), phone.address
        keeps = isinstance(provider, WhatsAppProvider)
        locale = "" if keeps else phone.app_locale  # WhatsApp does not tell it
        match act:
            case acts.Say(text=text):
                return provider.say(here, text, locale)
            case acts.Start(payload=payload) if not keeps:
                return provider.start(here, payload, locale)
            case acts.Press(data=data, on=on) if self._offers(phone, data, on):
                return provider.press(here, data, on, locale)
            case acts.Pin(lat=lat, lon=lon):
                update = provider.locate(here, lat, lon, locale)
                phone.spots[update.event.message] = (lat, lon)
                return update
            case acts.Media(kind=kind):
                known = MediaKind(kind)
                return provider.send_media(here, known, locale, data=sample_of(known))
            case acts.DeleteChat() if keeps:
                phone.emptied.update(provider.chat(here).messages)
                phone.notice = None
                return None
            case _:
                return None

    def _offers(self, phone: Phone, data: str, on: str) -> bool:
        provider = self.provider(phone)
        if isinstance(provider, WhatsAppProvider) and not provider.has_buttons(on):
            return False
        return on not in phone.emptied and offers(provider, phone.address, data, on)

    def unwatched(self, *, most: int | None = None) -> list[Phone]:
        """Phones that no page shows: for long, or (``most``) the longest of all."""
        free = sorted(
            (phone for phone in self._by_id.values() if not phone.pages),
            key=lambda phone: phone.seen_at,
        )
        if most is not None:
            return free[:most]
        limit = self._now() - UNWATCHED_SECONDS
        return [phone for phone in free if phone.seen_at < limit]

    def _heard(self, change: Change) -> None:
        phone = self._by_address.get(change.address)
        if phone is None:
            return
        provider = self.provider(phone)
        message = provider.chat(change.address).messages.get(change.message)
        parts: tuple[str, ...] = ()
        if isinstance(provider, WhatsAppProvider) and message is not None:
            face = provider.drawn(message.id)
            parts = face.parts if face is not None else (message.text,)
        phone.notice = notice_after(phone.notice, change, message, parts)
        if change.kind == "deleted":
            phone.spots.pop(change.message, None)
            phone.emptied.discard(change.message)
        elif change.kind == "got":
            prune(provider, change.address)
