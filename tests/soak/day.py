"""A day of people on Telegram, in any weather: what they do, and what has to hold all the time."""

from __future__ import annotations

import asyncio
import gc
import heapq
import itertools
import linecache
import logging
import traceback
import tracemalloc
import weakref
from collections import Counter

from bot.channels.base import REMOVAL
from bot.channels.telegram.pace import Limits, Pace
from bot.commands.rows import FILE, KEYS
from bot.keys import destroyed_at
from bot.live import Live
from bot.pack.model import Pack
from bot.session import Session
from fakes.telegram.media import MEDIA
from fakes.telegram.person import Person
from fakes.telegram.rarities import RARITIES, inline_press
from fakes.telegram.screen import Seen
from tests.soak.house import INWARD, cover_texts
from tests.soak.people import HOUR, Chance
from tests.soak.weather import Weather
from tests.telegram.house import SEPARATOR, House

FIRST_PERSON = 7_391_846_000_001
CANARY = "zqxj"
POINT = (42.318777, 69.591333)
SECRETS = (CANARY, "42.3187", "69.5913", "он меня бьет", str(FIRST_PERSON)[:9])
DANGER = ("он меня бьет", "күйеуім мені ұрады", "he beats me", "не хочу жить", "мне 14 лет")
ACTS = 22
"""Acts of one person, on average."""
CAUSED = 270.0
"""Seconds: a press lives for 150, and what it caused may come up to two minutes later."""
QUIET = 6
"""Looks at which nothing has changed before what is held counts as waiting for the clock."""
PATIENCE = 6_000
"""Looks at which nothing has changed before nothing ever will; not seconds, machines may stall."""
OF_CONTENT = [tracemalloc.Filter(False, name) for name in ("*/babel/*", "*/bot/content/*")]
"""What is worked out when a text or a country is first shown, and kept: bounded by the content."""
SILENT_KINDS = ("auto_delete",)
REMEMBERED = 6
BURSTS = (1, 1, 1, 1, 1, 1, 2, 3)
CHANGES = 14
"""Percent of the acts with which the weather changes; half of these before they are answered."""
LOOKS = 20
"""Percent of the acts after which all chats are looked at."""
IDLE = 1300.0
"""Seconds after which everybody is under the cover: the longest that she can choose, and hiding."""
SOON = (0.0, 0.2, 1.5, 4.0)
TURNS = 40
OUTWARD = ("exit", "numbers", "language", "no")


class Her:
    """One person of a day, and what we know of her."""

    def __init__(self, person: Person, acts: int, *, walks: bool) -> None:
        self.person, self.acts = person, acts
        self.walks = walks
        """She goes on by buttons, mostly."""
        self.acted = 0.0
        self.told: set[int] = set()
        """Messages of hers that have to go."""
        self.beyond: set[int] = set()
        """What stood when she blocked us: nobody can delete it."""
        self.presses: list[tuple[dict, str]] = []
        self.gone = False


class Ears(logging.Handler):
    """Hears every line that is logged, and keeps those that say too much or tell of a mistake.

    That an answer to the library was garbled is no mistake, nor that a killed process was cut off.
    """

    def __init__(self, token: str) -> None:
        super().__init__(logging.DEBUG)
        self.forbidden = (*SECRETS, token)
        self.wrong: list[str] = []
        self.lines = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.lines += 1
        line = self.format(record)
        killed = record.exc_info is not None and record.exc_info[0] is asyncio.CancelledError
        ours = not record.name.startswith("telegram")
        mistake = record.levelno >= logging.ERROR and ours and not killed
        if mistake or any(one in line for one in self.forbidden):
            self.wrong.append(line)


