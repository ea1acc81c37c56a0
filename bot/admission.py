"""Who may come in, and to whom an update goes: to a person's space or to a counsellor's desk.

The worst mistakes here: to let somebody in who is no tester while texts are not signed off, and to
show a counsellor's desk to whoever holds the same phone as a survivor.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import msgspec

from bot.channels.base import Answer, Channel, Done, Sent, Unknown
from bot.channels.telegram.reception import Ways
from bot.channels.telegram.staff_group import StaffGroup
from bot.channels.whatsapp.reception import Ways as WhatsAppWays
from bot.edition import Edition
from bot.effects import Screen, Tone
from bot.events import Started, Update
from bot.quick_exit import recognise
from bot.settings import EVERYBODY, Settings
from bot.shell.joining import PREFIX
from bot.shell.letters import STAFF
from bot.shell.rendering import Rendering
from bot.shell.service import Service
from bot.text import Plain, Text, text

Blocked = Callable[[str], Awaitable[Answer]]
Route = Callable[[Update], Update]
_NOT_YOURS = "desk.not_yours"
_NOT_YOURS_YET = "This is for counsellors who have a desk here."


class Admission:
    """The ways of one messenger. ``channel``, of this ``name``: on which people are met, and told
    when it is not open.
    """

    def __init__(
        self,
        settings: Settings,
        edition: Edition,
        rendering: Rendering,
        service: Service,
        name: str,
        channel: Channel,
    ) -> None:
        self._settings = settings
        self._edition = edition
        self._rendering = rendering
        self._service = service
        self._name = name
        self._channel = channel

    def of_people(self) -> Ways:
        """Where there is another account for counsellors: everybody here is a person."""
        blocked = partial(self._service.blocked, self._name)
        return self._ways(blocked=blocked, route=_as_it_came, group=None)

    def of_staff(self, group: StaffGroup | None) -> Ways:
        """That other account: everything here is of staff, and a stranger is told so there."""
        blocked = partial(self._service.blocked, STAFF)
        return self._ways(blocked=blocked, route=_to_desk, group=group)

    def of_both(self, group: StaffGroup | None) -> Ways:
        """One account: whoever has a desk is met at it, and nowhere else."""
        return self._ways(blocked=self._blocked, route=self._route, group=group)

    def of_whatsapp(self) -> WhatsAppWays:
        """There nobody has a desk."""
        return WhatsAppWays(
            receive=self._service.receive,
            undelivered=partial(self._service.undelivered, self._name),
            admits=self._admits,
            turn_away=self._turn_away,
            is_exit=self._is_exit,
            drop=self._drop,
        )

    async def _drop(self, message: str) -> Answer:
        return await self._service.delete_copies(self._name, message)

    def _ways(self, *, blocked: Blocked, route: Route, group: StaffGroup | None) -> Ways:
        return Ways(
            receive=self._service.receive,
            blocked=blocked,
            admits=self._admits,
            turn_away=self._turn_away,
            is_exit=self._is_exit,
            route=route,
            group=group,
        )

    def not_yours(self, app_locale: str) -> str:
        """What a press in the group is answered with, when who pressed has no desk."""
        catalogue = self._edition.pack.catalogue
        if not catalogue.has(_NOT_YOURS):
            return _NOT_YOURS_YET
        return self._rendering.alert(
            Text(_NOT_YOURS), self._edition.pack.locales.of_app(app_locale)
        )

    def _admits(self, update: Update) -> bool:
        """Everybody but in a pilot; there testers, who is in already, whoever wants out, and staff:
        before a desk there is another hurdle.
        """
        testers = self._settings.testers
        if self._settings.mode != "pilot" or EVERYBODY in testers or update.address in testers:
            return True
        if update.channel == STAFF:
            return True
        known = self._service.session(update.channel, update.address) is not None
        return known or self._is_exit(update)

    def _is_exit(self, update: Update) -> bool:
        if update.channel == STAFF:
            return False
        return recognise(update.event, self._edition.pack.exit_words) is not None

    async def _turn_away(self, update: Update) -> None:
        locale = self._edition.pack.cover_locale(update.event.app_locale)
        address = update.address
        said = text("pilot.not_open", digits=Text("digits.any"))
        if address.isdecimal():
            number = Plain(int(address))
            said = text("pilot.closed", digits=Text("digits.any"), number=number)
        closed = Screen(locale, (said,), tone=Tone.COVER)
        message = self._rendering.screen(closed, self._channel.capabilities)
        sent = await self._channel.send(update.address, message)
        if not self._channel.capabilities.copies:
            return
        if isinstance(sent, Sent):
            await self._service.delete_copies(self._name, sent.message)
        elif isinstance(sent, Unknown):
            await self._service.delete_lost(self._name, update.address, update.event.dated)

    def _route(self, update: Update) -> Update:
        """To a desk goes what comes from where one stands, or by the link to one."""
        event = update.event
        invited = isinstance(event, Started) and event.payload.startswith(PREFIX)
        return _to_desk(update) if invited or self._service.is_desk(update.address) else update

    async def _blocked(self, address: str) -> Answer:
        """She closed the one chat in which she is met, as whomever."""
        answer = await self._service.blocked(self._name, address)
        if isinstance(answer, Done) and self._service.is_desk(address):
            return await self._service.blocked(STAFF, address)
        return answer


def _as_it_came(update: Update) -> Update:
    return update


def _to_desk(update: Update) -> Update:
    return msgspec.structs.replace(update, channel=STAFF)
