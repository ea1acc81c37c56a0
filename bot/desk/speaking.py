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
from bot.desk.talks import current, talk_of, with_talk
from bot.effects import Effect, Erase, Keep
from bot.events import UNKNOWN, MediaKind, Said, SentMedia
from bot.handoff.desk import Desk, Draft, Talk
from bot.handoff.events import READY, CounsellorSaid, Event, Showed, TookBack
from bot.handoff.fresh import names_place_or_time
from bot.pack.model import Pack
from bot.text import Text

DRAFTS = 8
"""Most texts that wait for her to say to whom they go."""
SHOWN = frozenset({MediaKind.PHOTO})
"""What a counsellor may pass on: a picture. Her voice would tell who she is (S43)."""


def said(pack: Pack, desk: Desk, event: Said, now: float) -> DeskDecision:
    """She typed something that is no order."""
    if event.edited and any(draft.message == event.message for draft in desk.drafts):
        drafts = tuple(
            Draft(event.text, draft.message) if draft.message == event.message else draft
            for draft in desk.drafts
        )
        return DeskDecision(msgspec.structs.replace(desk, drafts=drafts))
    talk = talk_of(desk, event.about)
    known = event.about == "" or (event.about == UNKNOWN and not event.edited)
    if not desk.talks or (talk is None and not known):
        # Nobody is there, or she replied to somebody who is gone.
        shown = panel.panel(pack, desk, now, Text("desk.nobody_here"))
        return DeskDecision(desk, (Erase((event.message,)), shown))
    if talk is None and (desk.drafts or event.about == UNKNOWN or _ambiguous(desk)):
        drafts = (*desk.drafts, Draft(event.text, event.message))[-DRAFTS:]
        lost = tuple(draft.message for draft in desk.drafts if draft not in drafts)
        held = msgspec.structs.replace(desk, drafts=drafts)
        erase = (Erase(lost),) if lost else ()
        return DeskDecision(held, (Keep(event.message), *erase, panel.to_whom(held)))
    talk = talk or current(desk) or desk.talks[0]
    return passed_on(pack, desk, talk, event.text, event.message, now, amends=event.edited)


def chosen(pack: Pack, desk: Desk, case: str, now: float) -> DeskDecision:
    """To whom she writes from now on."""
    if talk_of(desk, case) is None:
        return DeskDecision(desk, (panel.panel(pack, desk, now, fresh=False),))
    to = msgspec.structs.replace(desk, current=case, newest=case)
    return DeskDecision(to, (panel.panel(pack, to, now, fresh=False),))


def sent(pack: Pack, desk: Desk, case: str, now: float) -> DeskDecision:
    """She was asked to whom what she typed goes, and says it."""
    talk = talk_of(desk, case)
    if talk is None:
        return DeskDecision(desk, (panel.panel(pack, desk, now, fresh=False),))
    after = msgspec.structs.replace(desk, drafts=())
    effects: tuple[Effect, ...] = ()
    to_cases: tuple[tuple[str, Event], ...] = ()
    for draft in desk.drafts:
        passed = passed_on(pack, after, talk, draft.words, draft.message, now)
        after, to_cases = passed.desk, (*to_cases, *passed.to_cases)
        effects = (*effects, *passed.effects)
    return DeskDecision(after, effects or (panel.panel(pack, after, now),), to_cases)


def dropped(pack: Pack, desk: Desk, now: float, *notes: Text) -> DeskDecision:
    """What she had typed goes to nobody."""
    nothing = msgspec.structs.replace(desk, drafts=())
    erase = erased(desk)
    return DeskDecision(nothing, (*erase, panel.panel(pack, nothing, now, *notes)))


def erased(desk: Desk) -> tuple[Effect, ...]:
    """What she typed and nobody got goes from her chat."""
    return (Erase(tuple(draft.message for draft in desk.drafts)),) if desk.drafts else ()


def canned(pack: Pack, desk: Desk, talk: Talk, name: str, message: str, now: float) -> DeskDecision:
    """A ready reply, in the person's language. ``message`` names it, to take it back."""
    if name not in CANNED:
        return DeskDecision(desk, (panel.canned(desk, talk),))
    words = words_of(pack, name, talk.locale, lasting=talk.lasting)
    return passed_on(pack, desk, talk, words, message, now, typed=False)


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
    last = with_talk(desk, msgspec.structs.replace(talk, last=message))
    after = msgspec.structs.replace(last, current=talk.case, newest=talk.case)
    kept = (Keep(message, group=talk.case),) if typed else ()
    shown = panel.panel(pack, after, now)
    effects = kept if amends else (*kept, shown)
    return DeskDecision(after, effects, ((talk.case, event),))


def undone(pack: Pack, desk: Desk, talk: Talk, now: float) -> DeskDecision:
    """Her last words to this person are taken back."""
    if not talk.last:
        return DeskDecision(desk, (panel.panel(pack, desk, now, Text("desk.nothing_to_undo")),))
    took = TookBack(_id(desk), talk.last)
    after = with_talk(desk, msgspec.structs.replace(talk, last=""))
    said = Text("desk.undone_lasting" if talk.lasting else "desk.undone")
    shown = panel.panel(pack, after, now, said, fresh=False)
    # A ready reply was no message of hers.
    erase = () if talk.last.startswith(READY) else (Erase((talk.last,)),)
    return DeskDecision(after, (*erase, shown), ((talk.case, took),))


def showed(desk: Desk, event: SentMedia) -> DeskDecision:
    """A picture goes to the person when both have agreed; nothing else of the kind ever does."""
    talk = talk_of(desk, event.about)
    if talk is None and desk.talks and (event.about or _ambiguous(desk)):
        which = notice(desk, Text("desk.which_talk"), sound=False)
        return DeskDecision(desk, (Erase((event.message,)), which))
    talk = talk or current(desk)
    if talk is None or event.kind not in SHOWN:
        note = notice(desk, Text("desk.no_media"), sound=False)
        return DeskDecision(desk, (Keep(event.message), note))
    shown = Showed("counsellor", event.kind.value, event.media, event.message)
    kept = (Keep(event.message, group=talk.case),)
    return DeskDecision(desk, kept, ((talk.case, shown),))


def _ambiguous(desk: Desk) -> bool:
    """Whether what she types now could be meant for another than the one she wrote to last."""
    several = len(desk.talks) > 1
    return not desk.current or (several and desk.newest not in ("", desk.current))


def _id(desk: Desk) -> str:
    return counsellor_of(desk).id
