"""What she is told of her case, and the counsellor's words, as they come to her chat.

No act of hers causes these at that moment. So they edit the screen where they can, and only what
she asked for is sent: an arrival, the words of a talk, and what concerns it (S01).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from bot.decision import Decision
from bot.effects import Button, Effect, Post, Show, TakeBack, Withdraw
from bot.events import Heard, PostDropped, Told
from bot.flows import stage
from bot.flows.asking import Rows, button, question
from bot.flows.case import ARRIVAL, AT, CASE, ENDED, LOOK, SHOW, START, in_talk
from bot.flows.scene import digits_key, say
from bot.flows.turning import place
from bot.handoff.effects import News
from bot.handoff.events import READY, SteppedAway, Undelivered
from bot.handoff.moves import ARRIVAL_SECONDS
from bot.handoff.portions import portions
from bot.pack.model import Pack
from bot.session import Asks, Session, Talk
from bot.text import Text

ATTENTIVE: Final = 900.0
"""So long after her last act the counsellor's words keep her screen from being covered."""
LINES: Final = ("a", "b", "c")
"""The neutral lines of an arrival from which she chooses."""
ASKED: Final[Mapping[str, Asks]] = {
    News.CHECK: "check",
    News.ASK_TRANSFER: "transfer",
    News.ASK_MEDIA: "media",
    News.ASK_REFERRAL: "referral",
}
LOST: Final = "talk.not_arrived"
NOTICE: Final = "talk.answer_here"
"""What the notice of words that wait is known by."""
NOTICE_SECONDS: Final = 120.0
"""So long one notice serves for all that comes; it may be lost, so later words bring another."""
UNREAD: Final = 50
"""Most messages that are counted as waiting."""
SAYS: Final = (
    "talk.header", "talk.after", "talk.closed", LOST, "talk.media_refused",
    "talk.gone_on", "talk.check", "talk.check_phrase", "talk.ask.transfer", "talk.ask.media",
    "talk.ask.referral", "talk.a_service", "talk.line.a", "talk.line.b", "talk.line.c", NOTICE,
    "talk.nothing_new",
)  # fmt: skip
"""What is said of her case outside of its steps."""
LABELS: Final = (
    "talk.look", "talk.show", "talk.reached", "talk.not_reached", "talk.alone", "talk.not_alone",
    "talk.yes", "talk.no",
)  # fmt: skip
HEADERS: Final = (
    "talk.header", NOTICE, "talk.line.a", "talk.line.b", "talk.line.c",
)  # fmt: skip
"""Texts that stand in notifications."""
_KINDS: Final[Mapping[str, Literal["photo", "voice", "video_note"]]] = {
    "photo": "photo",
    "voice": "voice",
    "video_note": "video_note",
}
_NEWS: Final[Mapping[str, News]] = {news.value: news for news in News}


def told(pack: Pack, session: Session, event: Told, now: float) -> Decision:
    """News of her case."""
    talk, news = session.talk, _NEWS.get(event.news)
    if talk is None or news is None:
        return Decision(session)
    if news in ASKED:
        return _asked(pack, session, talk, news, event.service, now)
    match news:
        case News.QUEUED | News.WAITING | News.GONE_ON | News.MISSED:
            return _waits(pack, session, talk, news, event, now)
        case News.ARRIVED:
            return _arrived(pack, session, talk, now)
        case News.BEGUN:
            return Decision(_with(session, talk, stage="live", away=False))
        case News.WINDOW_KEPT:
            return Decision(_with(session, talk, stage="callback"))
        case News.AFTER:
            after = _with(session, talk, stage="after", service=event.service, asks="")
            rows = ((button(pack, session, "reached", "talk.reached"),
                     button(pack, session, "not_reached", "talk.not_reached")),)  # fmt: skip
            return _posted(pack, after, now, "talk.after", rows, AT["after"])
        case News.CLOSED:
            over = msgspec.structs.replace(session, talk=None)
            return _posted(pack, over, now, "talk.closed", (), ENDED)
        case News.LAPSED:
            over = msgspec.structs.replace(session, talk=None)
            return _moved(pack, over, now, START, (Withdraw(ARRIVAL),))
        case News.NOT_ARRIVED:
            return _posted(pack, session, now, LOST, ())
        case News.MEDIA_REFUSED:
            return _posted(pack, session, now, "talk.media_refused", ())
        case _:
            return Decision(session)


