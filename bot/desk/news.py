"""What cases bring to a desk: news, a person's words, refusals."""

from __future__ import annotations

from typing import Final

import msgspec

from bot.decision import DeskDecision
from bot.desk import panel
from bot.desk.notices import about, button, locale_of, number
from bot.desk.speaking import erased
from bot.desk.talks import others, talk_of, with_talk
from bot.effects import Effect, PassedKind, Post, TakeBack
from bot.handoff.desk import Desk, Talk, TalkStage
from bot.handoff.desk_events import CasePassed, CaseRefused, CaseTold
from bot.handoff.effects import News
from bot.handoff.portions import portions
from bot.pack.model import Pack
from bot.text import Text, text

ENDS: Final = frozenset({News.OVER, News.SHE_ENDED, News.SHE_LEFT, News.HANDED_ON, News.NOT_OPENED})
"""After these the talk is not hers any more."""
STAGES: Final[dict[News, TalkStage]] = {
    News.BEGUN: "with",
    News.AWAY: "away",
    News.NOT_ALONE: "away",
    News.WRONG_PHRASE: "away",
    News.BACK: "with",
    News.BACK_CHECKED: "with",
}
KINDS: Final[dict[str, PassedKind]] = {
    "photo": "photo",
    "voice": "voice",
    "video_note": "video_note",
}
LASTING: Final = "desk.news.begun_lasting"
"""What she hears at the beginning of a talk in which nothing can be taken back."""
HEARD: Final = (
    *sorted(ENDS), News.TAKEN, *STAGES, News.DO_NOT_WRITE, News.HELD_BACK, News.CHECKED,
    News.HELD_BACK_DROPPED, News.LEAVE_GIVEN, News.LEAVE_REFUSED, News.MEDIA_OFF, News.LANGUAGE,
    News.URGENT, News.SHE_WAITS, News.DROPPED, News.ASK_OUTCOME,
)  # fmt: skip
"""Everything that a counsellor can be told."""


def told(pack: Pack, desk: Desk, event: CaseTold, now: float) -> DeskDecision:
    """News of a case; the panel follows it."""
    after = _after(desk, event, now)
    dropped: tuple[Effect, ...] = ()
    notes: tuple[Text, ...] = ()
    if after.drafts and len(after.talks) < len(desk.talks):
        # It may have been meant for the one who is gone: nobody gets it.
        dropped, notes = erased(after), (Text("desk.nobody_here"),)
        after = msgspec.structs.replace(after, drafts=())
    shown: tuple[Effect, ...] = (*dropped, panel.panel(pack, after, now, *notes))
    if event.news in ENDS and not any(talk.case == event.case for talk in desk.talks):
        shown = ()
    return DeskDecision(after, (_news(desk, event), *shown))


def passed(desk: Desk, event: CasePassed) -> DeskDecision:
    """A person's words, a change of them, or a picture."""
    if event.what == "taken_back":
        return DeskDecision(desk, (TakeBack(event.origin, event.case),))
    heard = msgspec.structs.replace(desk, newest=event.case)
    if event.what == "media":
        return DeskDecision(heard, (_post(desk, event),))
    parts = portions(event.words)
    amends = event.what == "amended" and len(parts) == 1
    first: tuple[Effect, ...] = ()
    if event.what == "amended" and not amends:
        first = (TakeBack(event.origin, event.case),)
    posts = tuple(_post(desk, event, part, amends=amends) for part in parts)
    return DeskDecision(heard, (*first, *posts))


def refused(desk: Desk, event: CaseRefused) -> DeskDecision:
    """She could not take it, and reads why."""
    why = Text(f"desk.refused.{event.why}")
    said = about(desk, event.case, event.alias, why, origin="refused", threaded=False)
    return DeskDecision(desk, (said,))


def _after(desk: Desk, event: CaseTold, now: float) -> Desk:
    talk = talk_of(desk, event.case)
    if event.news is News.TAKEN:
        taken = Talk(
            event.case,
            event.alias,
            event.locale,
            event.urgency,
            event.country,
            lasting=event.lasting,
        )
        left = others(desk, event.case)
        current = desk.current if left else event.case
        return msgspec.structs.replace(desk, talks=(*left, taken), current=current)
    if event.news in ENDS:
        ended = now if talk is not None and talk.stage != "arrived" else desk.last_ended
        return msgspec.structs.replace(
            desk,
            talks=others(desk, event.case),
            # She may be typing to who is gone: the next words are asked about, even if one is left.
            current="",
            newest="" if desk.newest == event.case else desk.newest,
            last_ended=ended,
        )
    if talk is None:
        return desk
    changed = msgspec.structs.replace(
        talk,
        stage=STAGES.get(event.news, talk.stage),
        locale=event.locale or talk.locale,
        urgency=event.urgency,
    )
    return with_talk(desk, changed)


def _news(desk: Desk, event: CaseTold) -> Effect:
    lasting = event.lasting and event.news is News.BEGUN
    said = Text(LASTING if lasting else f"desk.news.{event.news}")
    if event.news is News.ASK_OUTCOME:
        rows = (
            (
                button(f"reached:{event.case}", "desk.reached"),
                button(f"not_reached:{event.case}", "desk.not_reached"),
            ),
        )
        return about(desk, event.case, event.alias, said, rows, threaded=False)
    origin, over = f"news.{event.news}", event.news in ENDS
    return about(desk, event.case, event.alias, said, origin=origin, threaded=not over)


def _post(desk: Desk, event: CasePassed, words: str = "", *, amends: bool = False) -> Post:
    post = Post(
        text("desk.header", number=number(event.alias)),
        locale_of(desk),
        words,
        origin=event.origin,
        group=event.case,
        amends=amends,
        sound=True,
        protected=True,
        threaded=True,
    )
    if event.what != "media":
        return post
    kind = KINDS.get(event.kind, "")
    return msgspec.structs.replace(
        post, media=event.words, media_kind=kind, media_from=event.channel
    )
