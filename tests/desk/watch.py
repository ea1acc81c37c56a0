"""Who watches a night: every word is a canary, and what becomes of it is known.

For each word there is one chat in which it may come, a time in which it has to, and a place in the
order. What is true of the whole world is read from the store, never from what the service has at
hand.
"""

from __future__ import annotations

import io
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Literal

from PIL import Image

from bot.channels.local import Change, LocalMessage, LocalProvider
from bot.channels.render import press_of
from bot.desk import panel
from bot.events import MediaKind, Update
from bot.handoff.case import TALKING, Case, State
from bot.session import Session
from tests.desk.stored import Now, Reader
from tests.desk.story import GROUP, Story, said

HOUR = 3600.0
LASTS = 300.0
"""So long words may be on their way."""
CALM = 900.0
"""So long after its time everybody knows what became of a word."""
OLDEST = 47 * HOUR
"""What stood longer cannot be deleted any more."""
READ = {"talk.live", "talk.more", "talk.agreed"}
"""Where she stands when a counsellor reads what she types."""
LOST = ("talk.not_arrived", "desk.news.dropped", "desk.news.held_back_dropped")
"""By these a writer hears that her words did not arrive."""
REFUSED = ("desk.news.do_not_write", "desk.news.over", "desk.nobody_here")
"""By these, that nobody could be written to."""
LETTERS = "bcdfghjklmnpqrstvwxz"
"""Canaries have no digits: a number may be a time, and would be held back."""


@dataclass
class Word:
    """A canary. ``about``: the person whom its writer said it is for; ``instead``: what it changes.

    ``meant``: the one chat where it may come, since ``passed`` and ``until`` then. It is *owed*
    until it came, its writer heard that it will not, or what it belongs to was over.
    """

    name: str
    writer: str
    message: str
    about: str = ""
    instead: Word | None = None
    meant: str = ""
    passed: float = 0.0
    until: float = 0.0
    waits: Literal["", "draft", "held"] = ""
    refused: bool = False
    """Nobody could be written to at that moment."""
    owed: bool = True
    came: bool = False
    place: int = 0
    """Among the words of its writer; 0 when it waited for something, and others did not."""