def heard(pack: Pack, session: Session, event: Heard, now: float) -> Decision:
    """The counsellor's words, a change of them, or that they were taken back."""
    talk = session.talk
    if event.what == "taken_back":
        left = tuple(one for one in session.unread if one != event.origin)
        session = msgspec.structs.replace(session, unread=left)
        return Decision(session, (TakeBack(event.origin, CASE),))
    unsendable = event.what == "media" and not pack.surface.takes_files
    if talk is None or talk.away or session.covered or unsendable:
        return Decision(session, to_case=(Undelivered("person", event.origin),))
    if now < talk.acted + ATTENTIVE:
        # She reads: her screen is not covered before she could answer.
        session = msgspec.structs.replace(session, touched=now)
    # A change cannot reach what she has seen on a phone that keeps all; what waits is exchanged.
    keeps = pack.surface.keeps
    earlier = (TakeBack(event.origin, CASE),) if keeps and event.what == "amended" else ()
    session, brought = _brought(pack, session, _words(pack, session, event), event.origin, now)
    return Decision(session, (*earlier, *brought))


def _brought(
    pack: Pack, session: Session, effects: tuple[Effect, ...], origin: str, now: float
) -> tuple[Session, tuple[Effect, ...]]:
    """Words of a talk on their way to her. Where they could not be masked or taken away again, they
    wait until she asks for them, and one neutral notice says so for all that wait.
    """
    if not pack.surface.keeps:
        return session, effects
    waiting = tuple(
        msgspec.structs.replace(one, veiled=True, amends=False) if isinstance(one, Post) else one
        for one in effects
    )
    told_lately = bool(session.unread) and now - session.noticed < NOTICE_SECONDS
    unread = (*(one for one in session.unread if one != origin), origin)[-UNREAD:]
    if told_lately:
        return msgspec.structs.replace(session, unread=unread), waiting
    notice = Post(
        Text(NOTICE),
        session.locale,
        rows=((button(pack, session, SHOW, "talk.show"),),),
        origin=NOTICE,
        group=CASE,
        sound=True,
    )
    session = msgspec.structs.replace(session, unread=unread, noticed=now)
    return session, (*waiting, notice)


def _words(pack: Pack, session: Session, event: Heard) -> tuple[Effect, ...]:
    header, rows = Text("talk.header"), _ways_out(pack, session)
    if event.what == "media":
        shown = Post(
            header,
            session.locale,
            rows=rows,
            origin=event.origin,
            group=CASE,
            media=event.words,
            media_kind=_KINDS.get(event.kind, ""),
            media_from="staff",
        )
        return (shown,)
    parts = portions(event.words)
    amends = event.what == "amended"
    if amends and len(parts) > 1:
        return (TakeBack(event.origin, CASE), *_posts(header, session, parts, event, rows))
    return _posts(header, session, parts, event, rows, amends=amends)


def _posts(
    header: Text,
    session: Session,
    parts: tuple[str, ...],
    event: Heard,
    rows: Rows,
    *,
    amends: bool = False,
) -> tuple[Effect, ...]:
    return tuple(
        Post(header, session.locale, part, rows, origin=event.origin, group=CASE, amends=amends)
        for part in parts
    )


def dropped(session: Session, event: PostDropped) -> Decision:
    """Words could not be brought to her in time: whoever wrote them hears of it."""
    if session.talk is None or event.group != CASE or not event.origin:
        return Decision(session)
    if event.origin == NOTICE:
        # She does not know that anything waits; the next words bring another notice.
        return Decision(msgspec.structs.replace(session, noticed=0.0))
    if event.origin == LOST and session.talk.away:
        # She hid before she could read it; she hears of it when she is back.
        return Decision(session, to_case=(Undelivered("counsellor", ""),))
    if not (event.origin.isdecimal() or event.origin.startswith(READY)):
        return Decision(session)  # Words of ours; for an arrival the case's own clock speaks.
    return Decision(session, to_case=(Undelivered("person", event.origin),))


