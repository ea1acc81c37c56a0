"""Who waits: the notices of offers, and the list of them."""

from __future__ import annotations

import msgspec

from bot.decision import DeskDecision
from bot.desk.notices import OFFER_SECONDS, Rows, button, locale_of, number
from bot.effects import Effect, Post, TakeBack
from bot.handoff.desk import Desk, Offered
from bot.handoff.desk_events import CaseOffered, OfferWithdrawn
from bot.text import Text, text

WISHES = frozenset({"talk", "safety", "shelter", "health", "law", "children", "other"})


def offered(desk: Desk, event: CaseOffered, now: float) -> DeskDecision:
    """Somebody waits. A desk whose group is asked only keeps the list."""
    known = next((one for one in desk.offers if one.case == event.case), None)
    offer = Offered(
        event.case,
        event.alias,
        event.locale,
        event.country,
        event.wish,
        event.urgency,
        event.since or now,
    )
    others = tuple(one for one in desk.offers if one.case != event.case)
    listed = msgspec.structs.replace(desk, offers=(*others, offer))
    if event.quiet or (known is not None and event.why == "staff"):
        return DeskDecision(listed)
    if known is None:
        return DeskDecision(listed, (_post(desk, offer, now),))
    if event.why == "changed":
        return DeskDecision(listed, (_post(desk, offer, now, amends=True),))
    # Asked again: a new message, for a change of the old one would not be heard.
    return DeskDecision(listed, (_taken_back(offer.case), _post(desk, offer, now)))


def withdrawn(desk: Desk, event: OfferWithdrawn) -> DeskDecision:
    """Nobody is asked about it any more."""
    offers = tuple(one for one in desk.offers if one.case != event.case)
    return DeskDecision(msgspec.structs.replace(desk, offers=offers), (_taken_back(event.case),))


def cleared(desk: Desk) -> DeskDecision:
    """She is not asked any more: every notice goes from her chat."""
    gone = tuple(_taken_back(offer.case) for offer in desk.offers)
    return DeskDecision(msgspec.structs.replace(desk, offers=()), gone)


def described(offer: Offered, now: float) -> Text:
    """One who waits: language, country, wish, urgency, and since when (S42)."""
    return text(
        "desk.offer",
        number=number(offer.alias),
        language=Text(f"locale.{offer.locale}"),
        country=Text(f"country.{offer.country}"),
        wish=wish_of(offer.wish),
        urgency=Text(f"desk.urgency.{offer.urgency or 'none'}"),
        waited=max(0, round((now - offer.since) / 60)),
    )


def wish_of(wish: str) -> Text:
    """What she wants help with, as she chose it."""
    return Text(f"talk.wish.{wish}" if wish in WISHES else "main.for_own")


def accept_row(offer: Offered) -> Rows:
    """The one press by which it is taken."""
    return ((button(f"accept:{offer.case}", "desk.accept", number=number(offer.alias)),),)


def _post(desk: Desk, offer: Offered, now: float, *, amends: bool = False) -> Effect:
    return Post(
        Text("desk.offer_header"),
        locale_of(desk),
        rows=accept_row(offer),
        origin=_origin(offer.case),
        group=offer.case,
        amends=amends,
        sound=True,
        protected=True,
        body=(described(offer, now),),
        lasts=OFFER_SECONDS,
    )


def _taken_back(case: str) -> Effect:
    return TakeBack(_origin(case), case)


def _origin(case: str) -> str:
    return f"offer.{case}"
