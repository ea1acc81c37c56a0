"""The screens of a desk: duty, the talk that goes on, the lists behind its buttons."""

from __future__ import annotations

from typing import Final

from bot.desk.canned import CANNED
from bot.desk.notices import Rows, button, counsellor_of, locale_of, number
from bot.desk.offers import accept_row, described
from bot.desk.talks import current, mark_of
from bot.effects import Button, Screen, Show, Tone
from bot.handoff.counsellor import Standing, on_duty
from bot.handoff.desk import Desk, Talk
from bot.pack.model import Pack
from bot.text import Joined, Moment, Plain, Text, text

TOKEN: Final = "desk"  # noqa: S105 - what presses on a desk's screen carry
STEP: Final = "desk"
ZONE: Final = "UTC"
REFER_MOST: Final = 8
QUEUE_MOST: Final = 15
"""Most that one message lists; the next come when these are taken."""


def of(talk: Talk, choice: str, key: str) -> Button:
    """A button that does something with this talk, and with no other when it is pressed late."""
    return Button(f"{choice}@{mark_of(talk)}", Text(key))


def panel(pack: Pack, desk: Desk, now: float, *notes: Text, fresh: bool = True) -> Show:
    """Where she stands: pending, off duty, on a break, waiting, or in a talk."""
    counsellor = counsellor_of(desk)
    if counsellor.standing is Standing.PENDING:
        return _pending(desk, now, notes, fresh=fresh)
    talk = current(desk)
    if desk.drafts and desk.talks:
        return to_whom(desk, *notes)
    if desk.talks:
        return _shown(
            desk, (*notes, *_talks(pack, desk, talk)), _talk_rows(desk, talk), fresh=fresh
        )
    if now >= counsellor.duty_until:
        rows: Rows = (
            (button("duty", "desk.duty"),),
            (button("queue", "desk.queue"), button("help", "desk.help")),
        )
        return _shown(desk, (*notes, Text("desk.panel.off")), rows, fresh=fresh)
    zone = zone_of(pack, desk)
    until = text("desk.panel.on", until=Moment(counsellor.duty_until, zone, short=True))
    resting = not on_duty(counsellor, now)
    if resting:
        until = text("desk.panel.break", until=Moment(counsellor.break_until, zone, short=True))
    pause = button("back", "desk.back") if resting else button("break", "desk.break")
    rows = (
        (button("queue", "desk.queue"), pause),
        (button("off", "desk.off"), button("help", "desk.help")),
    )
    count = len(desk.offers)
    waits = (text("desk.panel.waits", count=count),) if count else ()
    return _shown(desk, (*notes, until, *waits), rows, fresh=fresh)


def quiet(desk: Desk) -> Show:
    """The desk as it looks to somebody who is not meant to see it."""
    return _shown(desk, (Text("desk.quiet"),), ((button("me", "desk.open"),),))


def zone_of(pack: Pack, desk: Desk) -> str:
    """The clock of the first country that she answers for, else of the first that is all there."""
    full = (country.code for country in pack.locales.countries if country.full)
    codes = counsellor_of(desk).countries or tuple(full)
    found = pack.directory.country(codes[0]) if codes else None
    return (found.timezone if found is not None else None) or ZONE


def queue(desk: Desk, now: float) -> Show:
    """Everybody who waits, as far as this desk is asked, the one in danger first."""
    offers = sorted(desk.offers, key=lambda offer: (not offer.urgency, offer.since))
    if not offers:
        return _shown(desk, (Text("desk.queue.none"),), (_back_row(),))
    offers = offers[:QUEUE_MOST]
    rows = tuple(row for offer in offers for row in accept_row(offer))
    said = tuple(described(offer, now) for offer in offers)
    return _shown(desk, (Text("desk.queue.lead"), *said), (*rows, _back_row()))


def canned(desk: Desk, talk: Talk) -> Show:
    """The ready replies."""
    rows = tuple((of(talk, f"canned:{name}", f"desk.canned.{name}"),) for name in CANNED)
    return _shown(desk, (Text("desk.canned.lead"),), (*rows, _back_row()))


