"""``word``: an exit word of her own, or a phrase for a counsellor; kept only as a keyed hash."""

from __future__ import annotations

from typing import Literal

import msgspec

from bot.content.script import fold
from bot.events import PersonEvent, Said
from bot.flows.model import Turn, View
from bot.flows.scene import Scene

LONGEST = 40
SHORTEST = 3


class ChooseWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``word: {ask, unfit, goto, for}``: what she types becomes the word, and is deleted.

    ``for``: ``exit`` (S19), ``phrase`` (it is me) or ``duress`` (I am not alone; S47).
    """

    ask: str
    unfit: str
    goto: str
    for_: Literal["exit", "phrase", "duress"] = msgspec.field(name="for", default="exit")

    def enter(self, scene: Scene) -> View:
        """The question."""
        return View((scene.text(self.ask),), scene.choice_rows())

    def answer(self, scene: Scene, event: PersonEvent) -> Turn | None:
        """Any short text that is not an answer used elsewhere."""
        if not isinstance(event, Said):
            return None
        word = fold(event.text)
        # A phrase that stands for the other one already would mean both.
        taken = word in scene.pack.opening_words or word.isdigit() or bool(event.phrase)
        if not SHORTEST <= len(word) <= LONGEST or taken:
            return Turn(note=scene.text(self.unfit))
        match self.for_:
            case "exit":
                return Turn(self.goto, word=word)
            case "phrase":
                return Turn(self.goto, phrase=word)
            case "duress":
                return Turn(self.goto, duress=word)

    def keys(self) -> tuple[str, ...]:
        """Its two texts."""
        return (self.ask, self.unfit)

    def targets(self) -> tuple[str, ...]:
        """Where it leads."""
        return (self.goto,)
