"""From a session to its screen: the step's own view, the block above it, the ways out below it."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.directory.model import Need, NumberKind
from bot.effects import TYPED_WAYS, Button, Screen, Show, Tone
from bot.flows import meant
from bot.flows.answering import SPEAK
from bot.flows.case import in_talk
from bot.flows.model import Step, View, resolve
from bot.flows.scene import Scene, digits_key, own_behaviour
from bot.flows.steps.contact import brief_line, number_paragraph
from bot.pack.model import Pack
from bot.session import Block, Session
from bot.text import Joined, Text

DOOR = "door"
MISSES = 2
"""Inputs in a row that were not understood, after which more ways are shown (S27)."""
MENU = ("main", "menu")
LOST = ("main", "menu")


def menu_of(pack: Pack, session: Session) -> str:
    """Where *menu* leads: the door for one's own behaviour stands alone (S10), and where only
    the numbers are ready they are the menu.
    """
    if own_behaviour(session):
        return "own_behaviour.now"
    country = pack.locales.country(session.country)
    return ".".join(MENU) if country is None or country.full else "elsewhere.start"


def token_of(session: Session) -> str:
    """The token that the presses of the session's screen carry."""
    return f"{session.token:x}"


def find_step(pack: Pack, session: Session) -> Step:
    """The step of a session; where it vanished, its new name, or the flow's lost step."""
    flow = pack.flows.get(session.flow)
    if flow is None:
        return pack.flows[LOST[0]].steps[LOST[1]] if session.inside else _first(pack)
    step = flow.steps.get(session.step) or flow.steps.get(flow.renamed.get(session.step, ""))
    return step or flow.steps[flow.lost]


def _first(pack: Pack) -> Step:
    flow = pack.flows[DOOR]
    return flow.steps[flow.start]


def target_of(pack: Pack, goto: str, flow: str) -> tuple[str, str]:
    """Flow and step that a goto means."""
    found, step = resolve(goto, flow)
    return found, step or pack.flows[found].start


def scene_of(pack: Pack, session: Session, now: float) -> Scene:
    """The scene of a session."""
    return Scene(pack, session, find_step(pack, session), now)


def show(
    pack: Pack,
    session: Session,
    now: float,
    *,
    notes: tuple[Text, ...] = (),
) -> tuple[Session, Show]:
    """The session with its next token, and the screen of its step.

    ``notes`` stand above the step's own text.
    """
    session = msgspec.structs.replace(session, token=session.token + 1, undrawn=False)
    scene = scene_of(pack, session, now)
    view = scene.step.kind.enter(scene)
    above = (*_block(scene), *notes)
    below = () if session.block_open else view.paragraphs
    screen = Screen(
        locale=_locale(pack, session),
        paragraphs=(*above, *below, *_test_version(scene)),
        rows=_rows(scene, view),
        tone=_tone(scene),
        token=token_of(session),
        step=scene.step.name,
    )
    return session, Show(screen)


def _rows(scene: Scene, view: View) -> tuple[tuple[Button, ...], ...]:
    own = () if scene.session.block_open else (*_media_rows(scene), *view.rows)
    missed = (*meant.rows(scene), *_missed_rows(scene), *_speaks_row(scene))
    return _unique((*_block_rows(scene), *own, *missed, *_ways_out(scene, view)))


def numbered(scene: Scene) -> tuple[Button, ...]:
    """The buttons of the standing screen whose number can be typed: all that are drawn but those
    whose way is typed by a word where there are no buttons.
    """
    rows = _rows(scene, scene.step.kind.enter(scene))
    able = ("", *scene.pack.surface.abilities)
    drawn = (button for row in rows for button in row if button.needs in able)
    return tuple(button for button in drawn if button.id not in TYPED_WAYS)


