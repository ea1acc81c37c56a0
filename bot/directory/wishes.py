"""What she may need at a place, and what is known of it (S39).

The worst mistake here: to say *yes* where nobody knows.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from bot.directory.card import Card
from bot.directory.model import YesNoUnknown


class Wish(StrEnum):
    """Something that a place has to have for her to be able to use it."""

    CHILDREN = "children"
    FREE = "free"
    NO_PAPERS = "no_papers"
    WRITE = "write"
    STEP_FREE = "step_free"
    SIGN_LANGUAGE = "sign_language"
    MEN = "men"


_OPPOSITE = {
    YesNoUnknown.YES: YesNoUnknown.NO,
    YesNoUnknown.NO: YesNoUnknown.YES,
    YesNoUnknown.UNKNOWN: YesNoUnknown.UNKNOWN,
}


def wishes_from(answer: str) -> tuple[Wish, ...]:
    """The wishes of a stored answer, in their order, without those that are none any more."""
    chosen = answer.split(",")
    return tuple(wish for wish in Wish if wish.value in chosen)


def known(card: Card, wish: Wish) -> YesNoUnknown | None:
    """Whether a record has what she wishes; None where that is no question (a line has no steps).

    No way by text on our list is no *no*: there may be one that we do not know.
    """
    match wish:
        case Wish.WRITE:
            return YesNoUnknown.YES if card.has_texts else YesNoUnknown.UNKNOWN
        case Wish.FREE:
            return _OPPOSITE[card.when_you_call.cost]
        case Wish.NO_PAPERS:
            return _no_papers(card)
        case Wish.CHILDREN | Wish.STEP_FREE | Wish.SIGN_LANGUAGE | Wish.MEN:
            if card.access is None:
                return None
            answer: YesNoUnknown = getattr(card.access, wish.value)
            return answer


def _no_papers(card: Card) -> YesNoUnknown:
    """Whether one can do without papers. Asked for once, on the phone or at the door, they are
    needed; not asked for on the phone says nothing of the door.
    """
    asked = card.when_you_call.papers
    door = asked if card.access is None else card.access.papers_needed
    return YesNoUnknown.NO if YesNoUnknown.YES in (asked, door) else _OPPOSITE[door]


def is_refused(card: Card, wishes: Collection[Wish]) -> bool:
    """Whether something that she wishes is known not to be there."""
    return any(known(card, wish) is YesNoUnknown.NO for wish in wishes)


def unanswered(card: Card, wishes: Collection[Wish]) -> int:
    """Of how many of her wishes nobody knows."""
    return sum(known(card, wish) is YesNoUnknown.UNKNOWN for wish in wishes)
