"""The composition root: the core, its content and the shell put together into a service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from bot.channels.base import Capabilities, Channel
from bot.channels.render import render, render_alert, render_keyboard, render_pin, render_post
from bot.clock import Clock
from bot.content.catalogue import Catalogue
from bot.content.script import fold
from bot.desk.engine import decide as decide_desk
from bot.flows.engine import decide
from bot.handoff.rota import next_opening
from bot.keys import Vault
from bot.pack.model import Pack
from bot.shell.on_call import OnCall
from bot.shell.rendering import Rendering
from bot.shell.service import Service
from bot.store.base import Store
from bot.surface import WHATSAPP
from bot.understanding.danger import recognise as recognise_danger

APART = (WHATSAPP,)
"""Messengers on which some things are said and done otherwise; their names are their channels'."""


def rendering_of(pack: Pack) -> Rendering:
    """How the texts of ``pack`` become messages."""
    catalogue = pack.catalogue
    apart = {one.name: catalogue.on(one.name) for one in APART}

    def said_on(capabilities: Capabilities) -> Catalogue:
        return apart.get(capabilities.name, catalogue)

    return Rendering(
        screen=lambda screen, able: render(screen, able, said_on(able)),
        pin=lambda pin, able: render_pin(pin, said_on(able)),
        alert=lambda alert, locale: render_alert(alert, locale, catalogue),
        keyboard=lambda ask, able: render_keyboard(ask, able, said_on(able)),
        post=lambda post, able: render_post(post, able, said_on(able)),
    )


def assemble(
    pack: Pack,
    *,
    store: Store,
    vault: Vault,
    channels: Mapping[str, Channel],
    clock: Clock,
    rendering: Rendering | None = None,
    watch_every: float | None = None,
    on_bug: Callable[[BaseException], None] | None = None,
    one_account: bool = False,
    on_call: OnCall | None = None,
) -> Service:
    """The service of ``pack`` on this store, these keys and these channels; not started yet.

    ``one_account``: staff and people meet the same account of the messenger. ``on_call``: a way to
    who is asked when nobody on duty answers.
    """
    recognise_danger("", tuple(pack.words.values()))  # builds its index before anybody waits
    return Service(
        store=store,
        vault=vault,
        channels=channels,
        decide=partial(decide, pack),
        decide_apart={one.name: partial(decide, pack.on(one)) for one in APART},
        decide_desk=partial(decide_desk, pack),
        next_opening=partial(opening, pack),
        rendering=rendering or rendering_of(pack),
        clock=clock,
        words=pack.exit_words,
        fold=fold,
        watch_every=watch_every,
        on_bug=on_bug,
        one_account=one_account,
        on_call=on_call,
    )


def opening(pack: Pack, now: float, locale: str, country: str) -> float:
    """When the next shift begins that serves this language and country; 0: not known, or now."""
    if pack.rota is None:
        return 0.0
    opens = next_opening(pack.rota, now, language=locale, country=country)
    return opens if opens is not None and opens > now else 0.0