class Day:
    """A house, its people and its weather. ``wrong`` is what should not have been."""

    def __init__(self, house: House, pack: Pack, seed: int, *, webhook: bool) -> None:
        self.house, self.world = house, house.world
        self.chance = Chance(pack, seed)
        self.covers = cover_texts(pack)
        self.weather = Weather(house, self.chance, redelivers=webhook)
        self.people: dict[int, Her] = {}
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.ears = Ears(self.world.token)
        self._ids = itertools.count(FIRST_PERSON)
        self._lives: list[weakref.ref[Live]] = []

    # --- the day

    async def passes(self, acts: int) -> None:
        """So many acts within a day, then everybody leaves or is idle, then fifty hours."""
        start = self.house.clock.now()
        arrivals = self._arrivals(start, acts)
        done = 0
        while done < acts and arrivals:
            at, _, her = heapq.heappop(arrivals)
            await self._until(at)
            for _ in range(self.chance.one(BURSTS)):
                if not her.gone:
                    self._act(her)
                    done += 1
            changes = self.chance.often(CHANGES)
            if changes and self.chance.often(50):
                await self._some_turns()
                await self.weather.comes()
            await self._settle()
            self._look(her)
            if self.chance.often(LOOKS):
                await self._look_at_all()
            if changes:
                await self.weather.comes()
                await self._settle()
            her.acts -= 1
            if her.acts > 0 and not her.gone:
                at = self.house.clock.now() + (self.chance.one(SOON) if changes else self._gap())
                heapq.heappush(arrivals, (at, next(self._order), her))
        await self.weather.clears_up()
        await self._settle()
        self._is_secret()
        await self._until(max(start + 24 * HOUR, self.house.clock.now()))
        await self._everybody_goes()

    async def _some_turns(self) -> None:
        """Somewhere in the middle of what her act brings about."""
        for _ in range(self.chance.below(TURNS)):
            await asyncio.sleep(0)

    def _arrivals(self, start: float, acts: int) -> list[tuple[float, int, Her]]:
        self._order = itertools.count()
        arrivals = []
        for _ in range(acts // ACTS + 1):
            person = Person(
                self.world.api, next(self._ids), f"{CANARY}-name", self.chance.app() or None
            )
            self.world.people.append(person)
            her = Her(person, 1 + self.chance.below(2 * ACTS), walks=self.chance.often(60))
            self.people[person.id] = her
            at = start + self.chance.below(int(20 * HOUR))
            arrivals.append((at, next(self._order), her))
        heapq.heapify(arrivals)
        return arrivals

    def _gap(self) -> float:
        return (
            self.chance.one((61.0, 400.0, 2 * HOUR)) if self.chance.often(6) else self.chance.gap()
        )

    async def _everybody_goes(self) -> None:
        for her in self.people.values():
            if her.person.chat.state == "open" and self.chance.often(50):
                self._acted(her)
                her.person.types("/x")
                await self._settle()
                self._look(her)
        await self._until(self.house.clock.now() + 24 * HOUR)
        await self._until(self.house.clock.now() + 50 * HOUR)
        for her in self.people.values():
            self._is_clean(her)

    # --- time

    async def _until(self, moment: float) -> None:
        """Time passes, from one thing that is due to the next."""
        clock = self.house.clock
        while clock.now() < moment:
            self.house._move(max(0.001, min(moment, self._next_due(moment)) - clock.now()))
            await self.weather.goes()
            await self._settle()

    def _next_due(self, moment: float) -> float:
        """When anything is due, looks for other processes' wipes aside."""
        dues = [self.weather.next, moment]
        dues += [timer.due for timer in self.world.clock._timers]
        watch = None
        if self.house.is_open:
            alarms = self.house.live.service._alarms
            dues += [due for key, (due, _) in alarms._wanted.items() if key != "look"]
            watch = alarms.next()
        sleepers = self.house.clock._sleepers
        dues += [due for due, _, one in sleepers if not one.done() and due != watch]
        return min(dues)

    async def _settle(self) -> None:
        """Until nothing is under way, or what is waits for the clock or for the weather."""
        quiet, before = 0, None
        self._open_house()
        while self._works():
            now = self._progress()
            quiet = quiet + 1 if now == before else 0
            before = now
            if quiet >= QUIET and self._may_wait():
                break
            if quiet > PATIENCE:
                running = self.house.live.service._tasks._running
                stuck = Counter(str(task.get_coro()) for task in running).most_common(5)
                what = f"nothing moves any more: {stuck} {self.world.under_way}"
                raise AssertionError(self.world.report(what))
            await asyncio.sleep(0.001)
        if self.house.is_open and self.house.letting_in.done():
            self.wrong.append(f"nobody is let in any more: {self.house.letting_in.exception()}")
        self._digest()

    def _open_house(self) -> None:
        """A process that has just started speaks with Telegram's limits and tells its mistakes."""
        house = self.house
        if not house.is_open or (self._lives and house.live is self._lives[-1]()):
            return
        self._lives.append(weakref.ref(house.live))
        house.live.telegram._channel._pace = Pace(Limits())
        house.live.service._tasks._on_bug = self._bug

    def _bug(self, error: BaseException) -> None:
        self.wrong.append("".join(traceback.format_exception(error)))

    def _works(self) -> bool:
        world = self.world
        if world.updates.pending or world.under_way:
            return True
        if not self.house.is_open:
            return False
        service = self.house.live.service
        service._applying.hurry()
        if service._alarms.due():
            service._alarms.fire()
        return not service._tasks.idle

    def _may_wait(self) -> bool:
        waits = bool(self.world.clock._timers) or self.weather.holds or self.house.rows.down
        sleepers = self.house.clock._sleepers
        return waits or sum(not one.done() for _, _, one in sleepers) > 1

    def _progress(self) -> tuple[object, ...]:
        world, house = self.world, self.house
        tasks = house.live.service._tasks
        running = (len(tasks._running), tasks._parked)
        return world.record.moment, len(world.updates.pending), house.rows.commits, running

    # --- what she does

    def _acted(self, her: Her) -> None:
        her.acted = self.house.clock.now()
        self.seen["acts"] += 1

    def _act(self, her: Her) -> None:
        person, chance = her.person, self.chance
        if person.chat.state == "blocked":
            # What stood when we heard of a block is beyond us; so we have heard of hers by now.
            if not self.house.is_open or self.world.updates.pending or not self.weather.calm:
                return
            self._note(her, "unblocks", person.starts, chance.payload())
            return
        inside = self._is_inside(person)
        screens = [seen for seen in person.sees if seen.by_bot and seen.buttons]
        if screens:
            self._remember(her, screens[-1])
        draw = chance.below(1000)
        if not her.acted:
            self._arrives(her)
        elif screens and draw < (460 if not her.walks or self.chance.often(30) else 1000):
            self._press(her, screens[-1])
        elif draw < 600 and her.presses:
            message, data = chance.one(her.presses)
            self._note(her, "old button", person.press_arrives, {"message": message, "data": data})
        elif draw < 820:
            labels = [button.label for button in screens[-1].buttons] if screens else []
            self._tell(her, inside, "types", person.types, self._words(labels))
        elif draw < 850:
            where = POINT if chance.often(50) else chance.point()
            self._tell(her, inside, "pin", person.is_at, *where)
        elif draw < 890:
            kind = chance.one(tuple(MEDIA))
            inside = inside and kind not in SILENT_KINDS
            self._tell(her, inside, "media", person.sends, kind)
        elif draw < 905:
            self._tell(her, inside, "forwards", person.forwards, self._words([]))
        elif draw < 920:
            self._note(her, "starts", person.starts, chance.payload())
        elif draw < 935:
            self._edits(her, inside)
        elif draw < 960:
            self._takes_away(her)
        elif draw < 972:
            self._moves(her)
        elif draw < 980 and person.keyboard:
            self._tell(her, inside, "key", person.taps, person.keyboard[0][0], *POINT)
        elif draw < 988:
            self.world.deliver(chance.one(tuple(RARITIES.values()))(person))
            self.seen["rarity"] += 1
        elif draw < 992:
            self._note(her, "inline press", person.press_arrives, inline_press(person))
        elif draw < 996:
            self._blocks(her)
        elif draw < 997:
            person.deletes_account()
            self._is_beyond(her)
            her.gone = True
        else:
            self._tell(her, inside, "types", person.types, chance.one(DANGER))

    def _arrives(self, her: Her) -> None:
        chance = self.chance
        if chance.often(70):
            self._note(her, "starts", her.person.starts, chance.payload())
        else:
            self._note(her, "types", her.person.types, chance.one(("привет", *chance._opening)))

    def _note(self, her: Her, what: str, act, *with_what: object) -> object:
        self._acted(her)
        self.seen[what] += 1
        return act(*with_what)

    def _tell(self, her: Her, inside: bool, what: str, act, *with_what: object) -> None:
        message = self._note(her, what, act, *with_what)
        # What opens any chat stays, as it would in a stranger's.
        if inside and not message.get("text", "").startswith("/start"):
            her.told.add(message["message_id"])

    def _words(self, labels: list[str]) -> str:
        words = self.chance.words(labels).encode("utf-8", "ignore").decode().strip() or "?"
        if self.chance.often(20):
            words = f"{words} {CANARY}"
        if self.chance.often(6):
            words = self.chance.one(DANGER)
        return words

    def _remember(self, her: Her, seen: Seen) -> None:
        data = self.chance.one(seen.buttons).data
        if data:
            her.presses = [*her.presses, (seen.message, data)][-REMEMBERED:]

    def _press(self, her: Her, seen: Seen) -> None:
        datas = [button.data for button in seen.buttons if button.data]
        if not datas:
            return
        inward = [data for data in datas if data.partition(SEPARATOR)[2] in INWARD]
        data = self.chance.one(inward if inward and self.chance.often(85) else datas)
        if data.partition(SEPARATOR)[2] in OUTWARD:
            data = self.chance.one(datas)
        self.seen[f"step {self._step(her.person)}"] += 1
        self._note(her, "presses", her.person.presses, data, seen.message_id)
        if self.chance.often(4):
            self._note(her, "presses twice", her.person.presses, data, seen.message_id)

    def _edits(self, her: Her, inside: bool) -> None:
        hers = self.world.api.people_messages(her.person.id)
        texts = [number for number, message in hers.items() if "text" in message]
        if texts:
            number = self.chance.one(texts)
            self._tell(her, inside, "edits", her.person.edits, number, self._words([]))

    def _takes_away(self, her: Her) -> None:
        """She deletes something on her side, or on both, or everything; nobody is told."""
        person = her.person
        numbers = [seen.message_id for seen in person.sees]
        for_both = self.chance.often(60)
        self.seen["takes away"] += 1
        if self.chance.often(15):
            person.clears_chat(for_both)
        elif numbers:
            person.deletes(self.chance.one(numbers), for_both=for_both)

    def _moves(self, her: Her) -> None:
        hers = self.world.api.people_messages(her.person.id)
        live = [n for n, message in hers.items() if "live_period" in message.get("location", {})]
        if live:
            self.seen["moves"] += 1
            her.person.moves(self.chance.one(live), *self.chance.point())

    def _blocks(self, her: Her) -> None:
        self.seen["blocks"] += 1
        her.person.blocks()
        self._is_beyond(her)
        her.gone = self.chance.often(60)

    def _is_beyond(self, her: Her) -> None:
        her.beyond |= self._all_of(her.person).keys()
        her.told.clear()

    # --- what has to hold

    def _all_of(self, person: Person) -> dict[int, dict]:
        return self.world.api.messages(person.id) | self.world.api.people_messages(person.id)

    def _session(self, person: Person) -> Session | None:
        return self.house.session(person) if self.house.is_open else None

    def _step(self, person: Person) -> str:
        session = self._session(person)
        if session is None or session.covered:
            return "cover"
        return f"{session.flow}.{session.step}"

    def _is_inside(self, person: Person) -> bool:
        """Whether what she sends now surely meets an open conversation."""
        session = self._session(person)
        open_ = session is not None and not session.covered
        waits = self.world.updates.pending or self.world.under_way
        return open_ and not waits and self.weather.calm

    def _look(self, her: Her) -> None:
        """Under the cover nothing else stands, as soon as nothing is owed."""
        if not self.house.is_open or not self.weather.calm or self._works():
            return
        service = self.house.live.service
        if service._tasks._parked or len(service._alarms._wanted) > 3:
            return
        session = self._session(her.person)
        if session is None or session.covered:
            self._only_covers(her, "at once")

    async def _look_at_all(self) -> None:
        """While nothing is owed, nothing stands with those who did nothing for a while."""
        if not self.house.is_open or not self.weather.calm or self._works():
            return
        census, now = await self.house.census(), self.house.clock.now()
        if census.outbox or census.wipes:
            return
        self.seen["looks"] += 1
        for her in self.people.values():
            if now - her.acted > IDLE:
                self._only_covers(her, "idle")

    def _only_covers(self, her: Her, when: str) -> None:
        for number, message in self.world.api.messages(her.person.id).items():
            if number not in her.beyond and message.get("text") not in self.covers:
                self.wrong.append(f"{when} {her.person.id} sees {number} {str(message)[:300]}")

    def _is_clean(self, her: Her) -> None:
        self._only_covers(her, "in the end")
        person = her.person
        hers = self.world.api.people_messages(person.id)
        for number in her.told & hers.keys():
            self.wrong.append(f"in the end {number} of hers stands: {str(hers[number])[:300]}")
        if person.keyboard and not her.beyond:
            self.wrong.append(f"a keyboard lies in {person.id}: {person.keyboard}")

    def _digest(self) -> None:
        """Look at what was called and shown since, then forget it."""
        self.weather.passes_by()
        record = self.world.record
        for call in record.calls:
            if call.method.startswith("send"):
                self._is_caused(call.chat_id, call.at, call.params)
            self.seen[f"call {call.method}"] += 1
            self.seen[f"fault {call.fault}"] += bool(call.fault)
        for shown in record.notifications:
            if not shown.silent or any(secret in shown.text for secret in SECRETS):
                self.wrong.append(f"a lock screen shows {shown}")
        for change in record.changes:
            if change.by_bot and CANARY in (change.text or ""):
                self.wrong.append(f"her words come back: {change}")
        record.calls[:] = [call for call in record.calls if call.outcome == "under way"]
        record.changes.clear()
        record.notifications.clear()
        record.alerts.clear()

    def _is_caused(self, chat: int, at: float, params: dict) -> None:
        her = self.people.get(chat)
        if params.get("text") == REMOVAL:
            return
        if her is None or at - her.acted > CAUSED:
            since = at - her.acted if her is not None else 0.0
            self.wrong.append(f"sent {since:.0f} s after an act of hers: {params}")

    # --- what is left

    async def leftovers(self) -> dict[str, object]:
        """Everything that should be empty now and is not."""
        gc.collect()
        census = await self.house.census()
        service = self.house.live.service
        conversations, strangers, runner = (
            service._conversations, service._strangers, service._runner,
        )  # fmt: skip
        outbox, wiper, tasks, alarms = (
            service._outbox, service._wiper, service._tasks, service._alarms,
        )  # fmt: skip
        http = self.house.live.telegram._transport._connections
        group = service._applying._group
        now, pace = self.house.clock.now(), self.house.live.telegram._channel._pace
        polls = int(not self.house.live.webhooks)
        pace._forget(now)  # as with the next call
        days = [file.name[:10] for file in (self.house.folder / KEYS).iterdir()]
        found: dict[str, object] = {
            "conversations": census.conversations,
            "outbox": census.outbox,
            "timers": census.timers,
            "ledger": census.ledger,
            "wipes": census.wipes,
            "remains": census.remains,
            "key days": census.key_days,
            "old keys": [day for day in days if now >= destroyed_at(day)],
            "opened": (conversations._cache, conversations._where, conversations._ahead),
            "strangers": (strangers._met, strangers._later),
            "lines": (runner._lines, runner._waiting),
            "calls": (outbox._calls, outbox._calling, outbox._hurried),
            "wiper": (wiper._known, wiper._facing, wiper._running),
            "tasks": (tasks._running, tasks._parked),
            "group": (group._jobs, group._patient, group._pumping),
            "alarms": alarms._wanted.keys() - {"look", "retention"},
            "queued": alarms._queued.keys() - {"look", "retention"},
            "heap": len(alarms._heap) > 4,
            "pace": pace._chats,
            "connections": len(http._open) - len(http._idle) - polls,
            "places": (http._busy - polls, *http._waiting.values()),
            "dead processes": len([live for live in self._lives if live() is not None]) > 1,
            "beside": self.house.live.telegram._entrances[0].reception._beside,
        }
        return {
            name: left
            for name, left in found.items()
            if (any(left) if isinstance(left, tuple) else left)
        }

    def _is_secret(self) -> None:
        files = [file for file in self.house.folder.rglob("*") if file.is_file()]
        found = b"\n".join(file.read_bytes() for file in files)
        self.wrong += [f"on disk: {one}" for one in SECRETS if one.encode() in found]

    def size(self) -> int:
        """Bytes of the database and of its log."""
        file = self.house.folder / FILE
        log = file.with_name(f"{FILE}-wal")
        return sum(one.stat().st_size for one in (file, log) if one.exists())

    async def ended(self) -> int:
        """How many conversations have ended."""
        counts = await self.house.rows.store.transact(lambda tx: tx.counts())
        return sum(number for _, name, number in counts if name == "left")

    def memory(self) -> int:
        """Traced bytes, without what the world remembers of its people, and without content."""
        api, updates = self.world.api, self.world.updates
        for each in (
            self.people, self.world.people, api.chats, api._facts, api._levels, api._chat_of,
            api._of_bot, api._of_people, api.asked, api._queries, api.keyboards, updates.raw,
            updates.expired, self.world.record.calls, api.history, api.refused,
        ):  # fmt: skip
            each.clear()
        linecache.clearcache()  # for tracebacks that our ears wrote out
        gc.collect()
        kept = tracemalloc.take_snapshot().filter_traces(OF_CONTENT)
        return sum(one.size for one in kept.statistics("filename"))
