"""What is stored of a night, read between two transactions by whoever watches it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.handoff.case import TALKING, Case, State
from bot.handoff.desk import Desk, Talk
from bot.held import Held
from bot.keys import Vault
from bot.session import Session
from bot.shell.casebook import Casebook
from bot.shell.conversations import Conversations
from tests.desk.story import Story


@dataclass
class Now:
    """What is stored."""

    people: dict[str, Held] = field(default_factory=dict)
    staff: dict[str, Held] = field(default_factory=dict)
    cases: dict[str, tuple[str, str, Case]] = field(default_factory=dict)
    """Person, counsellor and content of every case; ``''`` where there is none."""

    def session(self, who: str) -> Session | None:
        held = self.people.get(who)
        return held.session if held is not None else None

    def stage(self, who: str) -> str:
        session = self.session(who)
        return session.talk.stage if session is not None and session.talk is not None else ""

    def desk(self, who: str) -> Desk | None:
        held = self.staff.get(who)
        return held.desk if held is not None else None

    def talks(self, who: str) -> tuple[Talk, ...]:
        desk = self.desk(who)
        return desk.talks if desk is not None else ()

    def person_of(self, case: str) -> str:
        return self.cases[case][0] if case in self.cases else ""

    def between(self, one: str, other: str) -> Case | None:
        """The case that these two have, if the counsellor carries it."""
        return next(
            (
                case
                for person, counsellor, case in self.cases.values()
                if case.state in TALKING and {person, counsellor} == {one, other}
            ),
            None,
        )

    def counsellor_of(self, person: str) -> str:
        """Whom she talks with."""
        found = (
            counsellor
            for owner, counsellor, case in self.cases.values()
            if owner == person and case.state is State.WITH_COUNSELLOR
        )
        return next(found, "")


class Reader:
    """Opens what changed since it looked last."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self._conversations = Conversations(Vault(story.roots, story.shelf))
        self._opened: dict[bytes, tuple[int, Held]] = {}
        self._filed: dict[bytes, tuple[int, Case]] = {}

    def read(self) -> Now:
        """Between two transactions, whoever asks."""
        tx, now = self.story.store._tx, Now()  # a listener cannot wait for a transaction
        by_id: dict[bytes, str] = {}
        for row in (*tx.touched_before(float("inf"), 10_000), *tx.desks()):
            known = self._opened.get(row.id)
            if known is None or known[0] != row.version:
                opened = self._conversations.get(tx, row.id)
                assert opened is not None
                known = self._opened[row.id] = (row.version, opened.held)
            held = known[1]
            by_id[row.id] = held.address
            (now.people if held.desk is None else now.staff)[held.address] = held
        book = Casebook(self._conversations, tx, 0.0)
        for row in tx.cases():
            filed = self._filed.get(row.id)
            if filed is None or filed[0] != row.version:
                read = book.get(row.id)
                assert read is not None
                filed = self._filed[row.id] = (row.version, read.file.case)
            case = filed[1]
            owner = by_id.get(bytes.fromhex(case.owner), "")
            now.cases[row.id.hex()] = (by_id.get(row.conversation or b"", ""), owner, case)
        return now
