"""The composition root: the core, its content and the shell put together into a service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bot.channels.base import Channel
from bot.channels.render import render, render_alert, render_keyboard, render_pin, render_post
from bot.clock import Clock
from bot.content.script import fold
from bot.flows.engine import decide
from bot.keys import Vault
from bot.pack.model import Pack
from bot.shell.rendering import Rendering
from bot.shell.service import Service
from bot.store.base import Store
from bot.understanding.danger import recognise as recognise_danger


def rendering_of(pack: Pack) -> Rendering:
    """How the texts of ``pack`` become messages."""
    catalogue = pack.catalogue
    return Rendering(
        screen=lambda screen, capabilities: render(screen, capabilities, catalogue),
        pin=lambda pin, _: render_pin(pin, catalogue),
        alert=lambda alert, locale: render_alert(alert, locale, catalogue),
        keyboard=lambda ask, capabilities: render_keyboard(ask, capabilities, catalogue),
        post=lambda post, capabilities: render_post(post, capabilities, catalogue),
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
) -> Service:
    """The service of ``pack`` on this store, these keys and these channels; not started yet."""
    recognise_danger("", tuple(pack.words.values()))  # builds its index before anybody waits
    return Service(
        store=store,
        vault=vault,
        channels=channels,
        decide=partial(decide, pack),
        rendering=rendering or rendering_of(pack),
        clock=clock,
        words=pack.exit_words,
        fold=fold,
        watch_every=watch_every,
    )
