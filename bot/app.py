"""The composition root: the core, its content and the shell put together into a service."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.channels.base import Capabilities, Channel
from bot.channels.render import render, render_alert, render_keyboard, render_pin, render_post
from bot.clock import Clock
from bot.content.catalogue import Catalogue
from bot.content.script import fold
from bot.decision import Decision
from bot.desk.engine import decide as decide_desk
from bot.edition import APART, Edition
from bot.flows.engine import decide
from bot.handoff.rota import next_opening
from bot.keys import Vault
from bot.pack.model import Pack
from bot.shell.on_call import OnCall
from bot.shell.rendering import Rendering
from bot.shell.service import Service
from bot.store.base import Store


def rendering_of(edition: Edition) -> Rendering:
    """How the texts of the content in use become messages."""

    def said_on(capabilities: Capabilities) -> Catalogue:
        return edition.apart.get(capabilities.name, edition.pack).catalogue

    return Rendering(
        screen=lambda screen, able: render(screen, able, said_on(able)),
        pin=lambda pin, able: render_pin(pin, said_on(able)),
        alert=lambda alert, locale: render_alert(alert, locale, edition.pack.catalogue),
        keyboard=lambda ask, able: render_keyboard(ask, able, said_on(able)),
        post=lambda post, able: render_post(post, able, said_on(able)),
    )


def assemble(
    content: Pack | Edition,
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
    """The service of this content on this store, these keys and these channels; not started yet.

    ``content``: an edition, where another may take its place later.
    ``one_account``: staff and people meet the same account of the messenger. ``on_call``: a way to
    who is asked when nobody on duty answers.
    """
    edition = content if isinstance(content, Edition) else Edition(content)

    def decided_on(name: str) -> Callable[..., Decision]:
        return lambda *given: decide(edition.apart[name], *given)

    return Service(
        store=store,
        vault=vault,
        channels=channels,
        decide=lambda *given: decide(edition.pack, *given),
        decide_apart={one.name: decided_on(one.name) for one in APART},
        decide_desk=lambda *given: decide_desk(edition.pack, *given),
        next_opening=lambda *given: opening(edition.pack, *given),
        rendering=rendering or rendering_of(edition),
        clock=clock,
        words=lambda: edition.pack.exit_words,
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
