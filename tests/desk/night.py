"""People and counsellors who do anything, on a process that dies, with a provider that fails.

Everybody presses what she sees and writes what nobody else writes; see ``watch.py`` for what has
to be true meanwhile.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.channels.base import RetryAt
from bot.channels.local import LocalProvider
from bot.channels.render import press_of
from bot.events import MediaKind, Update
from bot.keys import Vault
from bot.shell.letters import STAFF
from bot.shell.service import Service
from bot.store.memory import MemoryStore
from tests.desk.story import GROUP, Story
from tests.desk.watch import HOUR, Watch, canaries, file_of, is_file
from tests.shell.faults import After, Before, Call, Fault, FaultyStore

TOWARDS = ("look", "person", "to_talk", "country:KZ", "go", "yes", "language:ru")
"""Presses that lead to the talk, the last first."""
IN_TALK = ("open", "look", "agree", "unsaid", "human", "silent", "sound", "safety", "no", "yes")
"""Presses that lead on in it."""
LIVE = ("yes:media", "yes:transfer", "yes:referral", "alone", "here", "more", "take_back")
AT_A_DESK = ("accept:", "duty", "back", "me")
WITH_TALKS = ("close!", "refer:", "to:", "send:")
ORDERS = ("/check", "/transfer", "/media", "/media", "/refer", "/close", "/release", "/panic",
          "/canned", "/undo", "/duty", "/break", "/block", "/queue", "/wait")  # fmt: skip
FILES = (MediaKind.PHOTO, MediaKind.VOICE, MediaKind.DOCUMENT)
PAUSES = (1, 1, 1, 5, 5, 20, 20, 70, 130, 400, 700)
FEW = 6
"""Where few people are about at a time, so much happens to each of them."""


class Repeatable(Story):
    """The same again with the same ``chance``, from which ids and numbers come too."""

    def __init__(self, chance: Callable[[int], bytes]) -> None:
        self.chance = chance
        super().__init__(MemoryStore(), topics=True)

    def put_together(self, store: FaultyStore, vault: Vault) -> Service:
        service = super().put_together(store, vault)
        service._conversations.random = self.chance
        return service


class Night:
    """``people`` persons and ``staff`` counsellors on one process that dies now and then."""

    def __init__(self, seed: int, people: int, staff: int) -> None:
        self.random = random.Random(seed)
        self.story = Repeatable(self.random.randbytes)
        self.watch = Watch(self.story)
        self.people = [str(1001 + number) for number in range(people)]
        self.at_once = max(FEW, people // 5)
        """So many people are about at a time; after a while others are."""
        self.staff: list[str] = []
        self.hands = staff
        self.steps = self.deaths = self.restarts = self.faults = self.deleted = self.blocked = 0
        self.done: Counter[str] = Counter()
        self.met: set[str] = set()
        """Everybody who did something."""

    async def begin(self) -> None:
        await self.story.service.start()
        if self.random.random() < 0.5:
            await self.story.open_group()
        for number in range(1, self.hands + 1):
            boss = {"is_supervisor": True} if number == self.hands else {}
            skills = {"skills": ("child",)} if number % 2 else {}
            who = await self.story.hire(number, **boss, **skills)
            if number % 3 == 0:
                self.story.staff.chat(who).topics = None
            await self.story.counsellor(who, "/me")
            self.staff.append(who)
        self.story.rule = self._fault

    def _fault(self, call: Call) -> Fault:
        if self.random.random() > 0.03:
            return None
        self.faults += 1
        if call.verb == "send" and self.random.random() < 0.1:
            return RetryAt(400.0)
        return self.random.choice([RetryAt(2.0), RetryAt(40.0), Before(), After()])

    # --- one step

    async def step(self) -> None:
        if self.random.random() < 0.02:
            gate = self.story.gate
            gate.crash_at = gate.passed + self.random.randrange(1, 40)
        chance = self.random.random()
        pause = 0.12 * FEW / self.at_once
        if chance < pause:
            await self._waits(self.random.choice(PAUSES))
        elif chance < pause + 0.0005:
            await self._waits(8 * HOUR)
        elif chance < pause + 0.01:
            await self._blocks()
        elif chance < pause + 0.015:
            self._deletes_topic()
        elif chance < pause + 0.017:
            await self.story.restart()
            self.restarts += 1
        elif chance < 0.58:
            await self._person_acts()
        else:
            await self._counsellor_acts()

    async def _waits(self, seconds: float) -> None:
        before = self.watch.read()
        await self._alive(self.story.wait(seconds))
        self.watch.follow(before)

    def _deletes_topic(self) -> None:
        """A counsellor deletes one of her topics by hand, with all that stands in it."""
        chats = (self.story.staff.chat(who) for who in self.staff)
        topics = [(chat.address, thread) for chat in chats for thread in chat.topics or ()]
        if topics:
            self.story.staff.remove_topic(*self.random.choice(topics))
            self.deleted += 1

    async def _person_acts(self) -> None:
        self.steps += 1
        begin = self.steps // 60 * (self.at_once // 2) % len(self.people)
        about = (self.people * 2)[begin : begin + self.at_once]
        now = self.watch.read()
        talking = [one for one in now.people if now.stage(one) in ("arrived", "live", "after")]
        who = self.random.choice(talking if talking and self.random.random() < 0.6 else about)
        if self.story.people.chat(who).blocked:
            return
        known, stage = now.session(who), now.stage(who)
        live = stage == "live" and known is not None and not known.covered
        chance = self.random.random()
        if known is None:
            await self._does(who, self.story.people.start(who, "ru-KZ", "ru"), "start")
        elif known.covered and "look" not in self.story.buttons(who) and chance < 0.8:
            await self._comes_back(who)
        elif chance < 0.03:
            await self._does(who, self.story.people.say(who, "x", "ru"), "hide")
        elif chance < 0.04:
            await self._does(who, self.story.people.say(who, "выход", "ru"), "exit")
        elif chance < 0.1:
            await self._sends(self.story.people, who, self.random.choice(FILES))
        elif chance < 0.14 and (said := self._own(self.story.people, who)):
            await self._amends(self.story.people, who, said)
        elif live and known.step == "live" and chance < 0.6:
            await self._says(self.story.people, who, "плохо")
        elif live and chance < 0.9:
            await self._presses(self.story.people, who, ("yes", *LIVE), wildly=0.1)
        elif stage == "waiting" and chance < 0.8:
            await self._presses(self.story.people, who, ("look",), wildly=0.05)
        else:
            await self._goes_on(who)

    async def _comes_back(self, who: str) -> None:
        word = next(iter(sorted(self.story.pack.opening_words)))
        await self._does(who, self.story.people.say(who, word, "ru"), "opening word")
        if self.random.random() < 0.8:
            await self._presses(self.story.people, who, ("yes",), wildly=0.0)

    async def _goes_on(self, who: str) -> None:
        """A few presses, most of them towards a talk."""
        for _ in range(self.random.choice([1, 2, 10])):
            now = self.watch.read()
            session = now.session(who)
            if session is None or now.stage(who) in ("waiting", "live"):
                return
            await self._presses(
                self.story.people, who, IN_TALK if session.flow == "talk" else TOWARDS
            )

    async def _counsellor_acts(self) -> None:
        now = self.watch.read()
        busy = [one for one in self.staff if now.talks(one)]
        who = self.random.choice(busy if busy and self.random.random() < 0.7 else self.staff)
        staff, talks = self.story.staff, now.talks(who)
        if staff.chat(who).blocked:
            return
        chance = self.random.random()
        if staff.chat(GROUP).ours() and chance < 0.25:
            await self._presses_in_group(who)
        elif not talks or (self.story.offers(who) and chance < 0.4):
            await self._presses(staff, who, AT_A_DESK)
        elif chance < 0.5:
            talk = self.random.choice(talks)
            await self._names(who, now.person_of(talk.case), talk.case, talk.alias)
        elif chance < 0.62:
            place = " на улицу Абая в 18:00" if self.random.random() < 0.2 else ""
            await self._says(staff, who, f"слышу{place}")
        elif chance < 0.66 and (said := self._own(staff, who)):
            await self._amends(staff, who, said)
        elif chance < 0.7:
            await self._sends(staff, who, MediaKind.PHOTO)
        elif chance < 0.82:
            order = self.random.choice(ORDERS)
            await self._does(who, staff.say(who, order), f"order {order}", order.lstrip("/"))
        else:
            await self._presses(staff, who, WITH_TALKS)

    async def _names(self, who: str, person: str, case: str, alias: str) -> None:
        """She says to whom she writes: by an answer, or in the topic."""
        staff, held = self.story.staff, self.watch.read().staff[who]
        shown = [m.id for m in staff.chat(who).ours() if m.protected and _is_about(m.text, alias)]
        thread = dict(held.standing.threads).get(case, "")
        if thread in (staff.chat(who).topics or ()) and self.random.random() < 0.5:
            await self._says(staff, who, "в теме", about=person, thread=thread)
        elif shown:
            reply = self.random.choice(shown)
            await self._says(staff, who, "я здесь", about=person, reply=reply)

    async def _says(
        self, provider: LocalProvider, who: str, text: str, about: str = "", **place: str
    ) -> None:
        name = self.watch.new(who)
        update = provider.say(who, f"{name} {text}", self._locale(provider), **place)
        self.watch.wrote(name, update, about)
        await self._does(who, update, f"word {update.channel} {''.join(place)}")

    async def _amends(self, provider: LocalProvider, who: str, message: str) -> None:
        before = canaries(provider.chat(who).messages[message])[0]
        name = self.watch.new(who)
        update = provider.amend(who, message, name, self._locale(provider))
        self.watch.wrote(name, update, instead=before)
        await self._does(who, update, f"edit {update.channel}")

    async def _sends(self, provider: LocalProvider, who: str, kind: MediaKind) -> None:
        update = provider.send_media(
            who, kind, self._locale(provider), data=file_of(int(who) % 1000, kind)
        )
        await self._does(who, update, f"media {kind}")

    def _locale(self, provider: LocalProvider) -> str:
        return "ru" if provider is self.story.people else ""

    async def _presses(
        self, provider: LocalProvider, who: str, towards: tuple[str, ...], wildly: float = 0.15
    ) -> None:
        shown = [
            (message, button.data)
            for message in provider.chat(who).ours()
            for row in message.rows
            for button in row
        ]
        if not shown:
            return
        told = shown
        if self.random.random() > wildly:
            ways = ([one for one in shown if _leads(one[1], way)] for way in towards)
            told = next(filter(None, ways), shown if wildly > 0.1 else [])
        if not told:
            return
        message, data = self.random.choice(told)
        update = provider.press(who, data, message.id, self._locale(provider))
        choice = press_of(data)[1].partition("@")[0]
        await self._does(who, update, f"press {choice.partition(':')[0]}", choice)

    async def _presses_in_group(self, who: str) -> None:
        shown = [
            (message.id, button.data)
            for message in self.story.staff.chat(GROUP).ours()
            for row in message.rows
            for button in row
        ]
        if shown:
            message, data = self.random.choice(shown)
            await self._does(who, self.story.staff.press(who, data, message), "press in group")

    async def _blocks(self) -> None:
        """Somebody blocks us, which we hear of or meet, or lets us in again."""
        channel, provider, who = self.random.choice(
            [
                ("telegram", self.story.people, self.random.choice(self.people)),
                (STAFF, self.story.staff, self.random.choice(self.staff)),
            ]
        )
        chat, before = provider.chat(who), self.watch.read()
        blocked = not chat.blocked
        if blocked and self.random.random() < 0.5:
            return
        provider.block(who, blocked=blocked)
        self.blocked += blocked
        self.done[f"block {channel} {blocked}"] += 1
        if blocked and self.random.random() < 0.5:
            await self._alive(self.story.service.blocked(channel, who))
        if not blocked:
            self.watch.lets_in(provider, who)
        await self._alive(self.story.service.settled())
        self.watch.follow(before)

    async def _does(self, who: str, update: Update, what: str, choice: str = "") -> None:
        self.done[what] += 1
        self.met.add(who)
        before = self.watch.read()
        while not await self._alive(self.story._deliver(update)):
            pass  # the new process is given it again
        self.watch.follow(before, choice)

    async def _alive(self, work: Awaitable[object]) -> bool:
        """False when the process died before this ended; another has begun."""
        task = asyncio.ensure_future(work)
        dead = asyncio.ensure_future(self.story.gate.dead.wait())
        await asyncio.wait({task, dead}, return_when=asyncio.FIRST_COMPLETED)
        dead.cancel()
        if task.done() and not self.story.gate.dead.is_set():
            task.result()
            return True
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        self.deaths += 1
        await self.story.restart()
        return False

    def _own(self, provider: LocalProvider, who: str) -> str:
        said = [m.id for m in provider.chat(who).hers() if canaries(m)]
        return self.random.choice(said) if said else ""

    # --- all is well

    async def rests(self) -> None:
        """All is well for a while: what was late has come or gone, and copies are where they may
        be, at the desk of whoever has the case now.
        """
        self.story.rule = lambda call: None
        self.story.gate.crash_at = 0
        await self._waits(75)
        self.watch.calm()
        count, inside = self.watch.topics()
        assert not inside, f"in topics that no talk has: {inside}"
        rows = await self.story.store.transact(lambda tx: tx.counts())
        lost = sum(number for _, name, number in rows if name == "topic.doubtful")
        assert count <= lost, f"{count} topics stayed, and {lost} answers were lost"
        self.story.rule = self._fault

    async def end(self) -> None:
        """Everybody lets us in, looks at her chat and leaves, and days pass: windows that were kept
        end by then.
        """
        await self.rests()
        self.story.rule = lambda call: None
        for provider in (self.story.people, self.story.staff):
            for who, chat in provider.chats.items():
                if chat.blocked:
                    chat.blocked = False
                    self.watch.lets_in(provider, who)
        for who in self.staff:
            await self._does(who, self.story.staff.say(who, "/me"), "order /me")
        for who in self.people:
            if self.watch.read().session(who) is not None:
                await self._does(who, self.story.people.say(who, "выход", "ru"), "exit")
        await self._waits(HOUR)
        self._nothing_stays("an hour later")
        await self._waits(71 * HOUR)
        self._nothing_stays("three days later")
        census = await self.story.store.transact(lambda tx: tx.census())
        assert (census.cases, census.wipes) == (0, 0), census
        await self.watch.duty()
        await self.story.service.stop(grace=0)
        assert self.story.bugs == []

    def _nothing_stays(self, when: str) -> None:
        self.watch.calm()
        for provider in (self.story.people, self.story.staff):
            for who, chat in provider.chats.items():
                stands = [
                    f"{message.side} {message.text!r} at {who}"
                    for message in chat.messages.values()
                    if (canaries(message) or is_file(message))
                    and message.id not in self.watch.excused[who]
                ]
                assert not stands, f"{when}: {stands}"


def _leads(data: str, way: str) -> bool:
    found = press_of(data)[1].partition("@")[0]
    return found == way or (way.endswith(":") and found.startswith(way))


def _is_about(text: str, alias: str) -> bool:
    return text.split("\n", 1)[0].endswith(f" {alias}")


async def run(seed: int, people: int, staff: int, steps: int) -> Night:
    night = Night(seed, people, staff)
    await night.begin()
    for number in range(1, steps + 1):
        await night.step()
        if number % 150 == 0:
            await night.rests()
    await night.end()
    return night