def refer(pack: Pack, desk: Desk, talk: Talk) -> Show:
    """The lines of her country to which somebody may be referred."""
    country = pack.directory.country(talk.country)
    lines = country.lines[:REFER_MOST] if country is not None else ()
    rows = tuple((Button(f"refer:line.{line.id}", Text(f"line.{line.id}.name")),) for line in lines)
    said = text("desk.refer.lead" if rows else "desk.refer.none", number=number(talk.alias))
    return _shown(desk, (said,), (*rows, _back_row()))


def more(desk: Desk, talk: Talk) -> Show:
    """What else can be done with a talk."""
    rows = (
        (of(talk, "ask:transfer", "desk.transfer"), of(talk, "refer", "desk.refer")),
        (of(talk, "ask:media", "desk.media"), of(talk, "release", "desk.release")),
        (button("supervisor", "desk.supervisor"), of(talk, "block", "desk.block")),
        (button("panic", "desk.panic"), *_back_row()),
    )
    return _shown(desk, (text("desk.more.lead", number=number(talk.alias)),), rows)


def sure(desk: Desk, talk: Talk, deed: str) -> Show:
    """Asked once more before something that cannot be undone."""
    rows = ((of(talk, f"{deed}!", f"desk.{deed}.yes"), *_back_row()),)
    return _shown(desk, (text(f"desk.{deed}.sure", number=number(talk.alias)),), rows)


def to_whom(desk: Desk, *notes: Text) -> Show:
    """To whom does what she typed go?"""
    rows = tuple(
        (button(f"send:{talk.case}", "desk.to", number=number(talk.alias)),) for talk in desk.talks
    )
    said = (*notes, Text("desk.to_whom"))
    return _shown(desk, said, (*rows, (button("drop", "desk.drop"),)))


def help_(desk: Desk) -> Show:
    """What can be done here, in her language."""
    said = [Text("desk.help.talk"), Text("desk.help.orders"), Text("desk.help.care")]
    if counsellor_of(desk).is_coordinator:
        said.append(Text("desk.help.coordinator"))
    return _shown(desk, tuple(said), (_back_row(),))


def _pending(desk: Desk, now: float, notes: tuple[Text, ...], *, fresh: bool) -> Show:
    if now >= desk.code_until or not desk.code.isdecimal():
        return _shown(desk, (*notes, Text("desk.pending.expired")), (), fresh=fresh)
    # In two halves: that is how it is said by voice.
    half = len(desk.code) // 2
    code = text("desk.pending", first=_digits(desk.code[:half]), second=_digits(desk.code[half:]))
    return _shown(desk, (*notes, code), (), fresh=fresh)


def _digits(digits: str) -> Joined:
    return Joined(tuple(text("desk.digit", digit=Plain(int(one))) for one in digits), "space")


def _talks(pack: Pack, desk: Desk, talk: Talk | None) -> tuple[Text, ...]:
    said = tuple(
        text(
            "desk.panel.talk",
            number=number(one.alias),
            language=Text(f"locale.{one.locale}"),
            country=Text(f"country.{one.country}"),
            urgency=Text(f"desk.urgency.{one.urgency or 'none'}"),
            stage=Text(f"desk.stage.{one.stage}"),
        )
        for one in desk.talks
        if pack.locales.get(one.locale) is not None
    )
    if len(desk.talks) == 1:
        return said
    to = text("desk.panel.to", number=number(talk.alias)) if talk else Text("desk.panel.to_nobody")
    return (*said, to)


def _talk_rows(desk: Desk, talk: Talk | None) -> Rows:
    others = tuple(
        button(f"to:{one.case}", "desk.to", number=number(one.alias))
        for one in desk.talks
        if talk is None or one.case != talk.case
    )
    switch: Rows = (others,) if others else ()
    if talk is None:
        return switch
    return (
        *switch,
        (of(talk, "undo", "desk.undo"), of(talk, "ask:check", "desk.check")),
        (of(talk, "canned", "desk.canned"), of(talk, "more", "desk.more")),
        (of(talk, "close", "desk.close"),),
    )


def _back_row() -> tuple[Button, ...]:
    return (button("me", "desk.me"),)


def _shown(desk: Desk, said: tuple[Text, ...], rows: Rows, *, fresh: bool = True) -> Show:
    screen = Screen(locale_of(desk), said, rows, tone=Tone.SENSITIVE, token=TOKEN, step=STEP)
    return Show(screen, fresh=fresh)
