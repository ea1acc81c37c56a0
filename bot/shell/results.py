"""What a piece of work needs, and what follows from it once it is committed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.channels.base import Capabilities, Channel
from bot.decision import Decision, DeskDecision
from bot.effects import Effect
from bot.events import Event, Heard, PostDropped, Refused, ScreenLost, TimerFired, Told
from bot.handoff.desk import Desk
from bot.handoff.desk_events import DeskEvent
from bot.held import Standing
from bot.quick_exit import ExitWords
from bot.session import Session
from bot.shell.conversations import Conversations, Opened
from bot.shell.delivery import Start
from bot.shell.leaving import Planned
from bot.shell.on_call import CallOutNotice
from bot.shell.seen import Seen
from bot.text import Text

Decide = Callable[[Session | None, Event, float], Decision]
DecideDesk = Callable[[Desk, DeskEvent, float], DeskDecision]
Unasked = TimerFired | ScreenLost | Refused | PostDropped | Told | Heard
"""Events that no act of hers caused."""


class Abilities(Mapping[str, Capabilities]):
    """What each channel can do, asked every time: an account is known only after the start."""

    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels

    def __getitem__(self, name: str) -> Capabilities:
        """Of the channel of this name."""
        return self._channels[name].capabilities

    def __iter__(self) -> Iterator[str]:
        """The names of all channels."""
        return iter(self._channels)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._channels)


@dataclass(frozen=True, slots=True)
class Tools:
    """What every piece of work needs; given once by the service."""

    decide: Decide
    """For chats of every channel but those of :attr:`apart`."""
    exit_words: Callable[[], ExitWords]
    """Of the content in use."""
    fold: Callable[[str], str]
    conversations: Conversations
    capabilities: Mapping[str, Capabilities]
    seen: Seen
    decide_desk: DecideDesk
    desks: set[bytes]
    """Ids of the conversations that are desks."""
    next_opening: Callable[[float, str, str], float]
    """When the next shift begins for this language and country; 0: not known, or one runs."""
    one_account: bool = False
    """Staff and people meet the same account of the provider."""
    apart: Mapping[str, Decide] = field(default_factory=dict)
    """By channel: for chats of a messenger on which things are done otherwise."""
    wrong_codes: dict[bytes, list[float]] = field(default_factory=dict)
    """When a coordinator's desk gave a code that nobody waits for, in memory only."""

    @property
    def words(self) -> ExitWords:
        """The exit words of all locales."""
        return self.exit_words()

    def decide_on(
        self, channel: str, session: Session | None, event: Event, now: float
    ) -> Decision:
        """What this event of a chat of ``channel`` leads to."""
        return self.apart.get(channel, self.decide)(session, event, now)

    def newest(self, channel: str, now: float) -> int:
        """What a message that is sent now is newer than: the highest id seen, or this second where
        ids are no numbers and the provider can be asked what was sent since.
        """
        return int(now) if self.capabilities[channel].copies else self.seen.highest(channel)


@dataclass(frozen=True, slots=True, repr=False)
class Memory:
    """Effects for a chat that is not known: carried out without a trace."""

    effects: tuple[Effect, ...]
    standing: Standing
    caused: bool


@dataclass(slots=True, repr=False)
class Result:
    """What follows from a committed transaction."""

    handled_before: bool = False
    saved: bytes | None = None
    """The conversation that was written."""
    opened: Opened | None = None
    """That conversation as the store has it, set after the commit."""
    starts: list[Start] = field(default_factory=list)
    alarms: list[tuple[float, bytes, int, str]] = field(default_factory=list)
    """Due time, conversation, outbox row, and the timer's name (``''``: a row put off)."""
    case_alarms: list[tuple[float, bytes]] = field(default_factory=list)
    """Due time and case."""
    call_outs: list[CallOutNotice] = field(default_factory=list)
    forgotten: list[bytes] = field(default_factory=list)
    wipes: list[Planned] = field(default_factory=list)
    memory: Memory | None = None
    alert: Text | None = None
    locale: str = ""
