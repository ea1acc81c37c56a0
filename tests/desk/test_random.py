"""People and counsellors at random, with the flows, the desks and the content that ship (S43, S48).

Everybody presses what she sees and writes what nobody else writes; meanwhile the provider fails,
phones are put away and the process dies. Another ``SEED`` finds other things.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter

import pytest

from bot.channels.base import RetryAt
from bot.channels.local import LocalMessage, LocalProvider
from bot.channels.render import press_of
from bot.events import MediaKind, Update
from bot.handoff.case import TALKING, State
from bot.handoff.desk import Desk
from bot.shell.casebook import Casebook
from bot.shell.letters import STAFF
from bot.store.memory import MemoryStore
from tests.desk.story import GROUP, Story
from tests.shell.faults import After, Before, Call, Fault

HOUR = 3600.0
TOWARDS = ("look", "person", "to_talk", "country:KZ", "go", "yes", "language:ru")
"""Presses that lead to the talk, the last first."""
IN_TALK = ("open", "look", "yes:media", "alone", "agree", "unsaid", "human", "silent", "sound",
           "safety", "no", "yes")  # fmt: skip
"""Presses that lead on in it."""
TOWARDS_A_TALK = ("accept:", "duty", "back", "me")
AT_ONCE = 6
"""So many people are about at a time; after a while others are."""
ORDERS = ("/check", "/transfer", "/media", "/refer", "/close", "/release", "/panic", "/canned",
          "/undo", "/duty", "/break", "/block", "/queue", "/wait")  # fmt: skip


class Night:
    """``people`` persons and ``staff`` counsellors on one process that dies now and then."""

    def __init__(self, seed: int, people: int, staff: int) -> None:
        self.random = random.Random(seed)
        self.story = Story(MemoryStore())
        self.people = [str(1001 + number) for number in range(people)]
        self.staff: list[str] = []
        self.hands = staff
        self.canaries: dict[str, tuple[str, str]] = {}
        """Who wrote it, and for whom it was meant if she said so."""
        self.bound: dict[str, set[str]] = {}
        """Of each person the counsellors who had her case, and the other way round."""
        self.steps = self.deaths = self.faults = 0
        self.done: Counter[str] = Counter()
        self.silent: list[str] = []
        self.out: set[str] = set()
        """Counsellors who blocked us: what stood there then can be reached by nobody."""
        self._changes: Counter[str] = Counter()

    async def begin(self) -> None:
        await self.story.service.start()
        if self.random.random() < 0.5:
            await self.story.open_group()
        for number in range(1, self.hands + 1):
            boss = {"is_supervisor": True} if number == self.hands else {}
            skills = {"skills": ("child",)} if number % 2 else {}
            who = await self.story.hire(number, **boss, **skills)
            await self.story.counsellor(who, "/me")
            self.staff.append(who)
        for provider in (self.story.people, self.story.staff):
            provider.listen(lambda change: self._note(change.kind, change.address))
        self.story.rule = self._fault

    def _note(self, kind: str, address: str) -> None:
        self._changes[address] += kind != "got"

    def _fault(self, call: Call) -> Fault:
        if self.random.random() > 0.03:
            return None
        self.faults += 1
        return self.random.choice([RetryAt(2.0), RetryAt(40.0), Before(), After()])

    # --- one step

    async def step(self) -> None:
        if self.random.random() < 0.02:
            gate = self.story.gate
            gate.crash_at = gate.passed + self.random.randrange(1, 40)
        chance = self.random.random()
        if chance < 0.12:
            pauses = [1, 1, 1, 5, 5, 20, 20, 70, 130, 400, 700]
            await self._alive(self.story.wait(self.random.choice(pauses)))
        elif chance < 0.13:
            await self._blocks()
        elif chance < 0.6:
            await self._person_acts()
        else:
            await self._counsellor_acts()
        await self._look()

    async def _person_acts(self) -> None:
        self.steps += 1
        begin = self.steps // 60 * 3 % len(self.people)
        about = (self.people * 2)[begin : begin + AT_ONCE]
        talking = [one for one in self.people if self._stage(one) in ("arrived", "live", "after")]
        who = self.random.choice(talking if talking and self.random.random() < 0.6 else about)
        if self.story.people.chat(who).blocked:
            return
        known = self.story.service.session("telegram", who)
        live = self._stage(who) == "live" and known is not None and not known.covered
        chance = self.random.random()
        if known is None:
            await self._does(who, self.story.people.start(who, "ru-KZ", "ru"), "start")
        elif known.covered and "look" not in self.story.buttons(who) and chance < 0.8:
            word = next(iter(sorted(self.story.pack.opening_words)))
            await self._does(who, self.story.people.say(who, word, "ru"), "opening word")
        elif chance < 0.03:
            await self._does(who, self.story.people.say(who, "x", "ru"), "hide")
        elif chance < 0.04:
            await self._does(who, self.story.people.say(who, "выход", "ru"), "exit")
        elif chance < 0.1:
            kind = self.random.choice([MediaKind.PHOTO, MediaKind.VOICE, MediaKind.DOCUMENT])
            update = self.story.people.send_media(who, kind, "ru", data=who.encode())
            await self._does(who, update, f"media {kind}")
        elif chance < 0.14 and (said := self._own(self.story.people, who)):
            amended = self._word(who, "")
            update = self.story.people.amend(who, said, amended, "ru")
            await self._does(who, update, "edit")
        elif live and chance < 0.65:
            update = self.story.people.say(who, f"{self._word(who, '')} плохо", "ru")
            await self._does(who, update, "word")
        elif self._stage(who) == "waiting" and chance < 0.8:
            await self._presses(self.story.people, who, ("look",), wildly=0.05)
        else:
            await self._goes_on(who)

    async def _goes_on(self, who: str) -> None:
        """A few presses, most of them towards a talk."""
        for _ in range(self.random.choice([1, 2, 10])):
            session = self.story.service.session("telegram", who)
            if session is None or self._stage(who) in ("waiting", "live"):
                return
            await self._presses(
                self.story.people, who, IN_TALK if session.flow == "talk" else TOWARDS
            )

    def _stage(self, who: str) -> str:
        session = self.story.service.session("telegram", who)
        return session.talk.stage if session is not None and session.talk is not None else ""

    def _desk(self, who: str) -> Desk | None:
        opened = self.story.service._conversations.known(STAFF, who)
        return opened.held.desk if opened is not None else None

    async def _counsellor_acts(self) -> None:
        busy = [one for one in self.staff if (desk := self._desk(one)) is not None and desk.talks]
        who = self.random.choice(busy if busy and self.random.random() < 0.6 else self.staff)
        staff, desk = self.story.staff, self._desk(who)
        if staff.chat(who).blocked:
            return
        chance = self.random.random()
        if desk is None:
            return
        if staff.chat(GROUP).ours() and chance < 0.5:
            await self._presses_in_group(who)
        elif (not desk.talks or self.story.offers(who)) and chance < 0.7:
            await self._presses(staff, who, TOWARDS_A_TALK)
        elif desk.talks and chance < 0.15:
            talk = self.random.choice(desk.talks)
            about = self._about(who, talk.alias)
            if about:
                word = self._word(who, await self._person_of(talk.case))
                update = staff.say(who, f"{word} я здесь", reply=about)
                await self._does(who, update, "answer")
        elif desk.talks and chance < 0.55:
            place = " на улицу Абая в 18:00" if self.random.random() < 0.2 else ""
            update = staff.say(who, f"{self._word(who, '')} слышу{place}")
            await self._does(who, update, "desk word")
        elif chance < 0.6 and (said := self._own(staff, who)):
            await self._does(who, staff.amend(who, said, self._word(who, "")), "desk edit")
        elif chance < 0.63:
            update = staff.send_media(who, MediaKind.PHOTO, data=who.encode())
            await self._does(who, update, "desk photo")
        elif chance < 0.8:
            order = self.random.choice(ORDERS)
            await self._does(who, staff.say(who, order), f"order {order}")
        else:
            await self._presses(staff, who, ("to:",))

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
        locale = "ru" if provider is self.story.people else ""
        update = provider.press(who, data, message.id, locale)
        await self._does(who, update, f"press {press_of(data)[1].partition(':')[0]}")

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
        """Somebody blocks us, or lets us in again."""
        channel, provider, who = self.random.choice(
            [
                ("telegram", self.story.people, self.random.choice(self.people)),
                (STAFF, self.story.staff, self.random.choice(self.staff)),
            ]
        )
        chat = provider.chat(who)
        blocked = not chat.blocked
        if blocked and self.random.random() < 0.5:
            return
        provider.block(who, blocked=blocked)
        self.done[f"block {channel} {blocked}"] += 1
        if blocked:
            self.out |= {who} & set(self.staff)
            await self._alive(self.story.service.blocked(channel, who))
        await self._alive(self.story.service.settled())

    async def _does(self, who: str, update: Update, what: str) -> None:
        self.done[what] += 1
        before, self.story.alert = self._changes[who], ""
        deaths = self.deaths
        while not await self._alive(self.story._deliver(update)):
            pass  # the new process is given it again
        await self._bind()
        if self._changes[who] == before and not self.story.alert and deaths == self.deaths:
            self.silent.append(what)

    async def _alive(self, work) -> bool:
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

    def _word(self, who: str, meant: str) -> str:
        word = f"canary{len(self.canaries):05}"
        self.canaries[word] = (who, meant)
        return word

    def _own(self, provider: LocalProvider, who: str) -> str:
        said = [m.id for m in provider.chat(who).hers() if "canary" in m.text]
        return self.random.choice(said) if said else ""

    def _about(self, who: str, alias: str) -> str:
        shown = [m for m in self.story.staff.chat(who).ours() if _is_about(m, alias)]
        return self.random.choice(shown).id if shown else ""

    # --- what is true

    async def _pairs(self) -> list[tuple[str, str, str, State]]:
        """Case, person, counsellor and state, of all that are stored."""
        conversations = self.story.service._conversations
        by_id: dict[bytes, str] = {}

        def read(tx) -> list[tuple[str, str, str, State]]:
            for channel, chats in (("telegram", self.people), (STAFF, self.staff)):
                for chat in chats:
                    row = tx.find(conversations.vault.lookups(channel, chat))
                    if row is not None:
                        by_id[row.id] = chat
            return [
                (
                    filed.group,
                    by_id.get(filed.row.conversation or b"", ""),
                    by_id.get(bytes.fromhex(filed.file.case.owner), ""),
                    filed.file.case.state,
                )
                for filed in Casebook(conversations, tx, self.story.clock.now()).all()
            ]

        return await self.story.store.transact(read)

    async def _person_of(self, case: str) -> str:
        return next((person for one, person, _, _ in await self._pairs() if one == case), "")

    async def _bind(self) -> None:
        for _, person, counsellor, _ in await self._pairs():
            if person and counsellor:
                self.bound.setdefault(person, set()).add(counsellor)
                self.bound.setdefault(counsellor, set()).add(person)

    async def _look(self) -> None:
        """No word stands where it was not meant to, and no case has two owners (S43, S48)."""
        await self._bind()
        for provider in (self.story.people, self.story.staff):
            for chat in provider.chats.values():
                for message in chat.messages.values():
                    for word in _canaries(message):
                        writer, meant = self.canaries[word]
                        near = (
                            {writer, meant} if meant else {writer} | self.bound.get(writer, set())
                        )
                        assert chat.address in near, f"{word} of {writer} stands at {chat.address}"
        pairs = await self._pairs()
        carried = {(c, who) for c, _, who, state in pairs if state in TALKING}
        held = {
            (talk.case, who)
            for who in self.staff
            if (desk := self._desk(who)) is not None
            for talk in desk.talks
        }
        assert len({case for case, _ in held}) == len(held), "one case at two desks"
        assert held == carried, "desks and cases disagree"
        assert self.story.bugs == []

    async def rests(self) -> None:
        """All is well for a while: what was late has come or gone, and copies are where they may
        be, at the desk of whoever has the case now.
        """
        self.story.rule = lambda call: None
        self.story.gate.crash_at = 0
        await self.story.wait(75)
        await self._look()
        now = {(who, person) for _, person, who, state in await self._pairs() if state in TALKING}
        offered = {case for case, _, _, state in await self._pairs() if state is State.OFFERED}
        # In a group others write too, so a send whose answer was lost is not searched for.
        for who in sorted(set(self.staff) - self.out):
            chat = self.story.staff.chat(who)
            seen: Counter[str] = Counter()
            for message in chat.ours():
                for word in _canaries(message):
                    writer, _ = self.canaries[word]
                    seen[word] += 1
                    assert (who, writer) in now, f"{word} of {writer} stayed at {who}"
                for row in message.rows:
                    for button in row:
                        kind, _, case = press_of(button.data)[1].partition(":")
                        if kind == "accept" and press_of(button.data)[0] != "desk":
                            assert case in offered, f"{who} is asked about nobody"
            assert all(number == 1 for number in seen.values()), f"doubled at {who}: {seen}"
        self.story.rule = self._fault

    async def end(self) -> None:
        """Nobody blocks us, everybody leaves, and days pass: windows that were kept end by then."""
        await self.rests()
        self.story.rule = lambda call: None
        for provider in (self.story.people, self.story.staff):
            for chat in provider.chats.values():
                chat.blocked = False
        for who in self.people:
            if self.story.service.session("telegram", who) is not None:
                await self._does(who, self.story.people.say(who, "выход", "ru"), "exit")
        await self.story.wait(HOUR)
        await self._nothing_stays("an hour later")
        await self.story.wait(71 * HOUR)
        await self._nothing_stays("three days later")
        census = await self.story.store.transact(lambda tx: tx.census())
        assert (census.cases, census.wipes) == (0, 0), census
        assert self.story.bugs == []

    async def _nothing_stays(self, when: str) -> None:
        for who in sorted({*self.staff, GROUP} - self.out):
            stands = [
                f"{message.side} {message.text!r} at {who}"
                for message in self.story.staff.chat(who).messages.values()
                if "canary" in message.text or message.data
            ]
            assert not stands, f"{when}: {stands}"


def _leads(data: str, way: str) -> bool:
    found = press_of(data)[1]
    return found == way or (way.endswith(":") and found.startswith(way))


def _canaries(message: LocalMessage) -> list[str]:
    return [word for word in message.text.split() if word.startswith("canary")]


def _is_about(message: LocalMessage, alias: str) -> bool:
    return message.protected and message.text.split("\n", 1)[0].endswith(f" {alias}")


async def run(seed: int, people: int, staff: int, steps: int) -> Night:
    night = Night(seed, people, staff)
    await night.begin()
    for number in range(1, steps + 1):
        await night.step()
        if number % 150 == 0:
            await night.rests()
    await night.end()
    await night.story.service.stop(grace=0)
    return night


@pytest.mark.slow
@pytest.mark.parametrize("seed", [int(os.environ.get("SEED", "1")) + more for more in range(2)])
async def test_a_night_at_random_mixes_up_nobody_and_leaves_nothing_s43_s48_s49(seed: int) -> None:
    night = await run(seed, people=30, staff=6, steps=1500)
    assert night.deaths > 3
    assert night.faults > 30
    assert sum(bool(night.bound.get(who)) for who in night.people) > 3