def _speaks_row(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """The language that she types in, by its own name."""
    tag = scene.session.speaks
    if not tag or not scene.session.locale:
        return ()
    return ((Button(SPEAK + tag, Text(f"locale.{tag}")),),)


def _missed_rows(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """After the second thing that was not understood: the menu and a person (S27)."""
    session = scene.session
    if session.misses < MISSES or not session.inside:
        return ()
    return ((scene.button("menu", "ui.menu"), scene.button("person", "ui.person")),)


def _tone(scene: Scene) -> Tone:
    """Behind the door everything is sensitive, the numbers of her country too (S16)."""
    session = scene.session
    behind = session.inside or scene.step.sensitive or session.blocks
    return Tone.SENSITIVE if behind else Tone.PLAIN


def _test_version(scene: Scene) -> tuple[Text, ...]:
    """What a pilot says at the door and on the menu: last, so that it never is the first line."""
    here = scene.step.flow == DOOR or scene.step.name == menu_of(scene.pack, scene.session)
    return (scene.text("ui.test_version"),) if scene.pack.pilot and here else ()


def _locale(pack: Pack, session: Session) -> str:
    """Her language; before she chose, that of her card, else that of her app."""
    if session.locale:
        return session.locale
    first = session.first_locale
    return first if first in pack.covers else pack.cover_locale(session.app)


def _block(scene: Scene) -> tuple[Text, ...]:
    """What is drawn above every screen until she says *that is not it* (S23, S30): digits first.

    Whole when it is raised, with nothing below it; then the digits alone, so that it never pushes
    away what she asked for.
    """
    blocks = scene.session.blocks
    if not blocks:
        return ()
    code = scene.session.country or scene.session.first_country
    country = scene.pack.directory.country(code)
    newest = blocks[-1]
    whole = scene.session.block_open
    if country is None:
        digits = Text(digits_key(scene.pack, ""))
        return (digits, scene.text(f"block.{newest}")) if whole else (digits,)
    kinds = frozenset().union(*(BLOCK_NUMBERS[block] for block in blocks))
    numbers = [number for number in country.numbers if number.kind in kinds]
    phones = Joined(tuple(Text(f"number.{number.id}.phone") for number in numbers), "dot")
    digits = Text("ui.lines", (("lines", phones),))
    if not whole:
        return (digits,)
    mine = [number for number in numbers if number.kind in BLOCK_NUMBERS[newest]]
    shown = [digits, scene.text(f"block.{newest}")]
    shown += [number_paragraph(scene, number, ask=False) for number in mine]
    if newest == "self_harm" and not own_behaviour(scene.session):
        talk = (line for line in country.lines if Need.TALK in line.needs and line.phones)
        shown += [brief_line(scene, line) for line in talk]
    return (*shown, scene.text("block.after")) if scene.session.inside else tuple(shown)


BLOCK_NUMBERS: Mapping[Block, frozenset[NumberKind]] = {
    "danger": frozenset({NumberKind.SINGLE, NumberKind.POLICE, NumberKind.AMBULANCE}),
    "self_harm": frozenset({NumberKind.SINGLE, NumberKind.AMBULANCE}),
}
"""Whom a block names. Nobody is sent to the police because she wants to die."""
DISMISS: Mapping[str, Block] = {"block_no": "danger", "block_no_self_harm": "self_harm"}
"""The buttons that end a block."""


def _block_rows(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    session = scene.session
    if not session.blocks:
        return ()
    rows: list[tuple[Button, ...]] = []
    if session.inside:
        rows.append((scene.button("silent", "ui.silent"), scene.button("person", "ui.person")))
        if "danger" in session.blocks and session.block_open:
            rows.append((scene.button("assault", "main.assault"),))
    rows += [
        (scene.button(choice, f"block.{block}.no"),)
        for choice, block in DISMISS.items()
        if block in session.blocks
    ]
    if session.block_open:
        rows.append((scene.button("block_read", "door.go"),))
    return tuple(rows)


def _media_rows(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    if not scene.session.media:
        return ()
    return (
        (scene.button("media_delete", "media.delete"),),
        (scene.button("media_keep", "media.keep"),),
    )


def _ways_out(scene: Scene, view: View) -> tuple[tuple[Button, ...], ...]:
    rows: list[tuple[Button, ...]] = []
    at_menu = scene.step.name == menu_of(scene.pack, scene.session)
    if scene.session.inside and view.menu and not at_menu:
        back = (scene.button("back", "ui.back"),) if scene.session.trail else ()
        rows.append((*back, scene.button("menu", "ui.menu")))
        if scene.session.talk is not None and not in_talk(scene.step.flow, scene.step.id):
            rows.append((scene.button("to_talk", "ui.to_talk"),))
    last = [Button("numbers", Text(digits_key(scene.pack, scene.session.country)))]
    if scene.session.locale and scene.step.flow != "language":
        last.append(scene.button("language", "ui.language"))
    last.append(scene.button("exit", "ui.exit"))
    return (*rows, tuple(last))


def _unique(rows: tuple[tuple[Button, ...], ...]) -> tuple[tuple[Button, ...], ...]:
    """The rows without a second button of the same id (the engine's stands below the step's)."""
    ids = [button.id for row in rows for button in row]
    if len(set(ids)) == len(ids):
        return tuple(row for row in rows if row)
    seen: set[str] = set()
    kept = []
    for row in rows:
        fresh = tuple(button for button in row if button.id not in seen)
        seen.update(button.id for button in fresh)
        if fresh:
            kept.append(fresh)
    return tuple(kept)
