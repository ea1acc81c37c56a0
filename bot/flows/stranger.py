"""A chat that we do not know: the cover, always, and the three ways through the door."""

from __future__ import annotations

import msgspec

from bot import cover
from bot.content.script import fold
from bot.decision import Decision, Leave
from bot.effects import Effect, Erase, Screen, Show
from bot.events import PersonEvent, Pressed, Said, Started
from bot.flows import stage
from bot.flows.card import card_of
from bot.flows.showing import shown
from bot.pack.model import Pack
from bot.quick_exit import Act
from bot.session import Block, Session
from bot.understanding.languages import foreign


def stranger(pack: Pack, event: PersonEvent, act: Act | None, now: float) -> Decision:
    """The cover, or the door if this opens it; nothing else is stored of the chat."""
    locale = pack.cover_locale(event.app_locale)
    begun = None if act else opened(pack, event)
    if begun is None and act is None and (pack.door or pack.surface.keeps):
        begun = Session(first_locale=locale, app=event.app_locale)
    if begun is not None:
        if isinstance(event, Said):
            begun = addressed(pack, begun, event.text)
        return begin(pack, crying(pack, begun, event), now, without_trace(event))
    if pack.surface.keeps:
        # Nothing is known here, yet a copy of what she wrote lies at the provider.
        return Decision(None, leave=Leave(last_word(pack, locale), by_act=act is Act.LEAVE))
    return Decision(None, (Show(cover_page(pack, event, locale, "")),))


def last_word(pack: Pack, locale: str) -> Screen:
    """What stands in the chat after an exit: the cover, or one word where nothing is covered."""
    return cover.gone(locale) if pack.surface.keeps else cover.home(locale, pack)


def crying(pack: Pack, begun: Session, event: PersonEvent) -> Session:
    """Where there is no cover, a cry for help in the first message is answered by numbers."""
    if not pack.surface.keeps or not isinstance(event, Said):
        return begun
    signals = pack.listener.signals(event.text)
    block: Block | None = "self_harm" if signals.self_harm else "danger" if signals.danger else None
    blocks = (block,) if block is not None else ()
    return msgspec.structs.replace(begun, blocks=blocks, block_at=begun.token + 1)


def addressed(pack: Pack, session: Session, text: str) -> Session:
    """Her session with the language of ``text``: offered where it is another than that of the
    screen; before she chose any, it is the first one of the list, and the numbers speak it.
    """
    shown_in = session.locale or session.first_locale
    other = foreign(text, pack.listener.languages(text), shown_in)
    if not any(one.tag == other for one in pack.locales.ready()):
        other = ""
    if session.locale:
        return msgspec.structs.replace(session, speaks=other)
    return msgspec.structs.replace(session, first_locale=other or session.first_locale)


def without_trace(event: PersonEvent) -> tuple[Effect, ...]:
    """The word or the card that opened the door does not stay in the chat."""
    return () if isinstance(event, Pressed) else (Erase((event.message,)),)


def opened(pack: Pack, event: PersonEvent) -> Session | None:
    """A new session if this opens the door: a card, the opening word, or the plain item."""
    locale = pack.cover_locale(event.app_locale)
    match event:
        case Started(payload=payload):
            found = card_of(payload, pack.locales)
            if found is None:
                return None
            first, country = found
            return Session(first_locale=first, first_country=country, app=event.app_locale)
        case Said(text=said) if cover.command(said):
            return None  # A listed command opens the book, whatever the opening word is (S18).
        case Said(text=said) if fold(said) in pack.opening_words:
            return Session(first_locale=locale, app=event.app_locale)
        case Pressed(choice=cover.OTHER):
            return Session(first_locale=locale, app=event.app_locale)
        case _:
            return None


def begin(pack: Pack, session: Session, now: float, effects: tuple[Effect, ...] = ()) -> Decision:
    """The first screen of the door."""
    flow = pack.flows[stage.DOOR]
    session = msgspec.structs.replace(session, flow=flow.id, version=flow.version, step=flow.start)
    return shown(pack, session, now, effects, counts=("opened",))


def cover_page(pack: Pack, event: PersonEvent, locale: str, country: str) -> Screen:
    """The page of the cover that answers; a cry for help opens the numbers and nothing else."""
    match event:
        case Pressed(choice=choice) if choice.startswith(cover.PREFIX):
            return cover.page(choice, locale, pack, country)
        case Said(text=said) if cover.command(said):
            return cover.page(cover.command(said), locale, pack, country)
        case Said(text=said):
            signals = pack.listener.signals(said)
            if signals.danger or signals.self_harm:
                return cover.useful(locale, pack, country)
            return cover.reply(locale, pack)
        case _:
            return cover.home(locale, pack)
