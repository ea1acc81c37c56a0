"""Everything that happened, in one order: calls, posts, what became visible, notifications."""

from __future__ import annotations

from dataclasses import dataclass, field

from fakes.telegram.record import Record as Order


@dataclass
class Call:
    """One call of the bot."""

    moment: int
    at: float  # seconds of the clock
    method: str  # an operation's name; "unknown" where there is none
    path: str
    ids: dict = field(default_factory=dict)  # from its path
    params: dict = field(default_factory=dict, repr=False)
    outcome: str = "under way"  # "ok", Twilio's message, or what a fault did instead
    status: int = 0  # HTTP status of the answer; 0 while there is none
    code: int = 0  # Twilio's error
    effect: int = 0  # moment in which it took effect (0: never)
    fault: str = ""
    result: object = None

    def __str__(self) -> str:
        said = str(self.params.get("Body", self.params.get("ContentSid", "")))[:60]
        to = self.params.get("To", self.ids.get("sid", ""))
        return f"#{self.moment} {self.method}({to}) {said!r}: {self.outcome}"


@dataclass
class Post:
    """One request of Twilio to the bot, with all its attempts."""

    moment: int
    at: float
    kind: str  # "message" or "status"
    url: str  # over which it is signed
    fields: dict[str, str] = field(repr=False)
    token: str  # the same for every attempt
    signature: str = ""
    attempts: list[str] = field(default_factory=list)  # what came of each
    outcome: str = "under way"  # "taken" or "lost"
    status: int = 0  # of the last answer
    answer: bytes = b""

    @property
    def sid(self) -> str:
        """The message that it is about."""
        return self.fields["MessageSid"]

    def __str__(self) -> str:
        about = self.fields.get("MessageStatus") or self.fields.get("Body", "")
        return f"#{self.moment} {self.kind} {self.sid} {about[:60]!r}: {self.attempts}"


@dataclass(frozen=True)
class Change:
    """A message appeared on a phone, or she removed it from there."""

    moment: int
    at: float
    chat_id: str  # her address
    message_id: str
    by_bot: bool
    text: str | None  # with all its labels; None: gone
    new: bool = True


@dataclass(frozen=True)
class Notification:
    """What a lock screen showed when a message of the bot came."""

    moment: int
    at: float
    chat_id: str
    message_id: str
    text: str


class Record(Order):
    """The lists, and those who wait for them to grow."""

    calls: list[Call]
    changes: list[Change]
    notifications: list[Notification]

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[Post] = []

    def posts_of(self, sid: str, kind: str = "") -> list[Post]:
        """The requests about a message."""
        return [post for post in self.posts if post.sid == sid and kind in ("", post.kind)]
