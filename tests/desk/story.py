"""The whole service with its real content: people on one provider, counsellors on another."""

from __future__ import annotations

import msgspec

from bot.app import assemble
from bot.channels.base import Capabilities
from bot.channels.local import CAPABILITIES, LocalMessage, LocalProvider
from bot.channels.render import press_of
from bot.events import MediaKind
from bot.handoff.case import Case
from bot.handoff.desk import Desk
from bot.handoff.desk_events import DeskEvent
from bot.handoff.file import File
from bot.keys import Vault
from bot.pack.model import Pack
from bot.shell.casebook import Casebook
from bot.shell.letters import STAFF, ForDesk
from bot.shell.on_call import CallOutNotice
from bot.shell.service import Service
from bot.store.base import Store
from bot.text import Text
from tests.shell.faults import FaultyStore
from tests.shell.sides import Sides
from tests.talk import NOW, real_pack

GROUP = "-100200300"


class Story(Sides):
    """People, counsellors and their group, with the content that ships."""

    begins = NOW
    languages = ("kk", "ru", "en")

    def __init__(
        self,
        store: Store,
        pack: Pack | None = None,
        *,
        topics: bool = False,
        able: Capabilities = CAPABILITIES,
    ) -> None:
        self.pack = pack or real_pack()
        self.alert = ""
        self.called_out: list[CallOutNotice] = []
        super().__init__(store, topics=topics, able=able)

    def put_together(self, store: FaultyStore, vault: Vault) -> Service:
        return assemble(
            self.pack,
            store=store,
            vault=vault,
            channels=self.channels,
            clock=self.clock,
            on_bug=self.bugs.append,
            on_call=self,
        )

    async def ask(self, notice: CallOutNotice) -> None:
        """Who is on call is asked."""
        self.called_out.append(notice)

    # --- staff

    async def open_group(self) -> None:
        await self.service.open_desk(GROUP, Desk(kind="group"))
        await self.service.settled()

    async def counsellor(self, who: str, *texts: str, about: str = "") -> None:
        for text in texts:
            update = self.staff.say(who, text)
            if about:
                update = _about(update, about)
            await self._deliver(update)

    async def desk_press(self, who: str, choice: str, *, within: str | None = None) -> None:
        """Press the newest button of this choice (in her chat, or in the group)."""
        chat = within or who
        message, data = _button(self.staff.chat(chat).ours(), choice)
        await self._deliver(self.staff.press(who, data, message))

    async def desk_press_old(self, who: str, old: tuple[str, str]) -> None:
        """Press a button of a desk that was there once."""
        await self._deliver(self.staff.press(who, old[1], old[0]))

    async def edit_at_desk(self, who: str, words: str, instead: str) -> None:
        """She changes what she wrote."""
        await self._deliver(_edited(self.staff, who, words, instead))

    async def edit_at_person(self, who: str, words: str, instead: str) -> None:
        """A person changes what she wrote."""
        await self._deliver(_edited(self.people, who, words, instead))

    def case_of(self, who: str, words: str) -> str:
        """The case under whose number these words stand at a desk."""
        header = next(m.text for m in self.staff.chat(who).ours() if words in m.text)
        number = header.split("\n", 1)[0].rpartition(" ")[2]
        for message in reversed(self.staff.chat(who).ours()):
            for row in message.rows:
                for button in row:
                    choice = press_of(button.data)[1]
                    if choice.startswith(("to:", "send:")) and number in button.label:
                        return choice.partition(":")[2]
        return self.current(who)

    def current(self, who: str) -> str:
        """The case to which a counsellor writes now."""
        opened = self.service._conversations.known(STAFF, who)
        assert opened is not None
        assert opened.held.desk is not None
        return opened.held.desk.current

    async def tell_desk(self, who: str, event: DeskEvent) -> None:
        """Something happens to a desk that no chat brings."""
        opened = self.service._conversations.known(STAFF, who)
        assert opened is not None
        desk_id = opened.row.id
        await self.service._applying.commit(
            lambda work: work.letters.append(ForDesk(desk_id, event))
        )
        await self.service.settled()

    async def tell_group(self, event: DeskEvent) -> None:
        """Something happens to the group."""
        await self.tell_desk(GROUP, event)

    def at_desk(self, who: str) -> str:
        return "\n----\n".join(message.text for message in self.staff.chat(who).ours())

    # --- people

    async def say(self, who: str, *texts: str, after: float = 5.0) -> None:
        for text in texts:
            await self.wait(after)
            await self._deliver(self.people.say(who, text, "ru"))

    async def press(self, who: str, *choices: str) -> None:
        for choice in choices:
            await self.wait(5.0)
            message, data = _button(self.people.chat(who).ours(), choice)
            await self._deliver(self.people.press(who, data, message, "ru"))

    async def send(self, who: str, kind: MediaKind) -> None:
        """A person sends something that is no text."""
        await self.wait(5.0)
        await self._deliver(self.people.send_media(who, kind, "ru"))

    def find_button(self, who: str, choice: str) -> tuple[str, str]:
        """Message and data of a button, to press it when it is long gone."""
        return _button(self.people.chat(who).ours(), choice)

    async def press_old(self, who: str, old: tuple[str, str]) -> None:
        """Press a button that was there once."""
        await self.wait(5.0)
        await self._deliver(self.people.press(who, old[1], old[0], "ru"))

    async def inside(self, who: str) -> None:
        """Through the door to the menu, in Russian, in Kazakhstan."""
        await self._deliver(self.people.start(who, "ru-KZ", "ru"))
        await self.press(who, "language:ru", "yes", "go", "country:KZ")

    async def talks(self, who: str, counsellor: str) -> None:
        """All the way into a talk; the counsellor is asked in her own chat."""
        await self.asks(who)
        await self.desk_press(counsellor, "accept:")
        await self.press(who, "look", "open")

    async def asks(self, who: str) -> None:
        """To the queue, with consent."""
        await self.inside(who)
        await self.press(who, "person", "human", "unsaid", "agree", "safety", "silent")

    def at_person(self, who: str) -> str:
        return "\n----\n".join(message.text for message in self.people.chat(who).ours())

    def step(self, who: str) -> str:
        session = self.service.session(self.able.name, who)
        return f"{session.flow}.{session.step}" if session is not None else ""

    async def person_returns(self, who: str) -> None:
        """By the opening word, and past the safety question."""
        if not self.covered(who):
            return
        await self.say(who, next(iter(sorted(self.pack.opening_words))))
        await self.press(who, "yes")

    def buttons(self, who: str) -> set[str]:
        """The ids of all buttons in her chat."""
        messages = self.people.chat(who).ours()
        return {press_of(b.data)[1] for m in messages for row in m.rows for b in row}

    def offers(self, who: str) -> list[str]:
        """The cases that a desk can take by a press."""
        messages = self.staff.chat(who).ours()
        found = (press_of(b.data)[1] for m in messages for row in m.rows for b in row)
        return [choice for choice in found if choice.startswith("accept:")]

    def text(self, key: str) -> str:
        """What she reads, in Russian."""
        return said(key)

    async def cases(self) -> list[Case]:
        """Every case, as it is stored."""
        return [file.case for file in await self.files()]

    async def files(self) -> list[File]:
        """Everything that is stored of cases."""
        conversations = self.service._conversations
        found: list[File] = []

        def read(tx) -> None:
            found[:] = [one.file for one in Casebook(conversations, tx, 0.0).all()]

        await self.store.transact(read)
        return found

    def covered(self, who: str) -> bool:
        session = self.service.session(self.able.name, who)
        return session is None or session.covered

    async def _deliver(self, update) -> None:
        answer = await self.service.receive(update)
        self.alert = getattr(answer, "alert", "")
        await self.service.settled()


def said(key: str, locale: str = "ru") -> str:
    """A text of the content as it is read."""
    return real_pack().catalogue.say(Text(key), locale).text


def _about(update, about: str):
    event = msgspec.structs.replace(update.event, about=about)
    return msgspec.structs.replace(update, event=event)


def _edited(provider: LocalProvider, who: str, words: str, instead: str):
    chat = provider.chat(who).messages
    message = next(m for m in chat.values() if m.text == words and m.side == "hers")
    update = provider.say(who, instead)
    del chat[update.event.message]
    event = msgspec.structs.replace(update.event, message=message.id, edited=True)
    return msgspec.structs.replace(update, event=event)


def _button(messages: list[LocalMessage], choice: str) -> tuple[str, str]:
    for message in reversed(messages):
        for row in message.rows:
            for button in row:
                found = press_of(button.data)[1]
                if choice in (found, found.partition("@")[0]) or (
                    choice.endswith(":") and found.startswith(choice)
                ):
                    return message.id, button.data
    shown = [press_of(b.data)[1] for m in messages for row in m.rows for b in row]
    raise AssertionError(f"There is no button {choice}; there are {shown}")
