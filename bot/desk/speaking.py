"""What a counsellor writes: to whom it goes, and what of it waits.

The worst mistake here: words to the wrong person. With two talks they go to the one that she chose
or replied to; where another one wrote meanwhile, she is asked.
"""

from __future__ import annotations

import msgspec

from bot.decision import DeskDecision
from bot.desk import panel
from bot.desk.canned import CANNED, words_of
from bot.desk.notices import counsellor_of, notice
from bot.effects import Erase, Keep
from bot.events import MediaKind, Said, SentMedia
from bot.handoff.desk import Desk, Draft, Talk
from bot.handoff.events import CounsellorSaid, Showed, TookBack
from bot.handoff.fresh import names_place_or_time
from bot.pack.model import Pack
from bot.text import Text

READY = "ready."
"""What ready replies are known by: they have no message of hers."""
SHOWN = frozenset({MediaKind.PHOTO})
"""What a counsellor may pass on: a picture. Her voice would tell who she is (S43)."""


def said(pack: Pack, desk: Desk, event: Said, now: float) -> DeskDecision:
    """She typed something that is no order."""
    if not desk.talks:
        note = Text("desk.nobody_here")
        shown = panel.panel(pack, desk, now, note)
        return DeskDecision(desk, (Erase((event.message,)), shown))
    talk = panel.talk_of(desk, event.about)
    if event.about and talk is None:
        # She replied to a talk that is over.
        return DeskDecision(desk, (Keep(event.message), panel.panel(pack, desk, now)))
    if talk is None and _ambiguous(desk):
        held = msgspec.structs.replace(desk, draft=Draft(event.text, event.message))
        return DeskDecision(held, (Keep(event.message), panel.to_whom(held)))
    talk = talk or panel.current(desk)
    if talk is None:
        return DeskDecision(desk, (Keep(event.message), panel.to_whom(desk)))
    return passed_on(pack, desk, talk, event.text, event.message, now, amends=event.edited)


def chosen(pack: Pack, desk: Desk, case: str, now: float) -> DeskDecision:
    """She said to whom her words go, or to whom she writes from now on."""
    talk = panel.talk_of(desk, case)
    if talk is None:
        return DeskDecision(desk, (panel.panel(pack, desk, now, fresh=False),))
    to = msgspec.structs.replace(desk, current=case, newest=case)
    if desk.draft is None:
        return DeskDecision(to, (panel.panel(pack, to, now, fresh=False),))
    draft = desk.draft
    sent = msgspec.structs.replace(to, draft=None)
    return passed_on(pack, sent, talk, draft.words, draft.message, now)


def dropped(pack: Pack, desk: Desk, now: float) -> DeskDecision:
    """What she had typed goes to nobody."""
    nothing = msgspec.structs.replace(desk, draft=None)
    erase = (Erase((desk.draft.message,)),) if desk.draft is not None else ()
    return DeskDecision(nothing, (*erase, panel.panel(pack, nothing, now, fresh=False)))


def canned(pack: Pack, desk: Desk, talk: Talk, name: str, message: str, now: float) -> DeskDecision:
    """A ready reply, in the person's language. ``message`` names it, to take it back."""
    if name not in CANNED:
        return DeskDecision(desk, (panel.canned(desk),))
    return passed_on(pack, desk, talk, words_of(pack, name, talk.locale), message, now, typed=False)


def passed_on(
    pack: Pack,
    desk: Desk,
    talk: Talk,
    words: str,
    message: str,
    now: float,
    *,
    amends: bool = False,
    typed: bool = True,
) -> DeskDecision:
    """These words for this person; what names a place or a time is marked (S15, S47)."""
    place_or_time = names_place_or_time(words, pack.gazetteer.by_fold.keys())
    event = CounsellorSaid(_id(desk), words, message, place_or_time, amends)
    last = msgspec.structs.replace(talk, last=message)
    talks = tuple(last if one.case == talk.case else one for one in desk.talks)
    after = msgspec.structs.replace(desk, talks=talks, current=talk.case, newest=talk.case)
    kept = (Keep(message, group=talk.case),) if typed else ()
    shown = panel.panel(pack, after, now)
    effects = kept if amends else (*kept, shown)
    return DeskDecision(after, effects, ((talk.case, event),))


def undone(pack: Pack, desk: Desk, talk: Talk, now: float) -> DeskDecision:
    """Her last words to this person are taken back."""
    if not talk.last:
        return DeskDecision(desk, (panel.panel(pack, desk, now, Text("desk.nothing_to_undo")),))
    took = TookBack(_id(desk), talk.last)
    none = msgspec.structs.replace(talk, last="")
    talks = tuple(none if one.case == talk.case else one for one in desk.talks)
    after = msgspec.structs.replace(desk, talks=talks)
    shown = panel.panel(pack, after, now, Text("desk.undone"), fresh=False)
    # A ready reply was no message of hers.
    erase = () if talk.last.startswith(READY) else (Erase((talk.last,)),)
    return DeskDecision(after, (*erase, shown), ((talk.case, took),))


def showed(desk: Desk, event: SentMedia) -> DeskDecision:
    """A picture goes to the person when both have agreed; nothing else of the kind ever does."""
    talk = panel.talk_of(desk, event.about) or panel.current(desk)
    if talk is None or event.kind not in SHOWN:
        note = notice(desk, Text("desk.no_media"), sound=False)
        return DeskDecision(desk, (Keep(event.message), note))
    shown = Showed("counsellor", event.kind.value, event.media, event.message)
    kept = (Keep(event.message, group=talk.case),)
    return DeskDecision(desk, kept, ((talk.case, shown),))


def _ambiguous(desk: Desk) -> bool:
    """Whether what she types now could be meant for another than the one she wrote to last."""
    several = len(desk.talks) > 1
    return several and (not desk.current or desk.newest not in ("", desk.current))


def _id(desk: Desk) -> str:
    return counsellor_of(desk).id