class Watch:
    """What was written and where it came, from the first step to the last."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.read = Reader(story).read
        self.words: dict[str, Word] = {}
        self._new: list[Word] = []
        self._open: list[Word] = []
        self._arrivals: list[tuple[str, str, float, str]] = []
        self._wrong_files: list[str] = []
        self.files = 0
        self._changed: set[tuple[bool, str]] = set()
        self._told: dict[tuple[str, bool], float] = {}
        """When a writer heard of lost words, or (True) that they were refused."""
        locales = [locale.tag for locale in story.pack.locales.ready()]
        self._says = [
            (said(key, locale), refused)
            for refused, keys in ((False, LOST), (True, REFUSED))
            for key in keys
            for locale in locales
        ]
        self.excused: dict[str, set[str]] = defaultdict(set)
        """What stood in a chat when it was closed to us, by its id."""
        self.talks: set[str] = set()
        self.owners: set[tuple[str, str]] = set()
        self.ends: Counter[str] = Counter()
        """How words ended."""
        for provider in (story.people, story.staff):
            provider.listen(lambda change, provider=provider: self._note(provider, change))

    # --- what happens

    def new(self, writer: str) -> str:
        """A word that nobody else writes."""
        number, name = len(self.words), ""
        for _ in range(5):
            number, letter = divmod(number, len(LETTERS))
            name = LETTERS[letter] + name
        self.words[f"canary{name}"] = word = Word(f"canary{name}", writer, "")
        self._new.append(word)
        return word.name

    def wrote(self, name: str, update: Update, about: str = "", instead: str = "") -> None:
        """This is the message; she said whom it is for, or that it changes another."""
        word = self.words[name]
        word.message, word.about = update.event.message, about
        word.instead = self.words.get(instead)
        word.place = int(word.message)

    def _note(self, provider: LocalProvider, change: Change) -> None:
        if change.kind == "deleted":
            return
        message = provider.chat(change.address).messages[change.message]
        if message.side == "hers":
            return
        self._changed.add((provider is self.story.people, change.address))
        now = self.story.clock.now()
        for text, refused in self._says:
            if text in message.text:
                self._told[change.address, refused] = now
        for name in canaries(message):
            wrong = self._untimely(self.words[name].writer, change.address)
            self._arrivals.append((name, change.address, now, wrong))
        if message.data:
            self.files += 1
            writer = self._writer_of(message, change.address)
            if wrong := self._untimely(writer, change.address):
                self._wrong_files.append(
                    f"{message.media} of {writer} to {change.address}: {wrong}"
                )

    def _writer_of(self, message: LocalMessage, chat: str) -> str:
        number = number_of(message)
        return str(1000 + number if chat.startswith("9") else 9000 + number)

    def _untimely(self, writer: str, chat: str) -> str:
        """Why nothing of this writer may come here at this moment."""
        now = self.read()
        case = now.between(writer, chat)
        if chat in now.staff:
            if case is None:
                return "they have no talk"
            return "not begun" if case.state is State.ARRIVED else ""
        if chat not in now.people or now.people[chat].session.covered:
            return "her screen is covered"
        if case is None:
            # What was written before the end may come late, but never into the next talk.
            return "she talks with somebody else" if now.counsellor_of(chat) else ""
        return "" if case.state is State.WITH_COUNSELLOR else "she stepped away"

    def lets_in(self, provider: LocalProvider, who: str) -> None:
        """Who had blocked us does not any more: what grew too old meanwhile stays for ever, and so
        does what a person's conversation that was forgotten then had put there.
        """
        chat, now = provider.chat(who), self.story.clock.now()
        known = who in self.read().people
        self.excused[who] |= {
            message.id
            for message in chat.messages.values()
            if now - message.sent_at > OLDEST or (provider is self.story.people and not known)
        }

    # --- what follows

    def follow(self, before: Now, choice: str = "") -> None:
        """After each step: to whom did new words go, what became of the others?"""
        now = self.read()
        for group, (_, counsellor, case) in now.cases.items():
            if counsellor and case.state is State.WITH_COUNSELLOR:
                self.talks.add(group)
                self.owners.add((group, counsellor))
        for word in self._new:
            self._address(word, before, now)
        self._open += self._new
        self._new = []
        for word in self._open:
            self._go_on(word, before, now, choice)
        for name, chat, at, wrong in self._arrivals:
            self._arrive(self.words[name], chat, at, wrong)
        self._arrivals = []
        assert not self._wrong_files, self._wrong_files
        self._open = [word for word in self._open if word.waits or (word.owed and not word.came)]
        self._in_order()
        self._one_owner(now)

    def _address(self, word: Word, before: Now, now: Now) -> None:
        word.passed = self.story.clock.now()
        if word.instead is not None and word.instead.waits:
            word.instead.waits = ""
            self._end(word.instead, "changed before it went")
        if word.writer in now.people or word.writer in before.people:
            session = before.session(word.writer)
            reads = session is not None and _is_read(session)
            word.meant = before.counsellor_of(word.writer) if reads else ""
            word.owed, word.until = bool(word.meant), word.passed + LASTS
            if word.instead is not None:
                word.place = word.instead.place
            return
        desk = before.desk(word.writer)
        if _is_draft(word, now):
            word.waits, word.place = "draft", 0
        elif word.instead is not None:
            word.place = word.instead.place
            self._pass(word, word.instead.meant, before, now)
        elif word.about:
            self._pass(word, word.about, before, now)
        elif desk is not None and (talk := panel.current(desk)) is not None:
            self._pass(word, before.person_of(talk.case), before, now)
        else:
            word.refused = True

    def _pass(self, word: Word, meant: str, before: Now, now: Now) -> None:
        case = now.between(word.writer, meant)
        cases = (before.between(word.writer, meant), case)
        word.meant, word.passed = meant, self.story.clock.now()
        word.until = word.passed + LASTS
        word.refused = all(one is None or one.state is not State.WITH_COUNSELLOR for one in cases)
        if _is_held_back(word, case):
            word.waits, word.place = "held", 0

    def _go_on(self, word: Word, before: Now, now: Now, choice: str) -> None:
        if word.waits == "draft" and not _is_draft(word, now):
            word.waits = ""
            kind, _, case = choice.partition(":")
            self._pass(word, before.person_of(case) if kind == "send" else "", before, now)
            if kind != "send":
                self._end(word, "dropped by its writer")
        case = now.between(word.writer, word.meant) if word.meant else None
        if word.waits == "held" and not _is_held_back(word, case):
            word.waits, word.until = "", self.story.clock.now() + LASTS
        if word.waits or not word.owed:
            return
        if word.refused and self._was_told(word):
            self._end(word, "refused, and its writer was told")
        elif case is None and word.meant and before.between(word.writer, word.meant) is not None:
            self._end(word, "the talk was over")
        elif choice in ("take_back", "undo") and _last(word, before) and not _last(word, now):
            self._end(word, "taken back")

    def _was_told(self, word: Word) -> bool:
        return self._told.get((word.writer, word.refused), -1.0) >= word.passed

    def _end(self, word: Word, how: str) -> None:
        word.owed = False
        self.ends[how] += 1

    def _arrive(self, word: Word, chat: str, at: float, wrong: str) -> None:
        assert chat == word.meant, f"{word} came to {chat}"
        assert not wrong, f"{word} came to {chat}: {wrong}"
        assert not word.waits, f"{word} came, and waited"
        assert at <= word.until, f"{word} came {at - word.until} s late"
        self.ends["came"] += not word.came
        word.came = True

    # --- what is true at any time

    def _in_order(self) -> None:
        for of_people, chat in self._changed:
            provider = self.story.people if of_people else self.story.staff
            places: dict[str, list[int]] = defaultdict(list)
            for message in provider.chat(chat).ours():
                for name in canaries(message):
                    word = self.words[name]
                    if word.place:
                        places[word.writer].append(word.place)
            for writer, found in places.items():
                assert found == sorted(found), f"words of {writer} stand out of order at {chat}"
        self._changed.clear()

    def _one_owner(self, now: Now) -> None:
        held = [(talk.case, who) for who in now.staff for talk in now.talks(who)]
        carried = {
            (group, counsellor)
            for group, (_, counsellor, case) in now.cases.items()
            if case.state in TALKING
        }
        assert len({case for case, _ in held}) == len(held), "one case at two desks"
        assert set(held) == carried, "desks and cases disagree"
        assert self.story.bugs == []

    # --- what is true when all is well

    def calm(self) -> None:
        """Nothing failed for a while: what was late has come, or its writer was told."""
        now = self.read()
        for word in self._open:
            case = now.between(word.writer, word.meant) if word.meant else None
            on_its_way = word.until >= self.story.clock.now() - CALM
            if word.waits or on_its_way or (case is not None and case.unheard):
                continue  # she may hear of it when she is back
            assert self._was_told(word), f"{word} was lost in silence"
            self._end(word, "did not come, as its writer was told")
        self._open = [word for word in self._open if word.waits or word.owed]
        for who in now.staff:
            if who != GROUP and not self.story.staff.chat(who).blocked:
                self._desk_is_clean(who, now)
        for who, chat in self.story.people.chats.items():
            if not chat.blocked:
                self._phone_is_clean(who, now)

    def _desk_is_clean(self, who: str, now: Now) -> None:
        desk = now.desk(who)
        if desk is None or desk.unreachable:
            return  # what stands there goes when she is back
        excused = self.excused[who]
        persons = {now.person_of(talk.case) for talk in desk.talks}
        drafts = {draft.message for draft in desk.drafts}
        offered = {g for g, (_, _, case) in now.cases.items() if case.state is State.OFFERED}
        seen: Counter[str] = Counter()
        for message in self.story.staff.chat(who).messages.values():
            if message.id in excused:
                continue
            for name in canaries(message):
                word = self.words[name]
                other = word.writer if message.side == "ours" else word.meant
                stays = other in persons or message.id in drafts
                assert stays, f"{word} stayed at {who}"
                seen[name] += message.side == "ours"
            for choice in choices(message):
                kind, _, case = choice.partition(":")
                if kind == "accept" and message.protected:
                    assert case in offered, f"{who} is asked about nobody"
        assert all(number < 2 for number in seen.values()), f"doubled at {who}: {seen}"

    def _phone_is_clean(self, who: str, now: Now) -> None:
        session = now.session(who)
        talk = session.talk if session is not None else None
        hidden = session is None or session.covered or (talk is not None and talk.away)
        seen: Counter[str] = Counter()
        for message in self.story.people.chat(who).messages.values():
            if message.id in self.excused[who]:
                continue
            for name in canaries(message):
                word = self.words[name]
                if message.side == "ours":
                    assert not hidden, f"{word} stands on a phone that was put away, {who}"
                    seen[name] += 1
        assert all(number < 2 for number in seen.values()), f"doubled at {who}: {seen}"

    def topics(self) -> tuple[int, list[str]]:
        """How many topics stand that no talk has, and what stands in them."""
        now, count, inside = self.read(), 0, []
        for who, held in now.staff.items():
            chat = self.story.staff.chat(who)
            if chat.blocked or held.desk is None or held.desk.unreachable:
                continue
            known = {thread for _, thread in held.standing.threads} | self.excused[who]
            for thread in set(chat.topics or ()) - known:
                count += 1
                inside += [f"{m.text!r} at {who}" for m in chat.ours() if m.thread == thread]
        return count, inside

    async def duty(self) -> None:
        """As the log has it: nobody took a case that somebody had."""
        rows = await self.story.store.transact(lambda tx: tx.duty(0.0))
        carried: dict[bytes, str] = {}
        for row in rows:
            if row.what == "taken":
                assert row.case not in carried, f"{row} while {carried[row.case]} had it"
                carried[row.case] = row.counsellor
            elif row.what in ("released", "closed", "left"):
                carried.pop(row.case, None)


def canaries(message: LocalMessage) -> list[str]:
    return [word for word in message.text.split() if word.startswith("canary")]


def choices(message: LocalMessage) -> list[str]:
    return [press_of(button.data)[1] for row in message.rows for button in row]


def is_file(message: LocalMessage) -> bool:
    return message.side == "ours" and bool(message.data)


def file_of(number: int, kind: MediaKind) -> bytes:
    """A file that nobody else sends; a picture by its width, for only its pixels go on."""
    if kind is not MediaKind.PHOTO:
        return str(number).encode()
    file = io.BytesIO()
    Image.new("RGB", (number, 8)).save(file, "PNG")
    return file.getvalue()


def number_of(message: LocalMessage) -> int:
    if message.media is not MediaKind.PHOTO:
        return int(message.data)
    return Image.open(io.BytesIO(message.data)).size[0]


def _is_read(session: Session) -> bool:
    talk = session.talk
    live = talk is not None and talk.stage == "live" and not talk.away
    return live and not session.covered and f"{session.flow}.{session.step}" in READ


def _is_draft(word: Word, now: Now) -> bool:
    desk = now.desk(word.writer)
    return desk is not None and any(draft.message == word.message for draft in desk.drafts)


def _is_held_back(word: Word, case: Case | None) -> bool:
    held = case.held_back if case is not None else None
    return held is not None and held.message == word.message


def _last(word: Word, now: Now) -> bool:
    """Whether her last words are these."""
    session = now.session(word.writer)
    if session is not None:
        return session.talk is not None and session.talk.last == word.message
    return any(talk.last == word.message for talk in now.talks(word.writer))