def _waits(
    pack: Pack, session: Session, talk: Talk, news: News, event: Told, now: float
) -> Decision:
    """She is in the queue, or in it again."""
    gone: tuple[Effect, ...] = (Withdraw(ARRIVAL),) if news is News.MISSED else ()
    waits = _with(
        session,
        talk,
        stage="waiting",
        asks="",
        outlook=event.outlook,
        news=news.value,
        rests=talk.rests or news is News.MISSED,
    )
    if news is News.GONE_ON:
        waits = msgspec.structs.replace(waits, unread=())
        return _posted(pack, waits, now, "talk.gone_on", (), AT["waiting"])
    return _moved(pack, waits, now, AT["waiting"], gone)


def _arrived(pack: Pack, session: Session, talk: Talk, now: float) -> Decision:
    """The one message that she asked for: neutral, with her words and her sound (S17, S45)."""
    if session.covered and session.hid:
        # She has just put it away: not now. Her place is kept until she is back.
        gone = _with(session, talk, stage="waiting", away=True)
        return Decision(gone, to_case=(SteppedAway(),))
    line = session.answers.get("line", "")
    arrival = Post(
        Text(f"talk.line.{line if line in LINES else LINES[0]}"),
        session.locale,
        rows=((button(pack, session, LOOK, "talk.look"),),),
        origin=ARRIVAL,
        group=ARRIVAL,
        sound=session.answers.get("arrival") == "sound",
        lasts=ARRIVAL_SECONDS,
    )
    return _moved(pack, _with(session, talk, stage="arrived"), now, AT["arrived"], (arrival,))


def _asked(
    pack: Pack, session: Session, talk: Talk, news: News, service: str, now: float
) -> Decision:
    """The counsellor asks her leave, or whether she is alone."""
    if session.covered or talk.stage != "live":
        return Decision(session)
    asks = ASKED[news]
    asked = _with(session, talk, asks=asks, service=service or talk.service, serial=f"{int(now):x}")
    rows, body = question(pack, asked)
    post = Post(
        Text("talk.header"),
        session.locale,
        rows=(*rows, *_ways_out(pack, session)),
        group=CASE,
        origin=f"asks.{asks}",
        body=(body,),
    )
    earlier = {f"asks.{asks}", f"asks.{talk.asks}"}
    asked, brought = _brought(pack, asked, (post,), post.origin, now)
    return Decision(asked, (*(TakeBack(one, CASE) for one in sorted(earlier)), *brought))


def _posted(
    pack: Pack,
    session: Session,
    now: float,
    key: str,
    rows: Rows,
    step: str = "",
) -> Decision:
    """News as a message where a talk is going on; under the cover only the session changes."""
    if session.covered:
        return Decision(session)
    body = say(pack, session, key)
    post = Post(
        Text("talk.header"),
        session.locale,
        rows=(*rows, *_ways_out(pack, session)),
        group=CASE,
        origin=key,
        body=(body,),
        lasts=ATTENTIVE,
    )
    session, brought = _brought(pack, session, (post,), key, now)
    return _moved(pack, session, now, step, brought) if step else Decision(session, brought)


def _moved(
    pack: Pack, session: Session, now: float, step: str, effects: tuple[Effect, ...]
) -> Decision:
    """Her screen follows her case when she stands on one of its steps; by an edit only."""
    if session.covered or not in_talk(session.flow, session.step):
        return Decision(session, effects)
    if pack.surface.keeps:
        return Decision(_led(pack, session, step), effects)
    session = msgspec.structs.replace(session, trail=())
    session, shown = stage.show(pack, place(pack, session, step), now)
    return Decision(session, (*effects, Show(shown.screen, by_timer=True)))


def _led(pack: Pack, session: Session, step: str) -> Session:
    """On the step of her case without its screen: she sees it when she next does something."""
    led = msgspec.structs.replace(place(pack, session, step), trail=())
    same = (led.flow, led.step) == (session.flow, session.step)
    return msgspec.structs.replace(led, undrawn=session.undrawn or not same)


def _ways_out(pack: Pack, session: Session) -> Rows:
    """On every message of a talk, for the newest one is all that she may see."""
    digits = Button("numbers", Text(digits_key(pack, session.country)))
    return ((digits, button(pack, session, "exit", "ui.exit")),)


def _with(session: Session, talk: Talk, **changes: object) -> Session:
    return msgspec.structs.replace(session, talk=msgspec.structs.replace(talk, **changes))
