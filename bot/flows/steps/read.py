"""``read``: a longer text in pages, with the step's choices on each."""

from __future__ import annotations

import msgspec

from bot.effects import Button
from bot.events import PersonEvent, Pressed
from bot.flows.model import Turn, View
from bot.flows.scene import Scene


class Read(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``read: [key, key]``: one key a page."""

    say: tuple[str, ...]

    def enter(self, scene: Scene) -> View:
        """The page that the session stands on."""
        page = min(scene.session.page, len(self.say) - 1)
        rows = page_row(scene, page, len(self.say))
        return View((scene.text(self.say[page]),), rows + scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Turning the page."""
        return turn_page(scene, event, len(self.say))

    def keys(self) -> tuple[str, ...]:
        """Its pages."""
        return self.say

    def targets(self) -> tuple[str, ...]:
        """None of its own."""
        return ()


def page_row(scene: Scene, page: int, pages: int) -> tuple[tuple[Button, ...], ...]:
    """The buttons that turn pages, where there is another."""
    row = []
    if page > 0:
        row.append(scene.button("previous", "ui.previous"))
    if page + 1 < pages:
        row.append(scene.button("more", "ui.more"))
    return (tuple(row),) if row else ()


def turn_page(scene: Scene, event: PersonEvent, pages: int) -> Turn | None:
    """The turn of a page button, else None."""
    if not isinstance(event, Pressed) or event.choice not in ("more", "previous"):
        return None
    page = scene.session.page + (1 if event.choice == "more" else -1)
    return Turn(page=max(0, min(page, pages - 1)))
