"""The phones of the staff: a counsellor's beside a person's on one page, and the group of all."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from bot.channels.local import Change, LocalProvider
from bot.events import MediaKind, Update
from bot.handoff.counsellor import Counsellor, Standing
from bot.handoff.desk import Desk
from bot.simulator import acts
from bot.simulator.lock_screen import Notice, notice_after
from bot.simulator.samples import sample_of

GROUP = "-1001000000000"
"""Where all of the staff meet; there is one group for all pages."""
MOST_COUNSELLORS = 8
MOST_MESSAGES = 400


class Full(Exception):  # noqa: N818 - it is the name of a fact
    """Every phone is in somebody's hand."""


@dataclass(slots=True, eq=False)
class CounsellorPhone:
    """A counsellor's phone with her desk."""

    address: str
    number: int
    app_locale: str
    notice: Notice | None = None

    @property
    def alias(self) -> str:
        """What colleagues call her."""
        return f"Counsellor {self.number}"

    def desk(self, languages: Iterable[str]) -> Desk:
        """Her desk as it begins: she may do everything, so that everything can be tried."""
        counsellor = Counsellor(
            id="",
            alias=self.alias,
            standing=Standing.ACTIVE,
            locale=self.app_locale,
            languages=tuple(languages),
            is_supervisor=True,
            is_coordinator=True,
        )
        return Desk(counsellor=counsellor)


class StaffPhones:
    """All phones of counsellors, and what is done on them and in the group."""

    def __init__(self, provider: LocalProvider) -> None:
        self._provider = provider
        self._by_address: dict[str, CounsellorPhone] = {}
        provider.listen(self._heard)

    def __len__(self) -> int:
        return len(self._by_address)

    def new(self, app_locale: str) -> CounsellorPhone:
        """A counsellor whom nobody knows yet. Raises ``Full``."""
        if len(self._by_address) >= MOST_COUNSELLORS:
            raise Full
        taken = {phone.number for phone in self._by_address.values()}
        phone = CounsellorPhone(
            address=str(1_000_000_000 + secrets.randbelow(8_000_000_000)),
            number=next(number for number in range(1, MOST_COUNSELLORS + 1) if number not in taken),
            app_locale=app_locale,
        )
        self._by_address[phone.address] = phone
        return phone

    def remove(self, phone: CounsellorPhone) -> None:
        """Take the phone off the desk, with its chat."""
        self._by_address.pop(phone.address, None)
        self._provider.chats.pop(phone.address, None)

    def opened(self, phone: CounsellorPhone) -> Update:
        """She opens her chat with the bot."""
        return self._provider.start(phone.address, "", phone.app_locale)

    def done(
        self, phone: CounsellorPhone, act: acts.Say | acts.Edit | acts.Press | acts.Media
    ) -> Update | None:
        """What the service hears of this act; None: it does nothing."""
        here, locale = phone.address, phone.app_locale
        match act:
            case acts.Say(text=text, about=about):
                return self._provider.say(here, text, locale, reply=about)
            case acts.Edit(text=text, message=message):
                standing = self._provider.chat(here).messages.get(message)
                if standing is None or standing.side == "ours" or standing.media is not None:
                    return None
                return self._provider.amend(here, message, text, locale)
            case acts.Media(kind=kind):
                known = MediaKind(kind)
                return self._provider.send_media(here, known, locale, data=sample_of(known))
            case acts.Press(data=data, on=on, who=who):
                if not offers(self._provider, GROUP if who == "group" else here, data, on):
                    return None
                # In the group, too, the press is hers: it comes from whoever pressed.
                return self._provider.press(here, data, on, locale)

    def _heard(self, change: Change) -> None:
        if change.kind in ("sent", "got"):
            prune(self._provider, change.address)
        phone = self._by_address.get(change.address)
        if phone is not None:
            message = self._provider.chat(change.address).messages.get(change.message)
            phone.notice = notice_after(phone.notice, change, message)


def offers(provider: LocalProvider, address: str, data: str, on: str) -> bool:
    """Whether a message that stands there has such a button."""
    message = provider.chat(address).messages.get(on)
    return message is not None and any(
        button.data == data for row in message.rows for button in row
    )


def prune(provider: LocalProvider, address: str) -> None:
    """Keep a chat bounded: its oldest messages go."""
    messages = provider.chat(address).messages
    for name in list(messages)[: max(0, len(messages) - MOST_MESSAGES)]:
        provider.remove(address, name)
